using System.Net;
using Cartwright.Assistant;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Privacy;
using Cartwright.Journal;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Cartwright.Tests.Slices.ShopConnectionTests;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>What was said is masked, kept for a time, handed over and erased.</summary>
public sealed class ChatPrivacyTests
{
    private const string Eve = "eve@example.com";

    [Fact]
    public async Task Card_number_is_kept_nowhere()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);

        await desk.SayAsync("My card 4242 4242 4242 4242 was charged twice for order 1001");

        var kept = await StoreOf(shops).ReadAsync(desk.SessionId!, TestContext.Current.CancellationToken);
        kept.Single().Message.ShouldBe("My card •••• •••• •••• 4242 was charged twice for order 1001");
    }

    [Fact]
    public async Task Customer_is_forgotten_when_shopify_asks_and_others_are_not()
    {
        await using var shops = await WithAsync(Tulips);
        var (ada, eve) = (new ChatDesk(shops), new ChatDesk(shops));
        await ada.SayAsync($"order 1001, {Ada}");
        await eve.SayAsync($"order 1001, {Eve}");
        var body = $$"""{"shop_domain":"{{Tulips}}","customer":{"id":7001,"email":"{{Ada}}","phone":null} }""";

        (await TellAsync(shops, "customers/redact", body, Sign(body, "sandbox-app-secret"), "w-1"))
            .ShouldBe(HttpStatusCode.OK);

        (await StoreOf(shops).FindAsync(ada.SessionId!, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await StoreOf(shops).ReadAsync(ada.SessionId!, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await StoreOf(shops).FindAsync(eve.SessionId!, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        // Whoever goes on is told to begin anew.
        (await ada.SendAsync(new { shop = Tulips, sessionId = ada.SessionId, message = "hello" }, ada.Signature))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Redaction_that_is_not_signed_erases_nothing()
    {
        await using var shops = await WithAsync(Tulips);
        var ada = new ChatDesk(shops);
        await ada.SayAsync($"order 1001, {Ada}");
        var body = $$"""{"shop_domain":"{{Tulips}}","customer":{"id":7001,"email":"{{Ada}}"} }""";

        (await TellAsync(shops, "customers/redact", body, Sign(body, "another-secret"), "w-1"))
            .ShouldBe(HttpStatusCode.Unauthorized);

        (await StoreOf(shops).FindAsync(ada.SessionId!, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Customer_who_asks_for_their_data_is_told_to_the_operator_and_exported()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync($"order 1001, {Ada}");
        var body = $$"""{"shop_domain":"{{Tulips}}","customer":{"id":7001,"email":"{{Ada}}"} }""";

        await TellAsync(shops, "customers/data_request", body, Sign(body, "sandbox-app-secret"), "w-1");

        var reasons = await shops.World.Services.GetRequiredService<IJournal>().QueryAsync(
            "select reason from attention where kind = @kind", row => row.GetString(0),
            [("kind", EraseConversations.AttentionKind)], TestContext.Current.CancellationToken);
        reasons.Single().ShouldContain("chat export");
        var exported = await shops.World.Services.GetRequiredService<ExportConversations>().HandleAsync(
            ShopDomain.Parse(Tulips), new(null, Ada, null), TestContext.Current.CancellationToken);
        exported.Single().Turns.Single().Message.ShouldBe($"order 1001, {Ada}");
    }

    [Fact]
    public async Task Customer_is_found_by_the_address_as_a_whole_and_the_number_however_it_is_written()
    {
        await using var shops = await WithAsync(Tulips);
        async Task<string> SayAsync(string message)
        {
            var desk = new ChatDesk(shops);
            await desk.SayAsync(message);
            return desk.SessionId!;
        }

        var hers = await SayAsync("I am Ada@Example.com.");
        await SayAsync("I am grenada@example.com");
        await SayAsync("I am ada@example.com.au");
        var called = await SayAsync("call 0170 / 123-45 67");
        await SayAsync("call 0170 1234568\0");
        var stop = TestContext.Current.CancellationToken;
        var shop = Cartwright.Shops.ShopDomain.Parse(Tulips);

        (await StoreOf(shops).OfCustomerAsync(shop, new(null, "ada@example.com", null), stop)).ShouldBe([hers]);
        (await StoreOf(shops).OfCustomerAsync(shop, new(null, null, "+49 170 1234567"), stop)).ShouldBe([called]);
        (await StoreOf(shops).OfCustomerAsync(shop, new(null, null, null), stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Shop_that_has_left_is_erased_and_one_that_came_back_is_not()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");

        await TellAsync(
            shops, "shop/redact", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-1",
            TimeProvider.System.GetUtcNow().AddHours(47));
        (await StoreOf(shops).FindAsync(desk.SessionId!, TestContext.Current.CancellationToken)).ShouldNotBeNull();

        // It is told some 48 hours after the app was removed: this one is of a removal after the shop was connected.
        await TellAsync(
            shops, "shop/redact", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-2",
            TimeProvider.System.GetUtcNow().AddHours(60));
        while (await StoreOf(shops).FindAsync(desk.SessionId!, TestContext.Current.CancellationToken) is not null)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Erasure_of_a_shop_that_comes_days_late_leaves_one_that_has_got_a_token_since()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var told = TimeProvider.System.GetUtcNow().AddHours(70);
        await shops.Directory.ChangeAsync(
            Cartwright.Shops.ShopDomain.Parse(Tulips),
            standing => Cartwright.Shops.ShopDecisions.Refresh(
                standing, standing.Session!, standing.Session! with { ExpiresAt = told.AddMinutes(30) }, told),
            null, CancellationToken.None);

        (await TellAsync(shops, "shop/redact", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-1", told))
            .ShouldBe(HttpStatusCode.OK);

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        (await StoreOf(shops).FindAsync(desk.SessionId!, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Conversation_goes_thirty_days_after_its_last_message()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var store = StoreOf(shops);
        var standing = (await store.FindAsync(desk.SessionId!, TestContext.Current.CancellationToken))!;
        var forget = shops.World.Services.GetRequiredService<ForgetOldConversations>();

        (await forget.ForgetAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        // As if the last message had come a month and a day ago.
        var kept = shops.World.Services.GetRequiredService<IOptions<AssistantOptions>>().Value.TranscriptDays;
        kept.ShouldBe(30);
        var old = TimeProvider.System.GetUtcNow().AddDays(-kept - 1);
        await store.TryKeepAsync(
            standing with { Turns = 2, LastAt = old }, new("hello", "Hello!", "small_talk", old),
            TestContext.Current.CancellationToken);

        (await forget.ForgetAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        (await store.FindAsync(desk.SessionId!, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Message_of_a_conversation_that_goes_on_for_months_goes_after_thirty_days()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync($"I am {Ada}");
        var store = StoreOf(shops);
        var standing = (await store.FindAsync(desk.SessionId!, TestContext.Current.CancellationToken))!;
        var old = TimeProvider.System.GetUtcNow().AddDays(-31);
        await store.TryKeepAsync(
            standing with { Turns = 2 }, new("my street is Elm Road", "Thanks!", "question", old),
            TestContext.Current.CancellationToken);
        await desk.SayAsync("hello");

        await shops.World.Services.GetRequiredService<ForgetOldConversations>()
            .ForgetAsync(TestContext.Current.CancellationToken);

        (await store.ReadAsync(desk.SessionId!, TestContext.Current.CancellationToken))
            .Select(turn => turn.Message).ShouldBe([$"I am {Ada}", "hello"]);
        // It is answered as before.
        await desk.SayAsync("hello again");
    }

    private static ConversationStore StoreOf(ShopWorld shops) =>
        shops.World.Services.GetRequiredService<ConversationStore>();
}
