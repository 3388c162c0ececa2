using System.Diagnostics;

namespace Cartwright.Merchants.Ucp;

/// <summary>Reads how a placed order stands. Pure.</summary>
internal static class UcpOrders
{
    public static MerchantOrderOutcome Read(
        UcpReply<UcpOrder> reply, string merchantOrderId, UcpSession session) => reply switch
    {
        UcpReply<UcpOrder>.Answer { Value: var order } => order.Ucp?.Status == "error" || order.Id != merchantOrderId
            ? new MerchantOrderOutcome.Unavailable("The store does not show this order.")
            {
                IsAbsent = order.Messages.Each().Any(message =>
                    UcpMapping.Normalize(message.Code ?? "") is "not_found"),
            }
            : UcpCancellations.ReadParts(
                order, session,
                new MerchantOrderOutcome.Read(IsCancelled(order), ShipmentsOf(order)) { Total = TotalOf(order) }),
        UcpReply<UcpOrder>.Refusal refusal =>
            new MerchantOrderOutcome.Unavailable($"The store does not show this order (HTTP {refusal.Status}).")
            {
                IsAbsent = refusal is { Status: 404, Code: "not_found" or "order_not_found" },
            },
        UcpReply<UcpOrder>.Failure failure => new MerchantOrderOutcome.Unavailable(failure.Why),
        _ => throw new UnreachableException(),
    };

    /// <summary>Cancelled as a whole: a part that is cancelled leaves an order that stands.</summary>
    internal static bool IsCancelled(UcpOrder order)
    {
        var cancellations = order.Adjustments.Each()
            .Where(adjustment => adjustment is { Type: "cancellation", Status: "completed" })
            .ToList();
        if (cancellations.Count == 0) return false;
        if (cancellations.Any(cancellation => cancellation.LineItems is null or { Count: 0 })) return true;
        return order.LineItems.Each().Any() && order.LineItems.Each().All(line =>
            line.Quantity?.Total == 0
            || Cancelled(line.Id) >= (decimal)(line.Quantity?.Original ?? line.Quantity?.Total ?? long.MaxValue));

        decimal Cancelled(string? lineId) => cancellations
            .SelectMany(cancellation => cancellation.LineItems.Each())
            .Where(line => line.Id == lineId)
            .Sum(line => Math.Abs((decimal)line.Quantity));
    }

    private static Money? TotalOf(UcpOrder order) =>
        order is { Currency: { } currency } && order.Totals.Each().FirstOrDefault(sum => sum.Type == "total") is { } total
            ? new(total.Amount, currency.ToUpperInvariant())
            : null;

    /// <summary>
    /// Events are a log: what was said last of a tracking number holds. The protocol tells no day of delivery in a
    /// form a program can read.
    /// </summary>
    private static List<Shipment> ShipmentsOf(UcpOrder order) =>
    [
        .. order.Fulfillment?.Events.Each()
            .Where(entry => entry.TrackingNumber is { Length: > 0 })
            .OrderBy(entry => entry.OccurredAt ?? DateTimeOffset.MinValue)
            .GroupBy(entry => entry.TrackingNumber!, StringComparer.Ordinal)
            .Select(ToShipment) ?? [],
    ];

    private static Shipment ToShipment(IGrouping<string, UcpFulfillmentEvent> events) => new(
        events.LastOrDefault(entry => entry.Carrier is not null)?.Carrier ?? "",
        events.Key,
        UcpPlacements.Web(events.LastOrDefault(entry => entry.TrackingUrl is not null)?.TrackingUrl),
        StatusOf(events.Last().Type),
        null);

    private static ShipmentStatus StatusOf(string? type) => type switch
    {
        "processing" => ShipmentStatus.NotShipped,
        "delivered" => ShipmentStatus.Delivered,
        "canceled" or "undeliverable" or "returned_to_sender" => ShipmentStatus.NotDelivered,
        // The list is open, and what has a tracking number is on its way.
        _ => ShipmentStatus.Shipped,
    };
}
