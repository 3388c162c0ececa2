using System.Diagnostics;
using Cartwright.Merchants;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

/// <summary>Where an order stands. <see cref="PlacementTransitions"/> says what leads from one to the next.</summary>
public enum OrderPhase
{
    /// <summary>Only pre-assigned: nothing has happened under this id.</summary>
    NotStarted,

    /// <summary>To be charged, or billed by invoice and about to be placed.</summary>
    Submitted,
    AwaitingPaymentAction,

    /// <summary>The client cancels while the shopper's bank is waited for.</summary>
    CancellingPayment,

    /// <summary>Captured or authorized; the intent to place follows in the same append.</summary>
    PaymentSecured,
    PaymentRefused,
    Placing,
    AwaitingMerchantAction,

    /// <summary>Being taken back from the merchant, which may have it already.</summary>
    Withdrawing,

    /// <summary>The merchant has taken it; its order number follows in the same append.</summary>
    Accepted,
    Placed,

    /// <summary>Placed, and the merchant is asked to cancel it.</summary>
    Cancelling,
    Failed,
    Cancelled,
}

/// <summary>An order as its events make it. Immutable: <see cref="Evolve"/> answers the next one.</summary>
public sealed record Order
{
    public required string Id { get; init; }
    public long Version { get; init; }
    public OrderPhase Phase { get; init; }
    public OrderEvent.SubmissionStarted? Submission { get; init; }
    public OrderEvent.PaymentActionRequired? PaymentAction { get; init; }
    public OrderMoney Money { get; init; } = new();
    public OrderEvent.PlacementStarted? Placement { get; init; }
    public Uri? MerchantAction { get; init; }
    public OrderEvent.Placed? Placed { get; init; }
    public OrderEvent.Failed? Failure { get; init; }
    public IReadOnlyList<Shipment> Shipments { get; init; } = [];

    /// <summary>When a person said that it fails; null when nobody did.</summary>
    public DateTimeOffset? FailedByOperatorAt { get; init; }

    /// <summary>The intent to take it back, once there was one.</summary>
    public OrderEvent.WithdrawStarted? Withdrawal { get; init; }

    /// <summary>The intent to give up its payment, once there was one.</summary>
    public OrderEvent.PaymentCancelStarted? PaymentCancel { get; init; }

    /// <summary>The last intent to have it cancelled.</summary>
    public OrderEvent.CancelStarted? Cancellation { get; init; }

    /// <summary>How the last attempt to cancel it failed; null while one is under way.</summary>
    public OrderEvent.CancelFailed? CancelFailure { get; init; }

    /// <summary>How often it was to be cancelled; each attempt has a key of its own.</summary>
    public int Cancellations { get; init; }

