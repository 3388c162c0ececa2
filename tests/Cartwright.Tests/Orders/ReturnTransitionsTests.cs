using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

public sealed class ReturnTransitionsTests
{
    public static TheoryData<ReturnPhase> EveryPhase => new(Enum.GetValues<ReturnPhase>());

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Return_gets_into_every_phase(ReturnPhase phase) =>
        OrderSamples.WithReturn(phase).Returns.ShouldHaveSingleItem().Phase.ShouldBe(phase);

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Listed_event_leads_on_and_every_other_is_refused(ReturnPhase phase)
    {
        foreach (var change in OrderSamples.EveryEvent)
        {
            var rows = ReturnTransitions.All.Where(row => row.From == phase && row.Event == change.GetType()).ToList();
            if (rows.Count > 0) ReturnTransitions.Next(phase, change).ShouldBe(rows.ShouldHaveSingleItem().To);
            else Should.Throw<InvalidOperationException>(() => ReturnTransitions.Next(phase, change));
        }
    }

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Return_is_over_or_has_a_way_on(ReturnPhase phase) =>
        OrderSamples.WithReturn(phase).Returns[0].HasEnded
            .ShouldBe(ReturnTransitions.All.All(row => row.From != phase));

    [Fact]
    public void Return_is_approved_once() => ReturnTransitions.All
        .Where(row => row.Event == typeof(OrderEvent.ReturnApproved)).Select(row => row.From)
        .ShouldBe([ReturnPhase.Requested, ReturnPhase.RequestAccepted, ReturnPhase.Accepted], ignoreOrder: true);

    [Fact]
    public void Return_that_is_started_twice_or_is_not_there_is_refused()
    {
        var order = OrderSamples.WithReturn(ReturnPhase.Closed);

        Should.Throw<InvalidOperationException>(
            () => order.Evolve(OrderSamples.Sample(typeof(OrderEvent.ReturnStarted)), OrderSamples.Noon));
        Should.Throw<InvalidOperationException>(
            () => order.Evolve(new OrderEvent.ReturnClosed("return_other"), OrderSamples.Noon));
    }
}
