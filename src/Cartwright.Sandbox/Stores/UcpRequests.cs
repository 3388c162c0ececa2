using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Sandbox.Stores;

/// <summary>What a platform sends. Whatever else it sends is ignored, as the specification asks.</summary>
internal sealed record UcpCheckoutRequest
{
    public List<UcpLine>? LineItems { get; init; }

    public UcpBuyer? Buyer { get; init; }

    public UcpFulfillment? Fulfillment { get; init; }

    public JsonElement? Attribution { get; init; }

    public JsonElement? Metadata { get; init; }
}

internal sealed record UcpLine(string? Id, UcpItem? Item, int? Quantity);

internal sealed record UcpItem(string? Id);

internal sealed record UcpBuyer
{
    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Of 2026-01-11.</summary>
    public string? FullName { get; init; }

    public string? PhoneNumber { get; init; }
}

internal sealed record UcpFulfillment(List<UcpMethod>? Methods);

internal sealed record UcpMethod
{
    public string? Type { get; init; }

    public List<UcpDestination>? Destinations { get; init; }

    public string? SelectedDestinationId { get; init; }

    public List<UcpGroup>? Groups { get; init; }
}

internal sealed record UcpGroup(string? Id, string? SelectedOptionId);

internal sealed record UcpDestination
{
    public string? Id { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? FullName { get; init; }

    public string? PhoneNumber { get; init; }

    public string? StreetAddress { get; init; }

    public string? ExtendedAddress { get; init; }

    public string? AddressLocality { get; init; }

    public string? AddressRegion { get; init; }

    public string? PostalCode { get; init; }

    public string? AddressCountry { get; init; }
}

internal sealed record UcpCompleteRequest
{
    /// <summary>Since 2026-04-08.</summary>
    public UcpPayment? Payment { get; init; }

    /// <summary>Of 2026-01-11.</summary>
    public UcpInstrument? PaymentData { get; init; }

    public JsonElement? Attribution { get; init; }

    public JsonElement? Metadata { get; init; }
}

internal sealed record UcpPayment(List<UcpInstrument>? Instruments);

internal sealed record UcpInstrument(
    string? Id, string? HandlerId, string? Type, bool? Selected, UcpCredential? Credential);

internal sealed record UcpCredential(string? Type, string? Token);

internal sealed record UcpReturnRequest(string? Id, List<UcpReturnLine>? LineItems);

internal sealed record UcpReturnLine(string? Id, int? Quantity);

internal sealed record UcpSearchRequest(string? Query, UcpFilters? Filters, UcpPagination? Pagination);

internal sealed record UcpFilters(List<string>? Categories, UcpPriceFilter? Price);

internal sealed record UcpPriceFilter(long? Min, long? Max);

internal sealed record UcpPagination(string? Cursor, int? Limit);

internal sealed record UcpLookupRequest(List<string>? Ids);

internal sealed record UcpProductRequest(string? Id);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(UcpCheckoutRequest))]
[JsonSerializable(typeof(UcpCompleteRequest))]
[JsonSerializable(typeof(UcpReturnRequest))]
[JsonSerializable(typeof(UcpSearchRequest))]
[JsonSerializable(typeof(UcpLookupRequest))]
[JsonSerializable(typeof(UcpProductRequest))]
internal sealed partial class UcpJson : JsonSerializerContext;
