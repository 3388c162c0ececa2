using System.Net;
using Cartwright.Assistant;
using Cartwright.Assistant.Access;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Privacy;
using Cartwright.Journal;
using Cartwright.Journal.Postgres;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopConnectionTests;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>Who asks for what was said, or to be forgotten, is found however they wrote; what goes stays gone.</summary>
public sealed class EraseConversationsTests
{
    private static readonly ShopDomain Shop = ShopDomain.Parse(Tulips);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversation_that_shows_an_order_goes_with_the_order_s_customer()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:Verification=Off");
        var (theirs, other) = (new ChatDesk(shops), new ChatDesk(shops));
        ChatDesk.CodeOf(await theirs.SayAsync("Where is order 1001?")).ShouldBe("FOUND");
        ChatDesk.CodeOf(await other.SayAsync("Where is order 1002?")).ShouldBe("FOUND");
        var order = (await StoreOf(shops).ReadAsync(theirs.SessionId!, Stop)).Single().Order!;

        await TellAsync(shops, "customers/redact", $$"""
            {"shop_domain":"tulips.myshopify.com","customer":{"id":1,"email":"nobody@example.com"},"orders_to_redact":[{{order}}]}
            """);

        (await StoreOf(shops).FindAsync(theirs.SessionId!, Stop)).ShouldBeNull();
        (await StoreOf(shops).FindAsync(other.SessionId!, Stop)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Address_in_capitals_or_with_a_wide_sign_is_found(bool onPostgres)
    {
        await using var shelf = await AShelf.OpenAsync(onPostgres);
        var store = new ConversationStore(shelf.Get<IJournal>());
        var now = TimeProvider.System.GetUtcNow();
        async Task KeepAsync(string id, string message) => (await store.TryKeepAsync(
            new(id, Shop, null, Cartwright.Assistant.Turns.ConversationState.Start, 1, now, now),
            new(message, "Thanks.", "question", now), Stop)).ShouldBeTrue();
        await KeepAsync("chat_1", "my address is JÄGER@BÄCKEREI.EXAMPLE");
        await KeepAsync("chat_2", "my address is jäger＠bäckerei.example");
        await KeepAsync("chat_3", "my address is unjäger@bäckerei.example, or ０１７０ １２３４５６７");

        (await store.OfCustomerAsync(Shop, new(null, "Jäger@Bäckerei.example", null), Stop))
            .ShouldBe(["chat_1", "chat_2"]);
        (await store.OfCustomerAsync(Shop, new(null, null, "+49 170 1234567"), Stop)).ShouldBe(["chat_3"]);
    }

    [Fact]
    public async Task Request_for_data_names_a_command_that_finds_the_customer_by_all_that_is_known()
    {
        await using var shops = await WithAsync(Tulips);

        await TellAsync(shops, "customers/data_request", """
            {"shop_domain":"tulips.myshopify.com","customer":{"id":7001,"email":"o'hara@example.com","phone":"+49 170 1234567"},"orders_requested":[11,12]}
            """);

        (await AttentionAsync(shops)).Single().Reason.ShouldContain(
            "'cartwright chat export --shop tulips.myshopify.com --customer 7001 --email 'o'\\''hara@example.com' "
            + "--phone '+49 170 1234567' --order 11 --order 12'");
    }

    [Fact]
    public async Task Guests_who_ask_for_their_data_are_two_and_go_with_their_erasure()
    {
        await using var shops = await WithAsync(Tulips);
        await TellAsync(shops, "customers/data_request", $$"""{"shop_domain":"tulips.myshopify.com","customer":{"email":"{{Ada}}"} }""");
        await TellAsync(shops, "customers/data_request", """{"shop_domain":"tulips.myshopify.com","customer":{"email":"eve@example.com"} }""");
        (await AttentionAsync(shops)).Count.ShouldBe(2);

        await TellAsync(shops, "customers/redact", $$"""{"shop_domain":"tulips.myshopify.com","customer":{"email":"{{Ada}}"} }""");

        (await AttentionAsync(shops)).Single().Reason.ShouldContain("--email eve@example.com");
    }

    [Fact]
    public async Task Request_for_more_orders_than_an_entry_holds_is_several_entries()
    {
        await using var shops = await WithAsync(Tulips);
        var orders = Enumerable.Range(0, 100).Select(number => 6_000_000_000_000 + number).ToList();

        await TellAsync(shops, "customers/data_request", $$"""
            {"shop_domain":"tulips.myshopify.com","customer":{"id":7001,"email":"{{Ada}}"},"orders_requested":[{{string.Join(',', orders)}}]}
            """);

        var entries = await AttentionAsync(shops);
        entries.Count.ShouldBeGreaterThan(1);
        orders.ShouldAllBe(order => entries.Any(entry => entry.Reason.Contains($"--order {order}")));
        await TellAsync(shops, "customers/redact", $$"""{"shop_domain":"tulips.myshopify.com","customer":{"id":7001,"email":"{{Ada}}"} }""");
        (await AttentionAsync(shops)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Turn_under_way_writes_nothing_of_an_erased_conversation_back_and_is_answered()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("Where is my order?");
        var isErased = false;

        var outcome = await shops.World.Services.GetRequiredService<AnswerShopper>().HandleAsync(
            new(Shop, desk.SessionId, $"order 1001, {Ada}", null, null, null),
            async _ =>
            {
                // The conversation is read, and the shop is about to be asked.
                if (!isErased)
                {
                    isErased = true;
                    await StoreOf(shops).ForgetAsync([desk.SessionId!], Stop);
                }
            },
            Stop);

        outcome.ShouldBeOfType<ChatOutcome.Replied>().Lookup!.Code.ShouldBe("FOUND");
        isErased.ShouldBeTrue();
        (await CountAsync(shops, "select count(*) from chat_sessions")).ShouldBe(0);
        (await CountAsync(shops, "select count(*) from chat_messages")).ShouldBe(0);
        (await desk.SendAsync(new { shop = Tulips, sessionId = desk.SessionId, message = "hello" }, desk.Signature))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redaction_heard_while_the_first_message_with_the_address_is_answered_leaves_nothing_of_it(
        bool isFirst)
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        if (!isFirst)
        {
            await desk.SayAsync("hello");
        }

        var outcome = await shops.World.Services.GetRequiredService<AnswerShopper>().HandleAsync(
            new(Shop, desk.SessionId, $"order 1001, {Ada}", null, null, null),
            async _ => (await TellAsync(shops, "customers/redact", $$"""
                {"shop_domain":"tulips.myshopify.com","customer":{"id":7001,"email":"{{Ada}}"} }
                """)).ShouldBe(HttpStatusCode.OK),
            Stop);

        outcome.ShouldBeOfType<ChatOutcome.Replied>().Lookup!.Code.ShouldBe("FOUND");
        (await CountAsync(shops, "select count(*) from chat_sessions")).ShouldBe(0);
        (await CountAsync(shops, "select count(*) from chat_messages")).ShouldBe(0);
    }

    [Fact]
    public async Task Turn_that_was_kept_behind_an_erasure_by_a_process_that_died_goes_some_minutes_later()
    {
        await using var shops = await WithAsync(Tulips);
        var now = TimeProvider.System.GetUtcNow();
        await shops.World.Services.GetRequiredService<EraseConversations>().HandleAsync(
            Shop, new(null, Ada, null), Stop);
        // As if nobody had looked behind them: by their time, the one was answered long after the erasure.
        async Task KeepAsync(string id, DateTimeOffset startedAt) => (await StoreOf(shops).TryKeepAsync(
            new(id, Shop, null, Cartwright.Assistant.Turns.ConversationState.Start, 1, startedAt, now.AddHours(1)),
            new($"I am {Ada}", "Thanks.", "question", now.AddHours(1)), Stop)).ShouldBeTrue();
        await KeepAsync("chat_1", now);
        await KeepAsync("chat_2", now.AddMinutes(5));
        (await StoreOf(shops).FindAsync("chat_1", Stop)).ShouldNotBeNull();

        // Its time has come.
        var work = (await JournalOf(shops).QueryAsync(
            "select key from work where queue = 'customer-erasure'", row => row.GetString(0),
            cancellationToken: Stop)).Single();
        await JournalOf(shops).AppendAsync(new JournalAppend().Enqueue("customer-erasure", work), Stop);

        while (await StoreOf(shops).FindAsync("chat_1", Stop) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop);
        }

        // Who began anew afterwards goes on.
        (await StoreOf(shops).FindAsync("chat_2", Stop)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Customer_is_found_after_the_message_that_names_them_has_gone_by_age(bool onPostgres)
    {
        await using var shelf = await AShelf.OpenAsync(onPostgres);
        var store = new ConversationStore(shelf.Get<IJournal>());
        var now = TimeProvider.System.GetUtcNow();
        var first = new Conversation(
            "chat_1", Shop, null, Cartwright.Assistant.Turns.ConversationState.Start, 1, now.AddDays(-31), now.AddDays(-31));
        await store.TryKeepAsync(
            first, new($"I am {Ada}, 0170 1234567", "Thanks.", "order_lookup", now.AddDays(-31), "gid://shopify/Order/11"),
            Stop);
        var next = (await store.FindAsync("chat_1", Stop))! with { Turns = 2, LastAt = now };
        await store.TryKeepAsync(next, new("my street is Elm Road", "Thanks.", "question", now), Stop);

        await store.ForgetSaidBeforeAsync(now.AddDays(-30), Stop);

        (await store.ReadAsync("chat_1", Stop)).Single().Message.ShouldBe("my street is Elm Road");
        (await store.OfCustomerAsync(Shop, new(null, "Ada@Example.com", null), Stop)).ShouldBe(["chat_1"]);
        (await store.OfCustomerAsync(Shop, new(null, null, "+49 170 1234567"), Stop)).ShouldBe(["chat_1"]);
        (await store.OfCustomerAsync(Shop, new(null, null, null) { Orders = ["11"] }, Stop)).ShouldBe(["chat_1"]);
        (await store.OfCustomerAsync(Shop, new("7001", "eve@example.com", "+49 170 1234568"), Stop)).ShouldBeEmpty();
        (await store.OfCustomerAsync(ShopDomain.Parse("mugs.myshopify.com"), new(null, Ada, null), Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_for_data_goes_with_an_erasure_by_hand()
    {
        await using var shops = await WithAsync(Tulips);
        await TellAsync(shops, "customers/data_request", $$"""{"shop_domain":"tulips.myshopify.com","customer":{"id":7001,"email":"{{Ada}}"} }""");

        await shops.World.Services.GetRequiredService<EraseConversations>().HandleAsync(
            Shop, new(null, Ada, null), Stop);

        (await AttentionAsync(shops)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"id":7001,"email":"Ada@Example.com","phone":"+49 170 1234567"}""", 1)]
    [InlineData("""{"id":7001,"email":"another@example.com","phone":"0170 1234567"}""", 1)]
    [InlineData("""{"id":7001,"email":"another@example.com","phone":"+49 170 1234568"}""", 2)]
    public async Task Request_of_a_guest_goes_with_an_erasure_that_names_an_id_and_shares_what_the_guest_gave(
        string customer, int left)
    {
        await using var shops = await WithAsync(Tulips);
        await TellAsync(shops, "customers/data_request", $$"""{"shop_domain":"tulips.myshopify.com","customer":{"email":"{{Ada}}","phone":"+491701234567"} }""");
        await TellAsync(shops, "customers/data_request", """{"shop_domain":"tulips.myshopify.com","customer":{"email":"eve@example.com"} }""");

        await TellAsync(shops, "customers/redact", $$"""{"shop_domain":"tulips.myshopify.com","customer":{{customer}} }""");

        var entries = await AttentionAsync(shops);
        entries.Count.ShouldBe(left);
        entries.ShouldContain(entry => entry.Reason.Contains("--email eve@example.com"));
    }

    [Fact]
    public async Task Conversation_of_more_turns_than_a_page_is_exported_and_erased_whole()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync($"I am {Ada}");
        var store = StoreOf(shops);
        var standing = (await store.FindAsync(desk.SessionId!, Stop))!;
        const int turns = 1_601;
        for (var number = 2; number <= turns; number++)
        {
            await store.TryKeepAsync(
                standing with { Turns = number }, new($"message {number}", "Yes.", "question", standing.LastAt), Stop);
        }

        var exported = await shops.World.Services.GetRequiredService<ExportConversations>().HandleAsync(
            Shop, new(null, Ada, null), Stop);

        exported.Single().Turns.Count.ShouldBe(turns);
        exported.Single().Turns[^1].Message.ShouldBe($"message {turns}");
        (await shops.World.Services.GetRequiredService<EraseConversations>().HandleAsync(
            Shop, new(null, Ada, null), Stop)).ShouldBe(1);
        (await CountAsync(shops, "select count(*) from chat_messages")).ShouldBe(0);
    }

    /// <summary>What is left of a shop that is erased, and why. All else with a column for the shop must be empty.</summary>
    private static readonly Dictionary<string, string> Staying = new(StringComparer.Ordinal)
    {
        ["shops"] = "Which account connected it, and that it was uninstalled: without tokens.",
        ["knowledge_shops"] = "Two counts, which are 0, and the version that fences the shop's events.",
    };

    [Fact]
    public async Task Nothing_of_an_erased_shop_is_left_but_what_is_named()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync($"order 1001, {Ada}");
        await shops.World.Services.GetRequiredService<WidgetKeys>()
            .CreateAsync(Shop, ["https://tulips.example"], Stop);
        await shops.World.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(Shop, "returns.md", "Send it back within 30 days."u8.ToArray()), Stop);
        await TellAsync(shops, "customers/data_request", $$"""{"shop_domain":"tulips.myshopify.com","customer":{"id":7001,"email":"{{Ada}}"} }""");
        // Attempts are written behind the answer.
        while (await OfShopAsync(shops, "lookup_attempts") == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop);
        }

        var tables = await TablesAsync(shops);
        // Vectors are there with a model alone, and go with their passages.
        foreach (var table in tables.Except(["knowledge_vectors"]))
        {
            (await OfShopAsync(shops, table)).ShouldBeGreaterThan(0, table);
        }

        // Of a removal after the shop was connected.
        await TellAsync(shops, "shop/redact", OfTulips, TimeProvider.System.GetUtcNow().AddHours(60));

        while (await CountAsync(shops, "select count(*) from work where queue = 'shop-erasure'") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Stop);
        }

        foreach (var table in tables.Except(Staying.Keys))
        {
            (await OfShopAsync(shops, table)).ShouldBe(0, table);
        }

        (await CountAsync(shops, "select count(*) from chat_messages")).ShouldBe(0);
        (await AttentionAsync(shops)).ShouldBeEmpty();
        (await CountAsync(shops, "select count(*) from shops where access_token_sealed is not null")).ShouldBe(0);
        (await CountAsync(shops, "select documents + passages from knowledge_shops")).ShouldBe(0);
    }

    private static Task<HttpStatusCode> TellAsync(
        ShopWorld shops, string topic, string body, DateTimeOffset? at = null) =>
        ShopConnectionTests.TellAsync(
            shops, topic, body, Sign(body, "sandbox-app-secret"), $"w-{Guid.NewGuid()}", at);

    private static async Task<IReadOnlyList<(string Key, string Reason)>> AttentionAsync(ShopWorld shops) =>
        await JournalOf(shops).QueryAsync(
            "select key, reason from attention where kind = @kind", row => (row.GetString(0), row.GetString(1)),
            [("kind", EraseConversations.AttentionKind)], Stop);

    /// <summary>Every table with a column for the shop, as the database itself tells them.</summary>
    private static async Task<IReadOnlyList<string>> TablesAsync(ShopWorld shops) => await JournalOf(shops).QueryAsync(
        JournalOf(shops) is PostgresJournal
            ? "select table_name from information_schema.columns where column_name = 'shop' "
                + "and table_schema = current_schema() order by table_name"
            : "select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' "
                + "and c.name = 'shop' order by m.name",
        row => row.GetString(0), cancellationToken: Stop);

    private static Task<long> OfShopAsync(ShopWorld shops, string table) =>
        CountAsync(shops, $"select count(*) from {table} where shop = '{Tulips}'");

    private static async Task<long> CountAsync(ShopWorld shops, string query) =>
        (await JournalOf(shops).QueryAsync(query, row => row.GetInt64(0), cancellationToken: Stop)).Single();

    private static IJournal JournalOf(ShopWorld shops) => shops.World.Services.GetRequiredService<IJournal>();

    private static ConversationStore StoreOf(ShopWorld shops) =>
        shops.World.Services.GetRequiredService<ConversationStore>();
}
