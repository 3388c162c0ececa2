using System.Diagnostics;

namespace Cartwright.Bench;

/// <summary>A command of the <c>cartwright</c> program as a process of its own, on the loopback.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServedProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
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

    /// <summary>Starts it and waits until <paramref name="readyPath"/> answers 200.</summary>
    public static async Task<ServedProcess> StartAsync(
        HttpClient http, Uri address, string readyPath, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cartwright-cli.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments, "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var served = new ServedProcess(process, address);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"'{string.Join(' ', arguments)}' exited with {process.ExitCode}.");
            }

            try
            {
                using var answer = await http.GetAsync(new Uri(address, readyPath));
                if (answer.IsSuccessStatusCode)
                {
                    return served;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await served.DisposeAsync();
        throw new TimeoutException($"'{string.Join(' ', arguments)}' was not ready within 10 seconds.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
