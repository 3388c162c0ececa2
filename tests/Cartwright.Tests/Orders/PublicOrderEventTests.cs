using Cartwright.Orders;

namespace Cartwright.Tests.Orders;

public sealed class PublicOrderEventTests
{
    [Fact]
    public void Every_event_of_an_order_is_told_or_left_out_on_purpose()
    {
        var told = OrderSamples.EveryEvent.Select((change, at) => (Change: change, Told: PublicOrderEvent.Of(
            Order.NotStarted("order_1") with { History = [new(at + 1, change, OrderSamples.Noon)] })));

        Golden.ShouldMatch(
            told.Select(row => $"{row.Change.GetType().Name} -> "
                + (row.Told is [var one] ? $"{one.GetType().Name} {one.Id}" : "nothing")),
            "PublicOrderEvents");
    }

    [Fact]
    public void Every_told_event_comes_from_some_event_of_an_order()
    {
        var order = Order.NotStarted("order_1") with
        {
            History = [.. OrderSamples.EveryEvent.Select((change, at) =>
                new RecordedOrderEvent(at + 1, change, OrderSamples.Noon))],
        };

        PublicOrderEvent.Of(order).Select(told => told.GetType()).Distinct()
            .ShouldBe(OrderSamples.Cases<PublicOrderEvent>(), ignoreOrder: true);
    }

    [Fact]
    public void Failure_tells_its_reason_and_whether_to_repeat()
    {
        var failed = PublicOrderEvent.Of(OrderSamples.InPhase(OrderPhase.Failed))
            .OfType<PublicOrderEvent.OrderFailed>().ShouldHaveSingleItem();

        (failed.ReasonCode, failed.Retryable, failed.CreatedAt)
            .ShouldBe((OrderFailedReason.OutOfStock, true, OrderSamples.Noon));
    }

    [Fact]
    public void Evolving_by_every_event_in_turn_keeps_the_history_and_the_version()
    {
        var order = OrderSamples.WithMoney(MoneyPhase.Refunded);

        order.Version.ShouldBe(order.History.Count);
        order.History.Select((recorded, at) => recorded.Version - at).ShouldAllBe(first => first == 1);
    }
}
