using System.Collections.Concurrent;
using System.Text.Json;
using Cartwright.EndToEnd;

namespace Cartwright.Bench;

/// <summary>
/// Places orders through the whole of it: gateway, journal, sandbox processor and sandbox stores, each in a process of
/// its own. The carts are there before the clock starts. Prints one line of JSON.
/// </summary>
internal static class PlaceBench
{
    /// <summary>Carts that are made for each second of load: more than any machine has submitted.</summary>
    private const int CartsPerSecond = 2_500;

    private static readonly TimeSpan CeilingTime = TimeSpan.FromSeconds(5);

    /// <param name="ordersPerSecond">Offered in an open loop; 0 for a closed loop of so many clients.</param>
    public static async Task<int> RunAsync(
        string store, int clients, int seconds, int stores, int warmUpSeconds, int ordersPerSecond)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var carts = await FilledAsync(world, stores, (seconds + warmUpSeconds) * CartsPerSecond);
        OrderLoadResult result;
        TimeSpan cpu;
        long memory;
        var (gateway, _) = await world.StartGatewayAsync();
        await using (gateway)
        {
            using var client = new OrderClient(gateway.Address, world.Key);
            // Until the compiler has done its work: a gateway runs for weeks.
            await LoadAsync(client, carts, clients, warmUpSeconds, 0);
            var cpuBefore = gateway.Cpu;
            result = await LoadAsync(client, carts, clients, seconds, ordersPerSecond / (double)stores);
            (cpu, memory) = (gateway.Cpu - cpuBefore, gateway.PeakMemoryBytes);
        }

        var ceiling = await WriteCeiling.OrdersPerSecondAsync(world, CeilingTime);
        Print(world, clients, stores, ordersPerSecond, result, cpu, memory, ceiling);
        return result.IsSound ? 0 : 1;
    }

    /// <summary>Makes carts by the journal's own means while no gateway runs.</summary>
    public static async Task<ConcurrentQueue<string>> FilledAsync(BenchWorld world, int stores, int count)
    {
        await using var app = await world.BuildAsync();
        var carts = await new FillJournal(app.Services).WithCartsAsync([.. world.Items.Take(stores)], count);
        return new(carts);
    }

    public static Task<OrderLoadResult> LoadAsync(
        OrderClient client, ConcurrentQueue<string> carts, int clients, int seconds, double cartsPerSecond)
    {
        var load = new OrderLoad(client, carts);
        var duration = TimeSpan.FromSeconds(seconds);
        return cartsPerSecond > 0
            ? load.RunOpenAsync(cartsPerSecond, duration)
            : load.RunClosedAsync(clients, duration);
    }

    private static void Print(
        BenchWorld world, int clients, int stores, int offered, OrderLoadResult result, TimeSpan cpu, long memory,
        double ceiling)
    {
        var orders = result.Placed * stores;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "place",
            store = world.Store.Name,
            loop = offered > 0 ? "open" : "closed",
            clients = offered > 0 ? (int?)null : clients,
            offered_per_second = offered > 0 ? (int?)offered : null,
            seconds = Math.Round(result.Elapsed.TotalSeconds, 1),
            orders_placed = orders,
            orders_per_second = Math.Round(orders / result.Elapsed.TotalSeconds),
            submit_p50_ms = result.Milliseconds(SubmitAnswer.Accepted, 50),
            submit_p99_ms = result.Milliseconds(SubmitAnswer.Accepted, 99),
            refused = result.Of(SubmitAnswer.Refused),
            failed = result.Of(SubmitAnswer.Failed) + result.NotPlaced,
            ceiling_orders_per_second = Math.Round(ceiling),
            gateway_cpu_cores = Math.Round(cpu / result.Elapsed, 2),
            gateway_cpu_ms_per_order = Math.Round(cpu.TotalMilliseconds / Math.Max(1, orders), 3),
            gateway_memory_peak_mb = memory / 1_000_000,
        }));
    }
}
