using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Assistant;
using Cartwright.Assistant.Access;
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
    private const string Page = "https://tulips.example";
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
        (await desk.SendAsync(message, null)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("00000000000000000001")]
    [InlineData("0193789a-bcde-7def-8123-0a1b2c3d4e5f")]
    public async Task First_message_with_an_id_that_others_may_have_is_told_what_to_send(string id)
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);

        var (status, refusal) = await desk.SendAsync(new { shop = Tulips, messageId = id, message = "hello" }, null);

        status.ShouldBe(HttpStatusCode.BadRequest);
        refusal.ToJsonString().ShouldContain("128 random bits");
        refusal.ToJsonString().ShouldContain("leave messageId out");
        desk.Signature.ShouldBeNull();
        // In a conversation it is known with the conversation.
        await desk.SayAsync("hello");
        (await desk.SendAsync(
            new { shop = Tulips, sessionId = desk.SessionId, messageId = id, message = "hello" }, desk.Signature))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task First_message_with_one_id_from_elsewhere_is_another_conversation()
    {
        await using var shops = await WithAsync(Tulips);
        var keys = shops.World.Services.GetRequiredService<WidgetKeys>();
        var message = new { shop = Tulips, messageId = FirstId, message = "where is my order?" };
        string[] widgets =
        [
            (await keys.CreateAsync(ShopDomain.Parse(Tulips), [Page], Stop)).Key,
            (await keys.CreateAsync(ShopDomain.Parse(Tulips), [Page], Stop)).Key,
        ];
        (string Name, string Value)[][] callers =
        [
            [("Rye-Shopper-IP", "203.0.113.1")], [("Rye-Shopper-IP", "203.0.113.2")],
            .. widgets.Select(key => new[] { ("X-Widget-Key", key), ("Origin", Page) }),
        ];

        var sessions = new List<string>();
        foreach (var headers in callers)
        {
            using var client = ClientOf(shops.World, "none");
            client.DefaultRequestHeaders.Authorization = shops.Merchant.DefaultRequestHeaders.Authorization;
            foreach (var (name, value) in headers)
            {
                client.DefaultRequestHeaders.Add(name, value);
            }

            var desk = new ChatDesk(shops, client: client);
            var (status, answer) = await desk.SendAsync(message, null);
            status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
            (await desk.SendAsync(message, null)).Answer.ToJsonString().ShouldBe(answer.ToJsonString());
            sessions.Add(answer["sessionId"]!.GetValue<string>());
        }

        sessions.Distinct().Count().ShouldBe(callers.Length);
    }

    [Theory]
    [InlineData(110, false)]
    [InlineData(121, true)]
    public async Task First_message_sent_again_is_given_its_answer_for_two_minutes(int seconds, bool isSpent)
    {
        await using var shops = await WithAsync(Tulips);
        var message = new ChatRequest(ShopDomain.Parse(Tulips), null, "where is my order?", null, null, null, FirstId);
        var first = (await AnswerAsync(shops.World.Services.GetRequiredService<AnswerShopper>(), message))
            .ShouldBeOfType<ChatOutcome.Replied>();
        var later = ActivatorUtilities.CreateInstance<AnswerShopper>(
            shops.World.Services, new ClockAhead(TimeSpan.FromSeconds(seconds)));

        var second = await AnswerAsync(later, message);

        (second is ChatOutcome.FirstMessageSpent).ShouldBe(isSpent);
        (second as ChatOutcome.Replied)?.Reply.ShouldBe(first.Reply);
        // Who shows the conversation is still answered once.
        (await AnswerAsync(later, message with { SessionId = first.SessionId }))
            .ShouldBeOfType<ChatOutcome.Replied>().Reply.ShouldBe(first.Reply);
        (await TurnsAsync(shops, first.SessionId)).ShouldBe(1);
    }

    [Fact]
    public async Task Message_sent_again_after_another_one_is_given_its_first_answer()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var message = new { shop = Tulips, sessionId = desk.SessionId, messageId = "m-1", message = Miss };
        var (_, first) = await desk.SendAsync(message, desk.Signature);
        await desk.SendAsync(
            new { shop = Tulips, sessionId = desk.SessionId, messageId = "m-2", message = "thanks" }, desk.Signature);
        await desk.SayAsync("hello");
        var asked = await QueriesAsync(shops);

        var (_, second) = await desk.SendAsync(message, desk.Signature);

        second.ToJsonString().ShouldBe(first.ToJsonString());
        (await QueriesAsync(shops)).ShouldBe(asked);
        (await TurnsAsync(shops, desk.SessionId!)).ShouldBe(4);
    }

    [Fact]
    public async Task Last_ten_answers_are_given_again_and_no_more_are_kept()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:MessagesPerMinutePerSessionMax=100");
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        for (var number = 0; number <= 10; number++)
        {
            await SendAsync(number);
        }

        await SendAsync(1);
        (await TurnsAsync(shops, desk.SessionId!)).ShouldBe(12);
        await SendAsync(0);
        (await TurnsAsync(shops, desk.SessionId!)).ShouldBe(13);

        Task SendAsync(int number) => desk.SendAsync(
            new { shop = Tulips, sessionId = desk.SessionId, messageId = $"m-{number}", message = "hello" },
            desk.Signature);
    }

    [Fact]
    public async Task Earlier_answer_is_kept_for_an_hour()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var first = new ChatRequest(
            ShopDomain.Parse(Tulips), desk.SessionId, "where is my order?", null, null, null, "m-1");
        await AnswerAsync(shops.World.Services.GetRequiredService<AnswerShopper>(), first);
        var later = ActivatorUtilities.CreateInstance<AnswerShopper>(
            shops.World.Services, new ClockAhead(TimeSpan.FromMinutes(61)));

        await AnswerAsync(later, first with { MessageId = "m-2", Message = "thanks" });
        await AnswerAsync(later, first);

        (await TurnsAsync(shops, desk.SessionId!)).ShouldBe(4);
    }

    [Theory]
    [InlineData("{\"message\":\"where is my order?\",\"reply\":\"of another version\"}")]
    [InlineData("[{\"id\":\"m-1\",\"message\":\"where is my order?\"}]")]
    [InlineData("not JSON")]
    public async Task Message_whose_answer_this_version_can_not_read_is_answered_anew(string kept)
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var store = shops.World.Services.GetRequiredService<ConversationStore>();
        var standing = (await store.FindAsync(desk.SessionId!, Stop))!;
        (await store.TryKeepAsync(
            standing with { Turns = 2, LastMessage = new("m-1", kept) },
            new("where is my order?", "Which one?", "ask_order_number", standing.LastAt), Stop)).ShouldBeTrue();

        var (status, answer) = await desk.SendAsync(
            new { shop = Tulips, sessionId = desk.SessionId, messageId = "m-1", message = "where is my order?" },
            desk.Signature);

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        IntentOf(answer).ShouldBe("ask_order_number");
    }

    [Fact]
    public async Task Message_whose_stream_is_cut_off_goes_on_in_the_conversation_that_the_stream_began_with()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:MissMillisecondsMin=500");
        var desk = new ChatDesk(shops);
        var before = await QueriesAsync(shops);
        var session = await FirstEventAsync(shops, new { shop = Tulips, messageId = FirstId, message = Miss });
        session.EventType.ShouldBe("session");
        var begun = JsonNode.Parse(session.Data)!;
        var (id, signature) = (begun["sessionId"]!.GetValue<string>(), begun["text"]!.GetValue<string>());

        var (_, next) = await desk.SendAsync(
            new { shop = Tulips, sessionId = id, messageId = "m-2", message = "thanks" }, signature);
        var (_, again) = await desk.SendAsync(
            new { shop = Tulips, sessionId = id, messageId = FirstId, message = Miss }, signature);

        next["sessionId"]!.GetValue<string>().ShouldBe(id);
        CodeOf(again).ShouldBe("NOT_FOUND");
        ((await QueriesAsync(shops)) - before).ShouldBe(1);
        (await TurnsAsync(shops, id)).ShouldBe(2);
    }

    [Fact]
    public async Task First_message_of_which_nothing_was_kept_begins_its_conversation_when_it_comes_again()
    {
        await using var shops = await WithAsync(Tulips);
        var message = new ChatRequest(
            ShopDomain.Parse(Tulips), null, "How long does delivery take?", null, null, null, FirstId);
        var answer = shops.World.Services.GetRequiredService<AnswerShopper>();
        string? begun = null;
        await Should.ThrowAsync<OperationCanceledException>(() => answer.HandleAsync(
            message,
            news =>
            {
                begun ??= (news as ChatNews.Begun)?.SessionId;
                throw new OperationCanceledException();
            },
            Stop));

        var replied = (await AnswerAsync(answer, message with { SessionId = begun }))
            .ShouldBeOfType<ChatOutcome.Replied>();

        replied.SessionId.ShouldBe(begun);
        (await TurnsAsync(shops, begun!)).ShouldBe(1);
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

    /// <summary>The shopper hears no more than that.</summary>
    private static async Task<SseItem<string>> FirstEventAsync(ShopWorld shops, object message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/chat/stream", UriKind.Relative))
        {
            Content = JsonContent.Create(message),
        };
        using var response = await shops.Merchant.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        await using var body = await response.Content.ReadAsStreamAsync(Stop);
        await foreach (var first in SseParser.Create(body).EnumerateAsync(Stop))
        {
            return first;
        }

        throw new InvalidOperationException("The stream is empty.");
    }

    private static Task<ChatOutcome> AnswerAsync(AnswerShopper answer, ChatRequest message) =>
        answer.HandleAsync(message, _ => ValueTask.CompletedTask, Stop);

    private sealed class ClockAhead(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }

    private static async Task<long> QueriesAsync(ShopWorld shops) =>
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();

    private static async Task<int> TurnsAsync(ShopWorld shops, string session) =>
        (await shops.World.Services.GetRequiredService<ConversationStore>().ReadAsync(session, Stop)).Count;
}
