using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// One attempt to write appends in one transaction: rows of work are locked and versions read, every append is decided
/// in memory, and what they leave is written by a few statements.
/// </summary>
/// <remarks>
/// All nodes lock in one order, so that they wait for each other and never in a circle: rows of work that are there,
/// by queue and key; then events, by stream and version; then new rows of work; then read models and the attention
/// list, by key.
/// </remarks>
internal sealed class PostgresBatch(
    IReadOnlyList<PostgresAppend> appends, PostgresClock clock, string nodeId, Func<WorkEffects> begin)
{
    /// <summary>
    /// A row of work (w) that a key (k) names. The statistics of a table that is empty by night must not lead to a plan
    /// that reads all of it by day: so there is one index that serves this, and each key is looked up by itself.
    /// </summary>
    public const string IsWorkOfKey = "w.key = k.key AND w.queue || '' = k.queue";

    /// <summary>Where the row (f.place) of each key (k) is; good for as long as the row is locked.</summary>
    public const string PlacesOfKeys =
        $"CROSS JOIN LATERAL (SELECT ctid AS place FROM work w WHERE {IsWorkOfKey} OFFSET 0) f";

    private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);
    private DateTimeOffset now;
    private WorkTable work = null!;

    /// <summary>Whether there is anything to commit once <see cref="DecideAsync"/> has run.</summary>
    public bool IsToBeWritten => appends.Any(append => append.IsToBeWritten);

    /// <summary>
    /// Reads what the decisions need, and makes them. From here on the transaction holds its writer's row, with its
    /// number in it: whoever looks for it there waits until it has ended.
    /// </summary>
    public async Task DecideAsync(NpgsqlConnection connection, string writer, long number)
    {
        var (localNow, asked) = (clock.LocalNow, clock.Timestamp);
        var keys = appends.SelectMany(append => Keys(append.Content)).Distinct()
            .OrderBy(key => key.Queue, StringComparer.Ordinal).ThenBy(key => key.Key, StringComparer.Ordinal).ToList();
        var streams = appends.SelectMany(append => append.Content.Streams).Select(one => one.Stream).Distinct().ToList();
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, $"""
            INSERT INTO journal_writers (writer, batch, at) VALUES ($1, $2, {PostgresClock.Now})
            ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, at = excluded.at
            """,
            new() { Value = writer }, new() { Value = number });
        Add(batch, $"""
            SELECT w.* FROM unnest($1, $2) AS k (queue, key) CROSS JOIN LATERAL (
                SELECT queue, key, due, attempts, queued_at, lease_owner, lease_token, again_due, last_reason
                FROM work w WHERE {IsWorkOfKey} FOR UPDATE) w
            """,
            Texts(keys.Select(key => key.Queue)), Texts(keys.Select(key => key.Key)));
        // After the locks, whose last holders may just have committed events too.
        Add(batch, """
            SELECT s.stream, coalesce((SELECT max(version) FROM events e WHERE e.stream = s.stream), 0)
            FROM unnest($1) AS s (stream)
            """,
            Texts(streams));
        Add(batch, $"SELECT {PostgresClock.Now}");
        await using var reader = await batch.ExecuteReaderAsync();
        var rows = new List<WorkRow>(keys.Count);
        while (await reader.ReadAsync()) rows.Add(ReadRow(reader));
        await reader.NextResultAsync();
        while (await reader.ReadAsync()) versions[reader.GetString(0)] = reader.GetInt64(1);
        await reader.NextResultAsync();
        await reader.ReadAsync();
        now = clock.Learn(asked, reader.GetInt64(0));
        work = new(rows, nodeId, now, localNow, clock.LeaseTime);
        foreach (var append in appends) append.Decide(versions, work, now, begin);
    }

    /// <summary>
    /// Writes what was decided, and commits it with the same way to the server. An event or a row of work that another
    /// transaction wrote first is an error of the server's, and nothing is committed.
    /// </summary>
    public async Task CommitAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddEvents(batch);
        AddWork(batch);
        AddRows(batch);
        AddAttention(batch);
        Add(batch, "COMMIT");
        await batch.ExecuteNonQueryAsync();
    }

    private IEnumerable<JournalAppend> Written =>
        appends.Where(append => append.IsToBeWritten).Select(append => append.Content);

    private void AddEvents(NpgsqlBatch batch)
    {
        var events = Written.SelectMany(append => append.Streams).SelectMany(stream => stream.Events.Select(
            (item, index) => (stream.Stream, Version: stream.ExpectedVersion + index + 1, item))).ToList();
        if (events.Count == 0) return;
        Add(batch, """
            INSERT INTO events (stream, version, type, data, at)
            SELECT stream, version, type, data, $5 FROM unnest($1, $2, $3, $4) AS e (stream, version, type, data)
            ORDER BY stream, version
            """,
            Texts(events.Select(one => one.Stream)), Numbers(events.Select(one => (long?)one.Version)),
            Texts(events.Select(one => one.item.Type)),
            Texts(events.Select(one => Encoding.UTF8.GetString(one.item.Data.Span))),
            new() { Value = now.ToUnixTimeMilliseconds() });
    }

    private void AddWork(NpgsqlBatch batch)
    {
        const string columns =
            "(queue, key, due, attempts, queued_at, lease_owner, lease_token, again_due, last_reason)";
        var deleted = work.Deleted.ToList();
        if (deleted.Count > 0)
        {
            Add(batch,
                $"""
                DELETE FROM work
                WHERE ctid = ANY(ARRAY(SELECT f.place FROM unnest($1, $2) AS k (queue, key) {PlacesOfKeys}))
                """,
                Texts(deleted.Select(row => row.Queue)), Texts(deleted.Select(row => row.Key)));
        }

        var updated = work.Updated.ToList();
        if (updated.Count > 0)
        {
            Add(batch, $"""
                UPDATE work w SET due = k.due, attempts = k.attempts, queued_at = k.queued_at,
                    lease_owner = k.lease_owner, lease_token = k.lease_token, again_due = k.again_due,
                    last_reason = k.last_reason
                FROM (SELECT f.place, k.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS k {columns} {PlacesOfKeys}) k
                WHERE w.ctid = k.place
                """,
                Columns(updated));
        }

        var inserted = work.Inserted.ToList();
        if (inserted.Count == 0) return;
        Add(batch, $"""
            INSERT INTO work {columns}
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS k {columns}
            ORDER BY queue, key
            """,
            Columns(inserted));
    }

    private void AddRows(NpgsqlBatch batch)
    {
        // The order within a key stays: the last write wins.
        var rows = Written.SelectMany(append => append.Rows)
            .OrderBy(row => row.Table, StringComparer.Ordinal)
            .ThenBy(row => string.Join('\n', row.Key.Select(column => $"{column.Column}={column.Value}")),
                StringComparer.Ordinal);
        foreach (var row in rows) PostgresRows.Add(batch, row);
    }

    private void AddAttention(NpgsqlBatch batch)
    {
        var settled = new SortedSet<(string Kind, string Key)>(work.Settled);
        var attended = new SortedDictionary<(string Kind, string Key), string>();
        foreach (var (kind, key, reason) in Written.SelectMany(append => append.AttentionChanges))
        {
            if (reason is not null)
            {
                attended[(kind, key)] = reason;
                continue;
            }

            settled.Add((kind, key));
            attended.Remove((kind, key));
        }

        if (settled.Count > 0)
        {
            Add(batch,
                "DELETE FROM attention a USING unnest($1, $2) AS k (kind, key) WHERE a.kind = k.kind AND a.key = k.key",
                Texts(settled.Select(one => one.Kind)), Texts(settled.Select(one => one.Key)));
        }

        if (attended.Count == 0) return;
        Add(batch, """
            INSERT INTO attention (kind, key, reason, since)
            SELECT kind, key, reason, $4 FROM unnest($1, $2, $3) AS k (kind, key, reason) ORDER BY kind, key
            ON CONFLICT (kind, key) DO UPDATE SET reason = excluded.reason
            """,
            Texts(attended.Keys.Select(one => one.Kind)), Texts(attended.Keys.Select(one => one.Key)),
            Texts(attended.Values), new() { Value = now.ToUnixTimeMilliseconds() });
    }

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private static IEnumerable<(string Queue, string Key)> Keys(JournalAppend append) =>
    [
        .. append.Completed.Select(lease => (lease.Queue, lease.Key)),
        .. append.Rescheduled.Select(change => (change.Lease.Queue, change.Lease.Key)),
        .. append.Enqueued.Select(one => (one.Queue, one.Key)),
    ];

    private static NpgsqlParameter[] Columns(List<WorkRow> rows) =>
    [
        Texts(rows.Select(row => row.Queue)), Texts(rows.Select(row => row.Key)),
        Numbers(rows.Select(row => (long?)row.Due)), Numbers(rows.Select(row => (long?)row.Attempts)),
        Numbers(rows.Select(row => (long?)row.QueuedAt)), Texts(rows.Select(row => row.LeaseOwner)),
        Texts(rows.Select(row => row.LeaseToken)), Numbers(rows.Select(row => row.AgainDue)),
        Texts(rows.Select(row => row.LastReason)),
    ];

    private static NpgsqlParameter Texts(IEnumerable<string?> values) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        Value = values.Select(PostgresRows.Text).ToArray(),
    };

    private static NpgsqlParameter Numbers(IEnumerable<long?> values) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        Value = values.ToArray(),
    };

    private static WorkRow ReadRow(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : row.GetInt64(7),
        row.IsDBNull(8) ? null : row.GetString(8));
}
