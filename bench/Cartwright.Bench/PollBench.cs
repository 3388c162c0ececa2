using System.Text.Json;

namespace Cartwright.Bench;

/// <summary>
/// How many looks at a placed cart (checkoutByCartID) a second are answered, beside a bare endpoint in a process of its
/// own that reads a body and writes JSON: by turns, the same load on each. Prints one line of JSON.
/// </summary>
internal static class PollBench
{
    private const int Carts = 2_000;

    public static async Task<int> RunAsync(string store, int clients, int seconds, int rounds, int warmUpSeconds)
    {
        await using var world = await BenchWorld.OpenAsync(store);
        var carts = await PlaceBench.FilledAsync(world, stores: 2, Carts);
        string[] known = [.. carts];
        var (gateway, _) = await world.StartGatewayAsync();
        await using var ended = gateway;
        using var client = new OrderClient(gateway.Address, world.Key);
        var placed = await new OrderLoad(client, carts).RunClosedAsync(clients, TimeSpan.FromMinutes(5));
        await using var bare = await BenchProcess.StartAsync(
            "dotnet", AppContext.BaseDirectory, "exec", typeof(PollBench).Assembly.Location, "graphql-server");
        using var bareConnections = new HttpConnections(bare.Address);
        byte[][] looks = [.. known.Select(client.LookRequest)];
        byte[][] bareLooks = [.. looks.Select(look => BareOf(look))];
        List<ClosedLoop> polls = [], bares = [];
        await PollAsync(warmUpSeconds);
        await BareAsync(warmUpSeconds);
        var cpuBefore = gateway.Cpu;
        for (var round = 0; round < rounds; round++)
        {
            polls.Add(await PollAsync(seconds));
            bares.Add(await BareAsync(seconds));
        }

        var cpu = gateway.Cpu - cpuBefore;
        var (rate, bareRate) = (ClosedLoop.RateOf(polls), ClosedLoop.RateOf(bares));
        var failed = polls.Concat(bares).Sum(load => load.Failed);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "poll",
            store = world.Store.Name,
            clients,
            rounds,
            polls_per_second = Math.Round(rate),
            poll_p50_ms = ClosedLoop.PercentileOf(polls, 50),
            poll_p99_ms = ClosedLoop.PercentileOf(polls, 99),
            bare_per_second = Math.Round(bareRate),
            bare_p99_ms = ClosedLoop.PercentileOf(bares, 99),
            of_bare = Math.Round(rate / bareRate, 2),
            gateway_cpu_us_per_poll = Math.Round(cpu.TotalMicroseconds / polls.Sum(load => load.Milliseconds.Count)),
            failed,
        }));
        return failed == 0 && placed.IsSound ? 0 : 1;

        Task<ClosedLoop> PollAsync(int length) => ClosedLoop.RunAsync(
            clients, TimeSpan.FromSeconds(length),
            async _ => await client.SendAsync(looks[Next()]) == CartStatus.Placed);

        Task<ClosedLoop> BareAsync(int length) => ClosedLoop.RunAsync(
            clients, TimeSpan.FromSeconds(length),
            _ => bareConnections.SendAsync(bareLooks[Next()], static reply => reply.Status == 200));

        int Next() => (int)(Interlocked.Increment(ref next) * 7_919 % looks.Length);
    }

    private static long next;

    /// <summary>The same bytes to the other server.</summary>
    private static byte[] BareOf(byte[] look) =>
        [.. "POST /bare"u8, .. look.AsSpan("POST /v1/query".Length)];
}
