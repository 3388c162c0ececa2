using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>
/// The gateway beside the sandbox's Shopify shops, and a merchant's side that talks to it with a key of its account.
/// </summary>
public sealed class ShopWorld : IAsyncDisposable
{
    public const string Tulips = "tulips.myshopify.com";
    public const string Mugs = "mugs.myshopify.com";
    public const string Posters = "posters.myshopify.com";
    public const string Porter = "porter.myshopify.com";
    public const string Account = "account_test";
    public const string Ada = "ada@example.com";

    private readonly World world;
    private readonly HttpClient merchant;

    private ShopWorld(World world, HttpClient merchant) => (this.world, this.merchant) = (world, merchant);

    public World World => world;

    public HttpClient Merchant => merchant;

    private static readonly string[] s_quick = ["--Lookup:MissMillisecondsMin=0"];

    public static async Task<ShopWorld> StartAsync(params string[] settings) =>
        await OfAsync(await World.StartAsync([.. s_quick, .. settings]));

    /// <inheritdoc cref="World.StartSeededAsync"/>
    public static async Task<ShopWorld> StartSeededAsync(int seed, params string[] settings) =>
        await OfAsync(await World.StartSeededAsync(seed, [.. s_quick, .. settings]));

    private static async Task<ShopWorld> OfAsync(World world)
    {
        var key = await world.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(Account, Billing.Card, "test", CancellationToken.None);
        return new(world, ClientOf(world, key.Key.Reveal()));
    }

    /// <summary>A shop whose merchant has installed the app: the state that most lookups begin in.</summary>
    public static async Task<ShopWorld> WithAsync(string shop, params string[] settings)
    {
        var started = await StartAsync(settings);
        await started.ConnectAsync(shop);
        return started;
    }

    public static HttpClient ClientOf(World world, string key)
    {
        var client = Browser();
        client.BaseAddress = world.Address;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key);
        return client;
    }

    /// <summary>Names the shop for the account, then does what the merchant's browser does.</summary>
    public async Task<(HttpStatusCode Status, string Page)> ConnectAsync(string shop)
    {
        await Directory.RegisterAsync(ShopDomain.Parse(shop), Account, CancellationToken.None);
        return await FollowConnectionAsync($"v1/shops/{shop}/connect");
    }

    /// <summary>Connects a shop as another process does, which takes no turn in this one.</summary>
    public async Task ConnectElsewhereAsync(string shop)
    {
        using var answer = await world.Outside.PostAsJsonAsync(
            new Uri(world.SandboxAddress, $"sandbox/shops/{shop}/install"), new { });
        var given = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        var now = TimeProvider.System.GetUtcNow();
        var session = new ShopSession(
            new(given["access_token"]!.GetValue<string>()), now.AddHours(1),
            new(given["refresh_token"]!.GetValue<string>()), now.AddDays(90),
            ShopScopes.Parse(given["scope"]!.GetValue<string>()));
        await Directory.ChangeAsync(
            ShopDomain.Parse(shop), standing => ShopDecisions.Connect(standing, session, "authorization_code", now),
            null, CancellationToken.None);
    }

    /// <summary>From the gateway to the shop's consent page, and back with what the shop sends.</summary>
    /// <param name="change">Changes the address that the shop sends the browser back to.</param>
    public async Task<(HttpStatusCode Status, string Page)> FollowConnectionAsync(
        string path, Func<string, string>? change = null, bool keepsCookie = true)
    {
        using var browser = Browser();
        using var begun = await browser.GetAsync(new Uri(world.Address, "/" + path));
        begun.StatusCode.ShouldBe(HttpStatusCode.Redirect, await begun.Content.ReadAsStringAsync());
        var cookie = begun.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        using var consent = await browser.PostAsync(begun.Headers.Location, null);
        consent.StatusCode.ShouldBe(HttpStatusCode.Redirect, await consent.Content.ReadAsStringAsync());
        var back = consent.Headers.Location!.PathAndQuery;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, change?.Invoke(back) ?? back));
        if (keepsCookie)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var page = await browser.SendAsync(request);
        return (page.StatusCode, await page.Content.ReadAsStringAsync());
    }

    public ShopDirectory Directory => world.Services.GetRequiredService<ShopDirectory>();

    public async Task<Shop> ShopAsync(string shop) =>
        (await Directory.FindAsync(ShopDomain.Parse(shop), CancellationToken.None))!;

    public Task<JsonNode> LookUpAsync(string shop, string order, string? email = Ada, string? session = null) =>
        LookUpAsync(shop, new { order, email, sessionId = session });

    public async Task<JsonNode> LookUpAsync(string shop, object body)
    {
        using var answer = await merchant.PostAsJsonAsync($"/v1/shops/{shop}/orders/lookup", body);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The merchant's own view, with every attempt.</summary>
    public async Task<JsonNode> TestAsync(string shop, string order)
    {
        using var answer = await merchant.GetAsync(
            new Uri($"/v1/shops/{shop}/orders/test?ref={Uri.EscapeDataString(order)}", UriKind.Relative));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> ViewAsync(string shop) =>
        (await merchant.GetFromJsonAsync<JsonNode>($"/v1/shops/{shop}"))!;

    /// <summary>What the merchant, time or Shopify does to a shop.</summary>
    public async Task AtShopAsync(string shop, string what, object? body = null)
    {
        using var answer = await world.Outside.PostAsJsonAsync(
            new Uri(world.SandboxAddress, $"sandbox/shops/{shop}/{what}"), body ?? new { });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task ChangeShopAsync(string shop, object change)
    {
        using var answer = await world.Outside.PutAsJsonAsync(
            new Uri(world.SandboxAddress, $"sandbox/shops/{shop}"), change);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task TellHooksAsync(string shop)
    {
        using var answer = await world.Outside.PutAsJsonAsync(
            new Uri(world.SandboxAddress, $"sandbox/shops/{shop}/hooks"),
            new { url = new Uri(world.Address, "/v1/hooks/shopify") });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> BooksAsync(string shop) =>
        (await world.Outside.GetFromJsonAsync<JsonNode>(
            new Uri(world.SandboxAddress, $"sandbox/shops/{shop}/books")))!;

    /// <summary>Asks until it is so; the test's own time limit ends it otherwise.</summary>
    public async Task<JsonNode> ViewWhenAsync(string shop, Func<JsonNode, bool> isWanted)
    {
        while (true)
        {
            var view = await ViewAsync(shop);
            if (isWanted(view))
            {
                return view;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        merchant.Dispose();
        await world.DisposeAsync();
    }

    // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
    public static HttpClient Browser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
#pragma warning restore RS0030
}
