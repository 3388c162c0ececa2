using Cartwright.Merchants;

namespace Cartwright.Catalogue;

/// <summary>
/// A collection of a store's products. Merchants' protocols tell none, so they are derived: one of everything, and one
/// for each type of product.
/// </summary>
/// <param name="ProductType">Null for the one of everything.</param>
public sealed record Collection(Merchant Merchant, string? ProductType)
{
    public string Id => ProductType is null
        ? $"{Collections.All}@{Merchant.Domain}"
        : $"{Collections.TypePrefix}{Uri.EscapeDataString(ProductType)}@{Merchant.Domain}";

    public string Title => ProductType ?? "All products";

    public string Description => ProductType is null
        ? $"Everything that {Merchant.Domain} sells."
        : $"All products of {Merchant.Domain} of the type {ProductType}.";
}

/// <summary>Finds a store's collections and reads the products in them.</summary>
public sealed class Collections(MerchantDirectory merchants, CatalogueCache catalogue)
{
    internal const string All = "all";
    internal const string TypePrefix = "type:";

    /// <summary>How far a catalogue is read for its types: what is behind is in the one of everything only.</summary>
    private const int ScannedMax = 1_000;
    private const int TypesMax = 100;

    /// <summary>Null when the id is not one of a registered store's.</summary>
    public async Task<Collection?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (CatalogueId.Parse(id) is not { } parsed
            || await merchants.FindAsync(parsed.Store, cancellationToken) is not { } merchant)
        {
            return null;
        }

        return parsed.ItemId == All
            ? new(merchant, null)
            : (await ListAsync(merchant, cancellationToken)).FirstOrDefault(collection => collection.Id == id);
    }

    /// <summary>The collection of everything comes first. It is there even while the merchant can't be asked.</summary>
    public async Task<IReadOnlyList<Collection>> ListAsync(Merchant merchant, CancellationToken cancellationToken)
    {
        var scanned = await ScanAsync(merchant, cancellationToken) ?? [];
        var types = scanned.Select(product => product.ProductType).Where(type => type.Length is > 0 and <= 100)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(TypesMax);
        return [new(merchant, null), .. types.Select(type => new Collection(merchant, type))];
    }

    /// <summary>Null when the merchant can't be asked.</summary>
    public async Task<IReadOnlyList<Product>?> ReadAsync(
        Collection collection, int offset, int count, CancellationToken cancellationToken)
    {
        if (collection.ProductType is null)
        {
            return await ReadAllAsync(collection.Merchant, offset, count, cancellationToken);
        }

        var scanned = await ScanAsync(collection.Merchant, cancellationToken);
        return scanned?.Where(product => product.ProductType == collection.ProductType)
            .Skip(offset).Take(count).ToList();
    }

    private async Task<IReadOnlyList<Product>?> ScanAsync(Merchant merchant, CancellationToken cancellationToken) =>
        await ReadAllAsync(merchant, 0, ScannedMax, cancellationToken);

    private async Task<IReadOnlyList<Product>?> ReadAllAsync(
        Merchant merchant, int offset, int count, CancellationToken cancellationToken)
    {
        List<Product> products = [];
        while (products.Count < count)
        {
            var wanted = Math.Min(count - products.Count, ListProducts.CountMax);
            var outcome = await catalogue.ListAsync(merchant, offset + products.Count, wanted, cancellationToken);
            if (outcome is not CatalogueOutcome.Products page)
            {
                return null;
            }

            products.AddRange(page.Found);
            if (page.Found.Count < wanted)
            {
                break;
            }
        }

        return products;
    }
}
