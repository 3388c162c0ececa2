using Cartwright.Client;
using Cartwright.Postgres;

namespace Cartwright.EndToEnd;

/// <summary>Nodes behind a load balancer are restarted, one after the other, while shoppers buy.</summary>
[Collection(NodesWorld.Collection)]
public sealed class RollingRestartTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Nodes = 2;
    private const int Clients = 3;

    // Long enough for the balancer to notice, however busy the machine.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Nodes:DrainSeconds"] = "5",
        ["Nodes:FinishSeconds"] = "20",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Nodes_restarted_one_after_the_other_answer_every_request_and_buy_once()
    {
        await using var world = await NodesWorld.StartAsync(await postgres.NewDatabaseAsync(), Stop);
        var balancer = new Balancer(world);
        for (var count = 0; count < Nodes; count++) balancer.Add(await world.StartNodeAsync(Settings));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var looking = balancer.LookAsync(ending.Token);
        var buying = Enumerable.Range(0, Clients).Select(_ => BuyAsync(world, balancer, ending.Token)).ToList();

        for (var number = 0; number < Nodes; number++)
        {
            var leaving = balancer.At(number);
            (await leaving.StopAsync()).ShouldBe(0);
            balancer.Replace(number, await world.StartNodeAsync(Settings, leaving.Address));
            await balancer.TurnedToAsync(number, Stop);
        }

        await ending.CancelAsync();
        var bought = (await Task.WhenAll(buying)).Sum();
        await looking;
        await world.EndedAsync(Stop);
        var orders = await world.OrdersAsync();
        orders.Count.ShouldBe(bought);
        bought.ShouldBeGreaterThan(Nodes * Clients, "Too little was bought for the restarts to mean anything.");
        Invariants.Broken(orders, await world.BooksAsync()).ShouldBeEmpty();
        // A node that left in order is not listed any more.
        await NodesWorld.UntilAsync(async () => (await world.ListAsync()).Count == Nodes, Stop);
    }

    /// <summary>Buys until told to stop; every request must be answered, whichever node it meets.</summary>
    private static async Task<int> BuyAsync(NodesWorld world, Balancer balancer, CancellationToken ending)
    {
        var bought = 0;
        for (; !ending.IsCancellationRequested; bought++)
        {
            var cart = await world.FillAsync(balancer.Next(), Stop);
            await world.SubmitAsync(balancer.Next(), cart, Stop);
            (await world.ClientOf(balancer.Next().Address).GetCheckoutAsync(cart, Stop))
                .ShouldBeOfType<Reply<Checkout>.Answered>();
        }

        return bought;
    }

    /// <summary>
    /// As simple as load balancers come: asks every node whether it is ready, sends to those that are, in turn, and
    /// repeats nothing.
    /// </summary>
    private sealed class Balancer(NodesWorld world)
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

        private readonly List<ServedProcess> nodes = [];
        private volatile ServedProcess[] ready = [];
        private int turn;

        public ServedProcess At(int number) => nodes[number];

        public void Add(ServedProcess node)
        {
            nodes.Add(node);
            ready = [.. nodes];
        }

        public void Replace(int number, ServedProcess node) => nodes[number] = node;

        public Task TurnedToAsync(int number, CancellationToken cancellationToken) => NodesWorld.UntilAsync(
            () => Task.FromResult(ready.Contains(nodes[number])), cancellationToken);

        public ServedProcess Next()
        {
            var choice = ready;
            return choice[(int)((uint)Interlocked.Increment(ref turn) % (uint)choice.Length)];
        }

        public async Task LookAsync(CancellationToken ending)
        {
            while (!ending.IsCancellationRequested)
            {
                var asked = nodes.ToList();
                var areReady = await Task.WhenAll(asked.Select(world.IsReadyAsync));
                ready = [.. asked.Where((_, number) => areReady[number])];
                await Task.Delay(Interval, TimeProvider.System, ending)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
