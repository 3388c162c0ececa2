using Cartwright.Tests.Slices;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>
/// One gateway beside one sandbox, in which orders meet faults one after the other: the next begins when nothing is
/// left to do for the last.
/// </summary>
internal sealed class OrderLane : IFaultLane
{
    private readonly OrderCall call;
    private readonly World world;
    private readonly OutsideCalls calls;
    private readonly ShutDoors doors;
    private readonly Shopper shopper;
    private readonly WatchedOrders orders;

    private OrderLane(OrderCall call, World world, OutsideCalls calls, ShutDoors doors, Shopper shopper)
    {
        (this.call, this.world, this.calls, this.doors, this.shopper) = (call, world, calls, doors, shopper);
        orders = new(world, shopper);
    }

    public static async Task<IFaultLane> StartAsync(OrderCall call, bool isOfTime, ShutDoors doors)
    {
        var calls = new OutsideCalls();
        var world = await World.StartDeliveredAsync(
            calls.AddTo,
            [.. call.Settings, .. isOfTime ? FaultLanes.ShortDeadlines : [], .. FaultLanes.Settings]);
        return new OrderLane(call, world, calls, doors, await world.ShopperAsync());
    }

    public async Task<MatrixRow> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var once = await MeetAsync(fault, times: 1, cancellationToken);
        var lasting = await MeetAsync(fault, times: null, cancellationToken);
        var cell = new OrderCell(call, fault, once, lasting);
        return new(cell.Cells, [.. cell.Broken]);
    }

    /// <param name="times">How often the fault strikes; null when it is lifted after it has struck twice.</param>
    private async Task<OrderStory> MeetAsync(Fault fault, int? times, CancellationToken cancellationToken)
    {
        using var limit = FaultLanes.LimitOf(cancellationToken);
        var cart = await shopper.CartAsync(WatchedOrders.Item);
        var watch = calls.Watch(call.Struck, doors.AddressOf(fault.Door), times, holdsAfter: times ?? 2);
        await world.FaultAsync([.. call.Before, .. fault.Rules(call.Target, call.Struck, times)]);
        var submission = shopper.SubmitAsync(cart);
        try
        {
            var orderId = await orders.OrderOfAsync(cart, limit.Token);
            await orders.RestAsync(orderId, watch, limit.Token);
            var first = await orders.SeenAsync(cart, orderId, cancellationToken);
            if (times is null)
            {
                watch.Lift();
                await world.FaultAsync([.. call.Before]);
            }

            watch.LetGo();
            await orders.RestAsync(orderId, null, limit.Token);
            await submission;
            return new(first, await orders.SeenAsync(cart, orderId, cancellationToken), watch.Count);
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

    public Task<IReadOnlyList<string>> BrokenAsync() => orders.BrokenAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
