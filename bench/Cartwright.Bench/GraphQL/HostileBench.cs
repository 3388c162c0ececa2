using System.Diagnostics;
using System.Text.Json;
using Cartwright.GraphQL.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Bench;

/// <summary>
/// Gives each of the hostile requests of the engine's tests to an engine and prints a line of JSON each: what it cost
/// to refuse or answer it, the quickest of several times, and what memory it took.
/// </summary>
internal static class HostileBench
{
    private const int Times = 7;

    public static async Task<int> RunAsync()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var slowest = 0.0;
        foreach (var request in HostileDocuments.All)
        {
            var milliseconds = new List<double>();
            var allocated = 0L;
            var code = "";
            for (var i = 0; i < Times; i++)
            {
                GC.Collect();
                var before = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                var sending = request.SendAsync(services);
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                using var response = await sending;
                code = response.ErrorCodes.Count == 0 ? "answered" : string.Join(' ', response.ErrorCodes);
            }

            slowest = Math.Max(slowest, milliseconds.Min());
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench = "hostile",
                request = request.Name,
                kilobytes = Math.Round(request.Document.Length / 1_000.0, 1),
                outcome = code,
                milliseconds = Math.Round(milliseconds.Min(), 2),
                first_milliseconds = Math.Round(milliseconds[0], 2),
                allocated_kilobytes = allocated / 1_000,
            }));
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "hostile",
            requests = HostileDocuments.All.Count,
            slowest_milliseconds = Math.Round(slowest, 2),
        }));
        return 0;
    }
}
