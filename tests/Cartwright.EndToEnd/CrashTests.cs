using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;
using Cartwright.Sandbox;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.EndToEnd;

/// <summary>
/// The real process under load, killed with SIGKILL at random moments, again and again. The outside world lives on in
/// this process and keeps its books. CRASH_KILLS sets how often, half of it for each time of capture; CRASH_SEED repeats
/// the moments.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Clients = 8;

    private static readonly int s_kills = Setting("CRASH_KILLS", 50);
    private static readonly int s_seed = Setting("CRASH_SEED", Environment.TickCount & 0xFFFF);

    [Theory(Timeout = 600_000)]
    [InlineData(PaymentCapture.AtSubmission)]
    [InlineData(PaymentCapture.OnPlacement)]
    public async Task Gateway_killed_at_random_moments_charges_and_places_every_order_once(PaymentCapture capture)
    {
        output.WriteLine($"CRASH_KILLS={s_kills} CRASH_SEED={s_seed}");
        var random = new Random(s_seed);
        var kills = (s_kills + 1) / 2;
        await using var world = await CrashWorld.StartAsync(s_seed, capture);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clients = Enumerable.Range(0, Clients).Select(number => world.BuyAsync(number, stop.Token)).ToList();
        for (var kill = 0; kill < kills; kill++)
        {
            var happens = world.HappensAsync();
            await using (await world.StartGatewayAsync())
            {
                // Every third is killed at any moment; the others have done something, however slow the machine.
                if (kill % 3 != 0) await happens.WaitAsync(stop.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 900)), TimeProvider.System, stop.Token);
            }
        }

        await using (await world.StartGatewayAsync())
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients);
            await world.EndedAsync(TestContext.Current.CancellationToken);
            var ended = TimeProvider.System.GetTimestamp();
            await world.ToldAsync(TestContext.Current.CancellationToken);
            output.WriteLine(
                $"Told {TimeProvider.System.GetElapsedTime(ended).TotalSeconds:0} s after the last order.");
        }

        // A parcel that was handed over at the last moment is told by the next process.
        while (await world.IsAnythingToTellAsync())
        {
            await using var next = await world.StartGatewayAsync();
            await world.ToldAsync(TestContext.Current.CancellationToken);
        }

        var orders = await world.OrdersAsync();
        output.WriteLine($"{world.Listener.Requests} webhooks received, {world.Listener.Refused} answered 500.");
        output.WriteLine($"{world.Submitted.Count} carts submitted, {orders.Count} orders, "
            + $"{orders.Count(order => order.Phase == OrderPhase.Placed)} placed, "
            + $"{orders.Count(order => order.Phase == OrderPhase.Cancelled)} cancelled.");
        Invariants.Broken(orders, await world.BooksAsync()).ShouldBeEmpty();
        Invariants.EveryEventIsTold(orders, world.Listener.Accepted, world.Listener.Ids).ShouldBeEmpty();
        world.Listener.Refused.ShouldBeGreaterThan(0);
        var ids = orders.Select(order => order.Submitted.CartId).ToHashSet();
        world.Submitted.Where(cart => !ids.Contains(cart)).ShouldBeEmpty("A submission that was answered got lost.");
        orders.ShouldContain(order => order.Phase == OrderPhase.Cancelled);
        orders.Count.ShouldBeGreaterThan(kills, "Too little happened for the kills to mean anything.");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>A sandbox that outlives the gateway, the gateway's data folder, and clients that go by the guide.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private const string Create =
        "mutation($i: CartCreateInput!) { createCart(input: $i) { cart { id } errors { code } } }";

    private const string Submit = """
        mutation($i: CartSubmitInput!) {
          submitCart(input: $i) { cart { stores { isSubmitted errors { code } } } errors { code } }
        }
        """;

    private const string Follow =
        "query($id: ID!) { checkoutByCartID(cartID: $id) { status orders { id events { id } } } }";

    private const string Cancel = "mutation($id: ID!) { cancelOrder(input: {orderId: $id}) { error { code } } }";

    private readonly WebApplication sandbox;
    private readonly PaymentCapture capture;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-crash-");
    private readonly Uri address = ServedProcess.FreeAddress();
    private readonly HttpClient http;
    private string[] items = [];
    private volatile TaskCompletionSource happens = new();

    private CrashWorld(WebApplication sandbox, PaymentCapture capture, WebhookListener listener) =>
        (this.sandbox, this.capture, Listener, http) = (sandbox, capture, listener, Client());

    /// <summary>The account's one endpoint.</summary>
    public WebhookListener Listener { get; }

    /// <summary>The carts whose submission was answered as submitted.</summary>
    public ConcurrentBag<string> Submitted { get; } = [];

    /// <summary>Ends when the next cart is known to be submitted. Armed before the gateway starts.</summary>
    public Task HappensAsync() => (happens = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Add(string cart)
    {
        Submitted.Add(cart);
        happens.TrySetResult();
    }

    private Dictionary<string, string> Environment => new()
    {
        ["Outbound__AllowPrivate"] = "true",
        // One key is all of the clients'.
        ["Api__RequestsPerSecondPerKeyMax"] = "0",
        ["Payments__Stripe__BaseAddress"] = new Uri(SandboxHost.Address(sandbox), "stripe/").ToString(),
        ["Payments__Stripe__SecretKey"] = "sk_test_sandbox",
        ["Payments__Stripe__ReturnUrl"] = "http://127.0.0.1/",
        ["Payments__Capture"] = capture.ToString(),
    };

    public static async Task<CrashWorld> StartAsync(int seed, PaymentCapture capture)
    {
        var sandbox = SandboxHost.Build(new SandboxOptions { Seed = seed });
        await sandbox.StartAsync();
        var world = new CrashWorld(sandbox, capture, await WebhookListener.StartAsync(refuseEach: 100));
        await world.PrepareAsync();
        // Besides the kills: replies that get lost on the way, and calls that never arrive.
        object[] faults =
        [
            new { target = "*", operation = "complete", kind = "drop-after", probability = 0.05 },
            new { target = "*", operation = "complete", kind = "drop-before", probability = 0.05 },
            new { target = "stripe", operation = "create_payment_intent", kind = "drop-after", probability = 0.05 },
            new { target = "*", operation = "complete", kind = "out-of-stock-at-complete", probability = 0.05 },
            new { target = "stripe", operation = "refund", kind = "drop-after", probability = 0.2 },
            new { target = "stripe", operation = "capture", kind = "drop-after", probability = 0.1 },
            new { target = "stripe", operation = "capture", kind = "drop-before", probability = 0.1 },
            new { target = "stripe", operation = "cancel", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "cancel_order", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "cancel_session", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "cancel_session", kind = "drop-before", probability = 0.2 },
        ];
        using var set = await world.http.PutAsJsonAsync(
            new Uri(SandboxHost.Address(sandbox), "sandbox/faults"), faults);
        set.EnsureSuccessStatusCode();
        return world;
    }

    public Task<ServedProcess> StartGatewayAsync() => ServedProcess.StartAsync(
        http, address, "health/ready", Environment, "serve", "--data", folder.FullName);

    public async Task<JsonNode> BooksAsync() =>
        (await http.GetFromJsonAsync<JsonNode>(new Uri(SandboxHost.Address(sandbox), "sandbox/books")))!;

    /// <summary>
    /// Buys until told to stop. Where no answer comes it looks first, and repeats only what never started.
    /// </summary>
    public async Task BuyAsync(int number, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var chosen = items.Skip(number % items.Length).Concat(items).Take(2);
            var created = await AskAsync(Create, new
            {
                i = new
                {
                    buyerIdentity = Buyer,
                    items = new { shopifyCartItemsInput = chosen.Select(id => new { variantId = id, quantity = 1 }) },
                },
            });
            if (created?["data"]?["createCart"]?["cart"]?["id"]?.GetValue<string>() is { } cart)
            {
                await SubmitAsync(cart, stop);
                if (number % 3 == 0)
                {
                    await CancelAsync(cart);
                }
            }
            else
            {
                await Pause(50);
            }
        }
    }

    private async Task SubmitAsync(string cart, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = await AskAsync(Submit, new { i = new { id = cart, token = "tok_visa" } });
            if (answer?["data"]?["submitCart"]?["cart"]?["stores"] is JsonArray stores)
            {
                if (stores.Any(store => store!["isSubmitted"]!.GetValue<bool>()))
                {
                    Add(cart);
                }

                return;
            }

            var checkout = await AskAsync(Follow, new { id = cart });
            if (checkout?["data"]?["checkoutByCartID"]?["orders"] is JsonArray orders
                && orders.Any(order => order!["events"]!.AsArray().Count > 0))
            {
                Add(cart);
                return;
            }

            await Pause(50);
        }
    }

    /// <summary>Whatever comes of it: an order is being charged, placed, or shipped at that moment, or no answer comes.</summary>
    private async Task CancelAsync(string cart)
    {
        var checkout = await AskAsync(Follow, new { id = cart });
        foreach (var order in checkout?["data"]?["checkoutByCartID"]?["orders"] as JsonArray ?? [])
        {
            await AskAsync(Cancel, new { id = order!["id"]!.GetValue<string>() });
        }
    }

    /// <summary>Waits until nothing is queued but the watching of parcels.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        while ((await OrdersAsync()).Any(order => !order.IsTerminal || order is { Phase: OrderPhase.Failed, Money.Phase: MoneyPhase.Captured }))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    public async Task<bool> IsAnythingToTellAsync()
    {
        await using var gateway = await OpenAsync();
        return (await gateway.Services.GetRequiredService<IJournal>().QueryAsync(
            "select 1 from webhook_deliveries where state = 'Pending' limit 1", row => row.GetInt64(0))).Count > 0;
    }

    /// <summary>
    /// Waits until every webhook has arrived, or was given up. What is queued for later is made due, some at a time, so
    /// that nobody waits a minute for a repeat; what is not queued any more is not queued again.
    /// </summary>
    public async Task ToldAsync(CancellationToken cancellationToken)
    {
        await using var gateway = await OpenAsync();
        var journal = gateway.Services.GetRequiredService<IJournal>();
        while ((await journal.QueryAsync(
            "select 1 from webhook_deliveries where state = 'Pending' limit 1", row => row.GetInt64(0), null,
            cancellationToken)).Count > 0)
        {
            var now = TimeProvider.System.GetUtcNow();
            var waiting = await journal.QueryAsync(
                "select key from work where queue = 'webhook' and lease_token is null and due > @now "
                + "order by key limit 64",
                row => row.GetString(0),
                [("now", now)],
                cancellationToken);
            if (waiting.Count > 0)
            {
                var append = new JournalAppend();
                foreach (var key in waiting) append.Enqueue(WebhookDelivery.Queue, key, now);
                await journal.AppendAsync(append, cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<Order>> OrdersAsync()
    {
        await using var gateway = await OpenAsync();
        var ids = await gateway.Services.GetRequiredService<IJournal>().QueryAsync(
            "select order_id from orders", row => row.GetString(0));
        var orders = new List<Order>();
        foreach (var id in ids)
        {
            orders.Add(await gateway.Services.GetRequiredService<OrderStreams>().LoadAsync(id, CancellationToken.None));
        }

        return orders;
    }

    private async Task PrepareAsync()
    {
        await using var gateway = await OpenAsync();
        var stores = await http.GetFromJsonAsync<JsonArray>(new Uri(SandboxHost.Address(sandbox), "sandbox/stores"));
        foreach (var store in stores!)
        {
            await gateway.Services.GetRequiredService<MerchantDirectory>().AddAsync(
                new(
                    store!["domain"]!.GetValue<string>(),
                    new Uri(store["url"]!.GetValue<string>()),
                    Enum.Parse<Marketplace>(store["marketplace"]!.GetValue<string>(), ignoreCase: true),
                    "ucp",
                    store["payment_handler_id"]!.GetValue<string>(),
                    new Secret(store["payment_token"]!.GetValue<string>())),
                CancellationToken.None);
        }

        items = ["tulip_bouquet_10@tulips.sandbox.test", "mug_plain_white@mugs.sandbox.test"];
        var key = await gateway.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "crash", CancellationToken.None);
        (await gateway.Services.GetRequiredService<AddEndpoint>()
            .HandleAsync(ApiKeys.DefaultAccount, Listener.Url, null, CancellationToken.None))
            .ShouldBeOfType<AddEndpointResult.Added>().Verification.ShouldBeOfType<TestEndpointResult.Verified>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key.Key.Reveal());
        http.DefaultRequestHeaders.Add("Rye-Shopper-IP", "203.0.113.7");
    }

    /// <summary>The gateway's services on the data folder; it neither listens nor works.</summary>
    private Task<WebApplication> OpenAsync() => Program.BuildAsync(
    [
        $"--Journal:Folder={folder.FullName}",
        "--Logging:LogLevel:Default=Error",
        .. Environment.Select(set => $"--{set.Key.Replace("__", ":", StringComparison.Ordinal)}={set.Value}"),
    ]);

    /// <summary>Null when no answer came.</summary>
    private async Task<JsonNode?> AskAsync(string query, object variables)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri(address, "v1/query"), new { query, variables });
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static Task Pause(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);

    private static readonly JsonNode Buyer = JsonNode.Parse("""
        {"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","phone":"+14155550123",
         "address1":"1 Main Street","city":"San Francisco","provinceCode":"CA","postalCode":"94105","countryCode":"US"}
        """)!;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await sandbox.DisposeAsync();
        await Listener.DisposeAsync();
        folder.Delete(recursive: true);
    }

    // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient Client() => new() { Timeout = TimeSpan.FromSeconds(60) };
#pragma warning restore RS0030
}