    /// <summary>What the merchant has cancelled of an order that stands.</summary>
    public OrderEvent.PartlyCancelled? PartialCancellation { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<OrderReturn> Returns { get; init; } = [];
    public IReadOnlyList<RecordedOrderEvent> History { get; init; } = [];

    public static Order NotStarted(string id) => new() { Id = id };

    /// <summary>What was submitted. Only for an order that has started.</summary>
    public OrderEvent.SubmissionStarted Submitted =>
        Submission ?? throw new InvalidOperationException($"Order {Id} has not started.");

    public DateTimeOffset StartedAt => History[0].At;

    /// <summary>
    /// True when the submission's answer can be given: paid, refused, or waiting for the shopper's bank.
    /// </summary>
    public bool IsPaymentSettled => Phase is not (OrderPhase.NotStarted or OrderPhase.Submitted);

    /// <summary>The order as it was when its payment was first settled. Only for an order that is.</summary>
    public Order AsFirstSettled()
    {
        var order = NotStarted(Id);
        foreach (var recorded in History)
        {
            // These two never end an append: what follows from them comes with them.
            if (order.IsPaymentSettled && order.Phase is not (OrderPhase.PaymentSecured or OrderPhase.PaymentRefused))
            {
                break;
            }

            order = order.Evolve(recorded.Change, recorded.At);
        }

        return order;
    }

    /// <summary>True once it does not stand any more: all that was taken is given back.</summary>
    public bool HasEnded => Phase is OrderPhase.Failed or OrderPhase.Cancelled;

    /// <summary>True while the merchant has it and it stands.</summary>
    public bool IsAtMerchant => Phase is OrderPhase.Placed or OrderPhase.Cancelling;

    /// <summary>What is to be given back for parts that were cancelled or returned, in minor units.</summary>
    public long CreditMinor => Math.Min(
        Submitted.Amount.Minor,
        (PartialCancellation?.Credit.Minor ?? 0) + Returns.Sum(made => made.Credit?.Minor ?? 0));

    /// <summary>
    /// What is still to be given back; null when nothing was captured. While a refund is under way it is part of it.
    /// </summary>
    public Money? Owed => Money.Captured is not { } captured ? null
        : captured with
        {
            Minor = Math.Max(0, Math.Min(captured.Minor, HasEnded ? captured.Minor : CreditMinor) - Money.RefundedMinor),
        };

    /// <summary>True when it ended before it reached the merchant, so that its store may be submitted again.</summary>
    public bool FailedInSubmission => Failure is not null && Placement is null;

    /// <summary>Nothing is under way any more, at the merchant or at the processor.</summary>
    public bool IsTerminal =>
        Phase is OrderPhase.Placed or OrderPhase.Failed or OrderPhase.Cancelled && !Money.IsMoving;

    /// <exception cref="InvalidOperationException">The event is not allowed in this phase.</exception>
    public Order Evolve(OrderEvent change, DateTimeOffset at) => Apply(change, at) with
    {
        Version = Version + 1,
        Phase = PlacementTransitions.Next(Phase, change),
        Money = Money.Evolve(change),
        History = [.. History, new(Version + 1, change, at)],
    };

    private Order Apply(OrderEvent change, DateTimeOffset at) => change switch
    {
        OrderEvent.SubmissionStarted started => this with { Submission = started },
        OrderEvent.PaymentActionRequired action => this with { PaymentAction = action },
        OrderEvent.PaymentSucceeded or OrderEvent.PaymentAuthorized or OrderEvent.PaymentRefused
            or OrderEvent.CaptureStarted or OrderEvent.PaymentCaptured or OrderEvent.CaptureRefused
            or OrderEvent.VoidStarted or OrderEvent.Voided
            or OrderEvent.RefundStarted or OrderEvent.Refunded or OrderEvent.RefundRefused => this,
        OrderEvent.PlacementStarted started => this with { Placement = started },
        OrderEvent.MerchantActionRequired action => this with { MerchantAction = action.Url },
        OrderEvent.SubmissionSucceeded => this,
        OrderEvent.Placed placed => this with { Placed = placed },
        OrderEvent.Failed failed => this with { Failure = failed },
        OrderEvent.TrackingObtained obtained => this with { Shipments = obtained.Shipments },
        OrderEvent.ShipmentsUpdated updated => this with { Shipments = updated.Shipments },
        OrderEvent.SettledByOperator { Settlement: Settlement.Failed } => this with { FailedByOperatorAt = at },
        OrderEvent.CancelledByMerchant or OrderEvent.SettledByOperator or OrderEvent.Withdrawn => this,
        OrderEvent.PaymentCancelStarted started => this with { PaymentCancel = started, CancelFailure = null },
        OrderEvent.WithdrawStarted started => this with { Withdrawal = started, CancelFailure = null },
        OrderEvent.CancelStarted started =>
            this with { Cancellation = started, Cancellations = Cancellations + 1, CancelFailure = null },
        OrderEvent.CancelFailed failed => this with { CancelFailure = failed },
        OrderEvent.PartlyCancelled part => this with { PartialCancellation = part },
        OrderEvent.ReturnStarted or OrderEvent.ReturnRequested or OrderEvent.ReturnRefused
            or OrderEvent.ReturnRequestAccepted or OrderEvent.ReturnAccepted or OrderEvent.ReturnApproved
            or OrderEvent.ReturnDenied or OrderEvent.ReturnClosed =>
            this with { Returns = OrderReturn.Evolve(Returns, change, at) },
        _ => throw new UnreachableException(change.GetType().Name),
    };
}

public sealed record RecordedOrderEvent(long Version, OrderEvent Change, DateTimeOffset At);
