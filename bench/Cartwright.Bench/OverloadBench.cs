using System.Text.Json;

namespace Cartwright.Bench;

/// <summary>
/// Finds by a closed loop what the gateway can place, then offers ten times as much by an open loop. What is refused is
/// to be refused at once, and what is accepted is to be placed, as fast as before. Prints one line of JSON.
/// </summary>
internal static class OverloadBench
{
    private const int CartsPerSecond = 2_500;
    private const int Connections = 2_000;

    public static async Task<int> RunAsync(
        string store, int clients, int seconds, int stores, int warmUpSeconds, int times, int? gatewayCore)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var carts = await PlaceBench.FilledAsync(
            world, stores, ((seconds + warmUpSeconds) * CartsPerSecond) + (seconds * CartsPerSecond * times / 2));
        var (gateway, _) = await world.StartGatewayAsync(gatewayCore);
        await using var ended = gateway;
        using var client = new OrderClient(gateway.Address, world.Key);
        await new OrderLoad(client, carts).RunClosedAsync(clients, TimeSpan.FromSeconds(warmUpSeconds));
        var peak = await new OrderLoad(client, carts).RunClosedAsync(clients, TimeSpan.FromSeconds(seconds));
        var capacity = peak.Placed / peak.Elapsed.TotalSeconds;
        await client.OpenAsync(Connections);
        var cpuBefore = gateway.Cpu;
        var over = await new OrderLoad(client, carts).RunOpenAsync(capacity * times, TimeSpan.FromSeconds(seconds));
        var accepted = over.Of(SubmitAnswer.Accepted);
        var refused = over.Of(SubmitAnswer.Refused);
        var offered = over.Submissions.Count / over.Submissions.Max(submission => submission.Due).TotalSeconds;
        var cpu = gateway.Cpu - cpuBefore;
        // By when each was answered: what was accepted at the end is placed while nothing is offered any more.
        var throughput = accepted / over.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "overload",
            store = world.Store.Name,
            stores,
            gateway_core = gatewayCore,
            peak_orders_per_second = Math.Round(capacity * stores),
            offered_orders_per_second = Math.Round(offered * stores),
            seconds = Math.Round(over.Elapsed.TotalSeconds, 1),
            orders_per_second = Math.Round(throughput * stores),
            of_peak = Math.Round(throughput / capacity, 2),
            refused_share = Math.Round(refused / (double)over.Submissions.Count, 3),
            refused_p50_ms = over.Milliseconds(SubmitAnswer.Refused, 50),
            refused_p99_ms = over.Milliseconds(SubmitAnswer.Refused, 99),
            load_late_p99_ms = OrderLoadResult.Percentile(
                over.Submissions.Select(submission => submission.LateMilliseconds), 99),
            peak_refused = peak.Of(SubmitAnswer.Refused),
            peak_submit_p99_ms = peak.Milliseconds(SubmitAnswer.Accepted, 99),
            accepted_p50_ms = over.Milliseconds(SubmitAnswer.Accepted, 50),
            accepted_p99_ms = over.Milliseconds(SubmitAnswer.Accepted, 99),
            accepted = accepted * stores,
            accepted_not_placed = over.NotPlaced * stores,
            failed = over.Of(SubmitAnswer.Failed),
            gateway_cpu_cores = Math.Round(cpu / over.Elapsed, 2),
            gateway_memory_peak_mb = gateway.PeakMemoryBytes / 1_000_000,
        }));
        return peak.IsSound && over.IsSound ? 0 : 1;
    }
}
