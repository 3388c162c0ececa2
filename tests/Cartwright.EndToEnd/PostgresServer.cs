using System.Diagnostics;
using Npgsql;

namespace Cartwright.EndToEnd;

/// <summary>A PostgreSQL server of one test class: in a temporary folder, on a free port of the loopback.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private DirectoryInfo? folder;
    private Process? server;
    private string programs = "";

    public string ConnectionString { get; private set; } = "";

    private string Data => Path.Combine(folder!.FullName, "data");

    public async ValueTask InitializeAsync()
    {
        programs = Needs.PostgresPrograms();
        folder = Directory.CreateTempSubdirectory("cartwright-postgres-");
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "postgres", folder.FullName);
        await RunAsServerAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "--no-sync");
        var port = ServedProcess.FreeAddress().Port;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
        server = Process.Start(AsServer(
            "postgres", "-D", Data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off"))!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        for (var attempt = 0; !await IsReadyAsync(); attempt++)
        {
            server.HasExited.ShouldBeFalse("PostgreSQL ended at its start.");
            attempt.ShouldBeLessThan(600, "PostgreSQL was not ready within 30 seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is { HasExited: false }) await RunAsServerAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate");
        server?.Dispose();
        folder?.Delete(recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync();
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

    private async Task RunAsServerAsync(string program, params string[] arguments)
    {
        var start = AsServer(program, arguments);
        await RunAsync(start.FileName, [.. start.ArgumentList]);
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var run = await ProgramRun.RunAsync(program, folder!.FullName, arguments, CancellationToken.None);
        run.ExitCode.ShouldBe(0, $"{program}: {run.Error}");
    }
}
