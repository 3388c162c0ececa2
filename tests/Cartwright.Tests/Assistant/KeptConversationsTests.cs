using System.Text;
using Cartwright.Assistant;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Privacy;
using Cartwright.Assistant.Turns;
using Cartwright.Lookup;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>What is kept of an answer, who is handed it, and what is left of it in the journal's file.</summary>
public sealed class KeptConversationsTests
{
    private static readonly ShopDomain Shop = ShopDomain.Parse(Tulips);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_that_is_kept_for_a_repeat_is_exported()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var message = new { shop = Tulips, sessionId = desk.SessionId, messageId = "m-1", message = $"order #1001, {Ada}" };
        await desk.SendAsync(message, desk.Signature);

        var exported = (await shops.World.Services.GetRequiredService<ExportConversations>().HandleAsync(
            Shop, new(null, Ada, null), Stop)).Single();

        var kept = exported.LastAnswer!.Value.ToString();
        kept.ShouldContain("#1001");
        kept.ShouldBe((await shops.World.Services.GetRequiredService<ConversationStore>().FindAsync(desk.SessionId!, Stop))!.LastMessage!.Answer);
    }

    [Fact]
    public void Answer_is_kept_without_the_page_that_shows_a_name_and_a_street()
    {
        var order = new OrderView(
            "#1001", "FULFILLED", "PAID", "NO_RETURN", DateTimeOffset.UnixEpoch, null, [], [],
            new Uri("https://tulips.example/orders/3f1c/authenticate?key=9a"));
        var replied = new ChatOutcome.Replied(
            "chat_1", "Your order #1001 is on its way.", ChatIntents.OrderLookup, new("FOUND", order), [],
            ChatLanguage.English);

        var kept = RepeatedMessages.Kept(
            "order 1001", new(Shop, "chat_1", "order 1001", null, null, null, "m-1"), replied)!;

        kept.Answer.ShouldContain("#1001");
        kept.Answer.ShouldNotContain("authenticate");
    }

    [Fact]
    public async Task File_holds_nothing_of_an_erased_conversation_after_a_clean_stop()
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-erased-").FullName;
        var app = await Program.BuildAsync(
            [$"--Journal:Folder={folder}", "--Payments:Stripe:SecretKey=sk_test"], _ => { }, Stop);
        var store = app.Services.GetRequiredService<ConversationStore>();
        var now = TimeProvider.System.GetUtcNow();
        string[] ids = [.. Enumerable.Range(0, 40).Select(number => $"chat_{number}")];
        foreach (var id in ids)
        {
            await store.TryKeepAsync(
                new(id, Shop, null, ConversationState.Start, 1, now, now),
                new($"I am Zebraquux {id} of Main Street", "Thanks.", "question", now), Stop);
        }

        await store.ForgetAsync(ids, Stop);
        await app.DisposeAsync();

        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Stop))
                .Contains("zebraquux", StringComparison.OrdinalIgnoreCase).ShouldBeFalse(file);
        }

        Directory.Delete(folder, recursive: true);
    }
}
