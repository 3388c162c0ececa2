using System.Data.Common;
using Cartwright.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Cartwright.Bench;

/// <summary>
/// Where a bench's journal is: a folder of its own, or a PostgreSQL server of its own. Commits are durable.
/// </summary>
internal sealed class BenchStore : IAsyncDisposable
{
    /// <summary>USER_HZ, which is 100 on every Linux that .NET runs on. (time(7).)</summary>
    private const double TicksPerSecond = 100;

    private readonly PostgresServer? server;
    private readonly bool isOwner;
    private readonly string? database;

    private BenchStore(PostgresServer? server, bool isOwner, string? database) =>
        (this.server, this.isOwner, this.database) = (server, isOwner, database);

    public string Folder { get; } = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;

    public bool IsPostgres => server is not null;

    public string Name => IsPostgres ? "postgres" : "sqlite";

    /// <summary>The gateway's settings for it.</summary>
    public IReadOnlyDictionary<string, string> Settings => database is null
        ? new Dictionary<string, string> { ["Journal__Folder"] = Folder }
        : new Dictionary<string, string> { ["Journal__ConnectionString"] = database };

    /// <param name="name"><c>sqlite</c> or <c>postgres</c>.</param>
    public static async Task<BenchStore> OpenAsync(string name)
    {
        if (name is not ("sqlite" or "postgres"))
            throw new ArgumentException($"There is no store '{name}': say --store sqlite or --store postgres.");
        if (name == "sqlite") return new(null, isOwner: true, null);
        var server = new PostgresServer { IsDurable = true };
        await server.InitializeAsync();
        return new(server, isOwner: true, await server.NewDatabaseAsync());
    }

    /// <summary>An empty one on the same disk or server.</summary>
    public async Task<BenchStore> NewBesideAsync() =>
        new(server, isOwner: false, server is null ? null : await server.NewDatabaseAsync());

    /// <summary>A connection beside the journal's own.</summary>
    public async Task<DbConnection> ConnectAsync()
    {
        DbConnection connection = database is null
            ? new SqliteConnection($"Data Source={Path.Combine(Folder, "gateway.db")};Pooling=false")
            : new NpgsqlConnection(database);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>
    /// Does now what PostgreSQL would do in the minutes after so much was written, on the cores that are measured: that
    /// is the filling's cost.
    /// </summary>
    public async Task SettleAsync()
    {
        if (!IsPostgres) return;
        await using var connection = await ConnectAsync();
        foreach (var statement in new[] { "VACUUM ANALYZE", "CHECKPOINT" })
        {
            await using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (statement, 1_800);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What the server has used of the processor; nothing on SQLite, which the gateway runs itself.</summary>
    public TimeSpan Cpu => server is null ? TimeSpan.Zero : server.Processes()
        .Select((process, index) => CpuOf(process, withEnded: index == 0))
        .Aggregate(TimeSpan.Zero, (sum, one) => sum + one);

    /// <param name="withEnded">Whether to count what has ended of its own, too. (proc_pid_stat(5).)</param>
    private static TimeSpan CpuOf(int process, bool withEnded)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{process}/stat");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return TimeSpan.Zero;
        }

        // Behind the name, which may hold spaces: utime and stime are the 14th and 15th field, then those of the ended.
        var ticks = stat.Split(") ")[1].Split(' ')[11..(withEnded ? 15 : 13)].Sum(long.Parse);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null && isOwner) await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
