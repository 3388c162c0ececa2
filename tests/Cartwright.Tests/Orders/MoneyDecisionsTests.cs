using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Payments;

namespace Cartwright.Tests.Orders;

/// <summary>Every answer of the processor in every phase it can come in: what is written, and what is next.</summary>
public sealed class MoneyDecisionsTests
{
    private static readonly DateTimeOffset Now = OrderSamples.Noon.AddMinutes(1);
    private static readonly Uri Page = new("https://bank.example/3ds");

    private static readonly PaymentOutcome[] Payments =
    [
        new PaymentOutcome.Succeeded("pi_1", OrderSamples.Amount),
        new PaymentOutcome.Authorized("pi_1", OrderSamples.Amount, OrderSamples.Noon.AddDays(4)),
        new PaymentOutcome.Refused("pi_1", PaymentRefusal.Declined, "generic_decline"),
        new PaymentOutcome.ActionRequired("pi_1", Page),
        new PaymentOutcome.Unknown("no answer"),
    ];

    private static readonly RefundOutcome[] Refunds =
    [
        new RefundOutcome.Succeeded("re_1", OrderSamples.Amount),
        new RefundOutcome.Pending("re_1"),
        new RefundOutcome.Refused("charge_disputed"),
        new RefundOutcome.Unknown("no answer"),
    ];

    [Fact]
    public void Tables_hold_every_outcome()
    {
        Types(Payments).ShouldBe(OrderSamples.Cases<PaymentOutcome>(), ignoreOrder: true);
        Types(Refunds).ShouldBe(OrderSamples.Cases<RefundOutcome>(), ignoreOrder: true);
    }

    [Fact]
    public void Decisions_on_payments_are_the_golden_ones() => Golden.ShouldMatch(
        from phase in new[] { OrderPhase.Submitted, OrderPhase.AwaitingPaymentAction }
        from outcome in Payments
        from intent in new[] { OrderSamples.Intent, null }
        from capture in Enum.GetValues<PaymentCapture>()
        where intent is not null || outcome is PaymentOutcome.Succeeded or PaymentOutcome.Authorized
        let order = InPhase(phase, capture)
        select OrderSamples.Row(order, $"{outcome.GetType().Name} {capture}{(intent is null ? " (merchant gone)" : "")}",
            MoneyDecisions.OnPayment(order, outcome, intent, Now)),
        "PaymentDecisions");

    [Fact]
    public void Decisions_on_refunds_are_the_golden_ones() => Golden.ShouldMatch(
        from outcome in Refunds
        let order = OrderSamples.WithMoney(MoneyPhase.Refunding)
        select OrderSamples.Row(order, outcome.GetType().Name, MoneyDecisions.OnRefund(order, outcome)),
        "RefundDecisions");

    [Fact]
    public void Decisions_on_captures_are_the_golden_ones() => Golden.ShouldMatch(
        from isCancelled in new[] { false, true }
        from outcome in Payments
        let order = Capturing(isCancelled)
        select OrderSamples.Row(order, outcome.GetType().Name, MoneyDecisions.OnCapture(order, outcome, Now)),
        "CaptureDecisions");

    [Fact]
    public void Decisions_on_voids_are_the_golden_ones() => Golden.ShouldMatch(
        from outcome in Payments
        let order = OrderSamples.WithMoney(MoneyPhase.Voiding)
        select OrderSamples.Row(order, outcome.GetType().Name, MoneyDecisions.OnVoid(order, outcome)),
        "VoidDecisions");

    [Fact]
    public void Decisions_on_payments_given_up_are_the_golden_ones() => Golden.ShouldMatch(
        from outcome in Payments
        let order = OrderSamples.InPhase(OrderPhase.CancellingPayment)
        select OrderSamples.Row(order, outcome.GetType().Name, MoneyDecisions.OnPaymentCancel(order, outcome)),
        "PaymentCancelDecisions");

    /// <summary>A part's refund that ended while the whole was cancelled used to be the last one.</summary>
    [Fact]
    public void Refund_that_became_due_while_another_was_under_way_is_started_with_its_end()
    {
        var order = Refunding(1_037).Evolve(new OrderEvent.CancelledByMerchant(), Now);

        var step = MoneyDecisions.OnRefund(order, new RefundOutcome.Succeeded("re_1", new(1_037, "USD")));

        step.Events[^1].ShouldBe(new OrderEvent.RefundStarted("order_1-refund-2", "pi_1", new(1_538, "USD")));
        step.Next.ShouldBe(new NextWork.Queue(OrderQueues.Refund));
    }

