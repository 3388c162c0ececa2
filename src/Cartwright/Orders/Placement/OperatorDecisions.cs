using System.Diagnostics;
using Cartwright.Merchants;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>What a person decides about an order that the gateway can't settle.</summary>
public abstract record Resolution
{
    private Resolution() { }

    /// <summary>The merchant has it, under this number.</summary>
    public sealed record Placed(string MerchantOrderId) : Resolution;

    /// <param name="IsRefunded">Says that what was taken is to be given back.</param>
    public sealed record Failed(OrderFailedReason Reason, bool IsRefunded) : Resolution;

    /// <summary>Its work is to be done again now.</summary>
    public sealed record Retry : Resolution;
}

/// <summary>What is done about it.</summary>
public abstract record ResolvePlan
{
    private ResolvePlan() { }

    /// <param name="Events">What follows the settlement itself.</param>
    /// <param name="Queued">New effects.</param>
    /// <param name="Restarted">Work that is there, or was, and is due anew.</param>
    /// <param name="Said">What happens now, for the operator.</param>
    public sealed record Write(
        IReadOnlyList<OrderEvent> Events,
        IReadOnlyList<NextWork.Queue> Queued,
        IReadOnlyList<NextWork.Queue> Restarted,
        string Said) : ResolvePlan;

    public sealed record Refuse(string Sentence) : ResolvePlan;
}

/// <summary>Pure: what follows from a person's word, and what then follows from the other side's.</summary>
public static class OperatorDecisions
{
    public static ResolvePlan OnPlaced(
        Order order, Resolution.Placed placed, DateTimeOffset firstTracking, DateTimeOffset now)
    {
        if (!IsAtPlacement(order))
        {
            return new ResolvePlan.Refuse(Standing(order));
        }

        var step = PlacementDecisions.OnPlacement(
            order, new PlacementOutcome.Placed(placed.MerchantOrderId, null), firstTracking, now);
        // What was under way finds the order placed, and ends.
        return Write(step, [new(order.Phase == OrderPhase.Withdrawing ? OrderQueues.Withdraw : OrderQueues.Place)],
            $"The order is placed as {placed.MerchantOrderId}.");
    }

    /// <param name="callsEnd">When no call that is under way now can be so any more.</param>
    public static ResolvePlan OnFailed(Order order, Resolution.Failed failed, DateTimeOffset callsEnd)
    {
        if (!IsAtPlacement(order))
        {
            return new ResolvePlan.Refuse(Standing(order));
        }

        if (order.Money.Phase != MoneyPhase.Untouched && !failed.IsRefunded)
        {
            return new ResolvePlan.Refuse(Taken(order.Submitted.Amount));
        }

        return Write(
            MoneyDecisions.GiveBack(order, [FailureTable.Of(failed.Reason)]),
            // A call to the merchant may be under way: it is asked once more when that is over.
            [
                new(OrderQueues.Place, callsEnd),
                .. WithdrawalOf(order),
            ],
            "The order has failed.");
    }

    /// <summary>
    /// What the processor knows is settled at once. Where it knows nothing, a charge may still be on its way to it: the
    /// worker no longer charges, looks until that is over, and then ends the order.
    /// </summary>
    public static ResolvePlan OnUnpaidFailed(
        Order order, Resolution.Failed failed, PaymentFinding finding, DateTimeOffset callsEnd)
    {
        switch (finding)
        {
            case PaymentFinding.Found { Outcome: PaymentOutcome.Succeeded or PaymentOutcome.Authorized }
                when !failed.IsRefunded:
                return new ResolvePlan.Refuse(Taken(order.Submitted.Amount));
            case PaymentFinding.Found { Outcome: PaymentOutcome.Unknown unknown }:
                return Unclear(unknown.Why);
            case PaymentFinding.Unknown unknown:
                return Unclear(unknown.Why);
            case PaymentFinding.Found { Outcome: PaymentOutcome.ActionRequired } or PaymentFinding.Absent:
                return new ResolvePlan.Write([], [], [new(OrderQueues.Charge)],
                    "Nothing was taken so far, and nothing is charged any more. The running gateway ends the order "
                    + $"once no charge can be on its way ({callsEnd:u}); one that turns up is given back.");
            case PaymentFinding.Found found:
                return Write(OnFoundPayment(order, found.Outcome, failed.Reason, callsEnd),
                    [new(OrderQueues.Charge)], "The order has failed.");
            default:
                throw new UnreachableException(finding.GetType().Name);
        }

        static ResolvePlan.Refuse Unclear(string why) => new(
            $"The processor can't say whether it was paid ({why}): nothing was changed. Try again later, or --retry.");
    }

