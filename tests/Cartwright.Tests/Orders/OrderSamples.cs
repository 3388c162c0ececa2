using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Payments;

namespace Cartwright.Tests.Orders;

/// <summary>One event of every case, and an order in every phase.</summary>
internal static class OrderSamples
{
    public const string OrderId = "order_1";
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly Money Amount = new(2_575, "USD");

    public static readonly BuyerIdentity Buyer = new()
    {
        FirstName = "Ada",
        LastName = "Lovelace",
        Email = "ada@example.com",
        Phone = "+14155550123",
        Address1 = "1 Main Street",
        City = "San Francisco",
        ProvinceCode = "CA",
        PostalCode = "94105",
        CountryCode = "US",
    };

    public static readonly Quote Quote = new(
        "the connector's state",
        "session_1",
        new(2_000, "USD"),
        new(500, "USD"),
        new(75, "USD"),
        Amount,
        [new("standard", "Standard", new(500, "USD"), new(75, "USD"), Amount)],
        "standard",
        IsShippingRequired: true,
        Noon,
        Noon.AddHours(1),
        [new("mug_1", 2, "Mug", new(1_000, "USD"))]);

    public static readonly Shipment Parcel = new(
        "UPS", "1Z999", new("https://ups.example/1Z999"), ShipmentStatus.Shipped, Noon.AddDays(3));

