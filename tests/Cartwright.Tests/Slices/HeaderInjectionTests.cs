using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>
/// Values of headers that hold a line break, plainly or as letters whose lower bytes are one, sent as bytes, as no
/// well-behaved client would.
/// </summary>
public sealed class HeaderInjectionTests
{
    private const string Injected = "X-Injected";
    private const string ShopperIp = "Rye-Shopper-IP";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A plain line break divides two headers; the second is not passed on either.</summary>
    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("\r\n")]
    [InlineData("\u010d\u010a")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    public async Task Callers_token_with_a_line_break_puts_no_header_into_a_call_to_the_shop(string lineBreak)
    {
        await using var shop = await RecordingShop.StartAsync();
        await using var desk = await LookupDesk.StartAsync(
            _ => { }, "--Lookup:AttemptsMax=1", $"--Shops:BaseAddress={shop.Address}{{shop}}/");
        await desk.ConnectAsync(Tulips);

        var answer = await SendAsync(
            desk.World, $"/v1/shops/{Tulips}/orders/lookup", desk.Merchant, "X-Shopify-Access-Token", "shpat_1", lineBreak,
            new { order = "#1001", email = Ada });

        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldNotContain(Injected);
        shop.Calls.ShouldNotBeEmpty(answer);
        shop.Calls.ShouldAllBe(headers => !headers.Contains(Injected, StringComparison.OrdinalIgnoreCase));
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("Idempotency-Key", "abc", "\u010d\u010a", "BAD_USER_INPUT")]
    [InlineData("Idempotency-Key", "abc", "\u0085", "BAD_USER_INPUT")]
    [InlineData(ShopperIp, "203.0.113.7", "\u010d\u010a", "SHOPPER_IP_IS_REQUIRED")]
    [InlineData(ShopperIp, "203.0.113.7", "\u2028", "SHOPPER_IP_IS_REQUIRED")]
    public async Task Submission_whose_header_holds_a_hidden_line_break_is_refused_and_changes_nothing(
        string header, string value, string lineBreak, string code)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync("tulip_bouquet_10@tulips.sandbox.test");
        shopper.Http.DefaultRequestHeaders.Remove(header);

        var answer = await SendAsync(
            world, "/v1/query", shopper.Http, header, value, lineBreak,
            new
            {
                query = "mutation($i: CartSubmitInput!) { submitCart(input: $i) { errors { code } } }",
                variables = new { i = new { id = cart, token = "tok_visa" } },
            });

        answer.ShouldContain($"\"{code}\"");
        answer.ShouldNotContain(Injected);
        (await world.BooksAsync())["payments"]!.AsArray().ShouldBeEmpty();
        if (header == ShopperIp) shopper.Http.DefaultRequestHeaders.Add(ShopperIp, "203.0.113.7");
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
    }

    /// <summary>Sends the client's own headers and one more as bytes, and answers all that comes back.</summary>
    private static async Task<string> SendAsync(
        World world, string path, HttpClient client, string header, string value, string lineBreak, object body)
    {
        var content = JsonSerializer.Serialize(body);
        var own = string.Concat(
            client.DefaultRequestHeaders.Select(one => $"{one.Key}: {string.Join(' ', one.Value)}\r\n"));
        var request = $"POST {path} HTTP/1.1\r\nHost: gateway\r\n{own}Connection: close\r\n"
            + $"{header}: {value}{lineBreak}{Injected}:1\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(content)}\r\n\r\n{content}";
        using var socket = new TcpClient();
        await socket.ConnectAsync(world.Address.Host, world.Address.Port, Stop);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Stop);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Stop);
    }

    /// <summary>Takes every call, keeps the names and values of its headers, and says that it has no time.</summary>
    private sealed class RecordingShop : IAsyncDisposable
    {
        private readonly WebApplication app;

        private RecordingShop(WebApplication app) => this.app = app;

        public string Address => app.Urls.First() + "/";

        public ConcurrentQueue<string> Calls { get; } = [];

        public static async Task<RecordingShop> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder([]);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var shop = new RecordingShop(app);
            app.MapFallback("{*path}", (HttpContext http) =>
            {
                shop.Calls.Enqueue(string.Join('\n', http.Request.Headers.Select(one => $"{one.Key}: {one.Value}")));
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            });
            await app.StartAsync();
            return shop;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
