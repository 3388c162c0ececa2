using System.Collections.Concurrent;
using System.Text;
using Cartwright.Merchants;
using Cartwright.Merchants.Ucp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Merchants;

internal sealed record StubCall(string Method, string Path, IHeaderDictionary Headers, string Body);

/// <summary>
/// A store at a real HTTP boundary that answers what the test says, in turn, and the connector that talks to it.
/// </summary>
internal sealed class StubStore : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> answers = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> pages = new();

    private StubStore(WebApplication app) => this.app = app;

    public FakeTimeProvider Clock { get; } = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public ConcurrentQueue<StubCall> Calls { get; } = new();

    /// <summary>The calls apart from those for a profile.</summary>
    public List<StubCall> ShoppingCalls =>
        [.. Calls.Where(call => !call.Path.StartsWith("/.well-known", StringComparison.Ordinal))];

    public ServiceProvider Services { get; private set; } = null!;

    public IMerchantConnector Connector => Services.GetRequiredService<IMerchantConnector>();

    public IMerchantCatalogue Catalogue => Services.GetRequiredService<IMerchantCatalogue>();

    public string Url { get; private set; } = null!;

    public Merchant Merchant { get; set; } = null!;

    public static async Task<StubStore> StartAsync(
        string version = "2026-08-25", Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var store = new StubStore(builder.Build());
        store.app.Run(store.HandleAsync);
        await store.app.StartAsync();
        store.Url = store.app.Urls.Single();
        store.Merchant = new(
            "stub.example", new Uri(store.Url), Marketplace.Shopify, "ucp", "card_tokens", new Secret("tok_stub"));
        store.Page("/.well-known/ucp", UcpShapes.Profile(version, store.Url + "/ucp"));
        store.Services = Gateway(store.Clock, settings);
        return store;
    }

    public static ServiceProvider Gateway(TimeProvider clock, Dictionary<string, string?>? settings = null) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Outbound:AllowPrivate"] = "true",
                    ["Merchants:Ucp:AgentProfileUrl"] = "https://gateway.example/ucp/{version}",
                })
                .AddInMemoryCollection(settings ?? [])
                .Build())
            .AddSingleton(clock)
            .AddUcp()
            .BuildServiceProvider();

    public void Page(string path, string json) => pages[path] = context => WriteAsync(context, 200, json);

    public void Page(string path, Func<HttpContext, Task> answer) => pages[path] = answer;

    public StubStore Answer(string json, int status = 200, string contentType = "application/json") =>
        Answer(context => WriteAsync(context, status, json, contentType));

    public StubStore Answer(Func<HttpContext, Task> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        // The server uses its header collection again for the next request.
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
        Calls.Enqueue(new(context.Request.Method, context.Request.Path, headers, body));
        if (pages.TryGetValue(context.Request.Path, out var page)) await page(context);
        else if (answers.TryDequeue(out var answer)) await answer(context);
        else context.Response.StatusCode = 599;
    }

    private static Task WriteAsync(
        HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }
}
