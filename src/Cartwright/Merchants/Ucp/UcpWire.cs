using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Merchants.Ucp;

// One set of shapes serves all versions: what a version lacks stays null. Nothing is required here, because a merchant
// that leaves a field out is judged where the field is used.

internal sealed record UcpEnvelope
{
    public string? Version { get; init; }
    public string? Status { get; init; }
}

internal sealed record UcpCheckout
{
    public UcpEnvelope? Ucp { get; init; }
    public string? Id { get; init; }
    public string? Status { get; init; }
    public string? Currency { get; init; }
    public List<UcpLine>? LineItems { get; init; }
    public List<UcpTotal>? Totals { get; init; }
    public List<UcpMessage>? Messages { get; init; }
    public UcpFulfillment? Fulfillment { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public string? ContinueUrl { get; init; }
    public UcpConfirmation? Order { get; init; }
    public JsonElement? Actions { get; init; }
}

internal sealed record UcpLine
{
    public string? Id { get; init; }
    public UcpItem? Item { get; init; }
    public long Quantity { get; init; }
    public List<UcpTotal>? Totals { get; init; }
}

internal sealed record UcpItem
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public long? Price { get; init; }
}

internal sealed record UcpTotal
{
    public string? Type { get; init; }
    public long Amount { get; init; }
}

internal sealed record UcpMessage
{
    public string? Type { get; init; }
    public string? Code { get; init; }
    public string? Path { get; init; }
    public string? Severity { get; init; }
}

internal sealed record UcpConfirmation
{
    public string? Id { get; init; }
    public string? PermalinkUrl { get; init; }
}

internal sealed record UcpFulfillment
{
    public List<UcpMethod>? Methods { get; init; }
}

internal sealed record UcpMethod
{
    public string? Id { get; init; }
    public string? Type { get; init; }
    public List<string>? LineItemIds { get; init; }
    public List<UcpDestination>? Destinations { get; init; }
    public string? SelectedDestinationId { get; init; }
    public List<UcpGroup>? Groups { get; init; }
}

internal sealed record UcpGroup
{
    public string? Id { get; init; }
    public string? SelectedOptionId { get; init; }
    public List<UcpOption>? Options { get; init; }
}

internal sealed record UcpOption
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public List<UcpTotal>? Totals { get; init; }
}

internal sealed record UcpDestination
{
    public string? Id { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? PhoneNumber { get; init; }
    public string? StreetAddress { get; init; }
    public string? ExtendedAddress { get; init; }
    public string? AddressLocality { get; init; }
    public string? AddressRegion { get; init; }
    public string? PostalCode { get; init; }
    public string? AddressCountry { get; init; }
}

/// <summary>What older merchants and protocol errors answer with a 4xx status.</summary>
internal sealed record UcpFault
{
    public JsonElement? Code { get; init; }
    public List<UcpMessage>? Messages { get; init; }
}

/// <summary>Creates a checkout session, or replaces the whole of one.</summary>
internal sealed record UcpCheckoutRequest
{
    public string? Id { get; init; }
    public string? Currency { get; init; }
    public required List<UcpLineRequest> LineItems { get; init; }
    public UcpBuyer? Buyer { get; init; }
    public UcpContext? Context { get; init; }
    public UcpFulfillment? Fulfillment { get; init; }
    public UcpPayment? Payment { get; init; }
}

internal sealed record UcpLineRequest
{
    public string? Id { get; init; }
    public required UcpItem Item { get; init; }
    public required int Quantity { get; init; }
}

internal sealed record UcpBuyer
{
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? PhoneNumber { get; init; }
}

internal sealed record UcpContext
{
    public string? AddressCountry { get; init; }
    public string? Currency { get; init; }
}

internal sealed record UcpPayment
{
    public required List<UcpInstrument> Instruments { get; init; }
}

internal sealed record UcpInstrument
{
    public required string Id { get; init; }
    public required string HandlerId { get; init; }
    public required string Type { get; init; }
    public string? Brand { get; init; }
    public string? LastDigits { get; init; }
    public bool? Selected { get; init; }
    public required UcpCredential Credential { get; init; }
}

internal sealed record UcpCredential
{
    public required string Type { get; init; }
    public required string Token { get; init; }
}

internal sealed record UcpCompletion
{
    public required UcpPayment Payment { get; init; }

    /// <summary>The merchant's order keeps it, so that an operator can match orders of both sides.</summary>
    public required Dictionary<string, string> Attribution { get; init; }
}

/// <summary>The completion of 2026-01-11.</summary>
internal sealed record UcpFirstCompletion
{
    public UcpInstrument? PaymentData { get; init; }
    public required UcpRiskSignals RiskSignals { get; init; }
}

internal sealed record UcpRiskSignals;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UcpCheckout))]
[JsonSerializable(typeof(UcpFault))]
[JsonSerializable(typeof(UcpCheckoutRequest))]
[JsonSerializable(typeof(UcpCompletion))]
[JsonSerializable(typeof(UcpFirstCompletion))]
[JsonSerializable(typeof(UcpOrder))]
[JsonSerializable(typeof(UcpOrderCancellation))]
[JsonSerializable(typeof(UcpReturnRequest))]
[JsonSerializable(typeof(UcpReturn))]
[JsonSerializable(typeof(UcpProfileDocument))]
[JsonSerializable(typeof(UcpProductReply))]
[JsonSerializable(typeof(UcpProductsReply))]
[JsonSerializable(typeof(UcpProductRequest))]
[JsonSerializable(typeof(UcpLookupRequest))]
[JsonSerializable(typeof(UcpSearchRequest))]
[JsonSerializable(typeof(UcpSession))]
internal sealed partial class UcpJson : JsonSerializerContext;
