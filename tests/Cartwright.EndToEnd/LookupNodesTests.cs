using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Postgres;
using Cartwright.Sandbox;
using Cartwright.Shops;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd;

/// <summary>Several gateway processes on one PostgreSQL look orders up at one shop.</summary>
[Collection(NodesWorld.Collection)]
public sealed class LookupNodesTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private const string Shop = "tulips.myshopify.com";
    private const int Nodes = 4;

    private readonly HttpClient http = new(new SocketsHttpHandler());
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-nodes-");
    private readonly WebApplication sandbox = SandboxHost.Build(new SandboxOptions { Seed = 1 });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await sandbox.StartAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Expired_token_is_renewed_once_for_a_thousand_lookups_at_four_nodes()
    {
        var settings = Settings(await postgres.NewDatabaseAsync());
        var key = await ConnectAsync(settings);
        var nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(node => ServedProcess.StartAsync(
            http, ServedProcess.FreeAddress(), "health/ready",
            settings.ToDictionary(one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value),
            "serve", "--data", Path.Combine(folder.FullName, $"node{node}"))));
        try
        {
            await AtShopAsync("expire");

            var codes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(
                number => LookUpAsync(nodes[number % Nodes].Address, key)));

            codes.Distinct().ShouldBe(["FOUND"]);
            var books = (await http.GetFromJsonAsync<JsonNode>(AtSandbox($"sandbox/shops/{Shop}/books"), Stop))!;
            books["refreshes"]!.GetValue<long>().ShouldBe(1);
            books["refreshes_in_flight_max"]!.GetValue<int>().ShouldBe(1);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private Uri AtSandbox(string path) => new(SandboxHost.Address(sandbox), path);

    private Dictionary<string, string> Settings(string database) => new()
    {
        ["Journal:ConnectionString"] = database,
        ["Outbound:AllowPrivate"] = "true",
        ["Shops:BaseAddress"] = AtSandbox("shopify/") + "{shop}/",
        // Four processes and a thousand callers on a few cores: how long a lookup or a thread may take is not tested.
        ["Api:LagMillisecondsMax"] = "0",
        ["Lookup:DeadlineSecondsMax"] = "60",
        ["Shops:CallTimeoutSecondsMax"] = "30",
        ["Shops:ClientId"] = "sandbox-app-key",
        ["Shops:ClientSecret"] = "sandbox-app-secret",
        ["Payments:Stripe:SecretKey"] = "sk_test_sandbox",
        ["Payments:Stripe:ReturnUrl"] = "http://127.0.0.1/",
    };

    /// <summary>Installs the app at the shop, and writes what it gave into the nodes' database.</summary>
    /// <returns>The key of the account that the shop belongs to.</returns>
    private async Task<string> ConnectAsync(Dictionary<string, string> settings)
    {
        using var changed = await http.PutAsJsonAsync(
            AtSandbox($"sandbox/shops/{Shop}"),
            new { maximum_available = 10_000_000, restore_rate = 1_000_000, available = 10_000_000 }, Stop);
        changed.IsSuccessStatusCode.ShouldBeTrue();
        var given = await AtShopAsync("install");
        await using var gateway = await Cartwright.Program.BuildAsync(
            [.. settings.Select(one => $"--{one.Key}={one.Value}"), $"--Journal:Folder={folder.FullName}"],
            builder => builder.Logging.ClearProviders());
        var domain = ShopDomain.Parse(Shop);
        var directory = gateway.Services.GetRequiredService<ShopDirectory>();
        await directory.RegisterAsync(domain, ApiKeys.DefaultAccount, Stop);
        var now = TimeProvider.System.GetUtcNow();
        var session = new ShopSession(
            new(given["access_token"]!.GetValue<string>()), now.AddHours(1),
            new(given["refresh_token"]!.GetValue<string>()), now.AddDays(90),
            ShopScopes.Parse(given["scope"]!.GetValue<string>()));
        await directory.ChangeAsync(
            domain, shop => ShopDecisions.Connect(shop, session, "authorization_code", now), null, Stop);
        return (await gateway.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "nodes", Stop)).Key.Reveal();
    }

    private async Task<JsonNode> AtShopAsync(string what)
    {
        using var answer = await http.PostAsJsonAsync(AtSandbox($"sandbox/shops/{Shop}/{what}"), new { }, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        return said.Length == 0 ? new JsonObject() : JsonNode.Parse(said)!;
    }

    private async Task<string> LookUpAsync(Uri node, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, $"v1/shops/{Shop}/orders/lookup"))
        {
            Content = JsonContent.Create(new { order = "#1001", email = "ada@example.com" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", key);
        using var answer = await http.SendAsync(request, Stop);
        var said = (await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!;
        return said["code"]?.GetValue<string>() ?? said.ToJsonString();
    }
}
