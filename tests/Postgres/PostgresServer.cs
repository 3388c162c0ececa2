using System.Diagnostics;
using Npgsql;

namespace Cartwright.Postgres;

/// <summary>
/// A PostgreSQL server of a program's own: from the system's packages, in a temporary folder, on a free port of the
/// loopback.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const int TriesMax = 600;

    /// <summary>
    /// Where what need not be durable is kept, if there is room: each test makes a database of hundreds of files.
    /// </summary>
    private const string Memory = "/dev/shm";
    private const long MemoryMin = 4L << 30;

    private readonly string programs = FindPrograms();
    private readonly int port = FreePort.Find();
    private DirectoryInfo? folder;
    private Process? server;

    /// <summary>Whether a commit waits for the disk: tests need not, what is measured must.</summary>
    public bool IsDurable { get; init; }

    /// <summary>An existing folder on the disk its data is to be on; null where the disk does not matter.</summary>
    public string? In { get; init; }

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";

    private string Data => Path.Combine(folder!.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        await MakeFolderAsync();
        string[] sync = IsDurable ? [] : ["--no-sync"];
        await RunAsync(AsServer("initdb", ["-D", Data, "-U", "postgres", "-A", "trust", .. sync]));
        await StartAsync();
    }

    /// <summary>Starts the server on the data it has, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Launch();
        for (var attempt = 0; !await IsReadyAsync(); attempt++)
        {
            if (server!.HasExited) throw new InvalidOperationException("PostgreSQL ended at its start.");
            if (attempt >= TriesMax) throw new TimeoutException("PostgreSQL was not ready within 30 seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>
    /// Starts the server if it was killed or has ended, and waits until it has recovered. While one of its processes is
    /// still on its way out, the memory they share is in use, and a new server ends at once.
    /// </summary>
    public async Task RestartAsync()
    {
        for (var attempt = 0; !await IsReadyAsync(); attempt++)
        {
            if (server!.HasExited) Launch();
            if (attempt >= TriesMax) throw new TimeoutException("PostgreSQL did not recover within 30 seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>The server's processes as they are now: the first, and those it has started.</summary>
    public IReadOnlyList<int> Processes()
    {
        var first = server!.Id;
        var started = File.ReadAllText($"/proc/{first}/task/{first}/children");
        return [first, .. started.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private void Launch()
    {
        server?.Dispose();
        server = Process.Start(AsServer(
            "postgres", "-D", Data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", IsDurable ? "fsync=on" : "fsync=off",
            "-c", "max_connections=1000"))!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
    }

    /// <summary>Ends the server as a power cut would: no connection is closed in order.</summary>
    public async Task CrashAsync()
    {
        if (server is { HasExited: false })
        {
            await RunAsync(AsServer("pg_ctl", "stop", "-D", Data, "-m", "immediate"));
            await server.WaitForExitAsync();
        }

        server?.Dispose();
        server = null;
    }

    /// <summary>SIGKILL, to all of its processes: the machine it runs on is gone.</summary>
    public async Task KillAsync()
    {
        server!.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
    }

    /// <summary>
    /// Makes a standby that follows this server. From then on a commit is acknowledged once the standby has it too.
    /// </summary>
    public async Task<PostgresServer> NewStandbyAsync()
    {
        var standby = new PostgresServer();
        await standby.MakeFolderAsync();
        await RunAsync(standby.AsServer(
            "pg_basebackup", "-D", standby.Data, "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres",
            "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"));
        await standby.StartAsync();
        // After the copy, which would else wait for a standby of its own once it is promoted.
        await RunAsync("ALTER SYSTEM SET synchronous_standby_names = '*'");
        await RunAsync("SELECT pg_reload_conf()");
        for (var attempt = 0; !await IsFollowedAsync(); attempt++)
        {
            if (attempt >= 600) throw new TimeoutException("The standby did not follow within 30 seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return standby;
    }

    /// <summary>Makes a standby a server that takes writes.</summary>
    public Task PromoteAsync() => RunAsync(AsServer("pg_ctl", "promote", "-D", Data));

    /// <summary>The connection string by which clients of a database of this server follow a failover.</summary>
    public string WithStandby(PostgresServer standby, string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = $"127.0.0.1:{port},127.0.0.1:{standby.port}",
        }.ConnectionString;

    /// <summary>Makes an empty database, and answers the connection string to it.</summary>
    public async Task<string> NewDatabaseAsync(string options = "")
    {
        var name = $"t{Guid.NewGuid():n}";
        await RunAsync($"CREATE DATABASE {name} {options}");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database whoever uses it.</summary>
    public async Task DropAsync(string connectionString) =>
        await RunAsync($"DROP DATABASE {DatabaseOf(connectionString)} WITH (FORCE)");

    /// <summary>Backs a database up while it is used, and answers the file.</summary>
    public async Task<string> DumpAsync(string connectionString)
    {
        var file = Path.Combine(folder!.FullName, $"{DatabaseOf(connectionString)}.dump");
        await RunAsync(AsServer(
            "pg_dump", "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "--format=custom", "--file", file,
            DatabaseOf(connectionString)));
        return file;
    }

    /// <summary>Restores what was backed up into an empty database.</summary>
    public Task RestoreAsync(string file, string connectionString) => RunAsync(AsServer(
        "pg_restore", "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "--exit-on-error", "--dbname",
        DatabaseOf(connectionString), file));

    public static string DatabaseOf(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Database!;

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        folder?.Delete(recursive: true);
    }

    private async Task MakeFolderAsync()
    {
        var inMemory = !IsDurable && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > MemoryMin;
        var place = In ?? (inMemory ? Memory : Path.GetTempPath());
        folder = Directory.CreateDirectory(Path.Combine(place, $"cartwright-postgres-{Guid.NewGuid():n}"));
        if (Environment.IsPrivilegedProcess)
            await RunAsync(new ProcessStartInfo("chown", ["postgres", folder.FullName]));
    }

    private async Task<bool> IsFollowedAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", connection);
        return await command.ExecuteScalarAsync() is > 0L;
    }

    private Task RunAsync(string sql) => RunAsync(ConnectionString, sql);

    /// <summary>Runs a statement beside whoever uses the database.</summary>
    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            await RunAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>PostgreSQL does not run as root: then it runs as the user that its package made.</summary>
    private ProcessStartInfo AsServer(string program, params string[] arguments)
    {
        string[] line = [Path.Combine(programs, program), .. arguments];
        if (Environment.IsPrivilegedProcess)
            line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. line];
        return new(line[0], line[1..])
        {
            WorkingDirectory = folder!.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName}: {error}");
    }

    /// <summary>Debian keeps PostgreSQL's own programs out of the PATH.</summary>
    private static string FindPrograms()
    {
        const string packages = "/usr/lib/postgresql";
        string[] versions = Directory.Exists(packages) ? Directory.GetDirectories(packages) : [];
        var folder = versions.Select(version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
        const string remedy = "Install PostgreSQL 15 or later, or run ./test as root to have it installed.";
        if (folder is null) OnMissing(remedy);
        return folder ?? throw new InvalidOperationException(remedy);
    }

    /// <summary>What a program does that can go on without a server; others fail.</summary>
    static partial void OnMissing(string remedy);
}
