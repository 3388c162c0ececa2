using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

public sealed class ReturnDecisionsTests
{
    private static readonly DateTimeOffset Now = OrderSamples.Noon.AddMinutes(1);

    [Fact]
    public void Decisions_on_returns_are_the_golden_ones() => Golden.ShouldMatch(
        from phase in Enum.GetValues<ReturnPhase>()
        let order = OrderSamples.WithReturn(phase)
        where !order.Returns[0].HasEnded
        from standing in Enum.GetValues<ReturnStanding>()
        from credit in new Money?[] { null, new Money(900, "USD") }
        where credit is null || standing is ReturnStanding.Approved or ReturnStanding.Closed
        let step = Looked(order, new ReturnOutcome.Taken(new(standing, null, credit)))
        select $"{phase} + {standing}{(credit is null ? "" : " with credit")} -> "
            + $"{OrderSamples.After(order, step).Returns[0].Phase} {OrderSamples.After(order, step).Money.Phase} "
            + $"[{string.Join(", ", step.Events.Select(change => change.GetType().Name))}] "
            + $"then {step.Next.GetType().Name} {string.Join(" ", step.Beside)}".TrimEnd(),
        "ReturnDecisions");

    [Fact]
    public void Approved_return_gives_back_the_price_and_its_share_of_the_tax_when_the_merchant_names_no_amount()
    {
        var step = Looked(
            OrderSamples.WithReturn(ReturnPhase.Accepted), new ReturnOutcome.Taken(new(ReturnStanding.Approved, null, null)));

        step.Events.ShouldBe(
        [
            new OrderEvent.ReturnApproved("return_1", new(1_037, "USD")),
            new OrderEvent.RefundStarted("order_1-refund", "pi_1", new(1_037, "USD")),
        ]);
    }

    [Fact]
    public void Returns_of_all_items_one_by_one_add_up_to_goods_and_tax()
    {
        var order = OrderSamples.WithReturn(ReturnPhase.Approved)
            .Evolve(new OrderEvent.ReturnClosed("return_1"), Now)
            .Evolve(new OrderEvent.ReturnStarted("return_2", "key", [new("mug_1", 1)]), Now)
            .Evolve(new OrderEvent.ReturnRequested("return_2"), Now);

        ItemCredits.OfReturn(order, order.Returns[1]).ShouldBe(new(1_038, "USD"));
    }

    [Fact]
    public void Credit_above_the_orders_amount_is_cut()
    {
        var step = Looked(
            OrderSamples.WithReturn(ReturnPhase.Accepted),
            new ReturnOutcome.Taken(new(ReturnStanding.Approved, null, new Money(99_999, "USD"))));

        step.Events[^1].ShouldBeOfType<OrderEvent.RefundStarted>().Amount.ShouldBe(OrderSamples.Amount);
    }

    [Fact]
    public void Refusal_ends_a_return_that_the_merchant_never_took_and_no_other()
    {
        var refused = new ReturnOutcome.Refused(ReturnRefusal.ReturnWindowExpired, "return_window_expired");

        Looked(OrderSamples.WithReturn(ReturnPhase.Started), refused).Events
            .ShouldHaveSingleItem().ShouldBeOfType<OrderEvent.ReturnRefused>();
        Looked(OrderSamples.WithReturn(ReturnPhase.Requested), refused).Events.ShouldBeEmpty();
    }

    [Fact]
    public void Unknown_answer_changes_nothing_and_is_looked_at_again()
    {
        var step = Looked(OrderSamples.WithReturn(ReturnPhase.Started), new ReturnOutcome.Unknown("no answer"));

        step.Events.ShouldBeEmpty();
        step.Next.ShouldBe(new NextWork.LookAgain("no answer"));
    }

