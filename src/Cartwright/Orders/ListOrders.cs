using Cartwright.Journal;

namespace Cartwright.Orders;

public sealed record ListedOrder(
    string OrderId,
    string AccountId,
    string CartId,
    string Store,
    OrderPhase Phase,
    Money Amount,
    DateTimeOffset StartedAt,
    DateTimeOffset ChangedAt,
    string? Attention);

/// <summary>Lists orders for the operator, newest first, with what needs a person.</summary>
public sealed class ListOrders(IJournal journal)
{
    public const int CountMax = 1_000;

    public async Task<IReadOnlyList<ListedOrder>> HandleAsync(int count, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select o.order_id, o.account_id, o.cart_id, o.store, o.phase, o.amount_minor, o.currency, o.started_at, "
            + "o.changed_at, (select min(a.reason) from attention a where a.key = o.order_id) from orders o "
            + "order by o.order_id desc limit @count",
            row => new ListedOrder(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                Enum.Parse<OrderPhase>(row.GetString(4)),
                new(row.GetInt64(5), row.GetString(6)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
                row.IsDBNull(9) ? null : row.GetString(9)),
            [("count", Math.Clamp(count, 1, CountMax))],
            cancellationToken);
}
