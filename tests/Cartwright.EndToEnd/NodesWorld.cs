using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Cli;
using Cartwright.Client;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Nodes;
using Cartwright.Orders;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using JournaledOrder = Cartwright.Orders.Order;

namespace Cartwright.EndToEnd;

/// <summary>
/// A sandbox and a PostgreSQL database, from which any number of gateway processes serve. What the journal holds is
/// read by a gateway in this process, which neither listens nor works.
/// </summary>
internal sealed class NodesWorld : IAsyncDisposable
{
    /// <summary>One after the other: each of these tests is a handful of processes at work.</summary>
    public const string Collection = "Nodes";

    /// <summary>Of a piece of work: tests wait for its end.</summary>
    public const double ShortLeaseSeconds = 2;

    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";

    private readonly HttpClient http = new(new SocketsHttpHandler());
    private readonly WebApplication sandbox;
    private readonly Dictionary<string, string> settings;
    private readonly List<ServedProcess> nodes = [];
    private WebApplication reader = null!;
    private string key = "";

    private NodesWorld(WebApplication sandbox, string database, double? leaseSeconds)
    {
        this.sandbox = sandbox;
        settings = new() { ["Journal:ConnectionString"] = database };
        if (leaseSeconds is { } seconds) settings["Journal:LeaseSeconds"] = $"{seconds}";
        foreach (var (name, value) in SandboxSettings.Of(SandboxHost.Address(sandbox))) settings[name] = value;
    }

    /// <param name="database">The connection string of an empty database.</param>
    /// <param name="leaseSeconds">Null for the gateway's default.</param>
    public static async Task<NodesWorld> StartAsync(
        string database, CancellationToken cancellationToken, double? leaseSeconds = ShortLeaseSeconds)
    {
        // Parcels stay where they are: what is tested has happened by then.
        var sandbox = SandboxHost.Build(new SandboxOptions
        {
            Seed = 1,
            ShippedAfter = TimeSpan.FromHours(1),
            DeliveredAfter = TimeSpan.FromHours(2),
        });
        await sandbox.StartAsync(cancellationToken);
        var world = new NodesWorld(sandbox, database, leaseSeconds);
        world.reader = await Cartwright.Program.BuildAsync(
            [.. world.settings.Select(one => $"--{one.Key}={one.Value}")],
            builder => builder.Logging.ClearProviders(), cancellationToken);
        await world.PrepareAsync(cancellationToken);
        return world;
    }

    /// <param name="further">Environment variables, or settings, beside those of all nodes.</param>
    public async Task<ServedProcess> StartNodeAsync(
        IReadOnlyDictionary<string, string>? further = null, Uri? address = null)
    {
        var environment = settings.Concat(further ?? new Dictionary<string, string>()).ToDictionary(
            one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value);
        var node = await ServedProcess.StartAsync(
            http, address ?? ServedProcess.FreeAddress(), "health/ready", environment, "serve");
        nodes.Add(node);
        return node;
    }

    /// <summary>Makes a cart of one store, ready to be submitted.</summary>
    public async Task<string> FillAsync(ServedProcess node, CancellationToken cancellationToken) =>
        (await ClientOf(node.Address).CreateCartAsync(Wanted, cancellationToken))
            .ShouldBeOfType<Reply<CartAnswer>.Answered>().Value.Cart.Id;

    /// <summary>Submits a cart.</summary>
    /// <returns>Its one order's id.</returns>
    public async Task<string> SubmitAsync(ServedProcess node, string cart, CancellationToken cancellationToken)
    {
        var store = (await ClientOf(node.Address).SubmitCartAsync(
            new() { CartId = cart, Token = "tok_visa" }, cancellationToken))
            .ShouldBeOfType<Reply<Submission>.Answered>().Value.Cart.Stores.ShouldHaveSingleItem();
        store.IsSubmitted.ShouldBeTrue();
        return store.OrderId;
    }

    public async Task<string> BuyAsync(ServedProcess node, CancellationToken cancellationToken) =>
        await SubmitAsync(node, await FillAsync(node, cancellationToken), cancellationToken);

