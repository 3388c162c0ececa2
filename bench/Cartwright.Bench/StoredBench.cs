using System.Collections.Concurrent;
using System.Text.Json;

namespace Cartwright.Bench;

/// <summary>
/// What an order costs, and what memory the gateway takes, with few and with many orders stored: CPU of the gateway for
/// each placed order under the same load. Prints one line of JSON.
/// </summary>
internal static class StoredBench
{
    private const int CartsPerSecond = 2_500;

    private const int Stores = 2;

    private sealed record Figures(
        double CpuMilliseconds, double StoreMilliseconds, double OrdersPerSecond, int Refused, long MemoryBytes,
        bool IsSound);

    /// <param name="ordersPerSecond">
    /// Offered in an open loop, so that both are measured at the same rate; 0 for a closed loop of so many clients.
    /// </param>
    public static async Task<int> RunAsync(
        string store, int few, int many, int clients, int seconds, int warmUpSeconds, int ordersPerSecond)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var stored = 0;
        var first = await MeasureAsync(few);
        var second = await MeasureAsync(many);
        var isSound = first.IsSound && second.IsSound;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "stored",
            store = world.Store.Name,
            few,
            many,
            few_cpu_ms_per_order = Math.Round(first.CpuMilliseconds, 3),
            many_cpu_ms_per_order = Math.Round(second.CpuMilliseconds, 3),
            cost_ratio = Math.Round(second.CpuMilliseconds / first.CpuMilliseconds, 3),
            few_store_cpu_ms_per_order = Math.Round(first.StoreMilliseconds, 3),
            many_store_cpu_ms_per_order = Math.Round(second.StoreMilliseconds, 3),
            offered_per_second = ordersPerSecond > 0 ? (int?)ordersPerSecond : null,
            few_orders_per_second = Math.Round(first.OrdersPerSecond),
            many_orders_per_second = Math.Round(second.OrdersPerSecond),
            few_refused = first.Refused,
            many_refused = second.Refused,
            few_memory_peak_mb = first.MemoryBytes / 1_000_000,
            many_memory_peak_mb = second.MemoryBytes / 1_000_000,
            is_sound = isSound,
        }));
        return isSound ? 0 : 1;

        async Task<Figures> MeasureAsync(int count)
        {
            IReadOnlyList<string> carts;
            await using (var app = await world.BuildAsync())
            {
                var fill = new FillJournal(app.Services);
                await fill.WithPlacedAsync(world.Items[0], count - stored);
                stored = count;
                carts = await fill.WithCartsAsync(
                    [.. world.Items.Take(Stores)], (seconds + warmUpSeconds) * CartsPerSecond);
            }

            await world.Store.SettleAsync();
            var (gateway, _) = await world.StartGatewayAsync();
            await using var ended = gateway;
            using var client = new OrderClient(gateway.Address, world.Key);
            var queue = new ConcurrentQueue<string>(carts);
            await new OrderLoad(client, queue).RunClosedAsync(clients, TimeSpan.FromSeconds(warmUpSeconds));
            var (cpuBefore, storeBefore) = (gateway.Cpu, world.Store.Cpu);
            var result = await PlaceBench.LoadAsync(client, queue, clients, seconds, ordersPerSecond / (double)Stores);
            var (cpu, storeCpu) = (gateway.Cpu - cpuBefore, world.Store.Cpu - storeBefore);
            var orders = Math.Max(1, result.Placed * Stores);
            return new(
                cpu.TotalMilliseconds / orders, storeCpu.TotalMilliseconds / orders,
                orders / result.Elapsed.TotalSeconds, result.Of(SubmitAnswer.Refused), gateway.PeakMemoryBytes,
                result.IsSound);
        }
    }
}
