using System.Diagnostics;
using Cartwright.Merchants;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>Pure: what follows from an order and an outcome. The workers perform it.</summary>
public static class PlacementDecisions
{
    /// <summary>How long the shopper has for the bank's challenge.</summary>
    public static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ChallengePoll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WatchMax = TimeSpan.FromDays(60);
    private static readonly TimeSpan RefundPoll = TimeSpan.FromSeconds(30);

    public static string ChargeKey(string orderId) => $"{orderId}-charge";

    public static string RefundKey(string orderId) => $"{orderId}-refund";

    /// <summary>Nothing was charged, and nothing will be: the merchant is gone.</summary>
    public static OrderStep OnMerchantGone() =>
        new([FailureTable.Of(PlacementRefusal.MerchantUnsupported, "merchant_removed")], new NextWork.Rest());

    /// <param name="intent">
    /// The intent to place, ready to be written; null when the merchant is no longer there.
    /// </param>
    public static OrderStep OnPayment(
        Order order, PaymentOutcome outcome, OrderEvent.PlacementStarted? intent, DateTimeOffset now) => outcome switch
    {
        PaymentOutcome.Succeeded succeeded when succeeded.Captured != order.Submitted.Amount => new(
            [], new NextWork.LookAgain($"The processor captured {succeeded.Captured}, not {order.Submitted.Amount}.")),
        PaymentOutcome.Succeeded succeeded when intent is null => Fail(
            order with { Payment = new(succeeded.PaymentId, succeeded.Captured) },
            [new OrderEvent.PaymentSucceeded(succeeded.PaymentId, succeeded.Captured)],
            FailureTable.Of(PlacementRefusal.MerchantUnsupported, "merchant_removed")),
        PaymentOutcome.Succeeded succeeded => new(
            [new OrderEvent.PaymentSucceeded(succeeded.PaymentId, succeeded.Captured), intent!],
            new NextWork.Queue(OrderQueues.Place)),
        PaymentOutcome.Refused refused => new(
            [
                new OrderEvent.PaymentRefused(refused.PaymentId, refused.Reason, refused.VendorCode),
                FailureTable.Of(refused.Reason, refused.VendorCode),
            ],
            new NextWork.Rest()),
        PaymentOutcome.ActionRequired action when order.PaymentAction is null => new(
            [new OrderEvent.PaymentActionRequired(action.PaymentId, action.Url, now + ChallengeLifetime)],
            new NextWork.Poll(ChallengePoll, "The shopper's bank asks for a challenge.")),
        PaymentOutcome.ActionRequired => new(
            [], new NextWork.Poll(ChallengePoll, "The shopper's bank asks for a challenge.")),
        PaymentOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <param name="firstTracking">When a placed order is first looked at.</param>
    public static OrderStep OnPlacement(
        Order order, PlacementOutcome outcome, DateTimeOffset firstTracking, DateTimeOffset now) => outcome switch
    {
        PlacementOutcome.Placed placed => new(
            [new OrderEvent.SubmissionSucceeded(), new OrderEvent.Placed(placed.MerchantOrderId, placed.Permalink)],
            new NextWork.Queue(OrderQueues.Track, firstTracking),
            placed.Total is { } total && total != order.Submitted.Quote.Total
                ? $"The merchant placed it for {total}, not for the {order.Submitted.Quote.Total} it had quoted."
                : null),
        PlacementOutcome.ActionRequired action when order.Phase == OrderPhase.Placing =>
            AwaitMerchantAction([new OrderEvent.MerchantActionRequired(action.Url)], TimeSpan.Zero),
        PlacementOutcome.ActionRequired => AwaitMerchantAction([], now - order.History[^1].At),
        PlacementOutcome.Refused refused => Fail(order, [], FailureTable.Of(refused.Reason, refused.VendorCode)),
        PlacementOutcome.InProgress => new([], new NextWork.LookAgain("The merchant is still working on it.")),
        PlacementOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>The longer nobody acts, the rarer the look; after ten minutes somebody should know of it.</summary>
    private static OrderStep AwaitMerchantAction(IReadOnlyList<OrderEvent> events, TimeSpan waited) => new(
        events,
        new NextWork.Poll(
            TimeSpan.FromSeconds(Math.Clamp(waited.TotalSeconds / 10, 2, 300)),
            "The merchant wants a person to finish the order."),
        waited < OrderWork.StuckAfter ? null : "The merchant still waits for a person to finish a paid order.");

    public static OrderStep OnRefund(RefundOutcome outcome) => outcome switch
    {
        RefundOutcome.Succeeded succeeded => new(
            [new OrderEvent.Refunded(succeeded.RefundId, succeeded.Amount)], new NextWork.Rest()),
        RefundOutcome.Pending => new([], new NextWork.Poll(RefundPoll, "The refund is on its way.")),
        RefundOutcome.Refused refused => new(
            [new OrderEvent.RefundRefused(refused.VendorCode)],
            new NextWork.Rest(),
            $"The processor refuses the refund ({refused.VendorCode}): give the money back by hand."),
        RefundOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    public static OrderStep OnMerchantOrder(Order order, MerchantOrderOutcome outcome, DateTimeOffset now) =>
        outcome switch
    {
        MerchantOrderOutcome.Read { IsCancelled: true } => RefundAfter(order, [new OrderEvent.CancelledByMerchant()]),
        MerchantOrderOutcome.Read read => new(TrackingEvents(order, read.Shipments), AfterTracking(order, read, now)),
        MerchantOrderOutcome.Unavailable unavailable => new(
            [],
            now - order.StartedAt > WatchMax
                ? new NextWork.Rest()
                : new NextWork.Poll(PollAfter(order, now), unavailable.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    private static OrderEvent[] TrackingEvents(Order order, IReadOnlyList<Shipment> shipments)
    {
        if (shipments.SequenceEqual(order.Shipments))
        {
            return [];
        }

        var known = order.Shipments.Select(shipment => shipment.TrackingNumber).ToHashSet();
        return shipments.Any(shipment => !known.Contains(shipment.TrackingNumber))
            ? [new OrderEvent.TrackingObtained(shipments)]
            : [new OrderEvent.ShipmentsUpdated(shipments)];
    }

    /// <summary>A parcel is watched until all is delivered, at most 60 days.</summary>
    private static NextWork AfterTracking(Order order, MerchantOrderOutcome.Read read, DateTimeOffset now)
    {
        var isDelivered = read.Shipments.Count > 0
            && read.Shipments.All(shipment => shipment.Status == ShipmentStatus.Delivered);
        return isDelivered || now - order.StartedAt > WatchMax
            ? new NextWork.Rest()
            : new NextWork.Poll(PollAfter(order, now), "The parcel is on its way.");
    }

    /// <summary>The older the order, the rarer the look: a tenth of its age, between 1 second and 1 hour.</summary>
    private static TimeSpan PollAfter(Order order, DateTimeOffset now) =>
        TimeSpan.FromSeconds(Math.Clamp((now - order.StartedAt).TotalSeconds / 10, 1, 3600));

    private static OrderStep Fail(Order order, IReadOnlyList<OrderEvent> before, OrderEvent.Failed failure) =>
        RefundAfter(order, [.. before, failure]);

    private static OrderStep RefundAfter(Order order, IReadOnlyList<OrderEvent> events) => order.Payment is { } payment
        ? new(
            [.. events, new OrderEvent.RefundStarted(RefundKey(order.Id), payment.PaymentId, payment.Amount)],
            new NextWork.Queue(OrderQueues.Refund))
        : new(events, new NextWork.Rest());
}
