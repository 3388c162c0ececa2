using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Catalogue;

/// <summary>A page of a store's products, or why there is none.</summary>
public abstract record ProductsAnswer
{
    private ProductsAnswer() { }

    public sealed record Page(IReadOnlyList<StoreProduct> Products) : ProductsAnswer;

    public sealed record StoreNotFound : ProductsAnswer;

    public sealed record StoreUnavailable : ProductsAnswer;
}

/// <summary>Lists what a store sells, in the store's order.</summary>
public sealed class ListProducts(MerchantDirectory merchants, CatalogueCache catalogue)
{
    public const int CountMax = 100;

    /// <param name="count">1 to <see cref="CountMax"/>.</param>
    public async Task<ProductsAnswer> HandleAsync(
        string domain, int offset, int count, CancellationToken cancellationToken)
    {
        if (await merchants.FindAsync(domain, cancellationToken) is not { } merchant)
        {
            return new ProductsAnswer.StoreNotFound();
        }

        var outcome = await catalogue.ListAsync(merchant, offset, count, cancellationToken);
        return outcome switch
        {
            CatalogueOutcome.Products products => new ProductsAnswer.Page(
                [.. products.Found.Select(product => new StoreProduct(merchant, product))]),
            CatalogueOutcome.Unavailable => new ProductsAnswer.StoreUnavailable(),
            _ => throw new UnreachableException(outcome.GetType().Name),
        };
    }
}
