using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Cli.Orders;

internal sealed record ListedOrder(
    string Id, string CartId, string Store, string Phase, Money Amount, DateTimeOffset StartedAt);

/// <summary>Orders as the operator sees them, of all accounts.</summary>
internal static class OrderJournal
{
    internal static async Task<IReadOnlyList<ListedOrder>> ListAsync(
        OperatorAccess access, int countMax, CancellationToken cancellationToken) =>
        await access.Get<IJournal>().QueryAsync(
            "select order_id, cart_id, store, phase, amount_minor, currency, started_at from orders "
            + "order by order_id desc limit @count",
            row => new ListedOrder(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                new(row.GetInt64(4), row.GetString(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6))),
            [("count", countMax)],
            cancellationToken);

    /// <summary>Null when there is no such order, or it has not started.</summary>
    internal static async Task<Order?> FindAsync(
        OperatorAccess access, string orderId, CancellationToken cancellationToken)
    {
        if (!orderId.StartsWith("order_", StringComparison.Ordinal)) return null;
        var order = await access.Get<OrderStreams>().LoadAsync(orderId, cancellationToken);
        return order.Submission is null ? null : order;
    }

    internal static async Task<Order> WaitAsync(
        OperatorAccess access, Order order, CancellationToken cancellationToken)
    {
        await access.Get<IJournal>().WaitAsync(order.Id, order.Version, cancellationToken);
        return await access.Get<OrderStreams>().LoadAsync(order.Id, cancellationToken);
    }
}
