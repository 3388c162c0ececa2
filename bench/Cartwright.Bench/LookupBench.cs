using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.EndToEnd;
using Cartwright.Lookup;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Bench;

/// <summary>
/// Looks one order up with a warm token as often as some callers can, and sends the same request to the same shop with a
/// bare HttpClient, by turns in one run. The shop is the sandbox's, in a process of its own. Prints one line of JSON.
/// </summary>
internal static class LookupBench
{
    private const string Shop = "tulips.myshopify.com";
    private const string Account = "account_bench";

    public static async Task<int> RunAsync(int clients, int seconds, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        using var http = HttpClientOf(handler);
        try
        {
            var address = ServedProcess.FreeAddress();
            await using var sandbox = await ServedProcess.StartAsync(
                http, address, "sandbox/stores", new Dictionary<string, string>(), "sandbox");
            await using var app = await Cartwright.Program.BuildAsync(
                [
                    $"--Journal:Folder={folder}", "--Outbound:AllowPrivate=true",
                    $"--Shops:BaseAddress={new Uri(address, "shopify/")}{{shop}}/",
                    "--Shops:ClientId=sandbox-app-key", "--Shops:ClientSecret=sandbox-app-secret",
                    "--Payments:Stripe:SecretKey=sk_test_sandbox", "--Payments:Stripe:ReturnUrl=http://127.0.0.1/",
                ],
                builder => builder.Logging.ClearProviders());
            var domain = ShopDomain.Parse(Shop);
            var token = await ConnectAsync(http, address, app.Services, domain);
            var lookup = app.Services.GetRequiredService<LookUpOrder>();
            var request = new LookupRequest(domain, new("1001"), new(Email: "ada@example.com"));
            var target = new Uri(address, $"shopify/{Shop}/admin/api/2026-10/graphql.json");
            var body = BodyOf(request.Reference);

            async Task<bool> LookUpAsync() =>
                (await lookup.HandleAsync(request, CancellationToken.None)).Outcome is LookupOutcome.Found;

            async Task<bool> AskAsync()
            {
                using var message = new HttpRequestMessage(HttpMethod.Post, target)
                {
                    Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
                };
                message.Headers.Add("X-Shopify-Access-Token", token);
                using var answer = await http.SendAsync(message);
                return (await answer.Content.ReadAsByteArrayAsync()).AsSpan().IndexOf("#1001"u8) > 0;
            }

            await ClosedLoop.RunAsync(clients, TimeSpan.FromSeconds(seconds), LookUpAsync);
            await ClosedLoop.RunAsync(clients, TimeSpan.FromSeconds(seconds), AskAsync);
            List<ClosedLoop> ours = [], bare = [];
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(await ClosedLoop.RunAsync(clients, TimeSpan.FromSeconds(seconds), LookUpAsync));
                bare.Add(await ClosedLoop.RunAsync(clients, TimeSpan.FromSeconds(seconds), AskAsync));
            }

            return Print(clients, ours, bare);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Print(int clients, List<ClosedLoop> ours, List<ClosedLoop> bare)
    {
        var (rate, bareRate) = (ClosedLoop.RateOf(ours), ClosedLoop.RateOf(bare));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "lookup",
            clients,
            lookups_per_second = Math.Round(rate),
            p50_ms = ClosedLoop.PercentileOf(ours, 50),
            p99_ms = ClosedLoop.PercentileOf(ours, 99),
            cpu_us = ClosedLoop.CpuMicrosecondsOf(ours),
            bare_cpu_us = ClosedLoop.CpuMicrosecondsOf(bare),
            bare_per_second = Math.Round(bareRate),
            bare_p99_ms = ClosedLoop.PercentileOf(bare, 99),
            of_bare = Math.Round(rate / bareRate, 2),
            failed = ours.Sum(load => load.Failed) + bare.Sum(load => load.Failed),
        }));
        return ours.Concat(bare).All(load => load.Failed == 0) ? 0 : 1;
    }

    /// <summary>Installs the app, with points enough that the shop's own limit is not what is measured.</summary>
    private static async Task<string> ConnectAsync(
        HttpClient http, Uri sandbox, IServiceProvider services, ShopDomain domain)
    {
        using var limits = await http.PutAsJsonAsync(
            new Uri(sandbox, $"sandbox/shops/{Shop}"),
            new { maximum_available = 1e9, restore_rate = 1e8, available = 1e9 });
        using var installed = await http.PostAsJsonAsync(
            new Uri(sandbox, $"sandbox/shops/{Shop}/install"), new { });
        var given = (await installed.Content.ReadFromJsonAsync<JsonNode>())!;
        var token = given["access_token"]!.GetValue<string>();
        var directory = services.GetRequiredService<ShopDirectory>();
        await directory.RegisterAsync(domain, Account, CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        await directory.ChangeAsync(
            domain,
            shop => ShopDecisions.Connect(
                shop,
                new(new(token), now.AddHours(1), new(given["refresh_token"]!.GetValue<string>()), now.AddDays(90),
                    ShopScopes.Parse(given["scope"]!.GetValue<string>())),
                "authorization_code", now),
            null, CancellationToken.None);
        return token;
    }

    private static byte[] BodyOf(OrderReference reference)
    {
        var (byName, byNumber, bySearch) = OrderNames.QueriesFor(reference);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("query", OrderDocuments.FindOrder);
            json.WriteStartObject("variables");
            json.WriteString("byName", byName);
            json.WriteString("byNumber", byNumber);
            json.WriteString("bySearch", bySearch);
            json.WriteBoolean("withCustomer", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // RS0030: a program of its own has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient HttpClientOf(SocketsHttpHandler handler) => new(handler, disposeHandler: false);
#pragma warning restore RS0030
}
