using Cartwright.Merchants;
using Cartwright.Orders;
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
        new("order_1-charge", "c2VhbGVk"));

    public static readonly OrderEvent.PlacementStarted Intent = new("a-key", "c2VhbGVkIGJvZHk=");

    public static IReadOnlyList<OrderEvent> EveryEvent { get; } =
    [
        Submission,
        new OrderEvent.PaymentActionRequired("pi_1", new("https://bank.example/3ds"), Noon.AddMinutes(15)),
        new OrderEvent.PaymentSucceeded("pi_1", Amount),
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
    ];

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
        var begun = isCard || all.Count == 0 ? Submission : Submission with { Card = null };
        return all.Prepend(begun).Aggregate(Order.NotStarted(OrderId), (order, change) => order.Evolve(change, Noon));
    }

    /// <summary>What has happened to an order in this phase that is paid by card, the shortest way.</summary>
    public static Order InPhase(OrderPhase phase)
    {
        OrderEvent Of<T>() => Sample(typeof(T));
        OrderEvent[] placing = [Of<OrderEvent.PaymentSucceeded>(), Intent];
        OrderEvent[] placed = [.. placing, Of<OrderEvent.SubmissionSucceeded>(), Of<OrderEvent.Placed>()];
        OrderEvent[] refunding = [.. placing, Of<OrderEvent.Failed>(), Of<OrderEvent.RefundStarted>()];
        return phase switch
        {
            OrderPhase.NotStarted => Order.NotStarted(OrderId),
            OrderPhase.Submitted => After(),
            OrderPhase.AwaitingPaymentAction => After(Of<OrderEvent.PaymentActionRequired>()),
            OrderPhase.Paid => After(Of<OrderEvent.PaymentSucceeded>()),
            OrderPhase.PaymentRefused => After(Of<OrderEvent.PaymentRefused>()),
            OrderPhase.Placing => After(placing),
            OrderPhase.AwaitingMerchantAction => After([.. placing, Of<OrderEvent.MerchantActionRequired>()]),
            OrderPhase.Accepted => After([.. placing, Of<OrderEvent.SubmissionSucceeded>()]),
            OrderPhase.Placed => After(placed),
            OrderPhase.Failed => After([.. placing, Of<OrderEvent.Failed>()]),
            OrderPhase.Cancelled => After([.. placed, Of<OrderEvent.CancelledByMerchant>()]),
            OrderPhase.Refunding => After(refunding),
            OrderPhase.Refunded => After([.. refunding, Of<OrderEvent.Refunded>()]),
            OrderPhase.RefundStuck => After([.. refunding, Of<OrderEvent.RefundRefused>()]),
        };
    }
}
