using System.Text.Json;

namespace Cartwright.Bench;

/// <summary>
/// One submission to so many looks at carts that were submitted before, as apps do that watch their orders. A closed
/// loop. Prints one line of JSON.
/// </summary>
internal static class MixedBench
{
    private const int CartsPerSecond = 500;
    private const int Watched = 1_000;

    public static async Task<int> RunAsync(
        string store, int clients, int seconds, int stores, int warmUpSeconds, int polls)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var carts = await PlaceBench.FilledAsync(world, stores, Watched + ((seconds + warmUpSeconds) * CartsPerSecond));
        string[] watched = [.. carts.Take(Watched)];
        var (gateway, _) = await world.StartGatewayAsync();
        await using var ended = gateway;
        using var client = new OrderClient(gateway.Address, world.Key);
        var first = new OrderLoad(client, new(watched));
        await first.RunClosedAsync(clients, TimeSpan.FromMinutes(5));
        for (var skipped = 0; skipped < Watched; skipped++) carts.TryDequeue(out _);
        byte[][] looks = [.. watched.Select(client.LookRequest)];
        var load = new WatchingLoad(client, looks, polls);
        await new OrderLoad(client, carts) { Beside = load.LookAsync }
            .RunClosedAsync(clients, TimeSpan.FromSeconds(warmUpSeconds));
        load.Milliseconds.Clear();
        var cpuBefore = gateway.Cpu;
        var result = await new OrderLoad(client, carts) { Beside = load.LookAsync }
            .RunClosedAsync(clients, TimeSpan.FromSeconds(seconds));
        var cpu = gateway.Cpu - cpuBefore;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "mixed",
            store = world.Store.Name,
            clients,
            polls_per_submission = polls,
            seconds = Math.Round(result.Elapsed.TotalSeconds, 1),
            orders_per_second = Math.Round(result.Placed * stores / result.Elapsed.TotalSeconds),
            polls_per_second = Math.Round(load.Milliseconds.Count / result.Elapsed.TotalSeconds),
            submit_p50_ms = result.Milliseconds(SubmitAnswer.Accepted, 50),
            submit_p99_ms = result.Milliseconds(SubmitAnswer.Accepted, 99),
            poll_p50_ms = OrderLoadResult.Percentile(load.Milliseconds, 50),
            poll_p99_ms = OrderLoadResult.Percentile(load.Milliseconds, 99),
            refused = result.Of(SubmitAnswer.Refused),
            failed = result.Of(SubmitAnswer.Failed) + result.NotPlaced + load.Failed,
            gateway_cpu_cores = Math.Round(cpu / result.Elapsed, 2),
            gateway_memory_peak_mb = gateway.PeakMemoryBytes / 1_000_000,
        }));
        return result.IsSound && load.Failed == 0 ? 0 : 1;
    }
}
