using System.Diagnostics;

namespace Cartwright.Orders;

/// <summary>
/// An event of an order as the checkout contract tells it. The case's name with "OrderEvent" is its type.
/// </summary>
public abstract record PublicOrderEvent
{
    private PublicOrderEvent(string id, DateTimeOffset createdAt) => (Id, CreatedAt) = (id, createdAt);

    public string Id { get; }

    public DateTimeOffset CreatedAt { get; }

    public sealed record OrderSubmissionStarted(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record PaymentSucceeded(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record PaymentFailed(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record PaymentRefunded(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record OrderSubmissionSucceeded(string Id, DateTimeOffset CreatedAt)
        : PublicOrderEvent(Id, CreatedAt);

    public sealed record OrderPlaced(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record OrderFailed(
        string Id, DateTimeOffset CreatedAt, string Reason, OrderFailedReason ReasonCode, bool? Retryable)
        : PublicOrderEvent(Id, CreatedAt);

    public sealed record TrackingObtained(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record OrderCancelSucceeded(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record OrderCancelStarted(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record OrderCancelFailed(string Id, DateTimeOffset CreatedAt, string Reason)
        : PublicOrderEvent(Id, CreatedAt);

    public sealed record ReturnRequested(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record ReturnRequestAccepted(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record ReturnAccepted(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record ReturnApproved(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record ReturnDenied(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public sealed record ReturnClosed(string Id, DateTimeOffset CreatedAt) : PublicOrderEvent(Id, CreatedAt);

    public static IReadOnlyList<PublicOrderEvent> Of(Order order) =>
        [.. order.History.Select(recorded => Of(order.Id, recorded)).OfType<PublicOrderEvent>()];

    /// <summary>Null for what the contract does not tell.</summary>
    public static PublicOrderEvent? Of(string orderId, RecordedOrderEvent recorded)
    {
        var id = $"{orderId}.{recorded.Version}";
        return recorded.Change switch
        {
            OrderEvent.SubmissionStarted => new OrderSubmissionStarted(id, recorded.At),
            OrderEvent.PaymentActionRequired => null,
            OrderEvent.PaymentSucceeded or OrderEvent.PaymentCaptured => new PaymentSucceeded(id, recorded.At),
            // Nobody's money has moved yet; the contract has no word for it.
            OrderEvent.PaymentAuthorized => null,
            OrderEvent.CaptureStarted or OrderEvent.CaptureRefused => null,
            OrderEvent.VoidStarted or OrderEvent.Voided => null,
            OrderEvent.PaymentRefused => new PaymentFailed(id, recorded.At),
            OrderEvent.PlacementStarted => null,
            OrderEvent.MerchantActionRequired => null,
            OrderEvent.SubmissionSucceeded => new OrderSubmissionSucceeded(id, recorded.At),
            OrderEvent.Placed => new OrderPlaced(id, recorded.At),
            OrderEvent.Failed failed =>
                new OrderFailed(id, recorded.At, failed.Reason, failed.ReasonCode, failed.Retryable),
            OrderEvent.RefundStarted => null,
            OrderEvent.Refunded => new PaymentRefunded(id, recorded.At),
            OrderEvent.RefundRefused => null,
            OrderEvent.TrackingObtained => new TrackingObtained(id, recorded.At),
            OrderEvent.ShipmentsUpdated => null,
            OrderEvent.CancelledByMerchant => new OrderCancelSucceeded(id, recorded.At),
            OrderEvent.SettledByOperator => null,
            OrderEvent.PaymentCancelStarted or OrderEvent.CancelStarted
                or OrderEvent.WithdrawStarted { Reason: WithdrawalReason.Cancelled } =>
                new OrderCancelStarted(id, recorded.At),
            // Nobody has cancelled anything: the order fails, or is placed after all.
            OrderEvent.WithdrawStarted => null,
            OrderEvent.Withdrawn => new OrderCancelSucceeded(id, recorded.At),
            OrderEvent.CancelFailed failed => new OrderCancelFailed(id, recorded.At, failed.Reason),
            // The contract tells it by the order's status only.
            OrderEvent.PartlyCancelled => null,
            OrderEvent.ReturnStarted or OrderEvent.ReturnRefused => null,
            OrderEvent.ReturnRequested => new ReturnRequested(id, recorded.At),
            OrderEvent.ReturnRequestAccepted => new ReturnRequestAccepted(id, recorded.At),
            OrderEvent.ReturnAccepted => new ReturnAccepted(id, recorded.At),
            OrderEvent.ReturnApproved => new ReturnApproved(id, recorded.At),
            OrderEvent.ReturnDenied => new ReturnDenied(id, recorded.At),
            OrderEvent.ReturnClosed => new ReturnClosed(id, recorded.At),
            _ => throw new UnreachableException(recorded.Change.GetType().Name),
        };
    }
}
