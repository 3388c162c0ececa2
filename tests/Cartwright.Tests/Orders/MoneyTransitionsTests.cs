using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

public sealed class MoneyTransitionsTests
{
    public static TheoryData<MoneyPhase> EveryPhase => new(Enum.GetValues<MoneyPhase>());

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Money_gets_into_every_phase(MoneyPhase phase) =>
        OrderSamples.WithMoney(phase).Money.Phase.ShouldBe(phase);

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Listed_event_leads_on_and_every_other_that_moves_money_is_refused(MoneyPhase phase)
    {
        var listed = MoneyTransitions.All.Select(row => row.Event).ToHashSet();
        foreach (var change in OrderSamples.EveryEvent)
        {
            var rows = MoneyTransitions.All.Where(row => row.From == phase && row.Event == change.GetType()).ToList();
            if (rows.Count > 0) MoneyTransitions.Next(phase, change).ShouldBe(rows.ShouldHaveSingleItem().To);
            else if (!listed.Contains(change.GetType())) MoneyTransitions.Next(phase, change).ShouldBe(phase);
            else Should.Throw<InvalidOperationException>(() => MoneyTransitions.Next(phase, change));
        }
    }

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Money_that_moves_has_a_way_to_rest(MoneyPhase phase)
    {
        var money = OrderSamples.WithMoney(phase).Money;
        var ways = MoneyTransitions.All.Where(row => row.From == phase).ToList();

        if (money.IsMoving) ways.ShouldContain(row => !OrderSamples.WithMoney(row.To).Money.IsMoving);
    }

    [Fact]
    public void Money_is_captured_once_whatever_comes() =>
        MoneyTransitions.All.Where(row => row.To == MoneyPhase.Captured).Select(row => row.From)
            .ShouldBe([MoneyPhase.Untouched, MoneyPhase.Capturing, MoneyPhase.Voiding], ignoreOrder: true);

    [Fact]
    public void Every_money_only_event_is_in_the_table() =>
        PlacementTransitions.MoneyOnly.ShouldBeSubsetOf(MoneyTransitions.All.Select(row => row.Event));

    [Theory]
    [InlineData(2_576)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Refund_of_more_than_is_kept_or_of_nothing_is_refused(long minor)
    {
        var order = OrderSamples.After(
            new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount), OrderSamples.Intent,
            OrderSamples.Sample(typeof(OrderEvent.Failed)));

        Should.Throw<InvalidOperationException>(() => order.Evolve(
            new OrderEvent.RefundStarted("key", "pi_1", new(minor, "USD")), OrderSamples.Noon));
    }

    [Fact]
    public void Every_refund_of_an_order_has_a_key_of_its_own()
    {
        var order = OrderSamples.WithMoney(MoneyPhase.Captured);
        var again = OrderSamples.WithMoney(MoneyPhase.RefundRefused);

        MoneyDecisions.RefundKey(order).ShouldBe("order_1-refund");
        MoneyDecisions.RefundKey(again).ShouldBe("order_1-refund-2");
    }
}
