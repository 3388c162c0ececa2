using System.Net;
using System.Text;
using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Assistant.ChatDesk;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>The guide's dialogues, over HTTP against the sandbox's shop.</summary>
public sealed class ChatTests
{
    [Fact]
    public async Task Order_intent_without_a_number_is_asked_back_and_the_number_is_a_lookup()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);

        var asked = await desk.SayAsync("Where is my order?");
        IntentOf(asked).ShouldBe("ask_order_number");
        ReplyOf(asked).ShouldContain("order number");

        var details = await desk.SayAsync("1001");
        IntentOf(details).ShouldBe("order_lookup");
        CodeOf(details).ShouldBe("VERIFICATION_NEEDED");

        var found = await desk.SayAsync(Ada);
        CodeOf(found).ShouldBe("FOUND");
        ReplyOf(found).ShouldContain("Your order #1001 of");
        found["orderLookup"]!["order"]!["name"]!.GetValue<string>().ShouldBe("#1001");
    }

    [Fact]
    public async Task Number_and_email_in_one_message_find_the_order_at_once()
    {
        await using var shops = await WithAsync(Tulips);

        var found = await new ChatDesk(shops).SayAsync($"Wo ist meine Bestellung #1001? Meine Mail ist {Ada}");

        CodeOf(found).ShouldBe("FOUND");
        ReplyOf(found).ShouldStartWith("Deine Bestellung #1001 vom");
    }

    [Fact]
    public async Task Failed_lookup_keeps_the_conversation_at_the_order_and_tells_the_shopper_nothing_of_the_fault()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await shops.ChangeShopAsync(Tulips, new { frozen = true });
        await desk.SayAsync("Where is my order?");

        var failed = await desk.SayAsync($"#1001 {Ada}");
        CodeOf(failed).ShouldBe("UNAVAILABLE");
        ReplyOf(failed).ShouldBe("I can't reach the order system right now. Please try again in a few minutes.");
        failed.ToJsonString().ShouldNotContain("frozen", Case.Insensitive);

        await shops.ChangeShopAsync(Tulips, new { frozen = false });
        await shops.ConnectAsync(Tulips);
        CodeOf(await desk.SayAsync("#1001")).ShouldBe("VERIFICATION_NEEDED");
        CodeOf(await desk.SayAsync(Ada)).ShouldBe("FOUND");
    }

    [Fact]
    public async Task Number_that_is_not_there_and_one_of_another_shopper_read_the_same()
    {
        await using var shops = await WithAsync(Tulips);

        var missing = await new ChatDesk(shops).SayAsync("order #7777, eve@example.com");
        var others = await new ChatDesk(shops).SayAsync("order #1001, eve@example.com");

        CodeOf(missing).ShouldBe("NOT_FOUND");
        CodeOf(others).ShouldBe("NOT_FOUND");
        ReplyOf(others).ShouldBe(ReplyOf(missing));
    }

    [Fact]
    public async Task Three_fruitless_asks_offer_a_person()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:Contact=help@tulips.example");
        var desk = new ChatDesk(shops);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            IntentOf(await desk.SayAsync("where is my order?")).ShouldBe("ask_order_number");
        }

        var answer = await desk.SayAsync("where is my order?");

        IntentOf(answer).ShouldBe("person");
        ReplyOf(answer).ShouldContain("help@tulips.example");
    }

    [Fact]
    public async Task Question_is_answered_with_a_passage_and_its_source_or_told_to_be_unknown()
    {
        await using var shops = await WithAsync(Tulips);
        await AddAsync(shops, Tulips, "Returns", "# Returns\n\nYou can return unopened bulbs within 30 days of delivery.");
        await AddAsync(shops, Mugs, "Mugs", "# Mugs\n\nMugs can go into the dishwasher.");
        var desk = new ChatDesk(shops);

        var known = await desk.SayAsync("How long can I return unopened bulbs?");
        IntentOf(known).ShouldBe("question");
        ReplyOf(known).ShouldContain("within 30 days of delivery");
        known["sources"]![0]!["title"]!.GetValue<string>().ShouldBe("Returns");

        var unknown = await desk.SayAsync("Can mugs go into the dishwasher?");
        unknown["sources"]!.AsArray().Count.ShouldBe(0);
        ReplyOf(unknown).ShouldNotContain("dishwasher");
    }

    [Fact]
    public async Task Signed_in_customer_sees_their_order_by_its_number_alone()
    {
        await using var shops = await WithAsync(Tulips);
        var query = await ProxyQueryAsync(shops, "7001");

        var (status, answer) = await new ChatDesk(shops).SendAsync(
            new { message = "where is order #1001?" }, null, "/v1/proxy/chat?" + query);

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        CodeOf(answer).ShouldBe("FOUND");
        (await new ChatDesk(shops).SendAsync(
            new { message = "where is order #1001?" }, null, "/v1/proxy/chat?" + query.Replace("7001", "7002",
                StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Conversation_of_one_signed_in_customer_is_not_the_next_ones()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        var (_, begun) = await desk.SendAsync(
            new { message = "hello" }, null, "/v1/proxy/chat?" + await ProxyQueryAsync(shops, "7001"));
        var going = new { sessionId = begun["sessionId"]!.GetValue<string>(), message = "hello" };

        (await desk.SendAsync(going, desk.Signature, "/v1/proxy/chat?" + await ProxyQueryAsync(shops, "7002")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await desk.SendAsync(going, desk.Signature, "/v1/proxy/chat?" + await ProxyQueryAsync(shops, "7001")))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Conversation_of_a_customer_who_has_signed_out_is_not_the_next_guests()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        var (_, begun) = await desk.SendAsync(
            new { message = "hello" }, null, "/v1/proxy/chat?" + await ProxyQueryAsync(shops, ""));
        var going = new { sessionId = begun["sessionId"]!.GetValue<string>(), message = "where is order #1001?" };
        // A guest who signs in stays.
        CodeOf((await desk.SendAsync(
            going, desk.Signature, "/v1/proxy/chat?" + await ProxyQueryAsync(shops, "7001"))).Answer).ShouldBe("FOUND");

        foreach (var path in new[] { "/v1/proxy/chat?", "/v1/proxy/chat/stream?" })
        {
            var (status, refusal) = await desk.SendAsync(
                going, desk.Signature, path + await ProxyQueryAsync(shops, ""));

            // The code upon which the widget begins anew by itself.
            status.ShouldBe(HttpStatusCode.Forbidden);
            refusal["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("SESSION_UNKNOWN");
        }
    }

    [Fact]
    public async Task Messages_sent_at_once_are_answered_one_after_the_other()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");

        var intents = (await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            IntentOf((await desk.SendAsync(
                new { shop = Tulips, sessionId = desk.SessionId, message = "where is my order?" },
                desk.Signature)).Answer)))).Order();

        // Three ask and the fourth has seen them all.
        intents.ShouldBe(["ask_order_number", "ask_order_number", "ask_order_number", "person"]);
    }

    [Fact]
    public async Task Stream_tells_what_is_done_then_the_reply_and_the_whole_answer()
    {
        await using var shops = await WithAsync(Tulips);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/chat/stream", UriKind.Relative))
        {
            Content = System.Net.Http.Json.JsonContent.Create(
                new { shop = Tulips, message = $"order #1001 {Ada}" }),
        };

        using var response = await shops.Merchant.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var kinds = text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal))
            .Select(line => line[7..]).ToList();
        kinds[0].ShouldBe("session");
        kinds[1].ShouldBe("progress");
        kinds.ShouldContain("reply");
        kinds[^1].ShouldBe("done");
        text.ShouldContain("Looking up order #1001");
        text.ShouldContain("\"code\":\"FOUND\"");
    }

    [Theory]
    [InlineData("Where is my order?", "en")]
    [InlineData("Wo ist meine Bestellung?", "de")]
    [InlineData("Où est ma commande ?", "fr")]
    [InlineData("¿Dónde está mi pedido?", "es")]
    [InlineData("Onde está a minha encomenda?", "pt")]
    public async Task Reply_says_which_language_it_is_in_also_in_a_stream(string message, string language)
    {
        await using var shops = await WithAsync(Tulips);

        (await new ChatDesk(shops).SayAsync(message))["language"]!.GetValue<string>().ShouldBe(language);

        using var response = await shops.Merchant.PostAsync(
            new Uri("/v1/chat/stream", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { shop = Tulips, message }),
            TestContext.Current.CancellationToken);
        var done = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Split("event: done")[1];
        done.ShouldContain($"\"language\":\"{language}\"");
    }

    private static async Task AddAsync(ShopWorld shops, string shop, string name, string text) =>
        (await shops.World.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(ShopDomain.Parse(shop), name + ".md", Encoding.UTF8.GetBytes(text)),
            TestContext.Current.CancellationToken)).ShouldBeOfType<AddDocumentResult.Added>();

    private static async Task<string> ProxyQueryAsync(ShopWorld shops, string customer)
    {
        using var answer = await shops.World.Outside.GetAsync(new Uri(
            shops.World.SandboxAddress, $"sandbox/shops/{Tulips}/proxy-query?logged_in_customer_id={customer}"),
            TestContext.Current.CancellationToken);
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim('"');
    }
}
