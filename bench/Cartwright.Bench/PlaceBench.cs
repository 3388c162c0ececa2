using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Cartwright.Accounts;
using Cartwright.EndToEnd;
using Cartwright.Merchants;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Bench;

/// <summary>
/// Places orders as fast as a number of clients can, through the whole of it: gateway, journal, sandbox processor and
/// sandbox stores, each in a process of its own. Prints one line of JSON.
/// </summary>
internal static class PlaceBench
{
    private const int CartsOnTheirWayMax = 8;

    private const string Create =
        "mutation($i:CartCreateInput!){createCart(input:$i){cart{id stores{... on ShopifyStore{orderId}}}errors{code}}}";

    private const string Submit =
        "mutation($i:CartSubmitInput!){submitCart(input:$i){cart{stores{isSubmitted errors{code}}}errors{code}}}";

    private const string Follow = "query($id:ID!){checkoutByCartID(cartID:$id){status}}";

    public static async Task<int> RunAsync(int clients, int seconds, int stores, int warmUpSeconds)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = clients };
        using var invoker = HttpClientOf(handler);
        try
        {
            var sandboxAddress = ServedProcess.FreeAddress();
            var environment = Environment(sandboxAddress);
            await using var sandbox = await ServedProcess.StartAsync(
                invoker, sandboxAddress, "sandbox/stores", environment, "sandbox");
            string[] settings =
                [$"--Journal:Folder={folder}", .. environment.Select(set => $"--{set.Key.Replace("__", ":")}={set.Value}")];
            var (key, items) = await PrepareAsync(settings, invoker, sandboxAddress, stores);
            await using var gateway = await ServedProcess.StartAsync(
                invoker, ServedProcess.FreeAddress(), "health/ready", environment, "serve", "--data", folder);
            using var placer = HttpClientOf(handler);
            placer.BaseAddress = new Uri(gateway.Address, "v1/query");
            placer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key);
            placer.DefaultRequestHeaders.Add("Rye-Shopper-IP", "203.0.113.7");

            // Until the compiler has done its work: a gateway runs for weeks.
            await LoadAsync(placer, items, clients, TimeSpan.FromSeconds(warmUpSeconds));
            var cpuBefore = gateway.Cpu;
            var clock = Stopwatch.StartNew();
            var result = await LoadAsync(placer, items, clients, TimeSpan.FromSeconds(seconds));
            var elapsed = clock.Elapsed;
            Print(clients, elapsed, result, gateway.Cpu - cpuBefore, gateway.PeakMemoryBytes);
            return result.Failed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(int clients, TimeSpan elapsed, LoadResult result, TimeSpan cpu, long memoryBytes)
    {
        var sorted = result.SubmitMilliseconds.Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "place",
            clients,
            seconds = Math.Round(elapsed.TotalSeconds, 1),
            orders_placed = result.Placed,
            orders_per_second = Math.Round(result.Placed / elapsed.TotalSeconds),
            submit_p50_ms = Math.Round(sorted[sorted.Length / 2], 1),
            submit_p99_ms = Math.Round(sorted[sorted.Length * 99 / 100], 1),
            failed = result.Failed,
            gateway_cpu_cores = Math.Round(cpu / elapsed, 2),
            gateway_memory_peak_mb = memoryBytes / 1_000_000,
        }));
    }

    /// <summary>
    /// Every client creates and submits one cart after the other, with at most so many still on their way; it looks at
    /// those now and then, as an app would. The time runs until the last order is placed.
    /// </summary>
    private static async Task<LoadResult> LoadAsync(HttpClient http, string items, int clients, TimeSpan duration)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var mine = new LoadResult();
            var onTheirWay = Channel.CreateBounded<(string Cart, int Orders)>(CartsOnTheirWayMax);
            var following = FollowAsync(http, onTheirWay.Reader, mine);
            while (Stopwatch.GetTimestamp() < until)
            {
                await onTheirWay.Writer.WriteAsync(await SubmitOneAsync(http, items, mine));
            }

            onTheirWay.Writer.Complete();
            await following;
            return mine;
        })));
        return new()
        {
            Placed = results.Sum(result => result.Placed),
            Failed = results.Sum(result => result.Failed),
            SubmitMilliseconds = [.. results.SelectMany(result => result.SubmitMilliseconds)],
        };
    }

    private static async Task<(string Cart, int Orders)> SubmitOneAsync(
        HttpClient http, string items, LoadResult result)
    {
        var created = await AskAsync(
            http, Create, $$$"""{"i":{"items":{"shopifyCartItemsInput":{{{items}}}},"buyerIdentity":{{{Buyer}}}}}""");
        var cart = Between(created, "\"createCart\":{\"cart\":{\"id\":\"", "\"");
        var started = Stopwatch.GetTimestamp();
        await AskAsync(http, Submit, $$$"""{"i":{"id":"{{{cart}}}","token":"tok_visa"}}""");
        result.SubmitMilliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return (cart, created.Split("\"orderId\"").Length - 1);
    }

    private static async Task FollowAsync(
        HttpClient http, ChannelReader<(string Cart, int Orders)> onTheirWay, LoadResult result)
    {
        await foreach (var (cart, orders) in onTheirWay.ReadAllAsync())
        {
            string status;
            while ((status = await StatusAsync(http, cart)) is "PROCESSING" or "PENDING")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
            }

            if (status == "SUCCEEDED")
            {
                result.Placed += orders;
            }
            else
            {
                result.Failed++;
                Console.Error.WriteLine($"{cart}: {status}");
            }
        }
    }

    private static async Task<string> StatusAsync(HttpClient http, string cart) =>
        Between(await AskAsync(http, Follow, $$"""{"id":"{{cart}}"}"""), "\"status\":\"", "\"");

    /// <summary>Reads an answer no further than it must: the load's own work is not what is measured.</summary>
    private static string Between(string answer, string start, string end)
    {
        var from = answer.IndexOf(start, StringComparison.Ordinal);
        return from < 0
            ? throw new InvalidOperationException($"The gateway answered {answer}")
            : answer[(from + start.Length)..answer.IndexOf(end, from + start.Length, StringComparison.Ordinal)];
    }

    private const string Buyer = """
        {"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","phone":"+14155550123",
         "address1":"1 Main Street","city":"San Francisco","provinceCode":"CA","postalCode":"94105","countryCode":"US"}
        """;

    private static async Task<string> AskAsync(HttpClient http, string query, string variables)
    {
        using var content = new StringContent(
            $$"""{"query":"{{query}}","variables":{{variables}}}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync((Uri?)null, content);
        var body = await answer.Content.ReadAsStringAsync();
        return body.StartsWith("{\"errors\"", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"The gateway answered {(int)answer.StatusCode}: {body}")
            : body;
    }

    /// <summary>Registers the sandbox's stores and a key in the journal, and picks an item of each store.</summary>
    private static async Task<(string Key, string Items)> PrepareAsync(
        string[] settings, HttpClient http, Uri sandbox, int stores)
    {
        using var listed = JsonDocument.Parse(await http.GetStringAsync(new Uri(sandbox, "sandbox/stores")));
        using var products = JsonDocument.Parse(await http.GetStringAsync(new Uri(sandbox, "sandbox/products")));
        await using var gateway = await Program.BuildAsync(settings);
        var directory = gateway.Services.GetRequiredService<MerchantDirectory>();
        var items = new List<string>();
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
            if (marketplace == Marketplace.Shopify && items.Count < stores && ItemOf(products, store) is { } item)
            {
                items.Add($$"""{"variantId":"{{item}}@{{domain}}","quantity":1}""");
            }
        }

        var key = await gateway.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "bench", CancellationToken.None);
        return (key.Key.Reveal(), $"[{string.Join(',', items)}]");
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

    private static Dictionary<string, string> Environment(Uri sandbox) => new()
    {
        ["Outbound__AllowPrivate"] = "true",
        // One key sends all of the load.
        ["Api__RequestsPerSecondPerKeyMax"] = "0",
        ["Payments__Stripe__BaseAddress"] = new Uri(sandbox, "stripe/").ToString(),
        ["Payments__Stripe__SecretKey"] = "sk_test_sandbox",
        ["Payments__Stripe__ReturnUrl"] = "http://127.0.0.1/",
    };

    // RS0030: a bench has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient HttpClientOf(HttpMessageHandler handler) => new(handler, disposeHandler: false);
#pragma warning restore RS0030

    private sealed record LoadResult
    {
        public long Placed { get; set; }
        public long Failed { get; set; }
        public List<double> SubmitMilliseconds { get; init; } = [];
    }
}
