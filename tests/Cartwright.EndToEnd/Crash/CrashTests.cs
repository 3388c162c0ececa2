using System.Globalization;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.EndToEnd.Crash;

/// <summary>
/// The real process under load, killed with SIGKILL at random moments, again and again. The outside world lives on in
/// this process and keeps its books. CRASH_KILLS sets how often for each store, half of it for each time of capture;
/// CRASH_CLIENTS how many shoppers buy; CRASH_SEED repeats the moments; CRASH_STORE leaves the other
/// store out; CRASH_REPORT names a file for what was found.
/// </summary>
[Collection(NodesWorld.Collection)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const string Sqlite = "SQLite";
    internal const string Postgres = "PostgreSQL";

    private static readonly int s_seed = Setting("CRASH_SEED") ?? Environment.TickCount & 0xFFFF;

    [Theory]
    [InlineData(Sqlite, PaymentCapture.AtSubmission)]
    [InlineData(Sqlite, PaymentCapture.OnPlacement)]
    [InlineData(Postgres, PaymentCapture.AtSubmission)]
    [InlineData(Postgres, PaymentCapture.OnPlacement)]
    public async Task Gateway_killed_at_random_moments_charges_and_places_every_order_once(
        string store, PaymentCapture capture)
    {
        var only = Environment.GetEnvironmentVariable("CRASH_STORE");
        if (!string.IsNullOrEmpty(only))
        {
            new[] { Sqlite, Postgres }.ShouldContain(only, "CRASH_STORE");
            Assert.SkipUnless(only == store, $"CRASH_STORE is {only}.");
        }

        var kills = ((Setting("CRASH_KILLS") ?? (store == Sqlite ? 50 : 20)) + 1) / 2;
        var run = new CrashRun(store, capture, kills, s_seed, Setting("CRASH_CLIENTS") ?? 8);
        output.WriteLine($"{run}");
        using var limit = new CancellationTokenSource(run.TimeMax, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, TestContext.Current.CancellationToken);
        await using var world = await CrashWorld.StartAsync(store == Postgres, capture, run.Seed);
        var startedAt = TimeProvider.System.GetTimestamp();
        var asker = new CrashAsker(world, run.Seed);
        await BuyWhileKilledAsync(world, run, asker, stop.Token);
        var bought = TimeProvider.System.GetElapsedTime(startedAt);
        await world.EndedAsync(stop.Token);
        await world.ToldAsync(stop.Token);
        await asker.FindAsync(stop.Token);
        await world.LookAtMetricsAsync();
        await world.Nodes.StopAsync();
        // A parcel that was handed over at the last moment is told by the next process.
        while (await world.IsAnythingToTellAsync())
        {
            await world.Nodes.StartAsync();
            await world.ToldAsync(stop.Token);
            await world.Nodes.StopAsync();
        }

        var report = await CrashReport.OfAsync(run, world, asker);
        var all = TimeProvider.System.GetElapsedTime(startedAt);
        var text = report.Markdown(world, bought, all);
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("CRASH_REPORT") is { Length: > 0 } file)
            await File.AppendAllTextAsync(file, text, TestContext.Current.CancellationToken);
        report.Violations.ShouldBeEmpty($"CRASH_SEED={run.Seed}");
        world.Listener.Refused.ShouldBeGreaterThan(0);
        world.Exports.ShouldBeGreaterThan(0);
        if (kills >= CrashNodes.KillsOfEachKind)
        {
            world.Nodes.StartKills.ShouldBeGreaterThan(0);
            if (store == Postgres) world.Nodes.DatabaseKills.ShouldBeGreaterThan(0);
        }

        report.Refreshes.ShouldBeGreaterThan(kills / 4, "Too few tokens were renewed for the kills to mean anything.");
        report.Orders.ShouldContain(order => order.Phase == OrderPhase.Cancelled);
        report.Orders.Count.ShouldBeGreaterThan(kills, "Too little happened for the kills to mean anything.");
    }

    private static async Task BuyWhileKilledAsync(
        CrashWorld world, CrashRun run, CrashAsker asker, CancellationToken stop)
    {
        var random = new Random(run.Seed);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var buying = Enumerable.Range(0, run.Clients)
            .Select(number => new CrashShopper(world, number, run.Seed, run.ThinkTimeMax))
            .Select(shopper => shopper.BuyAsync(closing.Token)).Append(asker.AskAsync(closing.Token)).ToList();
        for (var kill = 0; kill < run.Kills; kill++)
        {
            var happens = world.HappensAsync();
            // Every third comes at any moment; the others when something was done, however slow the machine.
            if (kill % 3 != 0) await happens.WaitAsync(stop);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 900)), TimeProvider.System, stop);
            if (kill % 10 == 5) await world.RememberEventsAsync();
            await world.Nodes.KillAsync(kill, random, stop);
        }

        await closing.CancelAsync();
        await Task.WhenAll(buying);
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

internal sealed record CrashRun(string Store, PaymentCapture Capture, int Kills, int Seed, int Clients)
{
    /// <summary>Eight carts a second in all, however many clients.</summary>
    public TimeSpan ThinkTimeMax =>
        Store == CrashTests.Postgres ? Clients * TimeSpan.FromSeconds(0.25) : TimeSpan.Zero;

    public TimeSpan TimeMax => TimeSpan.FromMinutes(10) + Kills * TimeSpan.FromSeconds(20);
}
