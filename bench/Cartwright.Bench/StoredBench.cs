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

    private sealed record Figures(double CpuMilliseconds, double OrdersPerSecond, long MemoryBytes, bool IsSound);

    public static async Task<int> RunAsync(
        string store, int few, int many, int clients, int seconds, int warmUpSeconds)
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
            few_orders_per_second = Math.Round(first.OrdersPerSecond),
            many_orders_per_second = Math.Round(second.OrdersPerSecond),
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
                    [.. world.Items.Take(2)], (seconds + warmUpSeconds) * CartsPerSecond);
            }

            await world.Store.SettleAsync();
            var (gateway, _) = await world.StartGatewayAsync();
            await using var ended = gateway;
            using var client = new OrderClient(gateway.Address, world.Key);
            var queue = new ConcurrentQueue<string>(carts);
            await new OrderLoad(client, queue).RunClosedAsync(clients, TimeSpan.FromSeconds(warmUpSeconds));
            var cpuBefore = gateway.Cpu;
            var result = await new OrderLoad(client, queue).RunClosedAsync(clients, TimeSpan.FromSeconds(seconds));
            var orders = Math.Max(1, result.Placed * 2);
            return new(
                (gateway.Cpu - cpuBefore).TotalMilliseconds / orders, orders / result.Elapsed.TotalSeconds,
                gateway.PeakMemoryBytes, result.IsSound);
        }
    }
}
