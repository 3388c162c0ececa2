using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Assistant;
using Cartwright.Assistant.Conversations;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Assistant.ChatDesk;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>A message whose answer was lost on the way is sent again, and is no second message.</summary>
public sealed class RepeatedMessagesTests
{
    private const string FirstId = "0d6f1c4e7b9a4f0c8f3e2b1a09876543";
    private const string Miss = "order #7777, eve@example.com";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_sent_again_with_its_id_is_given_the_same_answer_and_is_no_second_try()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var message = new { shop = Tulips, sessionId = desk.SessionId, messageId = "m-1", message = Miss };
        var (_, first) = await desk.SendAsync(message, desk.Signature);
        var asked = await QueriesAsync(shops);

        var (status, second) = await desk.SendAsync(message, desk.Signature);

        status.ShouldBe(HttpStatusCode.OK);
        second.ToJsonString().ShouldBe(first.ToJsonString());
        CodeOf(second).ShouldBe("NOT_FOUND");
        (await QueriesAsync(shops)).ShouldBe(asked);
        (await TurnsAsync(shops, desk.SessionId!)).ShouldBe(2);
    }

    [Fact]
    public async Task First_message_sent_again_begins_no_second_conversation_and_shows_the_same_order()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        var message = new { shop = Tulips, messageId = FirstId, message = $"Wo ist #1001? {Ada}" };
        var (_, first) = await desk.SendAsync(message, null);

        var (_, second) = await desk.SendAsync(message, null);

        CodeOf(first).ShouldBe("FOUND");
        second.ToJsonString().ShouldBe(first.ToJsonString());
        var session = second["sessionId"]!.GetValue<string>();
        (await TurnsAsync(shops, session)).ShouldBe(1);
        (await desk.SendAsync(new { shop = Tulips, sessionId = session, message = "hello" }, desk.Signature))
            .Status.ShouldBe(HttpStatusCode.OK);
        // It went on: who has only the first message's id is not let in.
        (await desk.SendAsync(message, null)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task First_messages_of_two_shoppers_with_one_short_id_are_two_conversations()
    {
        await using var shops = await WithAsync(Tulips);
        var message = new { shop = Tulips, messageId = "1", message = "hello" };

        var (_, first) = await new ChatDesk(shops).SendAsync(message, null);
        var (_, second) = await new ChatDesk(shops).SendAsync(message, null);

        second["sessionId"]!.GetValue<string>().ShouldNotBe(first["sessionId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Message_sent_again_while_it_is_answered_waits_for_that_answer()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        var message = new { shop = Tulips, messageId = FirstId, message = Miss };
        var before = await QueriesAsync(shops);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            (await desk.SendAsync(message, null)).Answer.ToJsonString()));

        answers.Distinct().ShouldHaveSingleItem().ShouldContain("NOT_FOUND");
        ((await QueriesAsync(shops)) - before).ShouldBe(1);
        (await TurnsAsync(shops, JsonNode.Parse(answers[0])!["sessionId"]!.GetValue<string>())).ShouldBe(1);
    }

    [Fact]
    public async Task Message_whose_sender_went_away_counts_once_when_it_comes_again()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:MissMillisecondsMin=1000");
        var desk = new ChatDesk(shops);
        var message = new { shop = Tulips, messageId = FirstId, message = Miss };
        var before = await QueriesAsync(shops);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var lost = desk.SendAsync(message, null, "/v1/chat/stream", gone.Token);
        while (await QueriesAsync(shops) == before)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop);
        }

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => lost);
        var (_, answer) = await desk.SendAsync(message, null);

        CodeOf(answer).ShouldBe("NOT_FOUND");
        ((await QueriesAsync(shops)) - before).ShouldBe(1);
    }

    [Fact]
    public async Task First_message_of_a_conversation_that_was_erased_does_not_bring_it_back()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        var message = new { shop = Tulips, messageId = FirstId, message = "hello" };
        var (_, first) = await desk.SendAsync(message, null);
        var session = first["sessionId"]!.GetValue<string>();
        await shops.World.Services.GetRequiredService<ConversationStore>().ForgetAsync([session], Stop);

        var (status, _) = await desk.SendAsync(message, null);

        ((int)status).ShouldBeLessThan(500);
        (await TurnsAsync(shops, session)).ShouldBe(0);
    }

    [Theory]
    [InlineData("/v1/chat")]
    [InlineData("/v1/chat/stream")]
    public async Task Id_that_came_with_another_text_is_refused_and_changes_nothing(string path)
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var session = desk.SessionId;
        await desk.SendAsync(new { shop = Tulips, sessionId = session, messageId = "m-1", message = Miss }, desk.Signature);

        var (status, refusal) = await desk.SendAsync(
            new { shop = Tulips, sessionId = session, messageId = "m-1", message = "order #1001" }, desk.Signature, path);

        status.ShouldBe(HttpStatusCode.BadRequest);
        refusal.ToJsonString().ShouldContain("give each message an id of its own");
        (await TurnsAsync(shops, session!)).ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("a\n")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task Id_that_is_none_is_told_what_it_may_be(string id)
    {
        await using var shops = await WithAsync(Tulips);

        var (status, refusal) = await new ChatDesk(shops).SendAsync(
            new { shop = Tulips, messageId = id, message = "hello" }, null);

        status.ShouldBe(HttpStatusCode.BadRequest);
        refusal.ToJsonString().ShouldContain("1 to 64 letters");
    }

    [Fact]
    public async Task Gateway_that_was_restarted_still_knows_the_last_message()
    {
        await using var shops = await WithAsync(Tulips);
        var message = new { shop = Tulips, messageId = FirstId, message = $"order #1001 {Ada}" };
        var (_, first) = await new ChatDesk(shops).SendAsync(message, null);
        await shops.World.RestartAsync();
        var key = await shops.World.Services.GetRequiredService<ApiKeys>().CreateAsync(
            ShopWorld.Account, Billing.Card, "after", Stop);
        using var client = ClientOf(shops.World, key.Key.Reveal());

        var (_, second) = await new ChatDesk(shops, client: client).SendAsync(message, null);

        second.ToJsonString().ShouldBe(first.ToJsonString());
        (await TurnsAsync(shops, second["sessionId"]!.GetValue<string>())).ShouldBe(1);
    }

    [Fact]
    public async Task Message_that_two_nodes_get_at_once_is_one_turn_with_one_answer()
    {
        await using var shops = await WithAsync(Tulips);
        await using var other = await shops.World.OperatorAsync();
        var message = new ChatRequest(
            ShopDomain.Parse(Tulips), null, "where is my order?", null, null, null, FirstId);

        var outcomes = await Task.WhenAll(new[] { shops.World.Services, other.Services }.Select(async node =>
            await node.GetRequiredService<AnswerShopper>().HandleAsync(message, _ => ValueTask.CompletedTask, Stop)));

        var replies = outcomes.Select(outcome => outcome.ShouldBeOfType<ChatOutcome.Replied>()).ToArray();
        replies[1].Reply.ShouldBe(replies[0].Reply);
        replies[1].SessionId.ShouldBe(replies[0].SessionId);
        (await TurnsAsync(shops, replies[0].SessionId)).ShouldBe(1);
    }

    private static async Task<long> QueriesAsync(ShopWorld shops) =>
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();

    private static async Task<int> TurnsAsync(ShopWorld shops, string session) =>
        (await shops.World.Services.GetRequiredService<ConversationStore>().ReadAsync(session, Stop)).Count;
}
