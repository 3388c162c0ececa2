using System.Collections.Concurrent;
using System.Diagnostics;
using Cartwright.Postgres;

namespace Cartwright.EndToEnd;

/// <summary>A command of the <c>cartwright</c> program as a process of its own, on the loopback.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private const int LastWordsMax = 20;

    private readonly Process process;
    private readonly ConcurrentQueue<string> lastWords;
    private bool isDisposed;

    private ServedProcess(Process process, Uri address, ConcurrentQueue<string> lastWords) =>
        (this.process, Id, Address, this.lastWords) = (process, process.Id, address, lastWords);

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

    /// <summary>A start takes a second; beside other tests, on two cores, several.</summary>
    public static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(30);

    /// <summary>Starts it and waits until <paramref name="readyPath"/> answers 200.</summary>
    public static async Task<ServedProcess> StartAsync(
        HttpClient http,
        Uri address,
        string readyPath,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments)
    {
        var served = Launch(address, environment, [], Console.Error.WriteLine, arguments);
        await served.ReadyAsync(http, readyPath, ReadyMax);
        return served;
    }

    /// <summary>Starts it, and does not wait until it serves.</summary>
    /// <param name="under">A program, with its arguments, that runs it; none when empty.</param>
    /// <param name="log">Is given each line of its standard error output.</param>
    public static ServedProcess Launch(
        Uri address,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> under,
        Action<string> log,
        params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cartwright-cli.dll");
        string[] line = [.. under, "dotnet", "exec", program, .. arguments, "--urls", address.ToString()];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{line[0]} did not start.");
        var lastWords = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, said) =>
        {
            if (said.Data is null) return;
            lastWords.Enqueue(said.Data);
            if (lastWords.Count > LastWordsMax) lastWords.TryDequeue(out string? _);
            log(said.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, address, lastWords);
    }

    /// <summary>Waits until <paramref name="readyPath"/> answers 200.</summary>
    public async Task ReadyAsync(HttpClient http, string readyPath, TimeSpan timeMax)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(startedAt) < timeMax && !process.HasExited)
        {
            if (await IsReadyAsync(http, new Uri(Address, readyPath)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        var state = process.HasExited
            ? $"exited with {process.ExitCode}" : $"was not ready within {timeMax.TotalSeconds:0} seconds";
        var command = string.Join(' ', process.StartInfo.ArgumentList);
        await DisposeAsync();
        throw new InvalidOperationException($"'{command}' {state}. It said: {string.Join('\n', lastWords)}");
    }

    public static Uri FreeAddress() => new($"http://127.0.0.1:{FreePort.Find()}/");

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
            process.Kill(entireProcessTree: true);
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
