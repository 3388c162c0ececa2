using System.Diagnostics;
using Cartwright.Merchants;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>Pure: what follows from an order and what its processor answered. The workers perform it.</summary>
public static class MoneyDecisions
{
    /// <summary>How long the shopper has for the bank's challenge.</summary>
    public static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ChallengePollDefault = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefundPoll = TimeSpan.FromSeconds(30);

    public static string ChargeKey(string orderId) => $"{orderId}-charge";

    /// <summary>
    /// A capture that was refused may be tried anew, as an intent of its own. A void is never refused, so that there is
    /// one.
    /// </summary>
    public static string CaptureKey(Order order) =>
        order.Money.Captures == 0 ? $"{order.Id}-capture" : $"{order.Id}-capture-{order.Money.Captures + 1}";

    public static string VoidKey(string orderId) => $"{orderId}-void";

    /// <summary>Every refund of an order is an intent of its own; a repeat of one has the same key.</summary>
    public static string RefundKey(Order order) =>
        order.Money.Refunds == 0 ? $"{order.Id}-refund" : $"{order.Id}-refund-{order.Money.Refunds + 1}";

    /// <summary>Nothing was charged, and nothing will be: the merchant is gone.</summary>
    public static OrderStep OnMerchantGone() => new([MerchantGone], new NextWork.Rest());

