using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>
/// One gateway beside one sandbox, in which orders meet faults one after the other: the next begins when nothing is
/// left to do for the last.
/// </summary>
internal sealed class OrderLane : IAsyncDisposable
{
    private const string Item = "tulip_bouquet_10@tulips.sandbox.test";

    private static readonly TimeSpan CellMax = TimeSpan.FromSeconds(60);

    /// <summary>Deadlines that a fault of time runs into; others keep theirs, however slow the machine.</summary>
    private static readonly string[] s_short =
    [
        "--Payments:Stripe:TimeoutSeconds=2",
        "--Merchants:Ucp:PlaceDeadlineSeconds=2",
        "--Merchants:Ucp:FindDeadlineSeconds=2",
        "--Merchants:Ucp:OrderDeadlineSeconds=2",
    ];

    private readonly OrderCall call;
    private readonly World world;
    private readonly OutsideCalls calls;
    private readonly ShutDoors doors;
    private readonly Shopper shopper;

    private OrderLane(OrderCall call, World world, OutsideCalls calls, ShutDoors doors, Shopper shopper) =>
        (this.call, this.world, this.calls, this.doors, this.shopper) = (call, world, calls, doors, shopper);

    public static async Task<OrderLane> StartAsync(OrderCall call, bool isOfTime, ShutDoors doors)
    {
        var calls = new OutsideCalls();
        var world = await World.StartDeliveredAsync(
            calls.AddTo, [.. call.Settings, .. isOfTime ? s_short : [], "--Api:RequestsPerSecondPerKeyMax=0"]);
        return new(call, world, calls, doors, await world.ShopperAsync());
    }

    public async Task<OrderCell> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var once = await MeetAsync(fault, times: 1, cancellationToken);
        var lasting = await MeetAsync(fault, times: null, cancellationToken);
        return new(call, fault, once, lasting);
    }

    /// <param name="times">How often the fault strikes; null when it is lifted after it has struck twice.</param>
    private async Task<OrderStory> MeetAsync(Fault fault, int? times, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CellMax);
        var cart = await shopper.CartAsync(Item);
        var watch = calls.Watch(call.Struck, doors.AddressOf(fault.Door), times, holdsAfter: times ?? 2);
        await world.FaultAsync([.. call.Before, .. fault.Rules(call.Target, call.Struck, times)]);
        var submission = shopper.SubmitAsync(cart);
        try
        {
            var orderId = await OrderOfAsync(cart, limit.Token);
            await RestAsync(orderId, watch, limit.Token);
            var first = await SeenAsync(cart, orderId, cancellationToken);
            if (times is null)
            {
                watch.Lift();
                await world.FaultAsync([.. call.Before]);
            }

            watch.LetGo();
            await RestAsync(orderId, null, limit.Token);
            await submission;
            return new(first, await SeenAsync(cart, orderId, cancellationToken), watch.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{call.Title}, {fault.Words}, {(times is null ? "lasting" : "once")}: it never came to an end.");
        }
        finally
        {
            watch.LetGo();
        }
    }

    private async Task<string> OrderOfAsync(string cart, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await world.Services.GetRequiredService<IJournal>().QueryAsync(
                "select order_id from orders where cart_id = @cart", row => row.GetString(0), [("cart", cart)],
                cancellationToken) is [var order])
            {
                return order;
            }

            await Pause(cancellationToken);
        }
    }

    /// <summary>
    /// Until a call is held, or nothing is left to do for the order. What is put off is made due, so that nobody waits
    /// for a backoff.
    /// </summary>
    private async Task RestAsync(string order, Watch? watch, CancellationToken cancellationToken)
    {
        var journal = world.Services.GetRequiredService<IJournal>();
        while (watch is not { Held.IsCompleted: true })
        {
            var now = TimeProvider.System.GetUtcNow();
            var left = await journal.QueryAsync(
                "select queue, lease_token is null and due > @now from work where key = @order",
                row => (Queue: row.GetString(0), IsPutOff: row.GetBoolean(1)), [("order", order), ("now", now)],
                cancellationToken);
            if (left.Count == 0)
            {
                return;
            }

            var append = new JournalAppend();
            foreach (var (queue, _) in left.Where(work => work.IsPutOff)) append.Enqueue(queue, order, now);
            if (left.Any(work => work.IsPutOff)) await journal.AppendAsync(append, cancellationToken);
            await Pause(cancellationToken);
        }
    }

    private async Task<OrderSeen> SeenAsync(string cart, string orderId, CancellationToken cancellationToken)
    {
        var checkout = await shopper.CheckoutAsync(cart);
        var attention = await world.Services.GetRequiredService<IJournal>().QueryAsync(
            "select reason from attention where key = @order", row => row.GetString(0), [("order", orderId)],
            cancellationToken);
        var order = await world.Services.GetRequiredService<OrderStreams>().LoadAsync(orderId, cancellationToken);
        return new(checkout["orders"]![0]!, order, attention, Of(await world.BooksAsync(), order));
    }

    /// <summary>The part of the books that is about one order.</summary>
    private static JsonObject Of(JsonNode books, Order order) => new()
    {
        ["payments"] = Only(books["payments"]!, "order_id", order.Id),
        ["orders"] = Only(books["orders"]!, "client_order_id", order.Id),
    };

    private static JsonArray Only(JsonNode rows, string name, string value) =>
        [.. rows.AsArray().Where(row => row![name]?.GetValue<string>() == value).Select(row => row!.DeepClone())];

    /// <summary>What the books of all orders together must show.</summary>
    public async Task<IReadOnlyList<string>> BrokenAsync()
    {
        var summary = (await world.BooksAsync())["summary"]!;
        return
        [
            .. summary["orders_captured_twice"]!.AsObject().Select(order => $"{order.Key} was captured twice."),
            .. summary["orders_placed_twice"]!.AsObject().Select(order => $"{order.Key} was placed twice."),
        ];
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private static Task Pause(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
}
