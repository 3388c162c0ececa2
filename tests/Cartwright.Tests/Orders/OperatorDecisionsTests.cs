using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Payments;

namespace Cartwright.Tests.Orders;

/// <summary>Every word of a person on an order in every phase: what is written, or why it is refused.</summary>
public sealed class OperatorDecisionsTests
{
    private static readonly DateTimeOffset Now = OrderSamples.Noon.AddMinutes(11);
    private static readonly DateTimeOffset CallsEnd = Now.AddMinutes(3);

    private static readonly Resolution[] Resolutions =
    [
        new Resolution.Placed("1001"),
        new Resolution.Failed(OrderFailedReason.OutOfStock, IsRefunded: false),
        new Resolution.Failed(OrderFailedReason.OutOfStock, IsRefunded: true),
        new Resolution.Retry(),
    ];

    private static readonly PaymentFinding[] Findings =
    [
        new PaymentFinding.Absent(),
        new PaymentFinding.Unknown("no answer"),
        new PaymentFinding.Found(new PaymentOutcome.Succeeded("pi_1", OrderSamples.Amount)),
        new PaymentFinding.Found(new PaymentOutcome.Authorized("pi_1", OrderSamples.Amount, Now.AddDays(4))),
        new PaymentFinding.Found(new PaymentOutcome.Refused("pi_1", PaymentRefusal.Declined, "generic_decline")),
        new PaymentFinding.Found(new PaymentOutcome.ActionRequired("pi_1", new("https://bank.example/3ds"))),
        new PaymentFinding.Found(new PaymentOutcome.Unknown("processing")),
    ];

    [Fact]
    public void Plans_by_phase_are_the_golden_ones() => Golden.ShouldMatch(
        from phase in Enum.GetValues<OrderPhase>()
        from resolution in Resolutions
        where phase != OrderPhase.NotStarted
            && !(resolution is Resolution.Failed && phase is OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction)
        let order = OrderSamples.InPhase(phase)
        select Row(order, Name(resolution), Plan(order, resolution)),
        "ResolvePlans");

    [Fact]
    public void Retries_by_money_are_the_golden_ones() => Golden.ShouldMatch(
        from phase in Enum.GetValues<MoneyPhase>()
        let order = OrderSamples.WithMoney(phase)
        select Row(order, "Retry", OperatorDecisions.OnRetry(order)),
        "RetryPlans");

    [Fact]
    public void Plans_for_unpaid_orders_are_the_golden_ones() => Golden.ShouldMatch(
        from finding in Findings
        from isRefunded in new[] { false, true }
        let order = OrderSamples.InPhase(OrderPhase.Submitted)
        select Row(order, $"{Name(finding)}{(isRefunded ? " with --refund" : "")}", OperatorDecisions.OnUnpaidFailed(
            order, new(OrderFailedReason.PaymentFailed, isRefunded), finding, CallsEnd)),
        "ResolveUnpaidPlans");

    [Fact]
    public void Decisions_on_what_is_found_for_an_unpaid_order_that_fails_are_the_golden_ones() => Golden.ShouldMatch(
        from phase in new[] { OrderPhase.Submitted, OrderPhase.AwaitingPaymentAction }
        from finding in Findings
        from isOver in new[] { false, true }
        let order = OrderSamples.InPhase(phase).Evolve(
            new OrderEvent.SettledByOperator("ada", "why", Settlement.Failed, OrderFailedReason.PaymentFailed), Now)
        select OrderSamples.Row(order, $"{Name(finding)}{(isOver ? " when calls are over" : "")}",
            OperatorDecisions.OnUnpaidFound(order, finding, CallsEnd, isOver ? CallsEnd : Now)),
        "UnpaidFailureDecisions");

    [Fact]
    public void Capture_that_was_refused_is_tried_anew_under_a_key_of_its_own()
    {
        var order = OrderSamples.WithMoney(MoneyPhase.CaptureRefused);

        var plan = OperatorDecisions.OnRetry(order).ShouldBeOfType<ResolvePlan.Write>();

        plan.Events.ShouldHaveSingleItem().ShouldBeOfType<OrderEvent.CaptureStarted>()
            .Key.ShouldBe("order_1-capture-2");
        plan.Queued.ShouldBe([new(OrderQueues.Capture)]);
    }

    [Fact]
    public void Merchant_that_has_an_order_which_a_person_has_failed_calls_a_person()
    {
        var has = new PlacementFinding.Found(new PlacementOutcome.Placed("1001", null));

        OperatorDecisions.OnLastLook(has, CallsEnd, Now).CallPerson.ShouldNotBeNull().ShouldContain("1001");
        OperatorDecisions.OnLastLook(new PlacementFinding.Absent(), CallsEnd, Now).Next.ShouldBeOfType<NextWork.Poll>();
        OperatorDecisions.OnLastLook(new PlacementFinding.Unknown("no answer"), CallsEnd, CallsEnd)
            .ShouldBe(new([], new NextWork.Rest()), new SameStep());
    }

    [Fact]
    public void Every_reason_of_the_contract_has_words_for_the_shopper()
    {
        foreach (var reason in Enum.GetValues<OrderFailedReason>())
        {
            var failed = FailureTable.Of(reason);
            failed.ReasonCode.ShouldBe(reason);
            failed.Reason.ShouldNotBeEmpty();
        }
    }

    private static ResolvePlan Plan(Order order, Resolution resolution) => resolution switch
    {
        Resolution.Placed placed => OperatorDecisions.OnPlaced(order, placed, Now.AddMinutes(1), Now),
        Resolution.Failed failed => OperatorDecisions.OnFailed(order, failed, CallsEnd),
        _ => OperatorDecisions.OnRetry(order),
    };

    private static string Row(Order order, string word, ResolvePlan plan)
    {
        if (plan is not ResolvePlan.Write write)
        {
            return $"{order.Phase} {order.Money.Phase} + {word} -> refused: {((ResolvePlan.Refuse)plan).Sentence}";
        }

        var after = write.Events.Aggregate(order, (state, change) => state.Evolve(change, Now));
        return $"{order.Phase} {order.Money.Phase} + {word} -> {after.Phase} {after.Money.Phase} "
            + $"[{string.Join(", ", write.Events.Select(change => change.GetType().Name))}] "
            + $"queued [{Names(write.Queued)}] again [{Names(write.Restarted)}]";
    }

    private static string Names(IReadOnlyList<NextWork.Queue> queues) =>
        string.Join(", ", queues.Select(queue => queue.Name));

    private static string Name(Resolution resolution) => resolution is Resolution.Failed { IsRefunded: true }
        ? "Failed with --refund" : resolution.GetType().Name;

    private static string Name(PaymentFinding finding) => finding is PaymentFinding.Found found
        ? $"found {found.Outcome.GetType().Name}" : finding.GetType().Name;

    private sealed class SameStep : IEqualityComparer<OrderStep>
    {
        public bool Equals(OrderStep? one, OrderStep? other) =>
            one!.Next == other!.Next && one.CallPerson == other.CallPerson && one.Events.SequenceEqual(other.Events);

        public int GetHashCode(OrderStep step) => step.Next.GetHashCode();
    }
}