    /// <param name="intent">
    /// The intent to place, ready to be written; null when the merchant is no longer there.
    /// </param>
    /// <param name="challengePoll">How often a challenge is looked after; null for every two seconds.</param>
    public static OrderStep OnPayment(
        Order order, PaymentOutcome outcome, OrderEvent.PlacementStarted? intent, DateTimeOffset now,
        TimeSpan? challengePoll = null) => outcome switch
    {
        PaymentOutcome.Succeeded succeeded when succeeded.Captured != order.Submitted.Amount => new(
            [], new NextWork.LookAgain($"The processor captured {succeeded.Captured}, not {order.Submitted.Amount}.")),
        PaymentOutcome.Succeeded succeeded => OnSecured(
            order, new OrderEvent.PaymentSucceeded(succeeded.PaymentId, succeeded.Captured), intent),
        PaymentOutcome.Authorized when order.Submitted.Card is not { Capture: PaymentCapture.OnPlacement } => new(
            [], new NextWork.LookAgain("The processor has authorized what it should have captured.")),
        PaymentOutcome.Authorized held when held.Amount != order.Submitted.Amount => new(
            [], new NextWork.LookAgain($"The processor authorized {held.Amount}, not {order.Submitted.Amount}.")),
        PaymentOutcome.Authorized held => OnSecured(
            order, new OrderEvent.PaymentAuthorized(held.PaymentId, held.Amount, held.ExpiresAt), intent),
        PaymentOutcome.Refused refused => new(
            [
                new OrderEvent.PaymentRefused(refused.PaymentId, refused.Reason, refused.VendorCode),
                FailureTable.Of(refused.Reason, refused.VendorCode),
            ],
            new NextWork.Rest()),
        PaymentOutcome.ActionRequired action when order.PaymentAction is null => new(
            [new OrderEvent.PaymentActionRequired(action.PaymentId, action.Url, now + ChallengeLifetime)],
            new NextWork.Poll(challengePoll ?? ChallengePollDefault, "The shopper's bank asks for a challenge.")),
        PaymentOutcome.ActionRequired => new(
            [], new NextWork.Poll(challengePoll ?? ChallengePollDefault, "The shopper's bank asks for a challenge.")),
        PaymentOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <param name="firstTracking">When the parcel is first looked for.</param>
    public static OrderStep OnCapture(Order order, PaymentOutcome outcome, DateTimeOffset firstTracking)
    {
        switch (outcome)
        {
            case PaymentOutcome.Succeeded captured when captured.Captured == order.Submitted.Amount:
                return GoOn(new OrderEvent.PaymentCaptured(captured.PaymentId, captured.Captured));
            case PaymentOutcome.Succeeded captured:
                return new([], new NextWork.LookAgain(
                    $"The processor captured {captured.Captured}, not {order.Submitted.Amount}."));
            case PaymentOutcome.Refused refused:
                return GoOn(new OrderEvent.CaptureRefused(refused.VendorCode)) with
                {
                    CallPerson = order.Phase == OrderPhase.Cancelled ? null
                        : $"The merchant has the order, and the processor will not capture ({refused.VendorCode}).",
                };
            case PaymentOutcome.Authorized:
                return new([], new NextWork.LookAgain("The processor has not captured yet."));
            case PaymentOutcome.ActionRequired:
                return new([], new NextWork.LookAgain("The processor asks for a challenge where it should capture."));
            case PaymentOutcome.Unknown unknown:
                return new([], new NextWork.LookAgain(unknown.Why));
            default:
                throw new UnreachableException(outcome.GetType().Name);
        }

        // The merchant may have cancelled the order, or a part of it, while its money was on the way.
        OrderStep GoOn(OrderEvent change) => order.HasEnded
            ? GiveBack(order, [change])
            : WithRefund(order, new([change], new NextWork.Queue(OrderQueues.Track, firstTracking)));
    }

    public static OrderStep OnVoid(Order order, PaymentOutcome outcome) => outcome switch
    {
        PaymentOutcome.Refused => new([new OrderEvent.Voided()], new NextWork.Rest()),
        PaymentOutcome.Succeeded captured => GiveBack(
            order, [new OrderEvent.PaymentCaptured(captured.PaymentId, captured.Captured)]),
        PaymentOutcome.Authorized => new([], new NextWork.LookAgain("The authorization has not been let go yet.")),
        PaymentOutcome.ActionRequired => new([], new NextWork.LookAgain("The payment has not been let go yet.")),
        PaymentOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>A refund that became due while this one was under way is started with its end.</summary>
    public static OrderStep OnRefund(Order order, RefundOutcome outcome) => outcome switch
    {
        RefundOutcome.Succeeded succeeded => GiveBack(
            order, [new OrderEvent.Refunded(succeeded.RefundId, succeeded.Amount)]),
        RefundOutcome.Pending => new([], new NextWork.Poll(RefundPoll, "The refund is on its way.")),
        RefundOutcome.Refused refused => new(
            [new OrderEvent.RefundRefused(refused.VendorCode)],
            new NextWork.Rest(),
            $"The processor refuses the refund ({refused.VendorCode}): give the money back by hand."),
        RefundOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>What comes of giving up a payment that waited for the shopper's bank.</summary>
    public static OrderStep OnPaymentCancel(Order order, PaymentOutcome outcome) => outcome switch
    {
        PaymentOutcome.Refused => new([new OrderEvent.Withdrawn()], new NextWork.Rest()),
        PaymentOutcome.Succeeded captured => GiveBack(
            order, [new OrderEvent.PaymentSucceeded(captured.PaymentId, captured.Captured), new OrderEvent.Withdrawn()]),
        PaymentOutcome.Authorized => new([], new NextWork.LookAgain("The authorization has not been let go yet.")),
        PaymentOutcome.ActionRequired => new([], new NextWork.LookAgain("The payment has not been let go yet.")),
        PaymentOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>
    /// What the order took and should not keep, after <paramref name="events"/>, is given back in the same step.
    /// </summary>
    public static OrderStep GiveBack(Order order, IReadOnlyList<OrderEvent> events) =>
        WithRefund(order, new(events, new NextWork.Rest()));

    /// <summary>
    /// Adds to a step the refund or the void that it makes due. While another effect at the processor is under way
    /// nothing is added: its own outcome comes here too, and goes on with what is due then.
    /// </summary>
    public static OrderStep WithRefund(Order order, OrderStep step)
    {
        var after = step.Events.Aggregate(order, (state, change) => state.Evolve(change, order.StartedAt));
        var money = after.Money;
        return money.Phase switch
        {
            MoneyPhase.Captured or MoneyPhase.Refunded when after.Owed is { Minor: > 0 } owed => Then(
                new OrderEvent.RefundStarted(RefundKey(after), money.PaymentId!, owed), OrderQueues.Refund),
            MoneyPhase.Authorized or MoneyPhase.CaptureRefused when after.HasEnded => Then(
                new OrderEvent.VoidStarted(VoidKey(order.Id), money.PaymentId!), OrderQueues.Void),
            MoneyPhase.Untouched or MoneyPhase.Authorized or MoneyPhase.CaptureRefused or MoneyPhase.Captured
                or MoneyPhase.Refunded or MoneyPhase.Voided
                // What is under way is finished first, and goes on from there.
                or MoneyPhase.Capturing or MoneyPhase.Voiding or MoneyPhase.Refunding
                // A person has it on the list already.
                or MoneyPhase.RefundRefused => step,
        };

        OrderStep Then(OrderEvent intent, string queue) => step.Next is NextWork.Rest
            ? step with { Events = [.. step.Events, intent], Next = new NextWork.Queue(queue) }
            : step with { Events = [.. step.Events, intent], Beside = [.. step.Beside, queue] };
    }

    private static OrderEvent.Failed MerchantGone =>
        FailureTable.Of(PlacementRefusal.MerchantUnsupported, "merchant_removed");

    private static OrderStep OnSecured(Order order, OrderEvent secured, OrderEvent.PlacementStarted? intent) =>
        intent is null
            ? GiveBack(order, [secured, MerchantGone])
            : new([secured, intent], new NextWork.Queue(OrderQueues.Place));
}
