using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Cartwright.EndToEnd;

namespace Cartwright.Bench;

/// <summary>
/// A gateway that died left so many orders in its queue, each with a quote of its own at its store. How soon another
/// one is ready, how fast it charges and places them, and what memory it takes. Prints one line of JSON.
/// </summary>
internal static class DrainBench
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StandsStillMax = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string store, int orders)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var filling = Stopwatch.StartNew();
        await using (var app = await world.BuildAsync())
        {
            var fill = new FillJournal(app.Services);
            await fill.SubmitAsync(await fill.WithCartsAsync([world.Items[0]], orders));
        }

        var fillSeconds = filling.Elapsed.TotalSeconds;
        await using var connection = await world.Store.ConnectAsync();
        var (gateway, untilReady) = await world.StartGatewayAsync();
        await using var ended = gateway;
        var clock = Stopwatch.StartNew();
        var (atStart, peak, placed, movedAt) = (gateway.MemoryBytes, 0L, 0L, TimeSpan.Zero);
        while (placed < orders && clock.Elapsed - movedAt < StandsStillMax)
        {
            await Task.Delay(Look, TimeProvider.System);
            peak = Math.Max(peak, gateway.MemoryBytes);
            var now = orders - await UnderWayAsync(connection);
            if (now > placed) (placed, movedAt) = (now, clock.Elapsed);
        }

        var failed = await CountAsync(connection, "phase in ('Failed', 'Cancelled')") + (orders - placed);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "drain",
            store = world.Store.Name,
            orders,
            fill_seconds = Math.Round(fillSeconds),
            ready_seconds = Math.Round(untilReady.TotalSeconds, 2),
            seconds = Math.Round(movedAt.TotalSeconds, 1),
            orders_per_second = Math.Round(placed / movedAt.TotalSeconds),
            failed,
            gateway_cpu_ms_per_order = Math.Round(gateway.Cpu.TotalMilliseconds / orders, 3),
            memory_at_start_mb = atStart / 1_000_000,
            memory_peak_mb = peak / 1_000_000,
            memory_at_end_mb = gateway.MemoryBytes / 1_000_000,
        }));
        return failed == 0 ? 0 : 1;
    }

    /// <summary>By the index of what is under way, so that looking costs little.</summary>
    private static Task<long> UnderWayAsync(DbConnection connection) =>
        CountAsync(connection, "phase not in ('Placed', 'Failed', 'Cancelled')");

    private static async Task<long> CountAsync(DbConnection connection, string which)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from orders where {which}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
