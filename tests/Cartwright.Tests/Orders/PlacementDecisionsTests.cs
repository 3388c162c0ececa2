using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

/// <summary>Every answer of a merchant in every phase it can come in: what is written, and what is next.</summary>
public sealed class PlacementDecisionsTests
{
    private static readonly DateTimeOffset Now = OrderSamples.Noon.AddMinutes(1);
    private static readonly Uri Page = new("https://bank.example/3ds");

    private static readonly PlacementOutcome[] Placements =
    [
        new PlacementOutcome.Placed("1001", null),
        new PlacementOutcome.InProgress(),
        new PlacementOutcome.ActionRequired(Page),
        new PlacementOutcome.Refused(PlacementRefusal.OutOfStock, "out_of_stock"),
        new PlacementOutcome.Unknown("no answer"),
    ];

    private static readonly MerchantOrderOutcome[] MerchantOrders =
    [
        new MerchantOrderOutcome.Read(IsCancelled: false, []),
        new MerchantOrderOutcome.Unavailable("no answer"),
    ];

    [Fact]
    public void Tables_hold_every_outcome()
    {
        Types(Placements).ShouldBe(OrderSamples.Cases<PlacementOutcome>(), ignoreOrder: true);
        Types(MerchantOrders).ShouldBe(OrderSamples.Cases<MerchantOrderOutcome>(), ignoreOrder: true);
    }

    [Fact]
    public void Decisions_on_placements_are_the_golden_ones() => Golden.ShouldMatch(
        from order in new[]
        {
            OrderSamples.InPhase(OrderPhase.Placing),
            OrderSamples.InPhase(OrderPhase.AwaitingMerchantAction),
            OrderSamples.WithMoney(MoneyPhase.Authorized),
            OrderSamples.After(OrderSamples.Intent),
        }
        from outcome in Placements
        select OrderSamples.Row(order, outcome.GetType().Name, PlacementDecisions.OnPlacement(order, outcome, Now, Now)),
        "PlacementDecisions");

    [Fact]
    public void Refund_gives_back_what_was_captured_under_a_key_of_the_order()
    {
        var step = PlacementDecisions.OnPlacement(
            OrderSamples.InPhase(OrderPhase.Placing), Placements[3], Now, Now);

        step.Events[^1].ShouldBe(new OrderEvent.RefundStarted("order_1-refund", "pi_1", OrderSamples.Amount));
    }

    [Fact]
    public void Order_placed_for_another_total_than_was_charged_calls_a_person()
    {
        var order = OrderSamples.InPhase(OrderPhase.Placing);
        var other = new PlacementOutcome.Placed("1001", null, new(8_100, "USD"));
        var same = new PlacementOutcome.Placed("1001", null, OrderSamples.Quote.Total);

        var step = PlacementDecisions.OnPlacement(order, other, Now, Now);

        OrderSamples.After(order, step).Phase.ShouldBe(OrderPhase.Placed);
        step.CallPerson.ShouldNotBeNull();
        PlacementDecisions.OnPlacement(order, same, Now, Now).CallPerson.ShouldBeNull();
    }

    [Fact]
    public void Merchant_that_waits_for_a_person_is_asked_ever_more_rarely_and_someone_is_called_after_ten_minutes()
    {
        var order = OrderSamples.InPhase(OrderPhase.AwaitingMerchantAction);
        var since = order.History[^1].At;
        var action = new PlacementOutcome.ActionRequired(Page);

        var early = PlacementDecisions.OnPlacement(order, action, Now, since.AddMinutes(9));
        var late = PlacementDecisions.OnPlacement(order, action, Now, since.AddMinutes(11));

        early.CallPerson.ShouldBeNull();
        late.CallPerson.ShouldNotBeNull();
        late.Next.ShouldBeOfType<NextWork.Poll>().Wait.ShouldBe(TimeSpan.FromSeconds(66));
    }

    [Fact]
    public void Placed_order_that_its_merchant_cancels_is_refunded()
    {
        var order = OrderSamples.InPhase(OrderPhase.Placed);

        var step = PlacementDecisions.OnMerchantOrder(order, new MerchantOrderOutcome.Read(true, []), Now);

        OrderSamples.After(order, step).Phase.ShouldBe(OrderPhase.Cancelled);
        OrderSamples.After(order, step).Money.Phase.ShouldBe(MoneyPhase.Refunding);
        step.Next.ShouldBe(new NextWork.Queue(OrderQueues.Refund));
    }

    [Fact]
    public void Placed_order_billed_by_invoice_that_its_merchant_cancels_is_not_refunded()
    {
        var order = OrderSamples.After(
            OrderSamples.Intent, new OrderEvent.SubmissionSucceeded(), new OrderEvent.Placed("1001", null));

        var step = PlacementDecisions.OnMerchantOrder(order, new MerchantOrderOutcome.Read(true, []), Now);

        OrderSamples.After(order, step).Phase.ShouldBe(OrderPhase.Cancelled);
        step.Next.ShouldBe(new NextWork.Rest());
    }

    [Fact]
    public void First_shipment_is_tracking_and_its_change_is_an_update()
    {
        var order = OrderSamples.InPhase(OrderPhase.Placed);
        var delivered = OrderSamples.Parcel with { Status = ShipmentStatus.Delivered };

        var first = PlacementDecisions.OnMerchantOrder(order, Read(OrderSamples.Parcel), Now);
        var shipped = OrderSamples.After(order, first);
        var same = PlacementDecisions.OnMerchantOrder(shipped, Read(OrderSamples.Parcel), Now);
        var last = PlacementDecisions.OnMerchantOrder(shipped, Read(delivered), Now);

        first.Events.ShouldHaveSingleItem().ShouldBeOfType<OrderEvent.TrackingObtained>();
        first.Next.ShouldBeOfType<NextWork.Poll>();
        same.Events.ShouldBeEmpty();
        last.Events.ShouldHaveSingleItem().ShouldBeOfType<OrderEvent.ShipmentsUpdated>();
        last.Next.ShouldBe(new NextWork.Rest());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 10)]
    [InlineData(36_000, 3_600)]
    [InlineData(500_000, 3_600)]
    public void Older_order_is_looked_at_more_rarely(int ageSeconds, int waitSeconds)
    {
        var order = OrderSamples.InPhase(OrderPhase.Placed);

        var step = PlacementDecisions.OnMerchantOrder(order, Read(), OrderSamples.Noon.AddSeconds(ageSeconds));

        step.Next.ShouldBeOfType<NextWork.Poll>().Wait.ShouldBe(TimeSpan.FromSeconds(waitSeconds));
    }

    [Fact]
    public void Parcel_that_never_arrives_is_given_up_after_60_days() =>
        PlacementDecisions.OnMerchantOrder(
                OrderSamples.InPhase(OrderPhase.Placed), Read(OrderSamples.Parcel), OrderSamples.Noon.AddDays(61))
            .Next.ShouldBe(new NextWork.Rest());

    private static MerchantOrderOutcome.Read Read(params Shipment[] shipments) => new(false, shipments);

    private static IEnumerable<Type> Types(IEnumerable<object> outcomes) =>
        outcomes.Select(outcome => outcome.GetType());
}
