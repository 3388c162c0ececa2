namespace Cartwright.Merchants.Ucp;

internal sealed record UcpOrder
{
    public UcpEnvelope? Ucp { get; init; }
    public string? Id { get; init; }
    public string? Currency { get; init; }
    public List<UcpTotal>? Totals { get; init; }
    public List<UcpOrderLine>? LineItems { get; init; }
    public UcpOrderFulfillment? Fulfillment { get; init; }
    public List<UcpAdjustment>? Adjustments { get; init; }
    public List<UcpMessage>? Messages { get; init; }
}

internal sealed record UcpOrderLine
{
    public string? Id { get; init; }
    public UcpItem? Item { get; init; }
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
    public string? Id { get; init; }
    public string? Type { get; init; }
    public string? Status { get; init; }
    public List<UcpAdjustedLine>? LineItems { get; init; }

    /// <summary>Signed: what is given back is negative.</summary>
    public List<UcpTotal>? Totals { get; init; }

    /// <summary>Where 2026-01-11 keeps the amount, in minor units.</summary>
    public long? Amount { get; init; }
}

internal sealed record UcpAdjustedLine
{
    public string? Id { get; init; }
    public long Quantity { get; init; }
}

/// <summary>Of <c>dev.cartwright.order_cancel</c>.</summary>
internal sealed record UcpOrderCancellation
{
    public required string Reason { get; init; }
}

/// <summary>Of <c>dev.cartwright.returns</c>.</summary>
internal sealed record UcpReturnRequest
{
    public required string Id { get; init; }
    public required List<UcpAdjustedLine> LineItems { get; init; }
}

internal sealed record UcpReturn
{
    public UcpEnvelope? Ucp { get; init; }
    public string? Id { get; init; }
    public string? Status { get; init; }
    public string? ShippingLabelUrl { get; init; }
    public UcpCredit? Credit { get; init; }
    public List<UcpMessage>? Messages { get; init; }
}

internal sealed record UcpCredit
{
    public long? Amount { get; init; }
    public string? Currency { get; init; }
}
