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
        select OrderSamples.Row(order, outcome.GetType().Name, MoneyDecisions.OnRefund(outcome)),
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
