using Cartwright.Journal;
using Cartwright.Journal.Sqlite;
using Cartwright.Orders;

namespace Cartwright.Storage;

/// <param name="Key">The stream or the order.</param>
/// <param name="Words">What is wrong with it.</param>
public sealed record JournalFinding(string Key, string Words);

/// <param name="Streams">How many were looked at.</param>
/// <param name="Findings">At most <see cref="CheckJournal.FindingsMax"/> of each kind.</param>
public sealed record JournalCheck(long Streams, long Events, long Orders, IReadOnlyList<JournalFinding> Findings);

/// <summary>
/// Reads the whole journal and looks for what must not be: damage, gaps in a stream, an order whose row says something
/// else than its events, an order under way that nothing and nobody works on. Changes nothing.
/// </summary>
public sealed class CheckJournal(IJournal journal, OrderStreams orders)
{
    public const int FindingsMax = 100;
    private const int PageMax = 1_000;

    /// <exception cref="JournalRefusedException">The file is damaged.</exception>
    public async Task<JournalCheck> HandleAsync(CancellationToken cancellationToken)
    {
        if (journal is SqliteJournal file)
        {
            await file.CheckAsync(cancellationToken);
        }

        var counts = await journal.QueryAsync(
            "select (select count(*) from (select stream from events group by stream) s), (select count(*) from events)",
            row => (Streams: row.GetInt64(0), Events: row.GetInt64(1)), null, cancellationToken);
        List<JournalFinding> findings =
        [
            .. await FindAsync(
                "select stream from events group by stream having count(*) <> max(version) or min(version) <> 1",
                "Its events are not numbered from 1 without a gap.", cancellationToken),
            .. await FindAsync(
                "select e.stream from events e where e.version = 1 and e.stream like 'order!_%' escape '!' "
                + "and not exists (select 1 from orders o where o.order_id = e.stream)",
                "It has events, and is in no list of orders.", cancellationToken),
            .. await FindAsync(
                "select order_id from orders o where phase not in ('Placed', 'Failed', 'Cancelled') "
                + "and not exists (select 1 from work w where w.key = o.order_id) "
                + "and not exists (select 1 from attention a where a.key = o.order_id)",
                "It is under way, and neither work nor a person is waiting for it.", cancellationToken),
        ];
        var (count, different) = await CompareAsync(cancellationToken);
        return new(counts[0].Streams, counts[0].Events, count, [.. findings, .. different]);
    }

    private async Task<IReadOnlyList<JournalFinding>> FindAsync(
        string sql, string words, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            $"{sql} order by 1 limit {FindingsMax}", row => new JournalFinding(row.GetString(0), words), null,
            cancellationToken);

    /// <summary>Folds every order, and compares what comes out with its row.</summary>
    private async Task<(long Count, IReadOnlyList<JournalFinding> Findings)> CompareAsync(
        CancellationToken cancellationToken)
    {
        List<JournalFinding> findings = [];
        long count = 0;
        IReadOnlyList<(string Id, string Phase)> page;
        var after = "";
        do
        {
            page = await journal.QueryAsync(
                $"select order_id, phase from orders where order_id > @after order by order_id limit {PageMax}",
                row => (row.GetString(0), row.GetString(1)), [("after", after)], cancellationToken);
            foreach (var (id, phase) in page)
            {
                count++;
                if (findings.Count < FindingsMax && await WhatIsWrongAsync(id, phase, cancellationToken) is { } words)
                {
                    findings.Add(new(id, words));
                }
            }

            after = page.Count > 0 ? page[^1].Id : after;
        }
        while (page.Count == PageMax);

        return (count, findings);
    }

    private async Task<string?> WhatIsWrongAsync(string id, string phase, CancellationToken cancellationToken)
    {
        try
        {
            var order = await orders.LoadAsync(id, cancellationToken);
            if (order.Phase.ToString() == phase)
            {
                return null;
            }

            // The gateway may have moved it on between the two reads.
            var again = await journal.QueryAsync(
                "select phase from orders where order_id = @id", row => row.GetString(0), [("id", id)],
                cancellationToken);
            order = await orders.LoadAsync(id, cancellationToken);
            return again is [var now] && now == order.Phase.ToString()
                ? null
                : $"The list of orders says {phase}, and its events say {order.Phase}.";
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException
            or System.Text.Json.JsonException)
        {
            return $"Its events can't be read: {unreadable.Message}";
        }
    }
}
