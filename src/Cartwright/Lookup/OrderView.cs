using System.Text.Json.Serialization;

namespace Cartwright.Lookup;

/// <summary>An order as a shopper may see it. Amounts are decimals in the currency's major unit.</summary>
public sealed record OrderView(
    string Name,
    string FulfillmentStatus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PaymentStatus,
    string ReturnStatus,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CancelledAt,
    IReadOnlyList<ShipmentView> Shipments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ShopRefund>? Refunds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Uri? StatusPageUrl)
{
    /// <summary>
    /// A status page and a parcel's number lead to the shopper's name and address, so the bare status has neither.
    /// </summary>
    public static OrderView Of(ShopOrder order, bool isWhole) => new(
        order.Name,
        order.FulfillmentStatus,
        isWhole ? order.FinancialStatus : null,
        order.ReturnStatus,
        order.CreatedAt,
        order.CancelledAt,
        [
            .. order.Shipments.Select(one => new ShipmentView(
                one.Status, one.ShippedAt, one.DeliveredAt, one.EstimatedDeliveryAt, isWhole ? one.Tracking : [])),
        ],
        isWhole ? order.Refunds : null,
        isWhole ? order.StatusPage : null);
}

public sealed record ShipmentView(
    string? Status,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? EstimatedDeliveryAt,
    IReadOnlyList<ShopTracking> Tracking);
