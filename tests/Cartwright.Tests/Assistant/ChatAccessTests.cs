using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Assistant.Access;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Assistant.ChatDesk;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>Nobody reads a conversation that is not theirs, or writes for a shop that they do not stand in.</summary>
public sealed class ChatAccessTests
{
    private const string Page = "https://tulips.example";

    [Fact]
    public async Task Conversation_is_closed_to_who_can_not_show_that_it_is_theirs()
    {
        await using var shops = await WithAsync(Tulips);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        var other = new ChatDesk(shops);
        await other.SayAsync("hello");

        foreach (var signature in new[] { null, "", "AAAA", other.Signature, desk.Signature![..^4] })
        {
            (await desk.SendAsync(
                new { shop = Tulips, sessionId = desk.SessionId, message = "where is my order?" }, signature))
                .Status.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Conversation_of_one_shop_is_not_there_for_another()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ConnectAsync(Mugs);
        var desk = new ChatDesk(shops);
        await desk.SayAsync("where is my order?");

        (await desk.SendAsync(
            new { shop = Mugs, sessionId = desk.SessionId, message = "1001" }, desk.Signature))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Widgets_key_is_answered_on_the_pages_it_was_made_for()
    {
        await using var shops = await WithAsync(Tulips);
        var key = await shops.World.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            ShopDomain.Parse(Tulips), [Page + "/"], TestContext.Current.CancellationToken);

        var (status, answer, allowed) = await AskAsync(shops, key.Key, Page, new { message = "hello" });
        status.ShouldBe(HttpStatusCode.OK);
        IntentOf(answer).ShouldBe("small_talk");
        allowed.ShouldBe(Page);

        (await AskAsync(shops, key.Key, "https://evil.example", new { message = "hello" })).Status
            .ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync(shops, key.Key, null, new { message = "hello" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync(shops, key.Key, Page, new { shop = Mugs, message = "hello" })).Status
            .ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync(shops, "cw_widget_00", Page, new { message = "hello" })).Status
            .ShouldBe(HttpStatusCode.Forbidden);

        await shops.World.Services.GetRequiredService<WidgetKeys>().RevokeAsync(
            key.Key, TestContext.Current.CancellationToken);
        (await AskAsync(shops, key.Key, Page, new { message = "hello" })).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("http://tulips.example")]
    [InlineData("https://tulips.example/shop")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://")]
    [InlineData("https://under_score.example")]
    public async Task Key_for_what_is_no_origin_is_refused(string origin)
    {
        await using var shops = await StartAsync();

        await Should.ThrowAsync<ArgumentException>(() =>
            shops.World.Services.GetRequiredService<WidgetKeys>().CreateAsync(
                ShopDomain.Parse(Tulips), [origin], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://user@tulips.example", "https://tulips.example")]
    [InlineData("https://user:word@tulips.example", "https://tulips.example")]
    [InlineData("https://tulips.example/shop", "https://tulips.example")]
    [InlineData("https://tulips.example:8443/?page=1", "https://tulips.example:8443")]
    [InlineData("https://tulips.example/#top", "https://tulips.example")]
    [InlineData("https://Bücher.example/laden", "https://xn--bcher-kva.example")]
    public async Task Address_that_is_more_than_an_origin_is_refused_with_what_to_write(string address, string origin)
    {
        await using var shops = await StartAsync();

        var refusal = await Should.ThrowAsync<ArgumentException>(() => KeyAsync(shops, Tulips, address));

        refusal.Message.ShouldBe($"'{address}' is more than an origin: write {origin}");
    }

    [Theory]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("https://BÜCHER.example:443/", "https://xn--bcher-kva.example")]
    [InlineData("https://xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("https://straße.example:8443", "https://xn--strae-oqa.example:8443")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080")]
    public async Task Page_with_an_umlaut_in_its_name_is_answered_as_browsers_write_it(string named, string sent)
    {
        await using var shops = await WithAsync(Tulips);
        var key = await KeyAsync(shops, Tulips, named);

        (await AskAsync(shops, key, sent, new { message = "hello" })).Status.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(shops, key, "https://bucher.example", new { message = "hello" })).Status
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Conversation_of_one_shops_widget_is_not_there_for_another_shops()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ConnectAsync(Mugs);
        var (tulips, mugs) = (await KeyAsync(shops, Tulips, Page), await KeyAsync(shops, Mugs, Page));
        var (_, begun, session) = await AskAsWidgetAsync(shops, tulips, null, new { message = "where is my order?" });
        var next = new { sessionId = begun["sessionId"]!.GetValue<string>(), message = "1001" };

        var (status, refusal, _) = await AskAsWidgetAsync(shops, mugs, session, next);

        status.ShouldBe(HttpStatusCode.Forbidden);
        ErrorOf(refusal).ShouldBe("SESSION_UNKNOWN");
        (await AskAsWidgetAsync(shops, tulips, session, next)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Page_that_is_not_allowed_and_session_that_is_not_known_have_codes_of_their_own()
    {
        await using var shops = await WithAsync(Tulips);
        var key = await KeyAsync(shops, Tulips, Page);

        var (_, page, _) = await AskAsync(shops, key, "https://evil.example", new { message = "hello" });
        var (_, session, _) = await AskAsync(shops, key, Page, new { message = "hello", sessionId = "chat_0" });

        ErrorOf(page).ShouldBe("WIDGET_NOT_ALLOWED");
        ErrorOf(session).ShouldBe("SESSION_UNKNOWN");
    }

    [Theory]
    [InlineData("http", "path=/v1/chat; samesite=lax; httponly")]
    [InlineData("https", "path=/v1/chat; secure; samesite=none; httponly")]
    public async Task Session_cookie_is_the_gateways_alone_and_leaves_a_secure_page_only_securely(
        string scheme, string attributes)
    {
        await using var world = await World.StartAsync(builder =>
            builder.Services.AddSingleton<IStartupFilter>(new SchemeFilter(scheme)));
        var key = await world.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            ShopDomain.Parse(Tulips), [Page], TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "/v1/chat"))
        {
            Content = JsonContent.Create(new { message = "hello" }),
        };
        request.Headers.Add("X-Widget-Key", key.Key);
        request.Headers.Add("Origin", Page);

        using var response = await world.Outside.SendAsync(request, TestContext.Current.CancellationToken);

        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("cartwright_chat=");
        cookie[(cookie.IndexOf(';', StringComparison.Ordinal) + 2)..].ShouldBe(attributes);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"message": "  "}""")]
    [InlineData("""{"message": 5}""")]
    [InlineData("hello")]
    public async Task Body_without_a_message_is_told_what_to_send(string body)
    {
        await using var shops = await StartAsync();
        var key = await shops.World.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            ShopDomain.Parse(Tulips), [Page], TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shops.World.Address, "/v1/chat"))
        {
            Content = new StringContent(body),
        };
        request.Headers.Add("X-Widget-Key", key.Key);
        request.Headers.Add("Origin", Page);

        using var response = await shops.World.Outside.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("message");
    }

    [Fact]
    public async Task Too_long_and_too_many_messages_get_a_polite_sentence_and_change_nothing()
    {
        await using var shops = await WithAsync(
            Tulips, "--Assistant:MessageCharactersMax=100", "--Assistant:MessagesPerMinutePerSessionMax=4");
        var desk = new ChatDesk(shops);
        await desk.SayAsync("where is my order?");

        var (tooLong, sentence) = await SendAsync(desk, new string('x', 101));
        tooLong.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        ReplyOf(sentence).ShouldContain("too long");

        await desk.SayAsync("hello");
        await desk.SayAsync("hello");
        await desk.SayAsync("hello");
        var (tooMany, polite) = await SendAsync(desk, "1001");
        tooMany.ShouldBe(HttpStatusCode.TooManyRequests);
        ReplyOf(polite).ShouldContain("wait a moment");
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(1, "only the connection's own");
    }

    /// <summary>What a proxy in front does that takes the connection's encryption off.</summary>
    private sealed class SchemeFilter(string scheme) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, following) =>
            {
                http.Request.Scheme = scheme;
                return following(http);
            });
            next(app);
        };
    }

    private static string ErrorOf(JsonNode refusal) =>
        refusal["errors"]![0]!["extensions"]!["code"]!.GetValue<string>();

    private static async Task<string> KeyAsync(ShopWorld shops, string shop, string origin) =>
        (await shops.World.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            ShopDomain.Parse(shop), [origin], TestContext.Current.CancellationToken)).Key;

    private static async Task<(HttpStatusCode Status, JsonNode Answer, string? Session)> AskAsWidgetAsync(
        ShopWorld shops, string key, string? session, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shops.World.Address, "/v1/chat"))
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("X-Widget-Key", key);
        request.Headers.Add("Origin", Page);
        if (session is not null)
        {
            request.Headers.Add("X-Chat-Session", session);
        }

        using var response = await shops.World.Outside.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            response.StatusCode,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!,
            response.Headers.TryGetValues("X-Chat-Session", out var given) ? given.Single() : null);
    }

    private static Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(ChatDesk desk, string message) =>
        desk.SendAsync(new { shop = Tulips, sessionId = desk.SessionId, message }, desk.Signature);

    private static async Task<(HttpStatusCode Status, JsonNode Answer, string? Allowed)> AskAsync(
        ShopWorld shops, string key, string? origin, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shops.World.Address, "/v1/chat"))
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("X-Widget-Key", key);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await shops.World.Outside.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            response.StatusCode,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!,
            response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null);
    }
}
