using System.Collections.Concurrent;
using Cartwright.Postgres;

namespace Cartwright.EndToEnd;

/// <summary>The database's primary is killed while shoppers buy, and its synchronous standby takes over.</summary>
[Collection(NodesWorld.Collection)]
public sealed class FailoverTests
{
    private const int Clients = 4;
    private const int Few = 10;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Primary_killed_under_load_is_followed_by_its_standby_and_nothing_acknowledged_is_lost()
    {
        await using var primary = new PostgresServer();
        await primary.InitializeAsync();
        await using var standby = await primary.NewStandbyAsync();
        await using var world = await NodesWorld.StartAsync(
            primary.WithStandby(standby, await primary.NewDatabaseAsync()), Stop);
        ServedProcess[] nodes = [await world.StartNodeAsync(), await world.StartNodeAsync()];
        var acknowledged = new ConcurrentQueue<string>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var buying = Enumerable.Range(0, Clients)
            .Select(number => BuyAsync(world, nodes[number % nodes.Length], acknowledged, ending.Token)).ToList();
        await CountAsync(acknowledged, Few);

        await primary.KillAsync();
        await standby.PromoteAsync();
        await CountAsync(acknowledged, acknowledged.Count + Few);

        await ending.CancelAsync();
        await Task.WhenAll(buying);
        await world.EndedAsync(Stop);
        var orders = await world.OrdersAsync();
        acknowledged.Except(orders.Select(order => order.Submitted.CartId)).ShouldBeEmpty("They were acknowledged.");
        Invariants.Broken(orders, await world.BooksAsync()).ShouldBeEmpty();
    }

    private static async Task BuyAsync(
        NodesWorld world, ServedProcess node, ConcurrentQueue<string> acknowledged, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            if (await world.TryToBuyAsync(node, Stop) is { } cart) acknowledged.Enqueue(cart);
            else await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
    }

    private static Task CountAsync(ConcurrentQueue<string> acknowledged, int count) =>
        NodesWorld.UntilAsync(() => Task.FromResult(acknowledged.Count >= count), Stop);
}