    /// <summary>Buys once, whatever comes of it: the database may be away, and no call is repeated.</summary>
    /// <returns>The cart, when it was answered as submitted; else null.</returns>
    public async Task<string?> TryToBuyAsync(ServedProcess node, CancellationToken cancellationToken)
    {
        var client = ClientOf(node.Address);
        return await client.CreateCartAsync(Wanted, cancellationToken) is Reply<CartAnswer>.Answered made
            && await client.SubmitCartAsync(
                new() { CartId = made.Value.Cart.Id, Token = "tok_visa" }, cancellationToken)
                is Reply<Submission>.Answered { Value.Cart.Stores: [{ IsSubmitted: true }] }
            ? made.Value.Cart.Id
            : null;
    }

    public CartwrightClient ClientOf(Uri node) => new(
        http,
        new()
        {
            Endpoint = new(node, "v1/query"), ApiKey = key, ShopperIp = "203.0.113.7", PollIntervalMilliseconds = 50,
        },
        TimeProvider.System);

    public async Task<bool> IsReadyAsync(ServedProcess node)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(node.Address, "health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task StrikeAsync(params object[] faults)
    {
        using var set = await http.PutAsJsonAsync(new Uri(SandboxHost.Address(sandbox), "sandbox/faults"), faults);
        set.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the only fault has struck: a call is held back.</summary>
    public Task StruckAsync(CancellationToken cancellationToken) => UntilAsync(
        async () => (await http.GetFromJsonAsync<JsonArray>(
            new Uri(SandboxHost.Address(sandbox), "sandbox/faults"), cancellationToken))!
                .Single()!["hits"]!.GetValue<long>() > 0,
        cancellationToken);

    public async Task<JsonNode> BooksAsync() =>
        (await http.GetFromJsonAsync<JsonNode>(new Uri(SandboxHost.Address(sandbox), "sandbox/books")))!;

    public async Task<JournaledOrder> OrderAsync(string id) =>
        await reader.Services.GetRequiredService<OrderStreams>().LoadAsync(id, CancellationToken.None);

    public async Task<IReadOnlyList<JournaledOrder>> OrdersAsync()
    {
        var ids = await QueryAsync("select order_id from orders", row => row.GetString(0));
        return await Task.WhenAll(ids.Select(OrderAsync));
    }

    public Task PlacedAsync(string order, CancellationToken cancellationToken) => UntilAsync(
        async () => (await OrderAsync(order)).Phase == OrderPhase.Placed, cancellationToken);

    /// <summary>Waits until nothing is under way.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => UntilAsync(
        async () => !Invariants.EverySubmissionEnds(await OrdersAsync()).Any(), cancellationToken);

    public Task<IReadOnlyList<ServingNode>> ListAsync() =>
        reader.Services.GetRequiredService<ListNodes>().HandleAsync(CancellationToken.None);

    /// <summary>How many keys there are to seal secrets with: a second one that only one node knows is one too many.
    /// </summary>
    public async Task<long> KeysAsync() =>
        (await QueryAsync("select count(*) from data_protection_keys", row => row.GetInt64(0))).Single();

    /// <summary>When the lease of an order's work ends, unless it is renewed; by the database's clock.</summary>
    public async Task<DateTimeOffset> LeaseEndAsync(string order) => DateTimeOffset.FromUnixTimeMilliseconds(
        (await QueryAsync($"select due from work where key = '{order}'", row => row.GetInt64(0))).Single());

    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await reader.DisposeAsync();
        await sandbox.DisposeAsync();
        http.Dispose();
    }

    private ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> map) =>
        reader.Services.GetRequiredService<IJournal>().QueryAsync(sql, map);

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var stores = await http.GetFromJsonAsync<JsonArray>(
            new Uri(SandboxHost.Address(sandbox), "sandbox/stores"), cancellationToken);
        foreach (var store in stores!)
        {
            await reader.Services.GetRequiredService<MerchantDirectory>().AddAsync(
                new(
                    store!["domain"]!.GetValue<string>(),
                    new Uri(store["url"]!.GetValue<string>()),
                    Enum.Parse<Cartwright.Merchants.Marketplace>(
                        store["marketplace"]!.GetValue<string>(), ignoreCase: true),
                    "ucp",
                    store["payment_handler_id"]!.GetValue<string>(),
                    new Secret(store["payment_token"]!.GetValue<string>())),
                cancellationToken);
        }

        key = (await reader.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "nodes", cancellationToken)).Key.Reveal();
    }

    private static NewCart Wanted => new()
    {
        Items = [new(Tulips, 1)],
        Buyer = new()
        {
            FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.com", Phone = "+14155550123",
            Address1 = "1 Main Street", City = "San Francisco", ProvinceCode = "CA", PostalCode = "94105",
            CountryCode = "US",
        },
    };
}
