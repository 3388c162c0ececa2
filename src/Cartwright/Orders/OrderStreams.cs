using Cartwright.Invoices;
using Cartwright.Journal;
using Cartwright.Storage;
using Cartwright.Webhooks;

namespace Cartwright.Orders;

/// <summary>Reads orders from the journal and writes their next events, with the row that lists them.</summary>
public sealed class OrderStreams(IJournal journal, QueueDeliveries webhooks)
{
    private readonly FoldCache<Order> kept = new(generationMax: 4_000);

    public async Task<Order> LoadAsync(string orderId, CancellationToken cancellationToken)
    {
        var known = Known(orderId);
        return Learn(known, await journal.ReadAsync(orderId, known.Version, cancellationToken));
    }

    /// <summary>The order as it was when it was last read here; not started when it was not.</summary>
    public Order Known(string orderId) => kept.Find(orderId) ?? Order.NotStarted(orderId);

    /// <param name="recorded">What has happened since.</param>
    public Order Learn(Order known, IReadOnlyList<RecordedEvent> recorded)
    {
        if (recorded.Count == 0)
        {
            return known;
        }

        var order = recorded.Aggregate(known, (state, next) =>
            state.Evolve(OrderEventJson.Codec.Decode(next), next.At));
        kept.Keep(order.Id, order);
        return order;
    }

    /// <summary>Null when there is no such order or it belongs to another account.</summary>
    public async Task<Order?> FindAsync(string accountId, string orderId, CancellationToken cancellationToken)
    {
        if (!orderId.StartsWith("order_", StringComparison.Ordinal) || orderId.Length > 100)
        {
            return null;
        }

        var order = await LoadAsync(orderId, cancellationToken);
        return order.Submission?.AccountId == accountId ? order : null;
    }

    /// <summary>
    /// Adds the order's next events to an append, the row of the orders table that follows from them, and the webhooks
    /// that tell of them. Checks that each is allowed, so that no impossible history is ever written. The one place
    /// where events of orders are appended.
    /// </summary>
    public async ValueTask<Order> AddAsync(
        JournalAppend append,
        Order order,
        IReadOnlyList<OrderEvent> changes,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var next = order;
        foreach (var change in changes)
        {
            var before = next;
            next = before.Evolve(change, now);
            InvoiceLines.Add(append, before, next, now);
        }

        append.Events(order.Id, order.Version, OrderEventJson.Codec.Encode(changes));
        append.Upsert("orders", [("order_id", order.Id)],
        [
            ("account_id", next.Submitted.AccountId),
            ("cart_id", next.Submitted.CartId),
            ("store", next.Submitted.Store),
            ("phase", next.Phase.ToString()),
            ("amount_minor", next.Submitted.Amount.Minor),
            ("currency", next.Submitted.Amount.Currency),
            ("started_at", next.StartedAt.ToUnixTimeMilliseconds()),
            ("changed_at", now.ToUnixTimeMilliseconds()),
        ]);
        await webhooks.AddAsync(append, order, next, cancellationToken);
        return next;
    }
}
