using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Sandbox.Tests;

public sealed class ShopifyWebhookTests
{
    [Fact]
    public async Task Uninstallation_is_told_signed_and_once()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await using var app = await AnApp.StartAsync();
        var shop = new AShop(sandbox);
        await shop.ControlAsync(HttpMethod.Put, "hooks", app.Hook);

        await shop.ControlAsync(HttpMethod.Post, "uninstall");
        await shop.ControlAsync(HttpMethod.Post, "uninstall");
        await shop.InstallAsync();
        await shop.ChangeAsync("""{"scopes":["read_orders"]}""");

        var told = await app.NextAsync();
        var next = await app.NextAsync();
        told.Headers["X-Shopify-Topic"].ShouldBe("app/uninstalled");
        told.Headers["X-Shopify-Shop-Domain"].ShouldBe(AShop.Tulips);
        told.Headers["X-Shopify-Triggered-At"].ShouldBe("2026-11-23T08:00:00.000Z");
        told.IsSigned.ShouldBeTrue();
        next.Headers["X-Shopify-Topic"].ShouldBe("app/scopes_update");
        next.Headers["X-Shopify-Webhook-Id"].ShouldNotBe(told.Headers["X-Shopify-Webhook-Id"]);
    }

    [Fact]
    public async Task Changed_scopes_are_told_with_what_they_were()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await using var app = await AnApp.StartAsync();
        var shop = new AShop(sandbox, AShop.Mugs);
        await shop.ControlAsync(HttpMethod.Put, "hooks", app.Hook);

        await shop.ChangeAsync("""{"frozen":false}""");
        await shop.ChangeAsync("""{"scopes":["read_orders","read_returns"]}""");

        var body = JsonDocument.Parse((await app.NextAsync()).Body).RootElement;
        body.GetProperty("previous").ToString().ShouldBe("""["read_orders"]""");
        body.GetProperty("current").ToString().ShouldBe("""["read_orders","read_returns"]""");
        body.GetProperty("updated_at").GetString().ShouldBe("2026-11-23T08:00:00.000Z");
        body.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("webhook-twice")]
    [InlineData("status-after")]
    public async Task Repeated_webhook_carries_the_same_id(string kind)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await using var app = await AnApp.StartAsync();
        var shop = new AShop(sandbox);
        await shop.ControlAsync(HttpMethod.Put, "hooks", app.Hook);
        await sandbox.FaultAsync(
            $$"""[{"target":"shop:{{shop.Domain}}","operation":"webhook","kind":"{{kind}}","code":503}]""");

        await shop.ControlAsync(HttpMethod.Post, "uninstall");

        var first = await app.NextAsync();
        (await app.NextAsync()).Headers["X-Shopify-Webhook-Id"].ShouldBe(first.Headers["X-Shopify-Webhook-Id"]);
    }

    [Fact]
    public async Task Lost_or_spoiled_webhooks_are_not_told_or_not_signed()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await using var app = await AnApp.StartAsync();
        var shop = new AShop(sandbox);
        await shop.ControlAsync(HttpMethod.Put, "hooks", app.Hook);
        await sandbox.FaultAsync("""
            [{"operation":"webhook","kind":"drop-before","times":1}]
            """);
        await shop.ChangeAsync("""{"scopes":["read_orders"]}""");
        await shop.ControlAsync(HttpMethod.Post, "uninstall");
        (await app.NextAsync()).Headers["X-Shopify-Topic"].ShouldBe("app/uninstalled");

        await sandbox.FaultAsync("""[{"operation":"webhook","kind":"truncated"}]""");
        await shop.InstallAsync();
        await shop.ControlAsync(HttpMethod.Post, "uninstall");

        (await app.NextAsync()).IsSigned.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"url":"ftp://example.com"}""")]
    [InlineData("nonsense")]
    public async Task Hook_without_a_usable_address_is_refused(string body)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        (await new AShop(sandbox).ControlAsync(HttpMethod.Put, "hooks", body)).Status.ShouldBe(400);
    }

    private sealed record Told(IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public bool IsSigned => Headers["X-Shopify-Hmac-Sha256"]
            == Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("sandbox-app-secret"), Body));
    }

    /// <summary>An app that keeps what it is told.</summary>
    private sealed class AnApp(WebApplication app, Channel<Told> told) : IAsyncDisposable
    {
        public string Hook => $$"""{"url":"{{SandboxHost.Address(app)}}hooks"}""";

        public static async Task<AnApp> StartAsync()
        {
            var told = Channel.CreateUnbounded<Told>();
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.MapPost("/hooks", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                told.Writer.TryWrite(new(context.Request.Headers.ToDictionary(
                    pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                    body.ToArray()));
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new(app, told);
        }

        public async Task<Told> NextAsync()
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            return await told.Reader.ReadAsync(limit.Token);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
