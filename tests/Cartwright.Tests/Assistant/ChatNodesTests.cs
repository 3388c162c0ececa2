using Cartwright.Assistant;
using Cartwright.Assistant.Conversations;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>Two gateways on one journal answer messages of one conversation.</summary>
public sealed class ChatNodesTests
{
    /// <summary>Fewer than a turn is tried: what the other node keeps meanwhile can't use a turn's tries up.</summary>
    private const int MessagesOfEach = 4;

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
}
