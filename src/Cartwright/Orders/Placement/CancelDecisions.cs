using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>What is done about a client's wish to cancel.</summary>
public abstract record CancelPlan
{
    private CancelPlan() { }

    /// <summary>Write the intent, and queue the work that carries it out.</summary>
    public sealed record Start(OrderEvent Intent, string Queue) : CancelPlan;

    /// <param name="Code">One of the checkout contract's CancelOrderErrorCode.</param>
    public sealed record Refuse(string Code, string Message) : CancelPlan;

    /// <summary>Not now, and soon: nothing is written.</summary>
    public sealed record TryAgain(string Message) : CancelPlan;
}

/// <summary>Pure: how an order is cancelled, before and after its merchant has it.</summary>
public static class CancelDecisions
{
    private const string ByHand = "Ask the merchant to cancel it; its order number is in marketplaceOrderIds.";

    public static string PaymentCancelKey(string orderId) => $"{orderId}-cancel";

    public static string WithdrawKey(string orderId) => $"{orderId}-withdraw";

    /// <summary>Every attempt is an intent of its own; a repeat of one has the same key.</summary>
    public static string CancelKey(Order order) =>
        order.Cancellations == 0 ? $"{order.Id}-cancel-order" : $"{order.Id}-cancel-order-{order.Cancellations + 1}";

    /// <param name="withdrawal">Whether a placement can be taken back from this merchant.</param>
    /// <param name="cancellation">Whether the merchant cancels orders that it has accepted.</param>
    public static CancelPlan OnAsked(Order order, MerchantAbility withdrawal, MerchantAbility cancellation) =>
        order.Phase switch
    {
        OrderPhase.AwaitingPaymentAction => new CancelPlan.Start(
            new OrderEvent.PaymentCancelStarted(PaymentCancelKey(order.Id), order.PaymentAction!.PaymentId),
            OrderQueues.Charge),
        OrderPhase.Placing or OrderPhase.AwaitingMerchantAction => withdrawal switch
        {
            // It was taken back before and the merchant would not let go: the key has had its answer.
            MerchantAbility.Offered when order.Withdrawal is not null => Refuse(CancelRefusal.RequestManualCancellation),
            MerchantAbility.Offered => new CancelPlan.Start(
                new OrderEvent.WithdrawStarted(WithdrawKey(order.Id), WithdrawalReason.Cancelled),
                OrderQueues.Withdraw),
            MerchantAbility.NotOffered => new CancelPlan.Refuse("NOT_SUPPORTED",
                "The merchant can't be asked to drop an order that is on its way to it: wait until it is placed or failed."),
            MerchantAbility.NotKnown => Unreachable(),
        },
        OrderPhase.Placed => cancellation switch
        {
            MerchantAbility.Offered =>
                new CancelPlan.Start(new OrderEvent.CancelStarted(CancelKey(order)), OrderQueues.Cancel),
            MerchantAbility.NotOffered => Refuse(CancelRefusal.NotSupported),
            MerchantAbility.NotKnown => Unreachable(),
        },
        OrderPhase.CancellingPayment or OrderPhase.Withdrawing or OrderPhase.Cancelling => new CancelPlan.Refuse(
            "CANCELLATION_IN_PROGRESS", "The order is being cancelled: follow its events."),
        OrderPhase.Cancelled => new CancelPlan.Refuse("ORDER_ALREADY_CANCELLED", "The order is cancelled."),
        OrderPhase.PaymentRefused or OrderPhase.Failed => new CancelPlan.Refuse(
            "ORDER_ALREADY_CANCELLED", "The order has failed: there is nothing to cancel."),
        OrderPhase.Submitted or OrderPhase.PaymentSecured or OrderPhase.Accepted => new CancelPlan.TryAgain(
            "The order is being charged: send the cancellation again in a few seconds."),
        OrderPhase.NotStarted => new CancelPlan.Refuse(
            "ORDER_NOT_FOUND", "There is no such order: send the id of one that was submitted."),
    };

