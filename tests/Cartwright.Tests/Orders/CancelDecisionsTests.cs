using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

public sealed class CancelDecisionsTests
{
    private static readonly DateTimeOffset Now = OrderSamples.Noon.AddMinutes(1);

    private static readonly PlacementOutcome[] Withdrawals =
    [
        new PlacementOutcome.Placed("1001", null),
        new PlacementOutcome.InProgress(),
        new PlacementOutcome.ActionRequired(new("https://mugs.example/continue")),
        new PlacementOutcome.Refused(PlacementRefusal.SessionCancelled, "canceled"),
        new PlacementOutcome.Unknown("no answer"),
    ];

    private static readonly CancelOutcome[] Cancellations =
    [
        new CancelOutcome.Cancelled(),
        new CancelOutcome.Pending(),
        new CancelOutcome.Refused(CancelRefusal.OrderAlreadyShipped, "order_already_shipped"),
        new CancelOutcome.Unknown("no answer"),
    ];

    [Fact]
    public void Tables_hold_every_outcome()
    {
        Withdrawals.Select(outcome => outcome.GetType())
            .ShouldBe(OrderSamples.Cases<PlacementOutcome>(), ignoreOrder: true);
        Cancellations.Select(outcome => outcome.GetType())
            .ShouldBe(OrderSamples.Cases<CancelOutcome>(), ignoreOrder: true);
    }

    [Fact]
    public void Plans_for_every_phase_are_the_golden_ones() => Golden.ShouldMatch(
        from phase in Enum.GetValues<OrderPhase>()
        from ability in Enum.GetValues<MerchantAbility>()
        let plan = CancelDecisions.OnAsked(OrderSamples.InPhase(phase), ability, ability)
        select $"{phase} {ability} -> " + plan switch
        {
            CancelPlan.Start start => $"{start.Intent.GetType().Name} in {start.Queue}",
            CancelPlan.Refuse refuse => $"{refuse.Code} {refuse.Message}",
            CancelPlan.TryAgain again => $"try again: {again.Message}",
            _ => "?",
        },
        "CancelPlans");

    [Fact]
    public void Decisions_on_withdrawals_are_the_golden_ones() => Golden.ShouldMatch(
        from order in new[] { OrderSamples.InPhase(OrderPhase.Withdrawing), Expiring }
        from outcome in Withdrawals
        select OrderSamples.Row(
            order, $"{order.Withdrawal!.Reason} {outcome.GetType().Name}",
            CancelDecisions.OnWithdrawal(order, outcome, Now)),
        "WithdrawDecisions");

    [Fact]
    public void Decisions_on_cancellations_are_the_golden_ones() => Golden.ShouldMatch(
        from order in new[]
        {
            OrderSamples.InPhase(OrderPhase.Cancelling),
            OrderSamples.WithMoney(MoneyPhase.Capturing).Evolve(new OrderEvent.CancelStarted("key"), Now),
            OrderSamples.After(OrderSamples.Intent, new OrderEvent.SubmissionSucceeded(),
                new OrderEvent.Placed("1001", null), new OrderEvent.CancelStarted("key")),
        }
        from outcome in Cancellations
        select OrderSamples.Row(
            order, outcome.GetType().Name, CancelDecisions.OnCancellation(order, outcome, TimeSpan.Zero)),
        "CancelDecisions");

    [Fact]
    public void Order_whose_authorization_expires_fails_only_when_the_merchant_is_known_not_to_have_it()
    {
        var failed = CancelDecisions.OnWithdrawal(Expiring, Withdrawals[3], Now).Events[0]
            .ShouldBeOfType<OrderEvent.Failed>();

        (failed.ReasonCode, failed.Retryable).ShouldBe((OrderFailedReason.PaymentDishonored, true));
        foreach (var outcome in Withdrawals.Where(outcome => outcome is not PlacementOutcome.Refused))
        {
            CancelDecisions.OnWithdrawal(Expiring, outcome, Now).Events.OfType<OrderEvent.Failed>().ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-60, true)]
    [InlineData(10, true)]
    public void Order_is_taken_back_an_hour_before_its_authorization_expires(int minutes, bool isTakenBack)
    {
        var order = OrderSamples.WithMoney(MoneyPhase.Authorized);

        PlacementDecisions.MustBeTakenBack(order, order.Money.Authorization!.ExpiresAt.AddMinutes(minutes))
            .ShouldBe(isTakenBack);
        PlacementDecisions.MustBeTakenBack(OrderSamples.InPhase(OrderPhase.Placing), Now.AddYears(1)).ShouldBeFalse();
    }

    [Fact]
    public void Every_attempt_to_cancel_a_placed_order_has_a_key_of_its_own()
    {
        var order = OrderSamples.InPhase(OrderPhase.Cancelling)
            .Evolve(OrderSamples.Sample(typeof(OrderEvent.CancelFailed)), Now);

        CancelDecisions.CancelKey(OrderSamples.InPhase(OrderPhase.Placed)).ShouldBe("order_1-cancel-order");
        CancelDecisions.CancelKey(order).ShouldBe("order_1-cancel-order-2");
    }

    private static Order Expiring => OrderSamples.WithMoney(MoneyPhase.Authorized)
        .Evolve(new OrderEvent.WithdrawStarted("key", WithdrawalReason.AuthorizationExpiring), Now);
}
