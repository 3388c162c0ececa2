using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Journal.Postgres;

/// <summary>Leases rows of work and renews leases, by the database's clock.</summary>
internal sealed class PostgresQueue(PostgresSources sources, PostgresJournalOptions options, PostgresClock clock)
{
    private const string Time = $"t AS MATERIALIZED (SELECT coalesce($1::bigint, {PostgresClock.Now}) AS now)";

    // A row that another transaction changes at the same moment may be passed over: the next look finds it.
    private const string Claim = $"""
        WITH {Time}, due AS MATERIALIZED (
            SELECT ctid AS place, due FROM work WHERE queue = $2 AND due <= (SELECT now FROM t)
            ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED
        ), numbered AS (SELECT place, row_number() OVER (ORDER BY due) AS number FROM due)
        UPDATE work w SET due = t.now + $4, attempts = attempts + 1, lease_owner = $5,
            lease_token = $6 || '-' || k.number, again_due = CASE WHEN again_due <= t.now THEN NULL ELSE again_due END
        FROM numbered k, t WHERE w.ctid = k.place
        RETURNING k.number, w.key, w.attempts, w.queued_at, w.lease_token
        """;

    private const string LockHeld = $"""
        SELECT 1 FROM unnest($1, $2, $3) AS k (queue, key, token) CROSS JOIN LATERAL (
            SELECT 1 FROM work w WHERE {PostgresBatch.IsWorkOfKey} AND w.lease_token = k.token FOR UPDATE) w
        """;

    private const string Renew = $"""
        WITH {Time} UPDATE work w SET due = t.now + $5
        FROM (SELECT f.place, k.token FROM unnest($2, $3, $4) AS k (queue, key, token) {PostgresBatch.PlacesOfKeys}) k, t
        WHERE w.ctid = k.place AND w.lease_token = k.token RETURNING w.lease_token
        """;

    private const string NextDue =
        $"WITH {Time} SELECT (SELECT MIN(due) FROM work WHERE queue = $2) - t.now FROM t";

    /// <summary>A claim whose answer is lost has leased its rows all the same: they come back when it ends.</summary>
    public async ValueTask<IReadOnlyList<WorkLease>> ClaimAsync(
        string queue, int countMax, CancellationToken cancellationToken)
    {
        var until = clock.LocalNow + clock.LeaseTime;
        return await sources.WriteAsync<IReadOnlyList<WorkLease>>(
            async connection =>
            {
                await using var command = Command(connection, Claim, new() { Value = queue },
                    new() { Value = (long)countMax }, LeaseMilliseconds, new() { Value = options.NodeId },
                    new() { Value = Guid.NewGuid().ToString("N") });
                var claimed = new SortedDictionary<long, WorkLease>();
                await using var row = await command.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    claimed.Add(row.GetInt64(0), new(
                        queue, row.GetString(1), checked((int)row.GetInt64(2)),
                        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)), row.GetString(4), until));
                }

                return [.. claimed.Values];
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<WorkLease>> RenewAsync(
        IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken)
    {
        var until = clock.LocalNow + clock.LeaseTime;
        // In the order in which batches lock.
        leases = [.. leases.OrderBy(lease => lease.Queue, StringComparer.Ordinal)
            .ThenBy(lease => lease.Key, StringComparer.Ordinal)];
        var renewed = await sources.WriteAsync(
            async connection =>
            {
                NpgsqlParameter[] Held() =>
                [
                    Texts(leases.Select(lease => lease.Queue)), Texts(leases.Select(lease => lease.Key)),
                    Texts(leases.Select(lease => lease.Token)),
                ];
                // In one transaction: what is locked first stays where it is found.
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(Statement(LockHeld, Held()));
                batch.BatchCommands.Add(Statement(Renew, [Told, .. Held(), LeaseMilliseconds]));
                var tokens = new HashSet<string>(StringComparer.Ordinal);
                await using var row = await batch.ExecuteReaderAsync(cancellationToken);
                await row.NextResultAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken)) tokens.Add(row.GetString(0));
                return tokens;
            },
            cancellationToken);
        return [.. leases.Where(lease => renewed.Contains(lease.Token)).Select(lease => lease with { Until = until })];
    }

    public async ValueTask<DateTimeOffset?> NextDueAsync(string queue, CancellationToken cancellationToken)
    {
        // From before the question: too early by its time, which costs another look, and never too late.
        var asked = clock.LocalNow;
        return await sources.ReadAsync<DateTimeOffset?>(
            async connection =>
            {
                await using var command = Command(connection, NextDue, new NpgsqlParameter { Value = queue });
                return await command.ExecuteScalarAsync(cancellationToken) is long wait
                    ? asked.AddMilliseconds(wait)
                    : null;
            },
            cancellationToken);
    }

    private NpgsqlParameter LeaseMilliseconds => new() { Value = (long)clock.LeaseTime.TotalMilliseconds };

    private NpgsqlParameter Told => new()
    {
        NpgsqlDbType = NpgsqlDbType.Bigint,
        Value = (object?)clock.Told ?? DBNull.Value,
    };

    private static NpgsqlBatchCommand Statement(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(Told);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter Texts(IEnumerable<string> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values.ToArray() };
}
