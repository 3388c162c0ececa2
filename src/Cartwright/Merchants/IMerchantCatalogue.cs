namespace Cartwright.Merchants;

/// <summary>
/// The catalogue of one merchant, read live. Ids are the merchant's own; the gateway's public ids add the store:
/// <c>item@store</c> (see <see cref="CatalogueId"/>).
/// </summary>
public interface IMerchantCatalogue
{
    string Protocol { get; }

    /// <summary>
    /// The products that hold these ids, which may be products' or variants'. Unknown ids are left out.
    /// </summary>
    Task<CatalogueOutcome> LookUpAsync(
        Merchant merchant, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>A page of the whole catalogue, in the merchant's order; at most 100 products.</summary>
    Task<CatalogueOutcome> ListAsync(
        Merchant merchant, int offset, int countMax, CancellationToken cancellationToken);

    /// <summary>The product whose page this is.</summary>
    Task<CatalogueOutcome> FindByUrlAsync(Merchant merchant, Uri page, CancellationToken cancellationToken);
}

public abstract record CatalogueOutcome
{
    private CatalogueOutcome() { }

    public sealed record Products(IReadOnlyList<Product> Found) : CatalogueOutcome;

    public sealed record Unavailable(string Why) : CatalogueOutcome;
}

public sealed record Product
{
    public required string Id { get; init; }
    public required string Handle { get; init; }
    public required string Title { get; init; }
    public string Description { get; init; } = "";
    public string DescriptionHtml { get; init; } = "";
    public string Vendor { get; init; } = "";
    public string ProductType { get; init; } = "";
    public required Uri Url { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<ProductImage> Images { get; init; } = [];
    public IReadOnlyList<ProductOption> Options { get; init; } = [];
    public required IReadOnlyList<ProductVariant> Variants { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset PublishedAt { get; init; }
}

public sealed record ProductImage(Uri Url, int Width, int Height);

public sealed record ProductOption(string Name, IReadOnlyList<string> Values);

public sealed record ProductVariant
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string Sku { get; init; } = "";
    public required Money Price { get; init; }
    public Money? CompareAtPrice { get; init; }
    public required bool IsAvailable { get; init; }
    public int? QuantityAvailable { get; init; }
    public bool IsShippingRequired { get; init; } = true;
    public bool IsTaxable { get; init; } = true;
    public IReadOnlyList<string> OptionValues { get; init; } = [];
    public Uri? Image { get; init; }
    public double WeightGrams { get; init; }
}

/// <summary>The public id of a product or variant: the merchant's own id and the store, as <c>item@store</c>.</summary>
public readonly record struct CatalogueId(string ItemId, string Store)
{
    public override string ToString() => $"{ItemId}@{Store}";

    /// <summary>Null when <paramref name="id"/> is not of the form <c>item@store</c>.</summary>
    public static CatalogueId? Parse(string id)
    {
        var at = id.LastIndexOf('@');
        return at > 0 && at < id.Length - 1 && id.Length <= 300 ? new(id[..at], id[(at + 1)..]) : null;
    }
}
