using System.Diagnostics;

namespace Cartwright.Bench;

/// <summary>What some clients saw that each asked, waited for the answer and asked again.</summary>
/// <param name="Cpu">What this process computed meanwhile.</param>
internal sealed record ClosedLoop(
    TimeSpan Elapsed, TimeSpan Cpu, int Failed, IReadOnlyList<double> Milliseconds)
{
    /// <param name="act">One request; false when its answer was wrong.</param>
    public static Task<ClosedLoop> RunAsync(int clients, TimeSpan duration, Func<Task<bool>> act) =>
        RunAsync(clients, duration, _ => act());

    /// <param name="act">One request of the client of that number; false when its answer was wrong.</param>
    public static async Task<ClosedLoop> RunAsync(int clients, TimeSpan duration, Func<int, Task<bool>> act)
    {
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var failed = 0;
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            List<double> mine = [];
            while (clock.Elapsed < duration)
            {
                var started = Stopwatch.GetTimestamp();
                if (!await act(client))
                {
                    Interlocked.Increment(ref failed);
                }

                mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return mine;
        })));
        return new(clock.Elapsed, Environment.CpuUsage.TotalTime - cpu, failed, [.. all.SelectMany(mine => mine)]);
    }

    public static double RateOf(List<ClosedLoop> loads) =>
        loads.Sum(load => load.Milliseconds.Count) / loads.Sum(load => load.Elapsed.TotalSeconds);

    public static double CpuMicrosecondsOf(List<ClosedLoop> loads) =>
        Math.Round(loads.Sum(load => load.Cpu.TotalMicroseconds) / loads.Sum(load => load.Milliseconds.Count), 1);

    public static double PercentileOf(List<ClosedLoop> loads, int percent)
    {
        var sorted = loads.SelectMany(load => load.Milliseconds).Order().ToArray();
        return Math.Round(sorted[(sorted.Length - 1) * percent / 100], 2);
    }
}
