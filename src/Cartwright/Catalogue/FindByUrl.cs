using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Catalogue;

/// <summary>What is sold at an address.</summary>
public abstract record PageAnswer
{
    private PageAnswer() { }

    /// <param name="VariantId">The variant that the address names, else the first; null when there is none.</param>
    public sealed record Found(StoreProduct Product, string? VariantId) : PageAnswer;

    public sealed record StoreNotFound : PageAnswer;

    public sealed record ProductNotFound(string Store) : PageAnswer;

    public sealed record StoreUnavailable(string Store) : PageAnswer;
}

/// <summary>Finds the registered store, or the product, behind the address of a page.</summary>
public sealed class FindByUrl(MerchantDirectory merchants, CatalogueCache catalogue)
{
    /// <summary>Null when no registered store has this page.</summary>
    public Task<Merchant?> FindStoreAsync(Uri page, CancellationToken cancellationToken) =>
        merchants.FindByPageAsync(page, cancellationToken);

    public async Task<PageAnswer> FindProductAsync(
        Uri page, Marketplace marketplace, CancellationToken cancellationToken)
    {
        var merchant = await merchants.FindByPageAsync(page, cancellationToken);
        if (merchant?.Marketplace != marketplace)
        {
            return new PageAnswer.StoreNotFound();
        }

        var outcome = await catalogue.FindByUrlAsync(merchant, page, cancellationToken);
        return outcome switch
        {
            CatalogueOutcome.Products { Found: [var product, ..] } =>
                new PageAnswer.Found(new(merchant, product), VariantOf(page, product)),
            CatalogueOutcome.Products => new PageAnswer.ProductNotFound(merchant.Domain),
            CatalogueOutcome.Unavailable => new PageAnswer.StoreUnavailable(merchant.Domain),
            _ => throw new UnreachableException(outcome.GetType().Name),
        };
    }

    private static string? VariantOf(Uri page, Product product)
    {
        var query = page.Query.TrimStart('?').Split('&');
        var named = Array.Find(query, part => part.StartsWith("variant=", StringComparison.Ordinal)) is { } part
            ? Uri.UnescapeDataString(part["variant=".Length..])
            : null;
        return product.Variants.FirstOrDefault(variant => variant.Id == named)?.Id
            ?? (product.Variants.Count > 0 ? product.Variants[0].Id : null);
    }
}
