using System.Collections.Concurrent;
using System.Globalization;

namespace Cartwright.Client.Tests.Faults;

/// <summary>
/// Many carts placed while the line between client and gateway drops, delays, truncates, repeats and answers for the
/// gateway, and the sandbox has faults of its own. CARTWRIGHT_PLACEMENT_RUNS sets how many; CARTWRIGHT_PLACEMENT_SEED
/// repeats one: the cart, the card and the faults of its line are drawn from the seed, those of the sandbox by chance.
/// </summary>
[Collection(Alone)]
public sealed class FaultRunsTests
{
    /// <summary>It keeps every core busy: gateways of other tests would not reach their stores in time.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;

    private const string Alone = "Fault runs";
    private const int ParallelMax = 128;

    [Fact]
    public async Task Placing_with_faults_on_the_line_buys_nothing_twice_and_loses_no_outcome()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var world = await FaultWorld.StartAsync(cancellation);
        await world.SpoilSandboxAsync();
        var straight = world.Straight();
        var runs = new ConcurrentBag<FaultyRun>();
        await Parallel.ForEachAsync(
            Seeds(), new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = cancellation },
            async (seed, token) =>
            {
                var run = new FaultyRun(seed);
                runs.Add(run);
                await run.PlaceAsync(world, straight, token);
            });
        await world.Proxy.QuietAsync();
        await world.MendSandboxAsync();
        await Parallel.ForEachAsync(
            runs, new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = cancellation },
            async (run, token) => await run.SettleAsync(world, straight, token));

        var ledger = new SandboxLedger(await world.BooksAsync());
        if (runs.Count >= 200)
        {
            // Every fault has struck, or the runs prove nothing of it.
            var struck = runs.SelectMany(run => world.Proxy.TraceOf(run.Name)).ToList();
            Enum.GetNames<Fault>().Where(fault => !struck.Any(line => line.Contains($". {fault}"))).ShouldBeEmpty();
        }

        var wrong = runs.Select(run => (Run: run, Differences: ledger.Differences(run).ToList()))
            .Where(entry => entry.Differences.Count > 0)
            .OrderBy(entry => entry.Run.Seed).ToList();
        foreach (var (kind, count) in runs.CountBy(run => run.Placement!.GetType().Name).OrderBy(entry => entry.Key))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {count}");
        }
        // What is wrong is to be seen at a glance.
        foreach (var run in runs.Where(run =>
            wrong.Count == 0 && run.Placement is (Placement.Unknown or Placement.Stuck)).Take(5))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(run.Describe(["It was left open."], world.Proxy));
        }
        wrong.Count.ShouldBe(
            0, string.Join("\n\n", wrong.Take(3).Select(entry => entry.Run.Describe(entry.Differences, world.Proxy))));
        ledger.OrdersPlaced.ShouldBe(
            runs.Sum(run => run.Orders.Count(order => order.Status == OrderStatus.Succeeded)),
            "The stores have another number of orders than the gateway tells of.");
    }

    private static IEnumerable<int> Seeds()
    {
        if (Setting("CARTWRIGHT_PLACEMENT_SEED") is { } seed) return [seed];
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        return Enumerable.Range(1, Setting("CARTWRIGHT_PLACEMENT_RUNS") ?? (isCi ? 2_000 : 200));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