    /// <summary>The worker's part: a person said that the order fails, before it was known to be paid.</summary>
    public static OrderStep OnUnpaidFound(
        Order order, PaymentFinding finding, DateTimeOffset callsEnd, DateTimeOffset now) => finding switch
    {
        PaymentFinding.Found found => OnFoundPayment(order, found.Outcome, ReasonOf(order), now),
        PaymentFinding.Absent when now >= callsEnd => new([FailureTable.Of(ReasonOf(order))], new NextWork.Rest()),
        PaymentFinding.Absent => new(
            [], new NextWork.Poll(callsEnd - now, "A charge that is under way may still reach the processor.")),
        PaymentFinding.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(finding.GetType().Name),
    };

    private static OrderStep OnFoundPayment(
        Order order, PaymentOutcome outcome, OrderFailedReason reason, DateTimeOffset now) => outcome switch
    {
        PaymentOutcome.Succeeded paid => MoneyDecisions.GiveBack(
            order, [new OrderEvent.PaymentSucceeded(paid.PaymentId, paid.Captured), FailureTable.Of(reason)]),
        PaymentOutcome.Authorized held => MoneyDecisions.GiveBack(
            order,
            [new OrderEvent.PaymentAuthorized(held.PaymentId, held.Amount, held.ExpiresAt), FailureTable.Of(reason)]),
        PaymentOutcome.Refused refused => new(
            [
                new OrderEvent.PaymentRefused(refused.PaymentId, refused.Reason, refused.VendorCode),
                FailureTable.Of(reason),
            ],
            new NextWork.Rest()),
        // The next look gives the payment up.
        PaymentOutcome.ActionRequired action when order.PaymentAction is null => new(
            [new OrderEvent.PaymentActionRequired(action.PaymentId, action.Url, now)],
            new NextWork.Poll(TimeSpan.Zero, "The payment is given up.")),
        PaymentOutcome.ActionRequired => new([], new NextWork.LookAgain("The payment has not been let go yet.")),
        PaymentOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>
    /// The worker's last look at a merchant, for an order that a person has failed: what the merchant has all the same
    /// must be cancelled there. A merchant that can't be asked is taken at that person's word.
    /// </summary>
    public static OrderStep OnLastLook(PlacementFinding finding, DateTimeOffset callsEnd, DateTimeOffset now)
    {
        var has = finding switch
        {
            PlacementFinding.Found { Outcome: PlacementOutcome.Placed placed } => $"has it as {placed.MerchantOrderId}",
            PlacementFinding.Found { Outcome: PlacementOutcome.InProgress } when now >= callsEnd => "works on it",
            _ => null,
        };
        return has is not null
            ? new([], new NextWork.Rest(), $"A person has failed the order, and the merchant {has}: cancel it there.")
            : now >= callsEnd
                ? new([], new NextWork.Rest())
                : new([], new NextWork.Poll(callsEnd - now, "A call to the merchant may still be under way."));
    }

    public static ResolvePlan OnRetry(Order order)
    {
        if (order is { FailedByOperatorAt: not null, Phase: OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction })
        {
            return Restart("It was failed before, and is looked at once more", OrderQueues.Charge);
        }

        return order.Phase switch
        {
            OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction or OrderPhase.CancellingPayment =>
                Restart("The processor is asked again", OrderQueues.Charge),
            OrderPhase.Placing or OrderPhase.AwaitingMerchantAction =>
                Restart("The merchant is asked again", OrderQueues.Place),
            OrderPhase.Withdrawing => Restart("The merchant is asked again to let go of it", OrderQueues.Withdraw),
            OrderPhase.Cancelling => Restart("The merchant is asked again to cancel it", OrderQueues.Cancel),
            OrderPhase.Placed or OrderPhase.Failed or OrderPhase.Cancelled => OnRetryOfMoney(order),
            OrderPhase.NotStarted or OrderPhase.PaymentSecured or OrderPhase.PaymentRefused or OrderPhase.Accepted =>
                new ResolvePlan.Refuse(Standing(order)),
        };
    }

    private static ResolvePlan OnRetryOfMoney(Order order)
    {
        var money = order.Money;
        return money.Phase switch
        {
            MoneyPhase.Capturing => Restart("The capture is tried again", OrderQueues.Capture),
            MoneyPhase.Voiding => Restart("The void is tried again", OrderQueues.Void),
            MoneyPhase.Refunding => Restart("The refund is tried again", OrderQueues.Refund),
            // Its key has had its answer: this is an intent of its own.
            MoneyPhase.CaptureRefused when order.Phase == OrderPhase.Placed => new ResolvePlan.Write(
                [new OrderEvent.CaptureStarted(
                    MoneyDecisions.CaptureKey(order), money.PaymentId!, order.Submitted.Amount)],
                [new(OrderQueues.Capture)],
                [],
                "The capture is tried anew."),
            MoneyPhase.RefundRefused when order.Owed is { Minor: > 0 } owed => new ResolvePlan.Write(
                [new OrderEvent.RefundStarted(MoneyDecisions.RefundKey(order), money.PaymentId!, owed)],
                [new(OrderQueues.Refund)],
                [],
                "The refund is tried anew; one that was made by hand counts."),
            MoneyPhase.Untouched or MoneyPhase.Authorized or MoneyPhase.CaptureRefused or MoneyPhase.Captured
                or MoneyPhase.Voided or MoneyPhase.Refunded or MoneyPhase.RefundRefused =>
                order.Phase == OrderPhase.Placed
                    ? Restart("The merchant is asked how it stands", order.Returns.Any(made => !made.HasEnded)
                        ? [OrderQueues.Track, OrderQueues.Return] : [OrderQueues.Track])
                    : new ResolvePlan.Refuse(Standing(order)),
        };
    }

    /// <summary>Where the order stands and what is possible, in a sentence.</summary>
    private static string Standing(Order order) => order.Phase switch
    {
        OrderPhase.NotStarted => "The order was not submitted: there is nothing to settle.",
        OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction =>
            "The order is not paid: use --retry, or --failed REASON.",
        OrderPhase.CancellingPayment => "The order is being cancelled, before it was paid: use --retry.",
        OrderPhase.PaymentSecured or OrderPhase.PaymentRefused or OrderPhase.Accepted =>
            "The order is changing at this moment: try again in a few seconds.",
        OrderPhase.Placing or OrderPhase.AwaitingMerchantAction or OrderPhase.Withdrawing =>
            "The order is on its way to the merchant: use --placed REF, --failed REASON or --retry.",
        OrderPhase.Placed => $"The merchant has the order as {order.Placed?.MerchantOrderId}: have it cancelled there, "
            + "or use --retry.",
        OrderPhase.Cancelling => "The merchant is being asked to cancel the order: use --retry.",
        OrderPhase.Failed or OrderPhase.Cancelled when order.Money.IsMoving
            || order.Money.Phase == MoneyPhase.RefundRefused =>
            $"The order is over ({order.Phase}) and its money is not back: use --retry.",
        OrderPhase.Failed or OrderPhase.Cancelled => $"The order is over ({order.Phase}): there is nothing to settle.",
    };

    private static IEnumerable<NextWork.Queue> WithdrawalOf(Order order) =>
        order.Phase == OrderPhase.Withdrawing ? [new(OrderQueues.Withdraw)] : [];

    private static bool IsAtPlacement(Order order) =>
        order.Phase is OrderPhase.Placing or OrderPhase.AwaitingMerchantAction or OrderPhase.Withdrawing;

    private static OrderFailedReason ReasonOf(Order order) =>
        order.History.Select(recorded => recorded.Change).OfType<OrderEvent.SettledByOperator>()
            .LastOrDefault(settled => settled.Settlement == Settlement.Failed)?.Reason
        ?? OrderFailedReason.InternalError;

    private static string Taken(Money amount) =>
        $"{amount.Display()} of the shopper's is taken or set aside, and goes back when an order fails: add --refund.";

    private static ResolvePlan.Write Write(
        OrderStep step, IReadOnlyList<NextWork.Queue> restarted, string said) =>
        new(step.Events, step.Next is NextWork.Queue queue ? [queue] : [], restarted, said);

    private static ResolvePlan.Write Restart(string said, params string[] queues) => new(
        [],
        [],
        [.. queues.Select(queue => new NextWork.Queue(queue))],
        $"{said}, as soon as a running gateway sees it.");
}
