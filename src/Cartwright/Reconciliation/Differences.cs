using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.Reconciliation;

public enum DifferenceKind
{
    /// <summary>The processor has captured for an order that the journal does not know.</summary>
    CaptureWithoutOrder,

    /// <summary>The processor has captured, and the journal says that nothing was.</summary>
    CaptureNotInJournal,

    /// <summary>The journal says that it was captured, and the processor has no such capture.</summary>
    OrderWithoutCapture,
    CapturedTwice,
    AmountDiffers,

    /// <summary>The journal says that more was given back than the processor has given.</summary>
    RefundMissing,

    /// <summary>The processor has given back more than the journal says.</summary>
    RefundNotInJournal,

    /// <summary>The order does not stand, and the shopper's money is kept.</summary>
    MoneyKept,

    /// <summary>The merchant says that it has no such order.</summary>
    NotAtMerchant,
    CancelledAtMerchant,
    TotalDiffers,
}

/// <param name="Subject">The order's id.</param>
/// <param name="Details">What the two sides say, for an operator.</param>
public sealed record Difference(DifferenceKind Kind, string Subject, string Details)
{
    /// <summary>The same whenever the same difference is found.</summary>
    public string Key => $"{Kind}:{Subject}";
}

/// <summary>Pure: where an order in the journal and the books of the others part.</summary>
internal static class Differences
{
    /// <summary>Only for an order of which nothing is under way.</summary>
    /// <param name="payments">All that the processor has for it.</param>
    /// <param name="merchant">Null when it was not asked, or could not be.</param>
    public static IEnumerable<Difference> Of(
        Order order, IReadOnlyList<ProcessorPayment> payments, MerchantOrderOutcome? merchant) =>
        [.. OfMoney(order, payments), .. OfMerchant(order, merchant)];

    /// <summary>What is wrong whatever the order's phase, and whether or not all its payments are listed.</summary>
    public static IEnumerable<Difference> OfCaptures(Order order, IReadOnlyList<ProcessorPayment> payments)
    {
        var captures = CapturesOf(order, payments);
        string[] others = order.Money is { Captured: not null, PaymentId: { } known }
            && captures.TrueForAll(payment => payment.PaymentId != known) ? [known] : [];
        if (captures.Count + (captures.Count > 0 ? others.Length : 0) > 1)
            yield return Twice(order, [.. others, .. captures.Select(payment => payment.PaymentId)]);
    }

    public static IEnumerable<Difference> OfUnknownOrder(string orderId, IReadOnlyList<ProcessorPayment> payments) =>
        payments.Any(payment => payment.CapturedMinor > payment.RefundedMinor)
            ? [new(DifferenceKind.CaptureWithoutOrder, orderId,
                $"captured by {Ids(payments)}, and the journal has no such order")]
            : [];

    private static IEnumerable<Difference> OfMoney(Order order, IReadOnlyList<ProcessorPayment> payments)
    {
        var captures = CapturesOf(order, payments);
        var (wanted, refundWanted) = (order.Money.Captured?.Minor ?? 0, order.Money.RefundedMinor);
        var (captured, refunded) =
            (captures.Sum(payment => payment.CapturedMinor), captures.Sum(payment => payment.RefundedMinor));
        if (captures.Count > 1)
            yield return Twice(order, captures.Select(payment => payment.PaymentId));
        else if (wanted == 0 && captured > 0)
            yield return new(DifferenceKind.CaptureNotInJournal, order.Id,
                $"the processor captured {captured} by {Ids(captures)}, the journal has nothing");
        else if (wanted > 0 && captured == 0)
            yield return new(DifferenceKind.OrderWithoutCapture, order.Id,
                $"the journal has {wanted} by {order.Money.PaymentId}, the processor has nothing");
        else if (order is { HasEnded: false, Money.Phase: MoneyPhase.CaptureRefused } && captured == 0)
            yield return new(DifferenceKind.OrderWithoutCapture, order.Id,
                "the order stands, and the processor refused to capture its payment");
        else if (wanted != captured || captures.Exists(payment => payment.Currency != order.Money.Captured?.Currency))
            yield return new(DifferenceKind.AmountDiffers, order.Id,
                $"the journal has {order.Money.Captured} captured, the processor "
                + $"{captured} {captures.Select(payment => payment.Currency).FirstOrDefault()}");

        if (captured == 0) yield break;
        if (refunded < refundWanted)
            yield return new(DifferenceKind.RefundMissing, order.Id,
                $"the journal has {refundWanted} given back, the processor {refunded}");
        else if (refunded > refundWanted)
            yield return new(DifferenceKind.RefundNotInJournal, order.Id,
                $"the processor has {refunded} given back, the journal {refundWanted}");
        if (order.HasEnded && refunded < captured)
            yield return new(DifferenceKind.MoneyKept, order.Id,
                $"the order has ended, and {captured - refunded} is kept");
    }

    /// <summary>
    /// A stray payment that was given back to the last cent is mended: nothing is left of it to tell.
    /// </summary>
    private static List<ProcessorPayment> CapturesOf(Order order, IReadOnlyList<ProcessorPayment> payments) =>
    [
        .. payments.Where(payment => payment.CapturedMinor > 0
            && (payment.PaymentId == order.Money.PaymentId || payment.RefundedMinor < payment.CapturedMinor)),
    ];

    private static Difference Twice(Order order, IEnumerable<string> paymentIds) => new(
        DifferenceKind.CapturedTwice, order.Id,
        $"captured by {string.Join(", ", paymentIds.Order(StringComparer.Ordinal))}");

    private static IEnumerable<Difference> OfMerchant(Order order, MerchantOrderOutcome? merchant)
    {
        if (!order.IsAtMerchant || order.Placed is not { } placed) yield break;
        switch (merchant)
        {
            case MerchantOrderOutcome.Unavailable { IsAbsent: true }:
                yield return new(DifferenceKind.NotAtMerchant, order.Id,
                    $"placed as {placed.MerchantOrderId}, which {order.Submitted.Store} does not know");
                break;
            case MerchantOrderOutcome.Read { IsCancelled: true }:
                yield return new(DifferenceKind.CancelledAtMerchant, order.Id,
                    $"{order.Submitted.Store} has cancelled {placed.MerchantOrderId}");
                break;
            case MerchantOrderOutcome.Read { Total: { } total }
                when total != order.Submitted.Quote.Total && order.CreditMinor == 0:
                yield return new(DifferenceKind.TotalDiffers, order.Id,
                    $"quoted {order.Submitted.Quote.Total}, {order.Submitted.Store} has {total}");
                break;
            case MerchantOrderOutcome.Read or MerchantOrderOutcome.Unavailable or null:
                break;
        }
    }

    private static string Ids(IEnumerable<ProcessorPayment> payments) =>
        string.Join(", ", payments.Select(payment => payment.PaymentId).Order(StringComparer.Ordinal));
}
