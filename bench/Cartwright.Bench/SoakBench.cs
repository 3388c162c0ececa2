using System.Text.Json;
using Cartwright.EndToEnd;

namespace Cartwright.Bench;

/// <summary>
/// The same load for a long time, in an open loop: memory and p99 of each minute are to stay as they were. Prints one
/// line of JSON, and each minute to the error output as it ends.
/// </summary>
internal static class SoakBench
{
    private const int Compared = 5;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private sealed record Minute(double? P99, long MemoryBytes, int Submitted);

    /// <param name="ordersPerSecond">
    /// Offered: about half of what the machine places, so that nothing but a leak grows.
    /// </param>
    public static async Task<int> RunAsync(
        string store, int minutes, int ordersPerSecond, int stores, int warmUpSeconds, int minuteSeconds)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var perSecond = ordersPerSecond / (double)stores;
        var seconds = minutes * minuteSeconds;
        var carts = await PlaceBench.FilledAsync(
            world, stores, (int)(perSecond * (seconds + warmUpSeconds)) + 1);
        var (gateway, _) = await world.StartGatewayAsync();
        await using var ended = gateway;
        using var client = new OrderClient(gateway.Address, world.Key);
        await new OrderLoad(client, carts).RunOpenAsync(perSecond, TimeSpan.FromSeconds(warmUpSeconds));
        var memory = new List<long>();
        using var enough = new CancellationTokenSource();
        var watching = WatchAsync(gateway, memory, enough.Token);
        var result = await new OrderLoad(client, carts).RunOpenAsync(perSecond, TimeSpan.FromSeconds(seconds));
        await enough.CancelAsync();
        await watching;
        Minute[] all = [.. Enumerable.Range(0, minutes).Select(index => Of(result, memory, index, minuteSeconds))];
        foreach (var (index, minute) in all.Index())
            Console.Error.WriteLine($"minute {index + 1}: p99 {minute.P99} ms, {minute.MemoryBytes / 1_000_000} MB");
        var (first, last) = (all[..Math.Min(Compared, minutes)], all[^Math.Min(Compared, minutes)..]);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "soak",
            store = world.Store.Name,
            minutes,
            offered_per_second = ordersPerSecond,
            orders_placed = result.Placed * stores,
            first_p99_ms = Median(first.Select(minute => minute.P99 ?? 0)),
            last_p99_ms = Median(last.Select(minute => minute.P99 ?? 0)),
            first_memory_mb = Median(first.Select(minute => minute.MemoryBytes / 1e6)),
            last_memory_mb = Median(last.Select(minute => minute.MemoryBytes / 1e6)),
            minute_p99_ms = all.Select(minute => minute.P99),
            minute_memory_mb = all.Select(minute => minute.MemoryBytes / 1_000_000),
            refused = result.Of(SubmitAnswer.Refused),
            failed = result.Of(SubmitAnswer.Failed) + result.NotPlaced,
        }));
        return result.IsSound ? 0 : 1;
    }

    private static Minute Of(OrderLoadResult result, List<long> memory, int index, int minuteSeconds)
    {
        var of = result.Submissions
            .Where(submission => (int)submission.Due.TotalSeconds / minuteSeconds == index).ToList();
        var seen = memory.Skip(index * minuteSeconds).Take(minuteSeconds).DefaultIfEmpty(memory.LastOrDefault()).Max();
        return new(
            OrderLoadResult.Percentile(of.Select(submission => submission.Milliseconds), 99), seen, of.Count);
    }

    private static async Task WatchAsync(ServedProcess gateway, List<long> memory, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        while (!enough.IsCancellationRequested)
        {
            memory.Add(gateway.MemoryBytes);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static double? Median(IEnumerable<double> values) => OrderLoadResult.Percentile(values, 50);
}
