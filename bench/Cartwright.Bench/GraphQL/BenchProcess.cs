using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Cartwright.Bench;

/// <summary>A server as a process of its own, which prints the port it listens on.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private readonly Process process;

    private BenchProcess(Process process, int port) =>
        (this.process, Address) = (process, new(IPAddress.Loopback, port));

    public IPEndPoint Address { get; }

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<BenchProcess> StartAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // The load generator's own setting is not the servers'.
        foreach (var name in HttpLoad.Settings.Keys) start.Environment.Remove(name);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var line = await process.StandardOutput.ReadLineAsync();
        if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return new(process, port);
        await StopAsync(process);
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} printed no port but '{line}'.");
    }

    public async ValueTask DisposeAsync() => await StopAsync(process);

    private static async Task StopAsync(Process process)
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
