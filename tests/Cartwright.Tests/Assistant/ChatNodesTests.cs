using Cartwright.Assistant;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Assistant.ChatDesk;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>Two gateways on one journal answer messages of one conversation.</summary>
public sealed class ChatNodesTests
{
    /// <summary>Fewer than a turn is tried: what the other node keeps meanwhile can't use a turn's tries up.</summary>
    private const int MessagesOfEach = 4;
    private const string Miss = "order #7777, eve@example.com";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversation_that_two_nodes_answer_at_once_loses_no_turn_and_numbers_each_once()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:MessagesPerMinutePerSessionMax=100");
        await using var other = await shops.World.OperatorAsync();
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        string[] said =
        [
            .. Enumerable.Range(0, MessagesOfEach).SelectMany(number => new[] { $"here {number}", $"there {number}" }),
        ];

        var outcomes = await Task.WhenAll(said.Select(async message =>
            await (message.StartsWith("here", StringComparison.Ordinal) ? shops.World.Services : other.Services)
                .GetRequiredService<AnswerShopper>().HandleAsync(
                    new(ShopDomain.Parse(Tulips), desk.SessionId, message, null, null, null),
                    _ => ValueTask.CompletedTask, Stop)));

        outcomes.ShouldAllBe(outcome => outcome is ChatOutcome.Replied);
        var store = shops.World.Services.GetRequiredService<ConversationStore>();
        (await store.ReadAsync(desk.SessionId!, Stop)).Select(turn => turn.Message)
            .ShouldBe(["hello", .. said], ignoreOrder: true);
        (await store.FindAsync(desk.SessionId!, Stop))!.Turns.ShouldBe(1 + said.Length);
    }

    [Fact]
    public async Task Order_that_is_looked_up_while_another_node_says_hello_is_looked_up_once()
    {
        await using var shops = await WithAsync(Tulips);
        await using var other = await shops.World.OperatorAsync();
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var before = await QueriesAsync(shops);

        var (replied, _) = await SayAsync(shops, other, desk, Miss, meanwhile: "hello");

        replied.Lookup!.Code.ShouldBe("NOT_FOUND");
        ((await QueriesAsync(shops)) - before).ShouldBe(1);
        var store = shops.World.Services.GetRequiredService<ConversationStore>();
        (await store.ReadAsync(desk.SessionId!, Stop)).Select(turn => turn.Message).ShouldBe(["hello", "hello", Miss]);
    }

    [Fact]
    public async Task Message_that_is_answered_anew_is_one_try_at_an_order()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:MissesPerSessionMax=2");
        await using var other = await shops.World.OperatorAsync();
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var before = await QueriesAsync(shops);

        await SayAsync(shops, other, desk, Miss, meanwhile: "where is my order?");

        ((await QueriesAsync(shops)) - before).ShouldBe(2);
        CodeOf(await desk.SayAsync(Miss)).ShouldBe("NOT_FOUND");
        CodeOf(await desk.SayAsync(Miss)).ShouldBe("UNAVAILABLE", "that was the third try");
    }

    [Fact]
    public async Task Reply_that_is_written_anew_is_not_read_twice()
    {
        await using var shops = await WithAsync(Tulips, ModelTests.Settings("sandbox-honest"));
        await using var other = await shops.World.OperatorAsync();
        await shops.World.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(
                ShopDomain.Parse(Tulips), "returns.md",
                "# Returns\n\nYou may return flowers within 14 days."u8.ToArray()),
            Stop);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");

        var (replied, drafts) = await SayAsync(
            shops, other, desk, "How long may I return flowers?", meanwhile: "where is my order?");

        replied.Reply.ShouldBe("You may return flowers within 14 days. [1]");
        drafts.Split("You may return").Length.ShouldBe(2, drafts);
    }

    /// <summary>Another node answers a message of the conversation while this one is being answered.</summary>
    private static async Task<(ChatOutcome.Replied Replied, string Drafts)> SayAsync(
        ShopWorld shops, WebApplication other, ChatDesk desk, string message, string meanwhile)
    {
        var isOvertaken = false;
        var drafts = "";
        var outcome = await AnswerAsync(shops.World.Services, message, async news =>
        {
            drafts += (news as ChatNews.Draft)?.Text;
            if (!isOvertaken && news is not ChatNews.Begun)
            {
                isOvertaken = true;
                (await AnswerAsync(other.Services, meanwhile, _ => ValueTask.CompletedTask))
                    .ShouldBeOfType<ChatOutcome.Replied>();
            }
        });
        isOvertaken.ShouldBeTrue();
        return (outcome.ShouldBeOfType<ChatOutcome.Replied>(), drafts);

        Task<ChatOutcome> AnswerAsync(IServiceProvider node, string said, Func<ChatNews, ValueTask> tell) =>
            node.GetRequiredService<AnswerShopper>().HandleAsync(
                new(ShopDomain.Parse(Tulips), desk.SessionId, said, null, null, null), tell, Stop);
    }

    private static async Task<long> QueriesAsync(ShopWorld shops) =>
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();
}
