using Cartwright.Client;
using Cartwright.Orders;
using Cartwright.Postgres;
using Journaled = Cartwright.Orders.OrderEvent;

namespace Cartwright.EndToEnd;

/// <summary>Several gateways on one PostgreSQL, one of which is killed, frozen, or lives at another time.</summary>
[Collection(NodesWorld.Collection)]
public sealed class NodesTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private static readonly TimeSpan TakeOverTimeMax = TimeSpan.FromSeconds(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Cart_made_at_one_node_is_submitted_at_another_and_followed_at_a_third()
    {
        await using var world = await NodesWorld.StartAsync(await postgres.NewDatabaseAsync(), Stop);
        var nodes = new List<ServedProcess>();
        for (var count = 0; count < 3; count++) nodes.Add(await world.StartNodeAsync());

        var cart = await world.FillAsync(nodes[0], Stop);
        var order = await world.SubmitAsync(nodes[1], cart, Stop);
        var steps = new List<FollowStep>();
        await foreach (var step in world.ClientOf(nodes[2].Address).FollowAsync(cart, cancellationToken: Stop))
            steps.Add(step);

        var ended = steps[^1].ShouldBeOfType<FollowStep.Ended>().Checkout;
        ended.Status.ShouldBe(Cartwright.Client.CheckoutStatus.Succeeded);
        ended.Orders.ShouldHaveSingleItem().Id.ShouldBe(order);
        var listed = await world.ListAsync();
        listed.Select(node => node.Process).ShouldBe(nodes.Select(node => (long)node.Id), ignoreOrder: true);
        listed.Select(node => new Uri(node.Urls)).ShouldBe(nodes.Select(node => node.Address), ignoreOrder: true);
    }

    /// <param name="leaseSeconds">Null for the gateway's default, which is 15.</param>
    [Theory(Timeout = 120_000)]
    [InlineData(NodesWorld.ShortLeaseSeconds)]
    [InlineData(null)]
    public async Task Node_killed_at_its_work_is_followed_by_another_within_5_seconds_of_the_lease(double? leaseSeconds)
    {
        await using var world = await NodesWorld.StartAsync(await postgres.NewDatabaseAsync(), Stop, leaseSeconds);
        var dying = await world.StartNodeAsync();
        var other = await world.StartNodeAsync();
        // The store has the order, and the node waits for the rest of its answer.
        await world.StrikeAsync(
            new { target = "store:tulips", operation = "complete", kind = "slow-drip", seconds = 600, times = 1 });
        var order = await world.BuyAsync(dying, Stop);
        await world.StruckAsync(Stop);

        await dying.DisposeAsync();
        var leaseEnd = await world.LeaseEndAsync(order);
        await world.PlacedAsync(order, Stop);

        var ended = (await world.OrderAsync(order)).History.Single(one => one.Change is Journaled.Placed).At;
        (ended - leaseEnd).ShouldBeInRange(TimeSpan.Zero, TakeOverTimeMax);
        await ShouldStandOnceAsync(world, count: 1);
        (await world.IsReadyAsync(other)).ShouldBeTrue();
    }

    /// <param name="seconds">When the store acts: while the lease is the frozen node's still, or the other's already.
    /// </param>
    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Node_frozen_at_its_work_changes_nothing_once_another_has_done_it(int seconds)
    {
        await using var world = await NodesWorld.StartAsync(await postgres.NewDatabaseAsync(), Stop);
        var frozen = await world.StartNodeAsync();
        await world.StartNodeAsync();
        await world.StrikeAsync(
            new { target = "store:tulips", operation = "complete", kind = "delay", seconds, times = 1 });
        var order = await world.BuyAsync(frozen, Stop);
        await world.StruckAsync(Stop);

        await frozen.SignalAsync("STOP");
        await world.PlacedAsync(order, Stop);
        var placed = await world.OrderAsync(order);
        await frozen.SignalAsync("CONT");

        // It has found its answer, and serves on.
        await world.PlacedAsync(await world.BuyAsync(frozen, Stop), Stop);
        (await world.OrderAsync(order)).Version.ShouldBe(placed.Version);
        await ShouldStandOnceAsync(world, count: 2);
    }

    [Fact(Timeout = 120_000)]
    public async Task Nodes_whose_clocks_are_minutes_off_do_everything_once_and_none_of_it_later()
    {
        await using var world = await NodesWorld.StartAsync(await postgres.NewDatabaseAsync(), Stop);
        var slow = await StartAtAsync(world, "-10m");
        var fast = await StartAtAsync(world, "+10m");
        var right = await world.StartNodeAsync();
        ServedProcess[] nodes = [slow, fast, right];
        // What fails is repeated later: by a clock that is ahead, later would be in ten minutes.
        await world.StrikeAsync(
            new { target = "store:tulips", operation = "complete", kind = "drop-before", probability = 0.3 },
            new { target = "store:tulips", operation = "complete", kind = "drop-after", probability = 0.3 },
            new { target = "stripe", operation = "create_payment_intent", kind = "drop-after", probability = 0.3 });

        var orders = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            number => world.BuyAsync(nodes[number % nodes.Length], Stop)));
        await fast.DisposeAsync();
        foreach (var order in orders) await world.PlacedAsync(order, Stop);

        await ShouldStandOnceAsync(world, orders.Length);
        (await world.KeysAsync()).ShouldBe(1);
        var ahead = (await world.ListAsync()).ToDictionary(node => node.Process, node => node.ClockAhead.TotalMinutes);
        ahead[slow.Id].ShouldBe(-10, tolerance: 0.1);
        ahead[fast.Id].ShouldBe(10, tolerance: 0.1);
        ahead[right.Id].ShouldBe(0, tolerance: 0.1);
    }

    /// <param name="offset">How far the node's clock is off, in faketime's form.</param>
    private static async Task<ServedProcess> StartAtAsync(NodesWorld world, string offset)
    {
        // The program itself would stay between the test and the node, and be killed in its place.
        var told = await ProgramRun.RunAsync(
            Needs.Program("faketime"), AppContext.BaseDirectory, ["-f", offset, "printenv", "LD_PRELOAD"], Stop);
        return await world.StartNodeAsync(
            new Dictionary<string, string> { ["LD_PRELOAD"] = told.Output.Trim(), ["FAKETIME"] = offset });
    }

    private static async Task ShouldStandOnceAsync(NodesWorld world, int count)
    {
        var orders = await world.OrdersAsync();
        orders.Count(order => order.Phase == OrderPhase.Placed).ShouldBe(count);
        Invariants.Broken(orders, await world.BooksAsync()).ShouldBeEmpty();
    }
}
