using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Client.Tests.Faults;

/// <summary>The gateway, the sandbox with faults of its own, and a line to the gateway that has more.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    /// <summary>A minute of the client's waiting is a second.</summary>
    private const int Factor = 60;

    internal static readonly Buyer Buyer = new()
    {
        FirstName = "Ada",
        LastName = "Lovelace",
        Email = "ada@example.com",
        Phone = "+14155550123",
        Address1 = "1 Main Street",
        City = "San Francisco",
        ProvinceCode = "CA",
        PostalCode = "94105",
        CountryCode = "US",
    };

    private readonly World world;
    private readonly HttpClient http;
    private readonly string key;
    private readonly IReadOnlyList<Product> products;

    private FaultWorld(
        World world, HttpClient http, string key, FaultProxy proxy, TimeProvider clock, IReadOnlyList<Product> products)
    {
        (this.world, this.http, this.key, this.products) = (world, http, key, products);
        (Proxy, Clock) = (proxy, clock);
    }

    internal FaultProxy Proxy { get; }

    internal TimeProvider Clock { get; }

    internal Uri Gateway => world.Address;

    internal static async Task<FaultWorld> StartAsync(CancellationToken cancellationToken)
    {
        // One key is all of the clients'.
        var world = await World.StartAsync("--Api:RequestsPerSecondPerKeyMax=0");
        var made = await world.Services.GetRequiredService<ApiKeys>()
            .CreateAsync("account_faults", Billing.Card, "test", cancellationToken);
        // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
        var http = new HttpClient(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
        var clock = new FastClock(Factor);
        var key = made.Key.Reveal();
        var straight = Client(http, world.Address, key, TimeProvider.System);
        var stores = await world.Outside.GetFromJsonAsync<JsonArray>(
            new Uri(world.SandboxAddress, "sandbox/stores"), cancellationToken);
        List<Product> products = [];
        foreach (var store in stores!.Where(store => store!["name"]!.GetValue<string>() is "tulips" or "mugs" or "posters"))
        {
            var page = await straight.ListProductsAsync(store!["domain"]!.GetValue<string>(), 20, 0, cancellationToken);
            products.AddRange(page.ShouldBeOfType<Reply<IReadOnlyList<Product>>.Answered>().Value);
        }
        return new(world, http, key, await FaultProxy.StartAsync(http, world.Address, clock), clock, products);
    }

    internal Task SpoilSandboxAsync() => world.FaultAsync(
        new { target = "stripe", operation = "create_payment_intent", kind = "drop-after", probability = 0.03 },
        new { target = "stripe", operation = "create_payment_intent", kind = "status", code = 500, probability = 0.03 },
        new { target = "stripe", operation = "refund", kind = "drop-after", probability = 0.05 },
        new { target = "store:tulips", operation = "complete", kind = "out-of-stock-at-complete", probability = 0.2 },
        new { target = "store:tulips", operation = "create_session", kind = "sold-out", probability = 0.2 },
        new { target = "store:tulips", operation = "create_session", kind = "price-raised", probability = 0.2 },
        new { target = "store:mugs", operation = "create_session", kind = "price-raised", probability = 0.1 },
        new { target = "store:mugs", operation = "complete", kind = "drop-after", probability = 0.05 },
        new { target = "store:mugs", operation = "update_session", kind = "status", code = 503, probability = 0.1 },
        new { target = "store:posters", operation = "complete", kind = "truncated", probability = 0.05 },
        new { target = "store:posters", operation = "create_session", kind = "status", code = 503, probability = 0.1 });

    internal Task MendSandboxAsync() => world.FaultAsync();

    internal Task<JsonNode> BooksAsync() => world.BooksAsync();

    internal CartwrightClient Client(Uri endpoint) => Client(http, endpoint, key, Clock);

    /// <summary>Without faults, and on the real clock.</summary>
    internal CartwrightClient Straight() => Client(http, Gateway, key, TimeProvider.System);

    private static CartwrightClient Client(HttpClient http, Uri endpoint, string key, TimeProvider clock) =>
        new(http, new() { Endpoint = endpoint, ApiKey = key, ShopperIp = "203.0.113.7" }, clock);

    /// <summary>One to three stores, now and then with something that is sold out.</summary>
    internal IReadOnlyList<CartItem> DrawItems(Random random)
    {
        string[] handles = random.Next(20) == 0
            ? ["Black tulip", "Plain mug"]
            : ["Tulip bouquet", "Plain mug", "Moon map"];
        var wanted = random.Next(1, handles.Length + 1);
        var first = random.Next(handles.Length);
        return
        [
            .. Enumerable.Range(first, wanted).Select(index => products
                .Single(product => product.Title == handles[index % handles.Length])
                .ToCartItem(random.Next(1, 3))),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        http.Dispose();
        await world.DisposeAsync();
    }
}
