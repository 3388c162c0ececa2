using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Catalogue;

/// <summary>A product and the merchant that sells it.</summary>
public sealed record StoreProduct(Merchant Merchant, Product Product);

/// <summary>What became of the search for one product.</summary>
public abstract record ProductAnswer
{
    private ProductAnswer() { }

    public sealed record Found(StoreProduct Product) : ProductAnswer;

    /// <summary>The id is not of the form <c>item@store</c>.</summary>
    public sealed record InvalidId : ProductAnswer;

    public sealed record NotFound : ProductAnswer;

    public sealed record StoreUnavailable(string Store) : ProductAnswer;
}

/// <param name="Id">The public id of a product, or of one of its variants.</param>
public sealed record WantedProduct(string Id, Marketplace Marketplace);

/// <summary>Finds products by their public ids, with one question to each store.</summary>
public sealed class GetProducts(MerchantDirectory merchants, CatalogueCache catalogue)
{
    /// <summary>One answer for each wanted product, in their order.</summary>
    public async Task<IReadOnlyList<ProductAnswer>> HandleAsync(
        IReadOnlyList<WantedProduct> wanted, CancellationToken cancellationToken)
    {
        var parsed = wanted.Select(product => CatalogueId.Parse(product.Id)).ToList();
        var stores = parsed.OfType<CatalogueId>().GroupBy(id => id.Store).ToList();
        var outcomes = await Task.WhenAll(stores.Select(store =>
            LookUpAsync(store.Key, [.. store.Select(id => id.ItemId).Distinct()], cancellationToken)));
        var byStore = stores.Zip(outcomes).ToDictionary(pair => pair.First.Key, pair => pair.Second);
        return
        [
            .. wanted.Zip(parsed, (product, id) => id is { } known
                ? Pick(known, product.Marketplace, byStore[known.Store])
                : new ProductAnswer.InvalidId()),
        ];
    }

    private async Task<(Merchant? Merchant, CatalogueOutcome? Outcome)> LookUpAsync(
        string store, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        await merchants.FindAsync(store, cancellationToken) is { } merchant
            ? (merchant, await catalogue.LookUpAsync(merchant, ids, cancellationToken))
            : (null, null);

    private static ProductAnswer Pick(
        CatalogueId id, Marketplace marketplace, (Merchant? Merchant, CatalogueOutcome? Outcome) store) => store switch
    {
        (null, _) => new ProductAnswer.NotFound(),
        ({ } merchant, _) when merchant.Marketplace != marketplace => new ProductAnswer.NotFound(),
        (_, CatalogueOutcome.Unavailable) => new ProductAnswer.StoreUnavailable(id.Store),
        ({ } merchant, CatalogueOutcome.Products products) => Find(products.Found, id.ItemId) is { } product
            ? new ProductAnswer.Found(new(merchant, product))
            : new ProductAnswer.NotFound(),
        _ => throw new UnreachableException(store.Outcome?.GetType().Name),
    };

    /// <summary>The product with this id, or the one that has a variant with it.</summary>
    internal static Product? Find(IReadOnlyList<Product> products, string itemId) =>
        products.FirstOrDefault(product => product.Id == itemId)
        ?? products.FirstOrDefault(product => product.Variants.Any(variant => variant.Id == itemId));
}
