using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Cartwright.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>Requests that are none, documents that do not fit, and callers that nobody knows.</summary>
public sealed class BadInputTests
{
    private const int LimitMilliseconds = 60_000;

    private const string Create = """
        mutation($input: CartCreateInput!) { createCart(input: $input) { cart { id } errors { code } } }
        """;

    /// <summary>Would make a cart with a buyer, were anything around it right.</summary>
    private const string CreateInline =
        "mutation { createCart(input: { items: {}, buyerIdentity: "
        + "{ email: \"ada@example.com\", address1: \"1 Main Street\", countryCode: US } }) { cart { id } } }";

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Request_that_is_no_graphql_request_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        const string query = "\"query\":\"mutation { createCart(input: {items: {}}) { cart { id } } }\"";

        await desk.CheckAsync(
            new BadInput("empty", desk.Post(""), "BAD_REQUEST", "Send {\"query\"", 400),
            new("not JSON", desk.Post("ada@example.com pays"), "BAD_REQUEST", "Send {\"query\"", 400),
            new("cut off", desk.Post($"{{{query}"), "BAD_REQUEST", "Send {\"query\"", 400),
            new("a string", desk.Post("\"ada@example.com\""), "BAD_REQUEST", "Send {\"query\"", 400),
            new("no query", desk.Post("{\"variables\":{}}"), "BAD_REQUEST", "Send a document", 400),
            new("query a number", desk.Post("{\"query\":123456789}"), "BAD_REQUEST", "Send a document", 400),
            new("query null", desk.Post("{\"query\":null}"), "BAD_REQUEST", "Send a document", 400),
            new("batch", desk.Post($"[{{{query}}},{{{query}}}]"), "BATCHING_UNSUPPORTED", "Send each", 400),
            new("variables a list", desk.Post($"{{{query},\"variables\":[]}}"), "BAD_REQUEST", "Send one", 400),
            new("name a number", desk.Post($"{{{query},\"operationName\":1}}"), "BAD_REQUEST", "Send one", 400),
            new("extensions a number", desk.Post($"{{{query},\"extensions\":1}}"), "BAD_REQUEST", "Send one", 400),
            new("text", desk.Post($"{{{query}}}", "text/plain"), "UNSUPPORTED_MEDIA_TYPE", "application/json", 415),
            new("no type", desk.Post($"{{{query}}}", null), "UNSUPPORTED_MEDIA_TYPE", "application/json", 415),
            new("UTF-16", desk.Post($"{{{query}}}", "application/json; charset=utf-16"),
                "UNSUPPORTED_MEDIA_TYPE", "application/json", 415),
            new("over 1 MiB", desk.Post($"{{{query},\"x\":\"{new string('a', 1024 * 1024)}\"}}"),
                "BODY_TOO_LARGE", "Send a smaller one", 413),
            new("variables over 512 KiB",
                desk.Post($"{{{query},\"variables\":{{\"x\":\"{new string('a', 600_000)}\"}}}}"),
                "VARIABLES_TOO_LARGE", "Send fewer", 400),
            new("HTML wanted", Accepting("text/html", desk.Ask(CreateInline)), "NOT_ACCEPTABLE", "Accept", 406),
            new("PUT", With(HttpMethod.Put, desk.Ask(CreateInline)), "METHOD_NOT_ALLOWED", "by POST", 405),
            new("mutation by GET", desk.Get($"query={Uri.EscapeDataString(CreateInline)}"),
                "METHOD_NOT_ALLOWED", "by POST", 405),
            new("GET without query", desk.Get("email=ada@example.com"), "BAD_REQUEST", "Send a document", 400),
            new("GET variables", desk.Get("query={__typename}&variables=ada@example.com"),
                "BAD_REQUEST", "Send one", 400));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Body_in_chunks_that_are_none_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        var stop = TestContext.Current.CancellationToken;
        var address = desk.World.Address;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, stop);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nnot-a-length\r\n"), stop);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        (await reader.ReadLineAsync(stop)).ShouldBe("HTTP/1.1 400 Bad Request");
        var text = "";
        while (!text.EndsWith("}]}", StringComparison.Ordinal))
        {
            var next = new char[1];
            (await reader.ReadAsync(next, stop)).ShouldBe(1, text);
            text += next[0];
        }

        text.ShouldContain("Content-Type: application/json");
        text.ShouldContain("\"code\":\"BAD_REQUEST\"");
        text.ShouldContain("Send it whole.");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Document_that_does_not_fit_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        var deep = string.Concat(Enumerable.Repeat("ofType{", 40));

        await desk.CheckAsync(
            new BadInput("syntax", desk.Ask(CreateInline[..^1]), "GRAPHQL_PARSE_FAILED", "Syntax Error"),
            new("empty", desk.Ask(""), "GRAPHQL_PARSE_FAILED", "Syntax Error"),
            new("unknown field", desk.Ask(CreateInline.Replace("cart { id }", "cart { id } nope")),
                "GRAPHQL_VALIDATION_FAILED", "Cannot query field \"nope\""),
            new("unknown argument", desk.Ask(CreateInline.Replace("email:", "eMail:")),
                "GRAPHQL_VALIDATION_FAILED", "eMail"),
            new("unknown subscription", desk.Ask("subscription { cartSubmitted }"),
                "GRAPHQL_VALIDATION_FAILED", "cartSubmitted"),
            new("fragment only", desk.Ask("fragment f on Cart { id }"), "GRAPHQL_VALIDATION_FAILED", "is never used"),
            new("several, none named", desk.Ask("query A { __typename } query B { __typename }"),
                "OPERATION_UNKNOWN", "Name one"),
            new("unknown name", desk.Post("{\"query\":\"query A { __typename }\",\"operationName\":\"Another\"}"),
                "OPERATION_UNKNOWN", "Name one"),
            new("too deep", desk.Ask($"{{__type(name:\"Cart\"){{{deep}name{new string('}', 42)}"),
                "DOCUMENT_TOO_DEEP", "Select less"),
            new("too many tokens", desk.Ask($"{{{string.Concat(Enumerable.Repeat(" __typename", 10_000))}}}"),
                "DOCUMENT_TOO_LARGE", "Send a smaller one"),
            new("too many bytes", desk.Ask($"{{__typename}} #{new string('x', 300_000)}"),
                "DOCUMENT_TOO_LARGE", "Send a smaller one"),
            new("too many aliases",
                desk.Ask($"{{{string.Concat(Enumerable.Range(0, 300).Select(n => $" a{n}: __typename"))}}}"),
                "DOCUMENT_TOO_COMPLEX", "Send several"));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Variables_of_a_wrong_type_are_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        object Item(object quantity) =>
            new { items = new { shopifyCartItemsInput = new[] { new { variantId = BadInputDesk.Tulips, quantity } } } };

        await desk.CheckAsync(
            new BadInput("missing", desk.Ask(Create), "BAD_USER_INPUT", "$input"),
            new("null", desk.Ask(Create, new { input = (string?)null }), "BAD_USER_INPUT", "$input"),
            new("text for an object", desk.Ask(Create, new { input = "ada@example.com" }), "BAD_USER_INPUT", "$input"),
            new("missing member", desk.Ask(Create, new { input = new { } }), "BAD_USER_INPUT", "items"),
            new("unknown member", desk.Ask(Create, new { input = new { items = new { }, eMail = "ada@example.com" } }),
                "BAD_USER_INPUT", "eMail"),
            new("text for a number", desk.Ask(Create, new { input = Item("a dozen") }), "BAD_USER_INPUT", "quantity"),
            new("a fraction", desk.Ask(Create, new { input = Item(1.5) }), "BAD_USER_INPUT", "quantity"),
            new("beyond Int", desk.Ask(Create, new { input = Item(2_147_483_648) }), "BAD_USER_INPUT", "quantity"),
            new("no country", desk.Ask(Create,
                    new { input = new { items = new { }, buyerIdentity = new { countryCode = "Utopia" } } }),
                "BAD_USER_INPUT", "countryCode"),
            new("no percentage", desk.Ask("""
                mutation($percentage: Percentage!) {
                  createCart(input: {items: {shopifyCartItemsInput: [
                    {variantId: "x", quantity: 1, priceAdjustment: {percentage: $percentage}}]}}) { cart { id } }
                }
                """, new { percentage = "a lot more" }), "BAD_USER_INPUT", "Send a number"),
            new("no URL", desk.Ask(
                    "mutation($url: URL!) { requestStoreByURL(input: {url: $url}) { requestID } }",
                    new { url = "javascript:alert(1)" }),
                "BAD_USER_INPUT", "Send an absolute http or https URL"));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Caller_that_is_not_known_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        var keys = desk.World.Services.GetRequiredService<ApiKeys>();
        var stop = TestContext.Current.CancellationToken;
        var revoked = await keys.CreateAsync("account_test", Billing.Card, "old", stop);
        await keys.RevokeAsync(revoked.KeyId, stop);
        var valid = desk.Shopper.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        BadInput By(string name, string? scheme, string? key, string says) => new(
            name, Signed(scheme, key, desk.Ask(CreateInline)), "UNAUTHENTICATED", says, 401);

        await desk.CheckAsync(
            By("missing", null, null, "Send an API key in the header 'Authorization: Basic <key>'"),
            By("wrong", "Basic", "cw_wrong_key", "cartwright keys create"),
            By("cut off", "Basic", valid[..^1], "cartwright keys create"),
            By("much too long", "Basic", new string('k', 5_000), "cartwright keys create"),
            By("revoked", "Basic", revoked.Key.Reveal(), "cartwright keys create"),
            By("Bearer", "Bearer", valid, "send an API key in the header 'Authorization: Basic <key>'"),
            By("another scheme", "Digest", valid, "send an API key in the header 'Authorization: Basic <key>'"),
            new BadInput("by GET",
                Signed(null, null, desk.Get("query={getCart(id:\"cart_secret\"){cart{id}}}")),
                "UNAUTHENTICATED", "Send an API key", 401));
    }

    private static HttpRequestMessage Signed(string? scheme, string? key, HttpRequestMessage request)
    {
        request.Headers.Authorization = scheme is null ? null : new AuthenticationHeaderValue(scheme, key);
        return request;
    }

    private static HttpRequestMessage Accepting(string type, HttpRequestMessage request)
    {
        request.Headers.Add("Accept", type);
        return request;
    }

    private static HttpRequestMessage With(HttpMethod method, HttpRequestMessage request)
    {
        request.Method = method;
        return request;
    }
}
