namespace Cartwright.Sandbox.Shopify;

/// <summary>One order of a shop. Orders never change: a snapshot of them is read without a lock.</summary>
internal sealed record ShopOrder
{
    /// <summary>The number in <c>gid://shopify/Order/…</c>; unique over all shops.</summary>
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required int Number { get; init; }

    public required string ConfirmationNumber { get; init; }

    public required DateTimeOffset ProcessedAt { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Zip { get; init; }

    public string? City { get; init; }

    public ShopCustomer? Customer { get; init; }

    public string? Note { get; init; }

    public string? SourceIdentifier { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool IsTest { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public string? CancelReason { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string FulfillmentStatus { get; init; } = "UNFULFILLED";

    public string FinancialStatus { get; init; } = "PAID";

    public string ReturnStatus { get; init; } = "NO_RETURN";

    public IReadOnlyList<ShopOrderLine> Lines { get; init; } = [];

    public IReadOnlyList<Shipment> Shipments { get; init; } = [];

    public IReadOnlyList<OrderRefund> Refunds { get; init; } = [];

    public IReadOnlyList<OrderReturn> Returns { get; init; } = [];

    public string Currency { get; init; } = "USD";

    public decimal Total => Lines.Sum(line => line.Price * line.Quantity);

    public decimal Refunded => Refunds.Sum(refund => refund.Amount);

    public DateTimeOffset UpdatedAt => new[] { CancelledAt, ClosedAt }
        .Concat(Shipments.Select(shipment => (DateTimeOffset?)(shipment.DeliveredAt ?? shipment.CreatedAt)))
        .Concat(Refunds.Select(refund => (DateTimeOffset?)refund.At))
        .Aggregate(ProcessedAt, (latest, at) => at > latest ? at.Value : latest);

    public string Gid => $"gid://shopify/Order/{Id}";
}

internal sealed record ShopCustomer(long Id, string FirstName, string LastName)
{
    public string Gid => $"gid://shopify/Customer/{Id}";

    public string DisplayName => $"{FirstName} {LastName}".Trim();
}

internal sealed record ShopOrderLine(long Id, string Title, int Quantity, decimal Price);

/// <param name="Status">As in the FulfillmentStatus of the schema; what a shopper is shown is DisplayStatus.</param>
internal sealed record Shipment(
    long Id, string Name, string DisplayStatus, DateTimeOffset CreatedAt, IReadOnlyList<Tracking> Tracking)
{
    public string Status { get; init; } = "SUCCESS";

    public DateTimeOffset? InTransitAt { get; init; }

    public DateTimeOffset? EstimatedDeliveryAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }
}

internal sealed record Tracking(string? Company, string? Number, string? Url);

internal sealed record OrderRefund(long Id, decimal Amount, DateTimeOffset At);

internal sealed record OrderReturn(long Id, string Name, string Status, DateTimeOffset CreatedAt);
