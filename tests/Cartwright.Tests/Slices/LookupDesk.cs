using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Shops;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Slices;

/// <summary>
/// As <see cref="ShopWorld"/>, for tests that change the gateway before it is built: its clock, its log, its journal.
/// The sandbox keeps the real time.
/// </summary>
public sealed class LookupDesk : IAsyncDisposable
{
    private readonly HttpClient merchant;

    internal HttpClient Merchant => merchant;

    private LookupDesk(World world, HttpClient merchant) => (World, this.merchant) = (world, merchant);

    public World World { get; }

    public static async Task<LookupDesk> StartAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var world = await World.StartAsync(configure, settings);
        var key = await world.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ShopWorld.Account, Billing.Card, "test", CancellationToken.None);
        return new(world, ShopWorld.ClientOf(world, key.Key.Reveal()));
    }

    /// <summary>The gateway goes by this clock, which stands until the test moves it.</summary>
    public static Task<LookupDesk> ByClockAsync(WatchedClock clock, params string[] settings) =>
        StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock), settings);

    /// <summary>Connects a shop without the lookup that follows a merchant's connection.</summary>
    public async Task<ShopSession> ConnectAsync(string shop)
    {
        using var answer = await World.Outside.PostAsJsonAsync(
            new Uri(World.SandboxAddress, $"sandbox/shops/{shop}/install"), new { });
        var given = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        var now = World.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var session = new ShopSession(
            new(given["access_token"]!.GetValue<string>()), now.AddHours(1),
            new(given["refresh_token"]!.GetValue<string>()), now.AddDays(90),
            ShopScopes.Parse(given["scope"]!.GetValue<string>()));
        var directory = World.Services.GetRequiredService<ShopDirectory>();
        var domain = ShopDomain.Parse(shop);
        await directory.RegisterAsync(domain, ShopWorld.Account, CancellationToken.None);
        await directory.ChangeAsync(
            domain, standing => ShopDecisions.Connect(standing, session, "authorization_code", now), null,
            CancellationToken.None);
        return session;
    }

    public async Task<Shop> ShopAsync(string shop) =>
        (await World.Services.GetRequiredService<ShopDirectory>()
            .FindAsync(ShopDomain.Parse(shop), CancellationToken.None))!;

    public ValueTask<IReadOnlyList<RecordedEvent>> EventsAsync(string shop) =>
        World.Services.GetRequiredService<IJournal>().ReadAsync(ShopDirectory.StreamOf(ShopDomain.Parse(shop)));

    public async Task<JsonNode> LookUpAsync(string shop, object body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/shops/{shop}/orders/lookup")
        {
            Content = JsonContent.Create(body),
        };
        if (token is not null)
        {
            request.Headers.Add("X-Shopify-Access-Token", token);
        }

        using var answer = await merchant.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> TestAsync(string shop, string order) =>
        (await merchant.GetFromJsonAsync<JsonNode>(
            $"/v1/shops/{shop}/orders/test?ref={Uri.EscapeDataString(order)}"))!;

    public async Task<JsonNode> BooksAsync(string shop) =>
        (await World.Outside.GetFromJsonAsync<JsonNode>(
            new Uri(World.SandboxAddress, $"sandbox/shops/{shop}/books")))!;

    public async Task ChangeShopAsync(string shop, object change)
    {
        using var answer = await World.Outside.PutAsJsonAsync(
            new Uri(World.SandboxAddress, $"sandbox/shops/{shop}"), change);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task ExpireAsync(string shop)
    {
        using var answer = await World.Outside.PostAsync(
            new Uri(World.SandboxAddress, $"sandbox/shops/{shop}/expire"), null);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>How often all faults that are set have struck: calls that reached the other side.</summary>
    public async Task<long> StrikesAsync() =>
        (await World.Outside.GetFromJsonAsync<JsonArray>(new Uri(World.SandboxAddress, "sandbox/faults")))!
            .Sum(fault => fault!["hits"]!.GetValue<long>());

    public async ValueTask DisposeAsync()
    {
        merchant.Dispose();
        await World.DisposeAsync();
    }
}

/// <summary>A clock that stands until it is moved, and tells of every wait that begins by it.</summary>
public sealed class WatchedClock() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
{
    private readonly Channel<TimeSpan> begun = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        begun.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits that have begun so far are told no more.</summary>
    public void Forget()
    {
        while (begun.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>Completes when a wait of such a length has begun, and fails when all is over without one.</summary>
    public async Task<TimeSpan> WaitBegunAsync(Func<TimeSpan, bool> isWanted, Task all)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var found = FindAsync(isWanted, over.Token);
        var isFound = await Task.WhenAny(found, all) == found;
        await over.CancelAsync();
        isFound.ShouldBeTrue("It was over without waiting.");
        return await found;
    }

    private async Task<TimeSpan> FindAsync(Func<TimeSpan, bool> isWanted, CancellationToken over)
    {
        while (true)
        {
            var length = await begun.Reader.ReadAsync(over);
            if (isWanted(length))
            {
                return length;
            }
        }
    }
}
