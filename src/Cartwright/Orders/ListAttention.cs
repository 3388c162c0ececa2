using Cartwright.Journal;

namespace Cartwright.Orders;

/// <param name="Kind">What it is about: <c>order</c>, <c>order-waiting</c>, <c>order-stuck</c>, or a queue.</param>
/// <param name="Key">Which one, such as an order's id.</param>
public sealed record AttentionEntry(string Kind, string Key, string Reason, DateTimeOffset Since);

/// <summary>Lists all that needs a person, oldest first.</summary>
public sealed class ListAttention(IJournal journal, FindStuckOrders stuck)
{
    public const int CountMax = 1_000;

    /// <summary>Looks for stuck orders first, so that the list is right although no gateway runs.</summary>
    public async Task<IReadOnlyList<AttentionEntry>> HandleAsync(CancellationToken cancellationToken)
    {
        await stuck.HandleAsync(cancellationToken);
        return await journal.QueryAsync(
            "select kind, key, reason, since from attention order by since, kind, key limit @count",
            row => new AttentionEntry(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
            [("count", CountMax)],
            cancellationToken);
    }
}
