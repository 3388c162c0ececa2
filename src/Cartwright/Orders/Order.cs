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

    /// <summary>Captured or authorized; the intent to place follows in the same append.</summary>
    PaymentSecured,
    PaymentRefused,
    Placing,
    AwaitingMerchantAction,

    /// <summary>The merchant has taken it; its order number follows in the same append.</summary>
    Accepted,
    Placed,
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

    /// <summary>True when it ended before it reached the merchant, so that its store may be submitted again.</summary>
    public bool FailedInSubmission => Failure is not null && Placement is null;

    /// <summary>Nothing is under way any more, at the merchant or at the processor.</summary>
    public bool IsTerminal =>
        Phase is OrderPhase.Placed or OrderPhase.Failed or OrderPhase.Cancelled && !Money.IsMoving;

    /// <exception cref="InvalidOperationException">The event is not allowed in this phase.</exception>
    public Order Evolve(OrderEvent change, DateTimeOffset at) => Apply(change) with
    {
        Version = Version + 1,
        Phase = PlacementTransitions.Next(Phase, change),
        Money = Money.Evolve(change),
        History = [.. History, new(Version + 1, change, at)],
    };

    private Order Apply(OrderEvent change) => change switch
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
        OrderEvent.CancelledByMerchant or OrderEvent.SettledByOperator => this,
        _ => throw new UnreachableException(change.GetType().Name),
    };
}

public sealed record RecordedOrderEvent(long Version, OrderEvent Change, DateTimeOffset At);
