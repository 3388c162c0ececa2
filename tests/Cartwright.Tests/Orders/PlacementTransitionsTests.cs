using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

public sealed class PlacementTransitionsTests
{
    public static TheoryData<OrderPhase> EveryPhase => new(Enum.GetValues<OrderPhase>());

    [Fact]
    public void Samples_hold_every_event_once() =>
        OrderSamples.EveryEvent.Select(sample => sample.GetType())
            .ShouldBe(OrderSamples.Cases<OrderEvent>(), ignoreOrder: true);

    [Fact]
    public void Every_event_is_in_the_table() =>
        PlacementTransitions.All.Select(row => row.Event).Concat(PlacementTransitions.MoneyOnly).Distinct()
            .ShouldBe(OrderSamples.Cases<OrderEvent>(), ignoreOrder: true);

    [Fact]
    public void Every_phase_is_reachable()
    {
        HashSet<OrderPhase> reached = [OrderPhase.NotStarted];
        while (PlacementTransitions.All.Any(row => reached.Contains(row.From) && reached.Add(row.To)))
        {
        }

        reached.ShouldBe(Enum.GetValues<OrderPhase>(), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Every_phase_is_an_end_or_has_a_way_to_one(OrderPhase phase)
    {
        HashSet<OrderPhase> reached = [phase];
        while (PlacementTransitions.All.Any(row => reached.Contains(row.From) && reached.Add(row.To)))
        {
        }

        reached.ShouldContain(end => OrderSamples.InPhase(end).IsTerminal);
        if (!OrderSamples.InPhase(phase).IsTerminal)
        {
            PlacementTransitions.All.ShouldContain(row => row.From == phase && row.To != phase);
        }
    }

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Every_listed_event_leads_on_and_every_other_is_refused(OrderPhase phase)
    {
        foreach (var change in OrderSamples.EveryEvent)
        {
            var rows = PlacementTransitions.All
                .Where(row => row.From == phase && row.Event == change.GetType()).ToList();
            if (PlacementTransitions.MoneyOnly.Contains(change.GetType()))
            {
                PlacementTransitions.Next(phase, change).ShouldBe(phase);
            }
            else if (rows.Count == 0)
            {
                Should.Throw<InvalidOperationException>(() => PlacementTransitions.Next(phase, change));
            }
            else
            {
                PlacementTransitions.Next(phase, change).ShouldBe(rows.ShouldHaveSingleItem().To);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryPhase))]
    public void Order_evolves_into_every_phase(OrderPhase phase) => OrderSamples.InPhase(phase).Phase.ShouldBe(phase);

    [Fact]
    public void Order_that_ended_or_was_placed_is_never_charged_or_placed_again() =>
        PlacementTransitions.All
            .Where(row => row.Event == typeof(OrderEvent.PaymentSucceeded)
                || row.Event == typeof(OrderEvent.PaymentAuthorized)
                || row.Event == typeof(OrderEvent.PlacementStarted))
            .Select(row => row.From).Distinct()
            .ShouldBe(
                [
                    OrderPhase.Submitted, OrderPhase.AwaitingPaymentAction, OrderPhase.PaymentSecured,
                    // Paid while it was cancelled: it is never placed, and the money goes back.
                    OrderPhase.CancellingPayment,
                ],
                ignoreOrder: true);

    [Fact]
    public void Order_that_is_cancelled_before_it_is_paid_is_never_placed() =>
        PlacementTransitions.All.Where(row => row.From == OrderPhase.CancellingPayment).Select(row => row.To).Distinct()
            .ShouldBe([OrderPhase.CancellingPayment, OrderPhase.Cancelled], ignoreOrder: true);
}
