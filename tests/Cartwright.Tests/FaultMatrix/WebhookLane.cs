using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Tests.Slices;
using Cartwright.Tests.Webhooks;
using Cartwright.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>A client's endpoint that fails at the first event of an order, and what it hears of in the end.</summary>
internal sealed class WebhookLane : IFaultLane
{
    private static readonly string[] s_struck = ["webhook"];

    private readonly World world;
    private readonly OutsideCalls calls;
    private readonly ShutDoors doors;
    private readonly Shopper shopper;
    private readonly WatchedOrders orders;
    private readonly Receiver receiver;

    private WebhookLane(World world, OutsideCalls calls, ShutDoors doors, Shopper shopper, Receiver receiver)
    {
        (this.world, this.calls, this.doors, this.shopper, this.receiver) = (world, calls, doors, shopper, receiver);
        orders = new(world, shopper);
    }

    private IJournal Journal => world.Services.GetRequiredService<IJournal>();

    public static async Task<IFaultLane> StartAsync(bool isOfTime, ShutDoors doors)
    {
        var calls = new OutsideCalls();
        var world = await World.StartDeliveredAsync(
            calls.AddTo, [.. isOfTime ? FaultLanes.ShortDeadlines : [], .. FaultLanes.Settings]);
        var receiver = await Receiver.StartAsync();
        var shopper = await world.ShopperAsync();
        (await world.Services.GetRequiredService<AddEndpoint>()
            .HandleAsync("account_test", receiver.Url, null, CancellationToken.None))
            .ShouldBeOfType<AddEndpointResult.Added>()
            .Verification.ShouldBeOfType<TestEndpointResult.Verified>();
        return new WebhookLane(world, calls, doors, shopper, receiver);
    }

    public async Task<MatrixRow> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var once = await MeetAsync(fault, times: 1, cancellationToken);
        var lasting = await MeetAsync(fault, times: null, cancellationToken);
        return new(
            [
                once.First,
                MatrixRow.Unless(once.First, lasting.First, "the same"),
                MatrixRow.Both(once.Last, lasting.Last),
                MatrixRow.Both(once.Seen.BookWords, lasting.Seen.BookWords),
                once.Attempts == 1 ? "once" : "again",
            ],
            [.. once.Broken, .. lasting.Broken]);
    }

    /// <param name="times">How often the fault strikes; null when it is lifted after it has struck twice.</param>
    private async Task<Story> MeetAsync(Fault fault, int? times, CancellationToken cancellationToken)
    {
        using var limit = FaultLanes.LimitOf(cancellationToken);
        var endpoint = new FaultyEndpoint(fault, times);
        receiver.OnDelivery = endpoint.AnswerAsync;
        var watch = calls.Watch(s_struck, doors.AddressOf(fault.Door), times, holdsAfter: null);
        var cart = await shopper.CartAsync(WatchedOrders.Item);
        await shopper.SubmitAsync(cart);
        var orderId = await orders.OrderOfAsync(cart, limit.Token);
        var first = await FirstAsync(
            orderId, one => one.Attempts >= (times ?? 2) || one.State != DeliveryState.Pending, limit.Token);
        watch.Lift();
        endpoint.Lift();
        await orders.RestAsync(orderId, null, limit.Token);
        var last = await FirstAsync(orderId, one => one.State != DeliveryState.Pending, limit.Token);
        await ToldAsync(orderId, limit.Token);
        var seen = await orders.SeenAsync(cart, orderId, cancellationToken);
        return new(
            WordsOf(first), WordsOf(last), last.Attempts, seen,
            [
                .. Invariants.Broken([seen.Order], seen.Books).Concat(Told(endpoint, seen.Order))
                    .Select(what => $"Webhook, {fault.Words}, {(times is null ? "lasting" : "once")}: {what}"),
            ]);
    }

    private IEnumerable<string> Told(FaultyEndpoint endpoint, Order order)
    {
        var ids = receiver.Deliveries.Where(one => one.OrderId == order.Id)
            .GroupBy(one => one.Id, one => one.DeliveryId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Distinct()]);
        return Invariants.EveryEventIsTold([order], endpoint.Taken, ids);
    }

    /// <summary>The delivery of the order's first event, once it is as wanted; a repeat waits for no time.</summary>
    private async Task<WebhookDelivery> FirstAsync(
        string order, Func<WebhookDelivery, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await DeliveriesAsync(order, cancellationToken) is [var first, ..])
            {
                if (isWanted(first)) return first;
                // The first attempt needs no hurry, and a repeat would be over before the failure was seen.
                if (first.Attempts > 0) await HurryAsync([first.Id], cancellationToken);
            }

            await Pause(cancellationToken);
        }
    }

    private async Task ToldAsync(string order, CancellationToken cancellationToken)
    {
        while ((await DeliveriesAsync(order, cancellationToken)).Where(one => one.State == DeliveryState.Pending)
            .Select(one => one.Id).ToList() is { Count: > 0 } pending)
        {
            await HurryAsync(pending, cancellationToken);
            await Pause(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(
        string order, CancellationToken cancellationToken) => await Journal.QueryAsync(
            $"select {WebhookDelivery.Columns} from webhook_deliveries d where d.order_id = @order "
            + "order by d.event_version",
            WebhookDelivery.Read, [("order", order)], cancellationToken);

    private async Task HurryAsync(IReadOnlyList<string> deliveries, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var putOff = await Journal.QueryAsync(
            "select key from work where queue = 'webhook' and lease_token is null and due > @now",
            row => row.GetString(0), [("now", now)], cancellationToken);
        var append = new JournalAppend();
        foreach (var key in putOff.Intersect(deliveries)) append.Enqueue(WebhookDelivery.Queue, key, now);
        if (putOff.Intersect(deliveries).Any()) await Journal.AppendAsync(append, cancellationToken);
    }

    private static string WordsOf(WebhookDelivery delivery) => delivery.State switch
    {
        DeliveryState.Delivered => "delivered",
        DeliveryState.GivenUp => "given up",
        DeliveryState.Pending when delivery.LastStatus is not null => "failed: its status",
        DeliveryState.Pending => $"failed: {delivery.LastError}",
    };

    public Task<IReadOnlyList<string>> BrokenAsync() => orders.BrokenAsync();

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        await receiver.DisposeAsync();
    }

    private static Task Pause(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);

    private sealed record Story(
        string First, string Last, int Attempts, OrderSeen Seen, IReadOnlyList<string> Broken);
}
