using System.Diagnostics;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

/// <summary>Where an order's money is. <see cref="MoneyTransitions"/> says what leads from one to the next.</summary>
public enum MoneyPhase
{
    /// <summary>Nothing was taken: not yet, or not at all, as with an account that is billed by invoice.</summary>
    Untouched,

    /// <summary>Set aside on the card.</summary>
    Authorized,
    Capturing,

    /// <summary>The processor would not capture: a person must act.</summary>
    CaptureRefused,
    Captured,
    Voiding,

    /// <summary>What was set aside is free again.</summary>
    Voided,
    Refunding,

    /// <summary>The last refund has arrived; <see cref="OrderMoney.Refunded"/> says how much that makes.</summary>
    Refunded,

    /// <summary>The last refund was refused: a person must give the money back.</summary>
    RefundRefused,
}

/// <summary>What an order's money has done, as its events make it. Immutable.</summary>
public sealed record OrderMoney
{
    public MoneyPhase Phase { get; init; }
    public OrderEvent.PaymentAuthorized? Authorization { get; init; }
    public OrderEvent.CaptureStarted? Capture { get; init; }

    /// <summary>How many captures were started; each has a key of its own.</summary>
    public int Captures { get; init; }
    public OrderEvent.VoidStarted? Void { get; init; }

    /// <summary>The last refund that was started.</summary>
    public OrderEvent.RefundStarted? Refund { get; init; }

    public string? PaymentId { get; init; }

    /// <summary>Null when nothing was captured.</summary>
    public Money? Captured { get; init; }

    /// <summary>The sum of the refunds that have arrived, in minor units.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>How many refunds were started; each has a key of its own.</summary>
    public int Refunds { get; init; }

    /// <summary>What the shopper has paid and not got back.</summary>
    public Money? Kept => Captured is { } captured ? captured with { Minor = captured.Minor - RefundedMinor } : null;

    public Money? Refunded => Captured is { } captured ? captured with { Minor = RefundedMinor } : null;

    /// <summary>True while an effect at the processor is under way.</summary>
    public bool IsMoving => Phase is MoneyPhase.Capturing or MoneyPhase.Voiding or MoneyPhase.Refunding;

    /// <exception cref="InvalidOperationException">The event is not allowed in this phase.</exception>
    public OrderMoney Evolve(OrderEvent change) => Apply(change) with { Phase = MoneyTransitions.Next(Phase, change) };

    private OrderMoney Apply(OrderEvent change)
    {
        switch (change)
        {
            case OrderEvent.PaymentSucceeded succeeded:
                return this with { PaymentId = succeeded.PaymentId, Captured = succeeded.Amount };
            case OrderEvent.PaymentAuthorized authorized:
                return this with { PaymentId = authorized.PaymentId, Authorization = authorized };
            case OrderEvent.CaptureStarted started:
                return this with { Capture = started, Captures = Captures + 1 };
            case OrderEvent.PaymentCaptured captured:
                return this with { PaymentId = captured.PaymentId, Captured = captured.Amount };
            case OrderEvent.VoidStarted started:
                return this with { Void = started };
            case OrderEvent.RefundStarted started:
                return started.Amount.Minor > 0 && Kept is { } kept && started.Amount.Currency == kept.Currency
                    && started.Amount.Minor <= kept.Minor
                    ? this with { Refund = started, Refunds = Refunds + 1 }
                    : throw new InvalidOperationException($"A refund of {started.Amount} is more than is kept.");
            case OrderEvent.Refunded refunded:
                return this with { RefundedMinor = RefundedMinor + refunded.Amount.Minor };
            case OrderEvent.SubmissionStarted or OrderEvent.PaymentActionRequired or OrderEvent.PaymentRefused
                or OrderEvent.PlacementStarted or OrderEvent.MerchantActionRequired or OrderEvent.SubmissionSucceeded
                or OrderEvent.Placed or OrderEvent.Failed or OrderEvent.CaptureRefused or OrderEvent.Voided
                or OrderEvent.RefundRefused or OrderEvent.TrackingObtained or OrderEvent.ShipmentsUpdated
                or OrderEvent.CancelledByMerchant or OrderEvent.SettledByOperator or OrderEvent.PaymentCancelStarted
                or OrderEvent.WithdrawStarted or OrderEvent.Withdrawn or OrderEvent.CancelStarted
                or OrderEvent.CancelFailed or OrderEvent.PartlyCancelled or OrderEvent.ReturnStarted
                or OrderEvent.ReturnRequested or OrderEvent.ReturnRefused or OrderEvent.ReturnRequestAccepted
                or OrderEvent.ReturnAccepted or OrderEvent.ReturnApproved or OrderEvent.ReturnDenied
                or OrderEvent.ReturnClosed:
                return this;
            default:
                throw new UnreachableException(change.GetType().Name);
        }
    }
}
