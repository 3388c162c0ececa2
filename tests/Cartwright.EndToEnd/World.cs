using Cartwright.Cli;
using Cartwright.Client;
using Cartwright.Postgres;

namespace Cartwright.EndToEnd;

/// <summary>
/// A gateway on a folder of its own, or on PostgreSQL where that is chosen, and the simulated outside world, both on free
/// ports of this machine.
/// </summary>
public sealed class World : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-test-");
    private readonly HttpClient http = new(new SocketsHttpHandler());
    private RunningSandbox? sandbox;
    private RunningGateway? gateway;

    internal RunningSandbox Sandbox => sandbox ?? throw new InvalidOperationException("The world has not begun.");

    internal RunningGateway Gateway => gateway ?? throw new InvalidOperationException("The world has not begun.");

    internal IReadOnlyList<SandboxStore> Stores { get; private set; } = [];

    internal Uri Endpoint => new(Gateway.Addresses[0], "v1/query");

    internal Secret Key { get; private set; } = new("");

    internal CartwrightClient Client => new(
        http,
        new()
        {
            Endpoint = Endpoint,
            ApiKey = Key.Reveal(),
            ShopperIp = "203.0.113.7",
            PollIntervalMilliseconds = 50,
        },
        TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, cancellationToken);
        var database = SharedPostgres.IsChosen ? await (await SharedPostgres.ServerAsync()).NewDatabaseAsync() : null;
        gateway = await RunningGateway.StartAsync(
            new(LoopbackAddress.AnyPort, folder.FullName, sandbox.Address, Database: database), cancellationToken);
        Stores = await SandboxStores.RegisterAsync(gateway, sandbox, cancellationToken);
        Key = await DevelopmentKey.CreateAsync(gateway, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (gateway is not null) await gateway.DisposeAsync();
        if (sandbox is not null) await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
