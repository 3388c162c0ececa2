namespace Cartwright.Merchants.Ucp;

internal sealed record UcpOrder
{
    public UcpEnvelope? Ucp { get; init; }
    public string? Id { get; init; }
    public List<UcpOrderLine>? LineItems { get; init; }
    public UcpOrderFulfillment? Fulfillment { get; init; }
    public List<UcpAdjustment>? Adjustments { get; init; }
    public List<UcpMessage>? Messages { get; init; }
}

internal sealed record UcpOrderLine
{
    public string? Id { get; init; }
    public UcpOrderQuantity? Quantity { get; init; }
}

internal sealed record UcpOrderQuantity
{
    public long? Original { get; init; }
    public long? Total { get; init; }
}

internal sealed record UcpOrderFulfillment
{
    public List<UcpFulfillmentEvent>? Events { get; init; }
}

internal sealed record UcpFulfillmentEvent
{
    public DateTimeOffset? OccurredAt { get; init; }
    public string? Type { get; init; }
    public string? TrackingNumber { get; init; }
    public string? TrackingUrl { get; init; }
    public string? Carrier { get; init; }
}

internal sealed record UcpAdjustment
{
    public string? Type { get; init; }
    public string? Status { get; init; }
    public List<UcpAdjustedLine>? LineItems { get; init; }
}

internal sealed record UcpAdjustedLine
{
    public string? Id { get; init; }
    public long Quantity { get; init; }
}
