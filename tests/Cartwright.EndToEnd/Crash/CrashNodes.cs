using Cartwright.Postgres;

namespace Cartwright.EndToEnd.Crash;

/// <summary>
/// The processes that are killed: one gateway on an SQLite folder, or three on a PostgreSQL server, and the server
/// itself. All killing is SIGKILL.
/// </summary>
internal sealed class CrashNodes : IAsyncDisposable
{
    /// <summary>After so many there was one of each kind.</summary>
    public const int KillsOfEachKind = 10;

    private const int NodesOnPostgres = 3;
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(60);

    private readonly HttpClient http;
    private readonly Action<string> log;
    private readonly DirectoryInfo? folder;
    private readonly PostgresServer? server;
    private readonly ServedProcess?[] running;
    private readonly Uri[] addresses;

    private CrashNodes(HttpClient http, Action<string> log, PostgresServer? server, string journal)
    {
        (this.http, this.log, this.server) = (http, log, server);
        if (server is null) folder = new(journal);
        running = new ServedProcess?[server is null ? 1 : NodesOnPostgres];
        addresses = [.. running.Select(_ => ServedProcess.FreeAddress())];
        Settings = server is null
            ? new() { ["Journal:Folder"] = journal }
            // Work of a killed node is taken over soon, so that the next kill finds it under way.
            : new() { ["Journal:ConnectionString"] = journal, ["Journal:LeaseSeconds"] = "2" };
    }

    /// <summary>By which a gateway finds the journal, and what is added of the outside world.</summary>
    public Dictionary<string, string> Settings { get; }

    public int NodeKills { get; private set; }

    /// <summary>Of <see cref="NodeKills"/>, those of a process that did not serve yet.</summary>
    public int StartKills { get; private set; }

    public int DatabaseKills { get; private set; }

    public static async Task<CrashNodes> PrepareAsync(bool isOnPostgres, HttpClient http, Action<string> log)
    {
        if (!isOnPostgres)
            return new(http, log, null, Directory.CreateTempSubdirectory("cartwright-crash-").FullName);
        var server = new PostgresServer { IsDurable = true };
        await server.InitializeAsync();
        return new(http, log, server, await server.NewDatabaseAsync());
    }

    public Uri Any(Random random) => addresses[random.Next(addresses.Length)];

    public Task StartAsync() => Task.WhenAll(Enumerable.Range(0, running.Length).Select(StartAsync));

    public async Task StopAsync()
    {
        foreach (var node in running.OfType<ServedProcess>()) await node.DisposeAsync();
        Array.Clear(running);
    }

    /// <summary>
    /// Kills a gateway and starts it again; every tenth time PostgreSQL itself, and every eighth time the gateway once
    /// more while it starts.
    /// </summary>
    public async Task KillAsync(int kill, Random random, CancellationToken cancellationToken)
    {
        if (server is not null && kill % 10 == 9)
        {
            await server.KillAsync();
            await server.RestartAsync();
            DatabaseKills++;
            return;
        }

        var node = random.Next(running.Length);
        await running[node]!.DisposeAsync();
        NodeKills++;
        if (kill % 8 == 6)
        {
            await using var early = Launch(node);
            await Task.Delay(
                TimeSpan.FromMilliseconds(random.Next(50, 1000)), TimeProvider.System, cancellationToken);
            NodeKills++;
            StartKills++;
        }

        await StartAsync(node);
    }

    /// <summary>What every process that serves now tells of itself.</summary>
    public Task<string[]> MetricsAsync() =>
        Task.WhenAll(addresses.Select(address => http.GetStringAsync(new Uri(address, "metrics"))));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (server is not null) await server.DisposeAsync();
        folder?.Delete(recursive: true);
    }

    private async Task StartAsync(int node)
    {
        running[node] = Launch(node);
        await running[node]!.ReadyAsync(http, "health/ready", StartTimeMax);
    }

    private ServedProcess Launch(int node) => ServedProcess.Launch(
        addresses[node],
        Settings.ToDictionary(one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value),
        [],
        log,
        folder is null ? ["serve"] : ["serve", "--data", folder.FullName]);
}
