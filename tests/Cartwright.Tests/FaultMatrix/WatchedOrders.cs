using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>The orders of one gateway, seen from their client, the journal and the books outside.</summary>
internal sealed class WatchedOrders(World world, Shopper shopper)
{
    public const string Item = "tulip_bouquet_10@tulips.sandbox.test";

    private IJournal Journal => world.Services.GetRequiredService<IJournal>();

    public async Task<string> OrderOfAsync(string cart, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await Journal.QueryAsync(
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
    public async Task RestAsync(string order, Watch? watch, CancellationToken cancellationToken)
    {
        while (watch is not { Held.IsCompleted: true })
        {
            var now = TimeProvider.System.GetUtcNow();
            var left = await Journal.QueryAsync(
                "select queue, lease_token is null and due > @now from work where key = @order",
                row => (Queue: row.GetString(0), IsPutOff: row.GetBoolean(1)), [("order", order), ("now", now)],
                cancellationToken);
            if (left.Count == 0)
            {
                return;
            }

            var append = new JournalAppend();
            foreach (var (queue, _) in left.Where(work => work.IsPutOff)) append.Enqueue(queue, order, now);
            if (left.Any(work => work.IsPutOff)) await Journal.AppendAsync(append, cancellationToken);
            await Pause(cancellationToken);
        }
    }

    public async Task<OrderSeen> SeenAsync(string cart, string orderId, CancellationToken cancellationToken)
    {
        var checkout = await shopper.CheckoutAsync(cart);
        var attention = await Journal.QueryAsync(
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

    private static Task Pause(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
}
