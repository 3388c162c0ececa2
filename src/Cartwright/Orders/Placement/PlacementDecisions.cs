using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>Pure: what follows from an order and what its merchant answered. The workers perform it.</summary>
public static class PlacementDecisions
{
    private static readonly TimeSpan WatchMax = TimeSpan.FromDays(60);

    /// <summary>Taking an order back takes its time, and clocks differ.</summary>
    private static readonly TimeSpan AuthorizationMargin = TimeSpan.FromHours(1);

    /// <summary>
    /// True when what is set aside on the card will soon be free again: the merchant must not accept the order any more.
    /// </summary>
    public static bool MustBeTakenBack(Order order, DateTimeOffset now) =>
        order.Money is { Phase: MoneyPhase.Authorized, Authorization: { } held }
        && now >= held.ExpiresAt - AuthorizationMargin;

    /// <param name="firstTracking">When a placed order is first looked at.</param>
    public static OrderStep OnPlacement(
        Order order, PlacementOutcome outcome, DateTimeOffset firstTracking, DateTimeOffset now) => outcome switch
    {
        PlacementOutcome.Placed placed => OnPlaced(order, placed, firstTracking),
        PlacementOutcome.ActionRequired action when order.Phase == OrderPhase.Placing =>
            AwaitMerchantAction([new OrderEvent.MerchantActionRequired(action.Url)], TimeSpan.Zero),
        PlacementOutcome.ActionRequired => AwaitMerchantAction([], now - order.History[^1].At),
        PlacementOutcome.Refused refused => MoneyDecisions.GiveBack(
            order, [FailureTable.Of(refused.Reason, refused.VendorCode)]),
        PlacementOutcome.InProgress => new([], new NextWork.LookAgain("The merchant is still working on it.")),
        PlacementOutcome.Unknown unknown => new([], new NextWork.LookAgain(unknown.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>What was authorized is captured now; the parcel is watched once the money is there.</summary>
    public static OrderStep OnPlaced(Order order, PlacementOutcome.Placed placed, DateTimeOffset firstTracking)
    {
        OrderEvent[] events =
            [new OrderEvent.SubmissionSucceeded(), new OrderEvent.Placed(placed.MerchantOrderId, placed.Permalink)];
        var surprise = placed.Total is { } total && total != order.Submitted.Quote.Total
            ? $"The merchant placed it for {total}, not for the {order.Submitted.Quote.Total} it had quoted."
            : null;
        return order.Money is { Phase: MoneyPhase.Authorized, Authorization: { } held }
            ? new(
                [.. events, new OrderEvent.CaptureStarted(
                    MoneyDecisions.CaptureKey(order), held.PaymentId, held.Amount)],
                new NextWork.Queue(OrderQueues.Capture),
                surprise)
            : new(events, new NextWork.Queue(OrderQueues.Track, firstTracking), surprise);
    }

    /// <summary>The longer nobody acts, the rarer the look; after ten minutes somebody should know of it.</summary>
    private static OrderStep AwaitMerchantAction(IReadOnlyList<OrderEvent> events, TimeSpan waited) => new(
        events,
        new NextWork.Poll(
            TimeSpan.FromSeconds(Math.Clamp(waited.TotalSeconds / 10, 2, 300)),
            "The merchant wants a person to finish the order."),
        waited < OrderWork.StuckAfter ? null : "The merchant still waits for a person to finish a paid order.");

    public static OrderStep OnMerchantOrder(Order order, MerchantOrderOutcome outcome, DateTimeOffset now) =>
        outcome switch
    {
        MerchantOrderOutcome.Read { IsCancelled: true } => MoneyDecisions.GiveBack(
            order, [new OrderEvent.CancelledByMerchant()]),
        MerchantOrderOutcome.Read read => MoneyDecisions.WithRefund(order, new(
            [.. TrackingEvents(order, read.Shipments), .. PartEvents(order, read)], AfterTracking(order, read, now))),
        MerchantOrderOutcome.Unavailable unavailable => new(
            [],
            now - order.StartedAt > WatchMax
                ? new NextWork.Rest()
                : new NextWork.Poll(PollAfter(order, now), unavailable.Why)),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>
    /// What the merchant has cancelled or refunded so far is told once, and once more when it grows.
    /// </summary>
    private static OrderEvent[] PartEvents(Order order, MerchantOrderOutcome.Read read)
    {
        var credit = ItemCredits.OfCancellation(order, read);
        var known = order.PartialCancellation;
        var isNew = credit.Minor > (known?.Credit.Minor ?? 0)
            || read.Cancelled.Sum(line => line.Quantity) > (known?.Lines.Sum(line => line.Quantity) ?? 0);
        return isNew ? [new OrderEvent.PartlyCancelled(read.Cancelled, credit)] : [];
    }

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
}