    [Fact]
    public void Refund_of_a_part_is_not_asked_for_while_another_is_under_way()
    {
        var part = new OrderEvent.PartlyCancelled([new("mug_1", 2)], new(2_075, "USD"));

        var step = MoneyDecisions.WithRefund(Refunding(1_037), new([part], new NextWork.Rest()));

        step.Events.ShouldBe([part]);
        step.Beside.ShouldBeEmpty();
        var ended = MoneyDecisions.OnRefund(
            OrderSamples.After(Refunding(1_037), step), new RefundOutcome.Succeeded("re_1", new(1_037, "USD")));
        ended.Events[^1].ShouldBe(new OrderEvent.RefundStarted("order_1-refund-2", "pi_1", new(1_038, "USD")));
    }

    [Fact]
    public void Part_that_is_cancelled_before_the_capture_is_given_back_after_it()
    {
        var order = OrderSamples.WithMoney(MoneyPhase.Capturing)
            .Evolve(new OrderEvent.PartlyCancelled([new("mug_1", 1)], new(1_037, "USD")), Now);

        var step = MoneyDecisions.OnCapture(order, Payments[0], Now);

        step.Events[^1].ShouldBe(new OrderEvent.RefundStarted("order_1-refund", "pi_1", new(1_037, "USD")));
        step.Next.ShouldBeOfType<NextWork.Queue>().Name.ShouldBe(OrderQueues.Track);
        step.Beside.ShouldBe([OrderQueues.Refund]);
    }

    [Fact]
    public void Credits_of_more_than_the_order_cost_give_back_what_it_cost()
    {
        var order = OrderSamples.WithReturn(ReturnPhase.Approved);
        var all = new OrderEvent.PartlyCancelled([], OrderSamples.Amount);

        var step = MoneyDecisions.WithRefund(order, new([all], new NextWork.Rest()));

        step.Events[^1].ShouldBeOfType<OrderEvent.RefundStarted>().Amount.ShouldBe(OrderSamples.Amount);
    }

    [Fact]
    public void Capture_that_is_refused_while_the_order_stands_calls_a_person() =>
        MoneyDecisions.OnCapture(
            OrderSamples.WithMoney(MoneyPhase.Capturing),
            new PaymentOutcome.Refused("pi_1", PaymentRefusal.AuthorizationExpired, "charge_expired_for_capture"), Now)
            .CallPerson.ShouldNotBeNull();

    [Fact]
    public void Captured_amount_that_is_not_the_orders_is_looked_at_again_and_never_placed()
    {
        var step = MoneyDecisions.OnPayment(
            OrderSamples.InPhase(OrderPhase.Submitted),
            new PaymentOutcome.Succeeded("pi_1", new(2_574, "USD")), OrderSamples.Intent, Now);

        step.Events.ShouldBeEmpty();
        step.Next.ShouldBeOfType<NextWork.LookAgain>();
    }

    [Fact]
    public void Challenge_that_is_asked_for_expires_after_its_lifetime()
    {
        var step = MoneyDecisions.OnPayment(
            OrderSamples.InPhase(OrderPhase.Submitted), new PaymentOutcome.ActionRequired("pi_1", Page), OrderSamples.Intent, Now);

        step.Events.ShouldBe([new OrderEvent.PaymentActionRequired("pi_1", Page, Now.AddMinutes(15))]);
    }

    /// <summary>A placed order of which a part is being given back.</summary>
    private static Order Refunding(long minor) => OrderSamples.InPhase(OrderPhase.Placed)
        .Evolve(new OrderEvent.PartlyCancelled([new("mug_1", 1)], new(minor, "USD")), Now)
        .Evolve(new OrderEvent.RefundStarted("order_1-refund", "pi_1", new(minor, "USD")), Now);

    private static Order Capturing(bool isCancelled)
    {
        var order = OrderSamples.WithMoney(MoneyPhase.Capturing);
        return isCancelled ? order.Evolve(new OrderEvent.CancelledByMerchant(), Now) : order;
    }

    private static Order InPhase(OrderPhase phase, PaymentCapture capture)
    {
        var order = OrderSamples.InPhase(phase);
        return order with
        {
            Submission = order.Submitted with { Card = order.Submitted.Card! with { Capture = capture } },
        };
    }

    private static IEnumerable<Type> Types(IEnumerable<object> outcomes) =>
        outcomes.Select(outcome => outcome.GetType());
}
