using Cartwright.Journal;

namespace Cartwright.Reconciliation;

/// <param name="Why">Why it could not be compared; null when it was, and differed.</param>
public sealed record OrderToCompare(string OrderId, DateTimeOffset BeganAt, string? Why);

/// <summary>
/// The orders that the daily comparison comes back to, however old they are by then, and until when it has seen every
/// order that began.
/// </summary>
public sealed class CompareLater(IJournal journal)
{
    private const int RowsPerAppendMax = 1_000;
    private const string Run = "daily";

    public async Task<IReadOnlyList<OrderToCompare>> ListAsync(CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select order_id, began_at, why from books_to_compare order by order_id",
            row => new OrderToCompare(
                row.GetString(0),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                row.IsDBNull(2) ? null : row.GetString(2)),
            null,
            cancellationToken);

    /// <summary>Null before the first run.</summary>
    public async Task<DateTimeOffset?> ComparedUntilAsync(CancellationToken cancellationToken)
    {
        var found = await journal.QueryAsync(
            "select until from books_compared where name = @name",
            row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            [("name", Run)],
            cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>
    /// Keeps what needs another look, and forgets what was compared and is the same everywhere. Repeating it changes
    /// nothing.
    /// </summary>
    /// <param name="listed">The orders on the attention list: they are forgotten when they leave it.</param>
    public async Task KeepAsync(
        ReconciliationReport report, IReadOnlySet<string> listed, CancellationToken cancellationToken)
    {
        var reasons = report.Unchecked.ToDictionary(order => order.OrderId, order => order.Why, StringComparer.Ordinal);
        var known = await ListAsync(cancellationToken);
        var gone = report.Compared.Where(id => !report.BeganAt.ContainsKey(id) && !listed.Contains(id))
            .ToHashSet(StringComparer.Ordinal);
        IEnumerable<Action<JournalAppend>> changes =
        [
            .. report.BeganAt.Select(order => (Action<JournalAppend>)(append => append.Upsert(
                "books_to_compare",
                [("order_id", order.Key)],
                [("began_at", order.Value), ("why", reasons.GetValueOrDefault(order.Key))]))),
            .. known.Where(order => gone.Contains(order.OrderId)).Select(order =>
                (Action<JournalAppend>)(append => AddForgotten(append, order.OrderId))),
        ];
        foreach (var chunk in changes.Chunk(RowsPerAppendMax))
        {
            var append = new JournalAppend();
            foreach (var change in chunk) change(append);
            await journal.AppendAsync(append, cancellationToken);
        }
    }

    /// <summary>Every order that began before then was compared, or is kept.</summary>
    public static void AddRun(JournalAppend append, DateTimeOffset until) =>
        append.Upsert("books_compared", [("name", Run)], [("until", until)]);

    public static void AddForgotten(JournalAppend append, string orderId) =>
        append.Delete("books_to_compare", [("order_id", orderId)]);
}
