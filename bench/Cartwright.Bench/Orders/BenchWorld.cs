using System.Diagnostics;
using System.Text.Json;
using Cartwright.Accounts;
using Cartwright.EndToEnd;
using Cartwright.Merchants;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Bench;

/// <summary>
/// What a bench of orders needs: a journal, the sandbox in a process of its own with its stores registered, an account
/// with a key, and gateways in processes of their own.
/// </summary>
internal sealed class BenchWorld : IAsyncDisposable
{
    private readonly ServedProcess sandbox;
    private readonly HttpClient http;

    private BenchWorld(BenchStore store, ServedProcess sandbox, HttpClient http) =>
        (Store, this.sandbox, this.http) = (store, sandbox, http);

    public BenchStore Store { get; }

    public string Key { get; private set; } = "";

    public TimeSpan SandboxCpu => sandbox.Cpu;

    /// <summary>An item of each store, of which there is no end.</summary>
    public IReadOnlyList<(string Variant, string Store)> Items { get; private set; } = [];

    /// <summary>What the gateway is told beside its journal, and what a bench adds.</summary>
    public Dictionary<string, string> Settings { get; } = new()
    {
        ["Outbound__AllowPrivate"] = "true",
        // One key sends all of the load.
        ["Api__RequestsPerSecondPerKeyMax"] = "0",
        ["Payments__Stripe__SecretKey"] = "sk_test_sandbox",
        ["Payments__Stripe__ReturnUrl"] = "http://127.0.0.1/",
    };

    public static async Task<BenchWorld> OpenAsync(string storeName)
    {
        var store = await BenchStore.OpenAsync(storeName);
#pragma warning disable RS0030 // A bench has no container to take a client from.
        var http = new HttpClient();
#pragma warning restore RS0030
        var address = ServedProcess.FreeAddress();
        var sandbox = await ServedProcess.StartAsync(
            http, address, "sandbox/stores", new Dictionary<string, string>(), "sandbox");
        var world = new BenchWorld(store, sandbox, http);
        world.Settings["Payments__Stripe__BaseAddress"] = new Uri(address, "stripe/").ToString();
        foreach (var (name, value) in store.Settings) world.Settings[name] = value;
        await world.RegisterAsync(address);
        return world;
    }

    /// <summary>The gateway's services in this process. Nothing is served and no work is done by them.</summary>
    public Task<WebApplication> BuildAsync() => Cartwright.Program.BuildAsync(
        [.. Settings.Select(set => $"--{set.Key.Replace("__", ":", StringComparison.Ordinal)}={set.Value}")],
        builder => builder.Logging.ClearProviders());

    /// <param name="core">The one core that it may use; null for all.</param>
    public async Task<(ServedProcess Process, TimeSpan UntilReady)> StartGatewayAsync(int? core = null)
    {
        var clock = Stopwatch.StartNew();
        string[] data = Store.IsPostgres ? [] : ["--data", Store.Folder];
        string[] under = core is { } one ? ["taskset", "--cpu-list", $"{one}"] : [];
        var gateway = ServedProcess.Launch(
            ServedProcess.FreeAddress(), Settings, under, Console.Error.WriteLine, ["serve", .. data]);
        await gateway.ReadyAsync(http, "health/ready", ServedProcess.ReadyMax);
        return (gateway, clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        http.Dispose();
        await Store.DisposeAsync();
    }

    private async Task RegisterAsync(Uri address)
    {
        using var listed = JsonDocument.Parse(await http.GetStringAsync(new Uri(address, "sandbox/stores")));
        using var products = JsonDocument.Parse(await http.GetStringAsync(new Uri(address, "sandbox/products")));
        await using var gateway = await BuildAsync();
        var directory = gateway.Services.GetRequiredService<MerchantDirectory>();
        var items = new List<(string, string)>();
        foreach (var store in listed.RootElement.EnumerateArray())
        {
            var marketplace = Enum.Parse<Marketplace>(store.GetProperty("marketplace").GetString()!, ignoreCase: true);
            var domain = store.GetProperty("domain").GetString()!;
            await directory.AddAsync(
                new(
                    domain,
                    new Uri(store.GetProperty("url").GetString()!),
                    marketplace,
                    "ucp",
                    store.GetProperty("payment_handler_id").GetString(),
                    new Secret(store.GetProperty("payment_token").GetString()!)),
                CancellationToken.None);
            if (marketplace == Marketplace.Shopify && ItemOf(products, store) is { } item) items.Add((item, domain));
        }

        Items = items;
        var key = await gateway.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "bench", CancellationToken.None);
        Key = key.Key.Reveal();
    }

    private static string? ItemOf(JsonDocument products, JsonElement store)
    {
        var name = store.GetProperty("name").GetString();
        return products.RootElement.EnumerateArray()
            .Where(product => product.GetProperty("store").GetString() == name)
            .SelectMany(product => product.GetProperty("variants").EnumerateArray())
            .Where(variant => variant.GetProperty("stock").ValueKind == JsonValueKind.Null)
            .Select(variant => variant.GetProperty("id").GetString())
            .FirstOrDefault();
    }
}
