using Cartwright.Assistant.Turns;
using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Tests.Assistant.Turns;

public sealed class ConversationStateTests
{
    private static readonly OrderReference Order = new("1001");
    private static readonly ConversationState Asked =
        (ConversationState.Start with { Language = ChatLanguage.French }).AfterAsk().AfterAsk();

    public static TheoryData<LookupOutcome> Failures => [.. new LookupOutcome[]
    {
        new LookupOutcome.ShopDegraded(null, ""),
        new LookupOutcome.ShopDegraded(DegradedReason.Gone, ""),
        new LookupOutcome.Throttled(TimeSpan.FromSeconds(1)),
        new LookupOutcome.Unavailable(""),
    }];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Lookup_that_failed_keeps_the_state_so_that_the_number_is_a_lookup_again(LookupOutcome failure)
    {
        var state = Asked.AfterLookUp(Order, failure);
        state.OrderAskRetries.ShouldBe(2);
        DecideTurn.From("1001", state).ShouldBeOfType<Turn.LookUp>().Reference.ShouldBe(Order);
        DecideTurn.From("encore une fois", state).ShouldBeOfType<Turn.LookUp>().Reference.ShouldBe(Order);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Lookup_with_details_that_failed_still_takes_details(LookupOutcome failure)
    {
        var state = Asked.AfterAskForDetails(Order).AfterLookUp(Order, failure);
        var turn = DecideTurn.From("75011", state).ShouldBeOfType<Turn.LookUp>();
        turn.Reference.ShouldBe(Order);
        turn.Details.Postcode.ShouldBe("75011");
    }

    [Fact]
    public void Order_that_was_found_ends_the_asking() =>
        Asked.AfterLookUp(Order, Found()).ShouldBe(ConversationState.Start with { Language = ChatLanguage.French });

    [Fact]
    public void Order_that_is_not_there_and_one_that_is_not_theirs_leave_the_same_state()
    {
        var missing = Asked.AfterLookUp(Order, new LookupOutcome.NotFound(MayBeTooOld: true));
        Asked.AfterLookUp(Order, new LookupOutcome.NotVerified(WasAsked: true, null)).ShouldBe(missing);
        missing.AwaitingOrderNumber.ShouldBeFalse();
        missing.AwaitingVerification.ShouldBeFalse();
        missing.OrderAskRetries.ShouldBe(0);
        DecideTurn.From("anna@example.com", missing).ShouldBeOfType<Turn.LookUp>().Reference.ShouldBe(Order);
    }

    [Fact]
    public void Order_without_details_awaits_them_and_keeps_the_number()
    {
        var state = Asked.AfterLookUp(Order, new LookupOutcome.NotVerified(WasAsked: false, null));
        state.AwaitingVerification.ShouldBeTrue();
        DecideTurn.From("anna@example.com", state).ShouldBeOfType<Turn.LookUp>().Reference.ShouldBe(Order);
    }

    [Fact]
    public void Number_asked_for_three_times_in_vain_offers_a_person()
    {
        var state = ConversationState.Start;
        for (var ask = 0; ask < 3; ask++)
        {
            var turn = DecideTurn.From("where is my order", state);
            turn.ShouldBeOfType<Turn.AskForNumber>();
            state = state.AfterTurn(turn);
        }

        DecideTurn.From("where is my order", state).ShouldBeOfType<Turn.OfferPerson>();
    }

    [Fact]
    public void Details_asked_for_three_times_in_vain_offer_a_person()
    {
        var state = Asked.AfterLookUp(Order, new LookupOutcome.NotVerified(WasAsked: false, null));
        for (var ask = 0; ask < 2; ask++)
        {
            var turn = DecideTurn.From("je ne sais plus", state);
            turn.ShouldBeOfType<Turn.AskForDetails>();
            state = state.AfterTurn(turn);
        }

        DecideTurn.From("je ne sais plus", state).ShouldBeOfType<Turn.OfferPerson>();
    }

    [Fact]
    public void Other_subject_while_awaiting_uses_up_no_ask()
    {
        var turn = DecideTurn.From("combien de temps pour un remboursement ?", Asked);
        turn.ShouldBeOfType<Turn.Question>();
        Asked.AfterTurn(turn).ShouldBe(Asked);
    }

    public static TheoryData<Turn> TurnsThatAskNothing => [.. new Turn[]
    {
        new Turn.LookUp(Order, ShopperDetails.None, ""),
        new Turn.OfferPerson(""),
        new Turn.Question(""),
        new Turn.SmallTalk(SmallTalkKind.Thanks, ""),
    }];

    [Theory]
    [MemberData(nameof(TurnsThatAskNothing))]
    public void Turn_that_asks_nothing_uses_up_no_ask(Turn turn) => Asked.AfterTurn(turn).ShouldBe(Asked);

    [Fact]
    public void Language_is_kept_over_a_message_that_does_not_say() =>
        ConversationState.Start.AfterHearing("wo ist meine Bestellung").AfterHearing("#1001").Language
            .ShouldBe(ChatLanguage.German);

    private static LookupOutcome.Found Found() => new(
        new(
            "gid://shopify/Order/1", "#1001", DateTimeOffset.UnixEpoch, null, "UNFULFILLED", "PAID", "NO_RETURN", null,
            [], [], new(null, null, null, null, null)),
        IsWhole: true);
}
