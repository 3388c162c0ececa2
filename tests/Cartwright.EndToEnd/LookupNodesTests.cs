using Cartwright.Accounts;
using Cartwright.Postgres;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd;

/// <summary>Several gateway processes on one PostgreSQL look orders up at one shop.</summary>
[Collection(NodesWorld.Collection)]
public sealed class LookupNodesTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private const int Nodes = 4;

    private readonly HttpClient http = new(new SocketsHttpHandler());
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-nodes-");
    private readonly WebApplication sandbox = SandboxHost.Build(new SandboxOptions { Seed = 1 });

    private SandboxShop Shop => new(http, SandboxHost.Address(sandbox));

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
            await Shop.ExpireAsync(Stop);

            var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(
                number => Shop.LookUpAsync(nodes[number % Nodes].Address, key, Stop)));

            answers.Select(answer => answer.Code).Distinct().ShouldBe(["FOUND"]);
            var books = await Shop.BooksAsync(Stop);
            books["refreshes"]!.GetValue<long>().ShouldBe(1);
            Invariants.OneRefreshRuns(SandboxShop.Domain.Value, books).ShouldBeEmpty();
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private Dictionary<string, string> Settings(string database) => new()
    {
        ["Journal:ConnectionString"] = database,
        ["Outbound:AllowPrivate"] = "true",
        ["Shops:BaseAddress"] = $"{SandboxHost.Address(sandbox)}shopify/{{shop}}/",
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
        await using var gateway = await Cartwright.Program.BuildAsync(
            [.. settings.Select(one => $"--{one.Key}={one.Value}"), $"--Journal:Folder={folder.FullName}"],
            builder => builder.Logging.ClearProviders());
        await Shop.ConnectAsync(gateway.Services, Stop);
        return (await gateway.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "nodes", Stop)).Key.Reveal();
    }
}
