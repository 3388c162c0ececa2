using System.Collections.Frozen;

namespace Cartwright.Orders.Placement;

/// <summary>
/// The order's life as data: which event leads from which phase to which. A test walks it: every phase can be reached,
/// every phase that is not an end has a way on, and what is not listed is refused.
/// </summary>
public static class PlacementTransitions
{
    public static IReadOnlyList<(OrderPhase From, Type Event, OrderPhase To)> All { get; } =
    [
        (OrderPhase.NotStarted, typeof(OrderEvent.SubmissionStarted), OrderPhase.Submitted),

        (OrderPhase.Submitted, typeof(OrderEvent.PaymentSucceeded), OrderPhase.PaymentSecured),
        (OrderPhase.Submitted, typeof(OrderEvent.PaymentAuthorized), OrderPhase.PaymentSecured),
        (OrderPhase.Submitted, typeof(OrderEvent.PaymentActionRequired), OrderPhase.AwaitingPaymentAction),
        (OrderPhase.Submitted, typeof(OrderEvent.PaymentRefused), OrderPhase.PaymentRefused),
        (OrderPhase.Submitted, typeof(OrderEvent.PlacementStarted), OrderPhase.Placing),
        (OrderPhase.Submitted, typeof(OrderEvent.Failed), OrderPhase.Failed),

        (OrderPhase.AwaitingPaymentAction, typeof(OrderEvent.PaymentSucceeded), OrderPhase.PaymentSecured),
        (OrderPhase.AwaitingPaymentAction, typeof(OrderEvent.PaymentAuthorized), OrderPhase.PaymentSecured),
        (OrderPhase.AwaitingPaymentAction, typeof(OrderEvent.Failed), OrderPhase.Failed),
        (OrderPhase.AwaitingPaymentAction, typeof(OrderEvent.PaymentRefused), OrderPhase.PaymentRefused),
        (OrderPhase.PaymentRefused, typeof(OrderEvent.Failed), OrderPhase.Failed),

        (OrderPhase.PaymentSecured, typeof(OrderEvent.PlacementStarted), OrderPhase.Placing),
        (OrderPhase.PaymentSecured, typeof(OrderEvent.Failed), OrderPhase.Failed),

        (OrderPhase.Placing, typeof(OrderEvent.SubmissionSucceeded), OrderPhase.Accepted),
        (OrderPhase.Placing, typeof(OrderEvent.MerchantActionRequired), OrderPhase.AwaitingMerchantAction),
        (OrderPhase.Placing, typeof(OrderEvent.Failed), OrderPhase.Failed),
        (OrderPhase.AwaitingMerchantAction, typeof(OrderEvent.SubmissionSucceeded), OrderPhase.Accepted),
        (OrderPhase.AwaitingMerchantAction, typeof(OrderEvent.Failed), OrderPhase.Failed),
        (OrderPhase.Accepted, typeof(OrderEvent.Placed), OrderPhase.Placed),

        (OrderPhase.AwaitingPaymentAction, typeof(OrderEvent.PaymentCancelStarted), OrderPhase.CancellingPayment),
        // The shopper had paid when the payment was to be given up: it is written down, and given back.
        (OrderPhase.CancellingPayment, typeof(OrderEvent.PaymentSucceeded), OrderPhase.CancellingPayment),
        (OrderPhase.CancellingPayment, typeof(OrderEvent.Withdrawn), OrderPhase.Cancelled),

        (OrderPhase.Placing, typeof(OrderEvent.WithdrawStarted), OrderPhase.Withdrawing),
        (OrderPhase.AwaitingMerchantAction, typeof(OrderEvent.WithdrawStarted), OrderPhase.Withdrawing),
        (OrderPhase.Withdrawing, typeof(OrderEvent.Withdrawn), OrderPhase.Cancelled),
        (OrderPhase.Withdrawing, typeof(OrderEvent.Failed), OrderPhase.Failed),
        (OrderPhase.Withdrawing, typeof(OrderEvent.SubmissionSucceeded), OrderPhase.Accepted),
        // Back to where the merchant is asked before anything is sent to it.
        (OrderPhase.Withdrawing, typeof(OrderEvent.CancelFailed), OrderPhase.AwaitingMerchantAction),
        (OrderPhase.AwaitingMerchantAction, typeof(OrderEvent.MerchantActionRequired), OrderPhase.AwaitingMerchantAction),

        (OrderPhase.Placed, typeof(OrderEvent.CancelStarted), OrderPhase.Cancelling),
        (OrderPhase.Cancelling, typeof(OrderEvent.CancelFailed), OrderPhase.Placed),
        (OrderPhase.Cancelling, typeof(OrderEvent.CancelledByMerchant), OrderPhase.Cancelled),
        (OrderPhase.Placed, typeof(OrderEvent.ReturnStarted), OrderPhase.Placed),

        .. from phase in new[] { OrderPhase.Placed, OrderPhase.Cancelling }
           from change in WhileItStands
           select (phase, change, phase),
        (OrderPhase.Placed, typeof(OrderEvent.CancelledByMerchant), OrderPhase.Cancelled),

        // Money is taken for an order that stands, and given back for one that does not, or for a part of it.
        (OrderPhase.Placed, typeof(OrderEvent.CaptureStarted), OrderPhase.Placed),
        (OrderPhase.Failed, typeof(OrderEvent.VoidStarted), OrderPhase.Failed),
        (OrderPhase.Cancelled, typeof(OrderEvent.VoidStarted), OrderPhase.Cancelled),
        (OrderPhase.Failed, typeof(OrderEvent.RefundStarted), OrderPhase.Failed),
        (OrderPhase.Cancelled, typeof(OrderEvent.RefundStarted), OrderPhase.Cancelled),

        .. Enum.GetValues<OrderPhase>().Where(phase => phase != OrderPhase.NotStarted)
            .Select(phase => (phase, typeof(OrderEvent.SettledByOperator), phase)),
    ];

    /// <summary>What happens to an order that the merchant has, whether or not it is asked to cancel it.</summary>
    private static Type[] WhileItStands =>
    [
        typeof(OrderEvent.TrackingObtained), typeof(OrderEvent.ShipmentsUpdated), typeof(OrderEvent.PartlyCancelled),
        typeof(OrderEvent.ReturnRequested), typeof(OrderEvent.ReturnRefused), typeof(OrderEvent.ReturnRequestAccepted),
        typeof(OrderEvent.ReturnAccepted), typeof(OrderEvent.ReturnApproved), typeof(OrderEvent.ReturnDenied),
        typeof(OrderEvent.ReturnClosed), typeof(OrderEvent.RefundStarted),
    ];

    /// <summary>What moves money only; <see cref="MoneyTransitions"/> says when it may come.</summary>
    public static IReadOnlyList<Type> MoneyOnly { get; } =
    [
        typeof(OrderEvent.PaymentCaptured), typeof(OrderEvent.CaptureRefused), typeof(OrderEvent.Voided),
        typeof(OrderEvent.Refunded), typeof(OrderEvent.RefundRefused),
    ];

    private static readonly FrozenDictionary<(OrderPhase From, Type Event), OrderPhase> Table =
        All.ToFrozenDictionary(row => (row.From, row.Event), row => row.To);

    /// <exception cref="InvalidOperationException">The event is not allowed in this phase.</exception>
    public static OrderPhase Next(OrderPhase phase, OrderEvent change) =>
        Table.TryGetValue((phase, change.GetType()), out var next) ? next
        : MoneyOnly.Contains(change.GetType()) ? phase
        : throw new InvalidOperationException($"{change.GetType().Name} is not allowed in phase {phase}.");
}