    [Fact]
    public void Return_that_nobody_decides_on_calls_a_person_after_60_days()
    {
        var order = OrderSamples.WithReturn(ReturnPhase.Requested);
        var heard = new ReturnOutcome.Taken(new(ReturnStanding.Requested, null, null));

        var step = ReturnDecisions.OnLooked(order, [(order.Returns[0], heard)], OrderSamples.Noon.AddDays(61));

        step.Next.ShouldBe(new NextWork.Rest());
        step.CallPerson.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(ReturnPhase.Closed, "mug_1", 1, null)]
    [InlineData(ReturnPhase.Closed, "mug_1", 2, "INVALID_QUANTITY")]
    [InlineData(ReturnPhase.Closed, "mug_1", 0, "INVALID_QUANTITY")]
    [InlineData(ReturnPhase.Closed, "mug_1", -1, "INVALID_QUANTITY")]
    [InlineData(ReturnPhase.Closed, "mug_2", 1, "LINE_ITEM_NOT_IN_ORDER")]
    [InlineData(ReturnPhase.Refused, "mug_1", 2, null)]
    [InlineData(ReturnPhase.Denied, "mug_1", 1, "ALREADY_DENIED")]
    [InlineData(ReturnPhase.Requested, "mug_1", 1, "RETURN_IN_PROGRESS")]
    public void Return_is_checked_against_the_order_and_earlier_returns(
        ReturnPhase earlier, string item, int quantity, string? code)
    {
        var (intent, refusal) = ReturnDecisions.OnAsked(
            OrderSamples.WithReturn(earlier), [new(item, quantity)], MerchantAbility.Offered, "return_2");

        refusal?.Code.ShouldBe(code);
        (intent is null).ShouldBe(code is not null);
    }

    [Fact]
    public void Items_that_were_cancelled_or_all_returned_are_not_returned_again()
    {
        var cancelled = OrderSamples.InPhase(OrderPhase.Placed)
            .Evolve(new OrderEvent.PartlyCancelled([new("mug_1", 1)], new(1_037, "USD")), Now);
        var returned = OrderSamples.InPhase(OrderPhase.Placed)
            .Evolve(new OrderEvent.ReturnStarted("return_1", "key", [new("mug_1", 2)]), Now)
            .Evolve(new OrderEvent.ReturnRequested("return_1"), Now)
            .Evolve(new OrderEvent.ReturnApproved("return_1", new(2_075, "USD")), Now);

        Refusal(cancelled, 2).ShouldBe("INVALID_QUANTITY");
        Refusal(cancelled, 1).ShouldBeNull();
        Refusal(returned, 1).ShouldBe("ALREADY_RETURNED");
    }

    [Fact]
    public void Same_item_sent_twice_counts_together()
    {
        var order = OrderSamples.InPhase(OrderPhase.Placed);

        ReturnDecisions.OnAsked(order, [new("mug_1", 1), new("mug_1", 2)], MerchantAbility.Offered, "return_1")
            .Refusal!.Code.ShouldBe("INVALID_QUANTITY");
        ReturnDecisions.OnAsked(
                order, [new("mug_1", int.MaxValue), new("mug_1", int.MaxValue)], MerchantAbility.Offered, "return_1")
            .Refusal!.Code.ShouldBe("INVALID_QUANTITY");
    }

    [Fact]
    public void Every_refusal_has_a_code_that_the_contract_knows_and_words()
    {
        foreach (var refusal in Enum.GetValues<ReturnRefusal>())
        {
            ReturnDecisions.Contract(refusal).ShouldBe(
                string.Concat(refusal.ToString().Select((letter, at) =>
                    at > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}")).ToUpperInvariant());
            ReturnDecisions.Words(refusal).ShouldNotBeEmpty();
        }
    }

    private static string? Refusal(Order order, int quantity) => ReturnDecisions.OnAsked(
        order, [new("mug_1", quantity)], MerchantAbility.Offered, "return_2").Refusal?.Code;

    private static OrderStep Looked(Order order, ReturnOutcome outcome) =>
        ReturnDecisions.OnLooked(order, [(order.Returns[0], outcome)], Now);
}
