using System.Diagnostics;

namespace Cartwright.Merchants.Ucp;

/// <summary>
/// Reads what became of a cancellation, of a whole order or of parts. A refusal that is not true does no harm: the
/// order is watched, and a cancellation that shows on it later is acted on. Pure.
/// </summary>
internal static class UcpCancellations
{
    /// <summary>The codes of the extension, and what each means here.</summary>
    public static readonly IReadOnlyList<(string VendorCode, CancelRefusal Refusal)> Rules =
    [
        ("order_already_shipped", CancelRefusal.OrderAlreadyShipped),
        ("order_shipping_in_progress", CancelRefusal.OrderShippingInProgress),
        ("cancel_window_expired", CancelRefusal.CancelWindowExpired),
        ("manual_cancellation_required", CancelRefusal.RequestManualCancellation),
        ("cancellation_not_supported", CancelRefusal.NotSupported),
        ("http_404", CancelRefusal.NotSupported),
        ("http_405", CancelRefusal.NotSupported),
    ];

    public static CancelOutcome Read(UcpReply<UcpOrder> reply, string merchantOrderId, string key) => reply switch
    {
        UcpReply<UcpOrder>.Answer { Value: { Ucp.Status: "error" } refused } => Refuse(
            refused.Messages.Each().FirstOrDefault(message => message.Type == "error")?.Code ?? "error"),
        UcpReply<UcpOrder>.Answer => ReadFinding(reply, merchantOrderId, key) switch
        {
            CancelFinding.Found found => found.Outcome,
            CancelFinding.Absent => new CancelOutcome.Unknown("The store answered without a cancellation."),
            CancelFinding.Unknown unknown => new CancelOutcome.Unknown(unknown.Why),
            var finding => throw new UnreachableException(finding.GetType().Name),
        },
        // Two requests met: neither says what became of the order.
        UcpReply<UcpOrder>.Refusal { Status: 409, Code: null or "request_in_progress" or "idempotency_conflict" } =>
            new CancelOutcome.Unknown("The store works on another request for this order."),
        UcpReply<UcpOrder>.Refusal { IsExplicit: true } refusal => Refuse(refusal.Code ?? $"http_{refusal.Status}"),
        UcpReply<UcpOrder>.Refusal refusal =>
            new CancelOutcome.Unknown($"The store answered HTTP {refusal.Status} without a reason."),
        UcpReply<UcpOrder>.Failure failure => new CancelOutcome.Unknown(failure.Why),
        _ => throw new UnreachableException(),
    };

    /// <param name="key">The adjustment that a cancellation makes goes by the key of its request.</param>
    public static CancelFinding ReadFinding(UcpReply<UcpOrder> reply, string merchantOrderId, string key) =>
        reply switch
        {
            UcpReply<UcpOrder>.Answer { Value: var order }
                when order.Ucp?.Status == "error" || order.Id != merchantOrderId =>
                new CancelFinding.Unknown("The store does not show this order."),
            UcpReply<UcpOrder>.Answer { Value: var order } => UcpOrders.IsCancelled(order)
                ? new CancelFinding.Found(new CancelOutcome.Cancelled())
                : OfKey(order, key),
            UcpReply<UcpOrder>.Refusal refusal =>
                new CancelFinding.Unknown($"The store does not show this order (HTTP {refusal.Status})."),
            UcpReply<UcpOrder>.Failure failure => new CancelFinding.Unknown(failure.Why),
            _ => throw new UnreachableException(),
        };

    /// <summary>
    /// What was cancelled and what was refunded of an order that stands. A refund that names a line also pays for what
    /// was cancelled of it; one that names none pays for all that has no amount, so that nothing is paid twice.
    /// </summary>
    public static MerchantOrderOutcome.Read ReadParts(
        UcpOrder order, UcpSession session, MerchantOrderOutcome.Read read)
    {
        var done = order.Adjustments.Each().Where(adjustment => adjustment.Status == "completed").ToList();
        var cancellations = done.Where(adjustment => adjustment.Type == "cancellation").ToList();
        var refunds = done.Where(adjustment => adjustment.Type == "refund").ToList();
        if (read.IsCancelled || cancellations.Count + refunds.Count == 0) return read;

        var amounts = cancellations.Concat(refunds).Select(AmountOf).OfType<long>().ToList();
        var isPaidWhole = refunds.Any(refund => AmountOf(refund) is not null && !refund.LineItems.Each().Any());
        var paid = refunds.Where(refund => AmountOf(refund) is not null)
            .SelectMany(refund => refund.LineItems.Each()).Select(line => line.Id).ToHashSet();
        var unpriced = isPaidWhole ? [] : cancellations.Where(adjustment => AmountOf(adjustment) is null)
            .SelectMany(adjustment => adjustment.LineItems.Each())
            .Where(line => !paid.Contains(line.Id));
        return read with
        {
            Cancelled = Quantities(cancellations.SelectMany(adjustment => adjustment.LineItems.Each()), order, session),
            Unpriced = Quantities(unpriced, order, session),
            Credited = amounts.Count > 0 && order.Currency is { } currency
                ? new(amounts.Aggregate(0L, (sum, amount) => checked(sum + amount)), currency.ToUpperInvariant())
                : null,
        };
    }

    private static CancelFinding OfKey(UcpOrder order, string key) =>
        order.Adjustments.Each().FirstOrDefault(adjustment => adjustment.Id == key)?.Status switch
        {
            null => new CancelFinding.Absent(),
            "pending" => new CancelFinding.Found(new CancelOutcome.Pending()),
            var status => new CancelFinding.Found(Refuse($"cancellation_{UcpMapping.Normalize(status)}")),
        };

    private static CancelOutcome.Refused Refuse(string vendorCode)
    {
        var code = UcpMapping.Normalize(vendorCode);
        foreach (var (known, refusal) in Rules)
            if (known == code) return new(refusal, code);
        return new(CancelRefusal.RequestManualCancellation, code);
    }

    /// <summary>What is given back, as a positive number; null when the adjustment names no amount.</summary>
    private static long? AmountOf(UcpAdjustment adjustment) =>
        (adjustment.Totals.Each().FirstOrDefault(total => total.Type == "total")?.Amount ?? adjustment.Amount)
            is { } amount and not long.MinValue ? Math.Abs(amount) : null;

    private static List<LineQuantity> Quantities(
        IEnumerable<UcpAdjustedLine> lines, UcpOrder order, UcpSession session) =>
    [
        .. from line in lines
           let item = ItemOf(line.Id, order, session)
           where item is not null
           group line by item into parts
           select new LineQuantity(parts.Key, (int)Math.Min(
               parts.Sum(part => Math.Abs((decimal)part.Quantity)), int.MaxValue)),
    ];

    private static string? ItemOf(string? lineId, UcpOrder order, UcpSession session) =>
        order.LineItems.Each().FirstOrDefault(line => line.Id == lineId)?.Item?.Id
        ?? session.Lines.FirstOrDefault(line => line.Value == lineId).Key;
}