    /// <summary>Words fit for anyone.</summary>
    public static string Words(CancelRefusal refusal) => refusal switch
    {
        CancelRefusal.OrderAlreadyShipped => "The merchant has shipped the order: return it once it has arrived.",
        CancelRefusal.OrderShippingInProgress => "The merchant is handing the order to its carrier: it can't be stopped.",
        CancelRefusal.CancelWindowExpired => "The time in which the merchant cancels orders is over.",
        CancelRefusal.RequestManualCancellation => $"The merchant does not cancel this order by itself. {ByHand}",
        CancelRefusal.NotSupported => $"The merchant does not take cancellations through this gateway. {ByHand}",
    };

    public static OrderStep OnAuthorizationExpiring(Order order) => new(
        [new OrderEvent.WithdrawStarted($"{WithdrawKey(order.Id)}-expiring", WithdrawalReason.AuthorizationExpiring)],
        new NextWork.Queue(OrderQueues.Withdraw));

    /// <param name="firstTracking">When an order that is placed after all is first looked at.</param>
    public static OrderStep OnWithdrawal(Order order, PlacementOutcome outcome, DateTimeOffset firstTracking)
    {
        var isWished = order.Withdrawal is { Reason: WithdrawalReason.Cancelled };
        switch (outcome)
        {
            case PlacementOutcome.Refused:
                return MoneyDecisions.GiveBack(order, [isWished
                    ? new OrderEvent.Withdrawn()
                    : FailureTable.Of(Payments.PaymentRefusal.AuthorizationExpired, "authorization_expiring")]);
            case PlacementOutcome.Placed placed:
                var step = PlacementDecisions.OnPlaced(order, placed, firstTracking);
                return isWished ? step with { Events = [TooLate, .. step.Events] } : step;
            case PlacementOutcome.ActionRequired action when isWished:
                return new(
                    order.MerchantAction is null
                        ? [Kept, new OrderEvent.MerchantActionRequired(action.Url)]
                        : [Kept],
                    new NextWork.Queue(OrderQueues.Place));
            case PlacementOutcome.ActionRequired:
                return new([], new NextWork.LookAgain("The merchant does not let go of an order that waits for a person."));
            case PlacementOutcome.InProgress:
                return new([], new NextWork.LookAgain("The merchant is working on the order that it should let go."));
            case PlacementOutcome.Unknown unknown:
                return new([], new NextWork.LookAgain(unknown.Why));
            default:
                throw new UnreachableException(outcome.GetType().Name);
        }
    }

    /// <param name="waited">How long ago the cancellation was asked for.</param>
    public static OrderStep OnCancellation(Order order, CancelOutcome outcome, TimeSpan waited) => outcome switch
    {
        CancelOutcome.Cancelled => MoneyDecisions.GiveBack(order, [new OrderEvent.CancelledByMerchant()]),
        CancelOutcome.Pending => new(
            [],
            new NextWork.Poll(
                TimeSpan.FromSeconds(Math.Clamp(waited.TotalSeconds / 10, 1, 300)),
                "The merchant has not decided on the cancellation.")),
        CancelOutcome.Refused refused => new(
            [new OrderEvent.CancelFailed(refused.Reason, Words(refused.Reason), refused.VendorCode)],
            new NextWork.Rest()),
        CancelOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    private static OrderEvent.CancelFailed TooLate { get; } = new(
        CancelRefusal.RequestManualCancellation,
        "The merchant had accepted the order before it could be taken back. Cancel it again, now that it is placed.",
        "completed");

    private static OrderEvent.CancelFailed Kept { get; } = new(
        CancelRefusal.RequestManualCancellation,
        "The merchant keeps the order waiting for a person: leave it unfinished, and it expires.",
        "not_canceled");

    private static CancelPlan.Refuse Refuse(CancelRefusal refusal) =>
        new(Contract(refusal), Words(refusal));

    /// <summary>The checkout contract's spelling.</summary>
    public static string Contract(CancelRefusal refusal) => refusal switch
    {
        CancelRefusal.OrderAlreadyShipped => "ORDER_ALREADY_SHIPPED",
        CancelRefusal.OrderShippingInProgress => "ORDER_SHIPPING_IN_PROGRESS",
        CancelRefusal.CancelWindowExpired => "CANCEL_WINDOW_EXPIRED",
        CancelRefusal.RequestManualCancellation => "REQUEST_MANUAL_CANCELLATION",
        CancelRefusal.NotSupported => "NOT_SUPPORTED",
    };

    private static CancelPlan.TryAgain Unreachable() =>
        new("The merchant can't be asked now: send the cancellation again in a few seconds.");
}
