using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cartwright.EndToEnd;

/// <summary>A command of the <c>cartwright</c> program as a process of its own, on the loopback.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private readonly Process process;
    private bool isDisposed;

    private ServedProcess(Process process, Uri address) => (this.process, Id, Address) = (process, process.Id, address);

    public Uri Address { get; }

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public long MemoryBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public long PeakMemoryBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    public int Id { get; }

    /// <summary>Starts it and waits until <paramref name="readyPath"/> answers 200.</summary>
    public static async Task<ServedProcess> StartAsync(
        HttpClient http,
        Uri address,
        string readyPath,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cartwright-cli.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments, "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var served = new ServedProcess(process, address);
        for (var attempt = 0; attempt < 400 && !process.HasExited; attempt++)
        {
            if (await IsReadyAsync(http, new Uri(address, readyPath)))
            {
                return served;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        var state = process.HasExited ? $"exited with {process.ExitCode}" : "was not ready within 10 seconds";
        await served.DisposeAsync();
        throw new InvalidOperationException($"'cartwright {string.Join(' ', arguments)}' {state}.");
    }

    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    /// <param name="signal">Its name without SIG, such as STOP.</param>
    public async Task SignalAsync(string signal)
    {
        var sent = await ProgramRun.RunAsync(
            "sh", AppContext.BaseDirectory, ["-c", $"kill -{signal} {Id}"], CancellationToken.None);
        if (sent.ExitCode != 0)
        {
            throw new InvalidOperationException(sent.Error);
        }
    }

    /// <summary>SIGTERM, as from a service manager; waits until the process has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>SIGKILL: nothing in the process gets to run.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed) return;
        isDisposed = true;
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri ready)
    {
        try
        {
            using var answer = await http.GetAsync(ready);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