    public static readonly OrderEvent.SubmissionStarted Submission = new(
        "account_1",
        "cart_1",
        "mugs.example",
        Marketplace.Shopify,
        new("https://mugs.example/"),
        [new("mug_1", "mug", 2, "Mug", new(1_000, "USD"))],
        Buyer,
        Quote,
        Amount,
        new("order_1-charge", "c2VhbGVk"),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    public static readonly OrderEvent.PlacementStarted Intent = new("a-key", "c2VhbGVkIGJvZHk=");

    public static IReadOnlyList<OrderEvent> EveryEvent { get; } =
    [
        Submission,
        new OrderEvent.PaymentActionRequired("pi_1", new("https://bank.example/3ds"), Noon.AddMinutes(15)),
        new OrderEvent.PaymentSucceeded("pi_1", Amount),
        new OrderEvent.PaymentAuthorized("pi_1", Amount, Noon.AddDays(4)),
        new OrderEvent.CaptureStarted("order_1-capture", "pi_1", Amount),
        new OrderEvent.PaymentCaptured("pi_1", Amount),
        new OrderEvent.CaptureRefused("charge_expired_for_capture"),
        new OrderEvent.VoidStarted("order_1-void", "pi_1"),
        new OrderEvent.Voided(),
        new OrderEvent.PaymentRefused("pi_1", PaymentRefusal.InsufficientFunds, "insufficient_funds"),
        Intent,
        new OrderEvent.MerchantActionRequired(new("https://mugs.example/continue")),
        new OrderEvent.SubmissionSucceeded(),
        new OrderEvent.Placed("1001", new("https://mugs.example/orders/1001")),
        new OrderEvent.Failed(OrderFailedReason.OutOfStock, "The merchant ran out of stock.", true, "out_of_stock"),
        new OrderEvent.RefundStarted("order_1-refund", "pi_1", Amount),
        new OrderEvent.Refunded("re_1", Amount),
        new OrderEvent.RefundRefused("charge_disputed"),
        new OrderEvent.TrackingObtained([Parcel]),
        new OrderEvent.ShipmentsUpdated([Parcel with { Status = ShipmentStatus.Delivered }]),
        new OrderEvent.CancelledByMerchant(),
        new OrderEvent.PaymentCancelStarted("order_1-cancel", "pi_1"),
        new OrderEvent.WithdrawStarted("order_1-withdraw", WithdrawalReason.Cancelled),
        new OrderEvent.Withdrawn(),
        new OrderEvent.CancelStarted("order_1-cancel-order"),
        new OrderEvent.CancelFailed(CancelRefusal.OrderAlreadyShipped, "It has shipped.", "order_already_shipped"),
        new OrderEvent.PartlyCancelled([new("mug_1", 1)], new(1_037, "USD")),
        new OrderEvent.ReturnStarted("return_1", "order_1-return_1", [new("mug_1", 1)]),
        new OrderEvent.ReturnRequested("return_1"),
        new OrderEvent.ReturnRefused("return_1", ReturnRefusal.ReturnWindowExpired, "return_window_expired"),
        new OrderEvent.ReturnRequestAccepted("return_1", new("https://mugs.example/labels/1")),
        new OrderEvent.ReturnAccepted("return_1"),
        new OrderEvent.ReturnApproved("return_1", new(1_037, "USD")),
        new OrderEvent.ReturnDenied("return_1"),
        new OrderEvent.ReturnClosed("return_1"),
        new OrderEvent.SettledByOperator("ada", "The store's books have it as 1001.", Settlement.Placed),
    ];

    /// <summary>The order once a step is done. Throws when the step's events are not allowed.</summary>
    public static Order After(Order order, OrderStep step) =>
        step.Events.Aggregate(order, (state, change) => state.Evolve(change, Noon.AddMinutes(1)));

    /// <summary>A decision in a line of a golden file.</summary>
    public static string Row(Order order, string outcome, OrderStep step)
    {
        var after = After(order, step);
        return $"{order.Phase} {order.Money.Phase}{(order.Submitted.Card is null ? " by invoice" : "")} + {outcome} -> "
            + $"{after.Phase} {after.Money.Phase} "
            + $"[{string.Join(", ", step.Events.Select(change => change.GetType().Name))}] "
            + step.Next switch
            {
                NextWork.Queue queue => $"then {queue.Name}",
                var other => $"then {other.GetType().Name}",
            };
    }

    public static OrderEvent Sample(Type type) => EveryEvent.Single(sample => sample.GetType() == type);

    /// <summary>The cases of a closed record: its nested types that derive from it.</summary>
    public static IEnumerable<Type> Cases<T>() =>
        typeof(T).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(T)));

    /// <summary>An order to which this has happened. Paid by card; by invoice without the payment's events.</summary>
    public static Order After(params IEnumerable<OrderEvent> events)
    {
        var all = events.ToList();
        var isCard = all.Exists(change => change is OrderEvent.PaymentSucceeded or OrderEvent.PaymentRefused
            or OrderEvent.PaymentActionRequired);
        var isHeld = all.Exists(change => change is OrderEvent.PaymentAuthorized);
        var begun = isHeld ? Submission with { Card = Submission.Card! with { Capture = PaymentCapture.OnPlacement } }
            : isCard || all.Count == 0 ? Submission : Submission with { Card = null };
        return all.Prepend(begun).Aggregate(Order.NotStarted(OrderId), (order, change) => order.Evolve(change, Noon));
    }

    /// <summary>What has happened to an order in this phase that is paid by card, the shortest way.</summary>
    public static Order InPhase(OrderPhase phase)
    {
        OrderEvent Of<T>() => Sample(typeof(T));
        OrderEvent[] placing = [Of<OrderEvent.PaymentSucceeded>(), Intent];
        OrderEvent[] placed = [.. placing, Of<OrderEvent.SubmissionSucceeded>(), Of<OrderEvent.Placed>()];
        return phase switch
        {
            OrderPhase.NotStarted => Order.NotStarted(OrderId),
            OrderPhase.Submitted => After(),
            OrderPhase.AwaitingPaymentAction => After(Of<OrderEvent.PaymentActionRequired>()),
            OrderPhase.CancellingPayment =>
                After(Of<OrderEvent.PaymentActionRequired>(), Of<OrderEvent.PaymentCancelStarted>()),
            OrderPhase.PaymentSecured => After(Of<OrderEvent.PaymentSucceeded>()),
            OrderPhase.PaymentRefused => After(Of<OrderEvent.PaymentRefused>()),
            OrderPhase.Placing => After(placing),
            OrderPhase.AwaitingMerchantAction => After([.. placing, Of<OrderEvent.MerchantActionRequired>()]),
            OrderPhase.Withdrawing => After([.. placing, Of<OrderEvent.WithdrawStarted>()]),
            OrderPhase.Accepted => After([.. placing, Of<OrderEvent.SubmissionSucceeded>()]),
            OrderPhase.Placed => After(placed),
            OrderPhase.Cancelling => After([.. placed, Of<OrderEvent.CancelStarted>()]),
            OrderPhase.Failed => After([.. placing, Of<OrderEvent.Failed>()]),
            OrderPhase.Cancelled => After([.. placed, Of<OrderEvent.CancelledByMerchant>()]),
        };
    }

    /// <summary>A placed order with one return in this phase, the shortest way.</summary>
    public static Order WithReturn(ReturnPhase phase)
    {
        OrderEvent Of<T>() => Sample(typeof(T));
        OrderEvent[] asked = [Of<OrderEvent.ReturnStarted>(), Of<OrderEvent.ReturnRequested>()];
        OrderEvent[] steps = phase switch
        {
            ReturnPhase.Started => [asked[0]],
            ReturnPhase.Requested => asked,
            ReturnPhase.RequestAccepted => [.. asked, Of<OrderEvent.ReturnRequestAccepted>()],
            ReturnPhase.Accepted =>
                [.. asked, Of<OrderEvent.ReturnRequestAccepted>(), Of<OrderEvent.ReturnAccepted>()],
            ReturnPhase.Approved => [.. asked, Of<OrderEvent.ReturnApproved>()],
            ReturnPhase.Denied => [.. asked, Of<OrderEvent.ReturnDenied>()],
            ReturnPhase.Closed => [.. asked, Of<OrderEvent.ReturnClosed>()],
            ReturnPhase.Refused => [asked[0], Of<OrderEvent.ReturnRefused>()],
        };
        return steps.Aggregate(InPhase(OrderPhase.Placed), (order, change) => order.Evolve(change, Noon));
    }

    /// <summary>An order whose money is in this phase, the shortest way.</summary>
    public static Order WithMoney(MoneyPhase phase)
    {
        OrderEvent Of<T>() => Sample(typeof(T));
        OrderEvent[] held = [Of<OrderEvent.PaymentAuthorized>(), Intent];
        OrderEvent[] capturing =
            [.. held, Of<OrderEvent.SubmissionSucceeded>(), Of<OrderEvent.Placed>(), Of<OrderEvent.CaptureStarted>()];
        OrderEvent[] voiding = [.. held, Of<OrderEvent.Failed>(), Of<OrderEvent.VoidStarted>()];
        OrderEvent[] refunding =
            [Of<OrderEvent.PaymentSucceeded>(), Intent, Of<OrderEvent.Failed>(), Of<OrderEvent.RefundStarted>()];
        return phase switch
        {
            MoneyPhase.Untouched => After(),
            MoneyPhase.Authorized => After(held),
            MoneyPhase.Capturing => After(capturing),
            MoneyPhase.CaptureRefused => After([.. capturing, Of<OrderEvent.CaptureRefused>()]),
            MoneyPhase.Captured => After([.. capturing, Of<OrderEvent.PaymentCaptured>()]),
            MoneyPhase.Voiding => After(voiding),
            MoneyPhase.Voided => After([.. voiding, Of<OrderEvent.Voided>()]),
            MoneyPhase.Refunding => After(refunding),
            MoneyPhase.Refunded => After([.. refunding, Of<OrderEvent.Refunded>()]),
            MoneyPhase.RefundRefused => After([.. refunding, Of<OrderEvent.RefundRefused>()]),
        };
    }
}
