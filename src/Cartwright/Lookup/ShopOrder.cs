namespace Cartwright.Lookup;

/// <summary>An order as its shop tells it. E-mail, phone, postcode and customer are for the proof alone.</summary>
public sealed record ShopOrder(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CancelledAt,
    string FulfillmentStatus,
    string? FinancialStatus,
    string ReturnStatus,
    Uri? StatusPage,
    IReadOnlyList<ShopShipment> Shipments,
    IReadOnlyList<ShopRefund> Refunds,
    OrderOwner Owner);

/// <param name="Status">Shopify's word, such as <c>IN_TRANSIT</c>; null when it has none.</param>
public sealed record ShopShipment(
    string? Status,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? EstimatedDeliveryAt,
    IReadOnlyList<ShopTracking> Tracking);

/// <param name="Url">An https address, or null.</param>
public sealed record ShopTracking(string? Company, string? Number, Uri? Url);

/// <param name="Amount">As Shopify writes it: a decimal in the currency's major unit.</param>
public sealed record ShopRefund(DateTimeOffset? At, string Amount, string Currency);

/// <summary>Who an order belongs to, as far as the app may see it. It is never shown.</summary>
public sealed record OrderOwner(string? CustomerId, string? Email, string? Phone, string? Postcode, string? Country)
{
    public override string ToString() => "***";
}
