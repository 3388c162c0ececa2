using System.Text.Json;

namespace Cartwright.Merchants.Ucp;

internal sealed record UcpLookupRequest
{
    public required IReadOnlyList<string> Ids { get; init; }
}

internal sealed record UcpProductRequest
{
    public required string Id { get; init; }
}

internal sealed record UcpSearchRequest
{
    public string? Query { get; init; }
    public UcpSearchFilters? Filters { get; init; }
    public required UcpSearchPage Pagination { get; init; }
}

internal sealed record UcpSearchFilters
{
    public required UcpPriceFilter Price { get; init; }
}

internal sealed record UcpPriceFilter
{
    public required long Min { get; init; }
}

internal sealed record UcpSearchPage
{
    public string? Cursor { get; init; }
    public required int Limit { get; init; }
}

internal sealed record UcpProductReply
{
    public UcpEnvelope? Ucp { get; init; }
    public UcpProduct? Product { get; init; }
    public List<UcpMessage>? Messages { get; init; }
}

internal sealed record UcpProductsReply
{
    public UcpEnvelope? Ucp { get; init; }
    public List<UcpProduct>? Products { get; init; }
    public List<UcpMessage>? Messages { get; init; }
    public UcpPageInfo? Pagination { get; init; }
}

internal sealed record UcpPageInfo
{
    public string? Cursor { get; init; }
    public bool HasNextPage { get; init; }
}

internal sealed record UcpProduct
{
    public string? Id { get; init; }
    public string? Handle { get; init; }
    public string? Title { get; init; }
    public JsonElement? Description { get; init; }
    public string? Url { get; init; }
    public List<UcpCategory>? Categories { get; init; }
    public List<UcpMedia>? Media { get; init; }
    public List<UcpProductOption>? Options { get; init; }
    public List<UcpVariant>? Variants { get; init; }
    public List<string>? Tags { get; init; }
}

internal sealed record UcpCategory
{
    public string? Value { get; init; }
    public string? Taxonomy { get; init; }
}

internal sealed record UcpMedia
{
    public string? Type { get; init; }
    public string? Url { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }
}

internal sealed record UcpProductOption
{
    public string? Name { get; init; }
    public List<UcpOptionValue>? Values { get; init; }
}

internal sealed record UcpOptionValue
{
    public string? Label { get; init; }
}

internal sealed record UcpVariant
{
    public string? Id { get; init; }
    public string? Sku { get; init; }
    public string? Title { get; init; }
    public UcpPrice? Price { get; init; }
    public UcpPrice? ListPrice { get; init; }
    public UcpAvailability? Availability { get; init; }
    public List<UcpSelectedOption>? Options { get; init; }
    public List<UcpMedia>? Media { get; init; }
    public UcpSeller? Seller { get; init; }
}

internal sealed record UcpPrice
{
    public long Amount { get; init; }
    public string? Currency { get; init; }
}

internal sealed record UcpAvailability
{
    public bool? Available { get; init; }
}

internal sealed record UcpSelectedOption
{
    public string? Name { get; init; }
    public string? Label { get; init; }
}

internal sealed record UcpSeller
{
    public string? Name { get; init; }
}
