using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Journal.Postgres;

/// <summary>Leases rows of work and renews leases, by the database's clock.</summary>
internal sealed class PostgresQueue(PostgresSources sources, PostgresJournalOptions options, PostgresClock clock)
{
    private const string Time = $"t AS MATERIALIZED (SELECT coalesce($1::bigint, {PostgresClock.Now}) AS now)";

    private const string Claim = $"""
        WITH {Time}, due AS MATERIALIZED (
            SELECT queue, key, due FROM work WHERE queue = $2 AND due <= (SELECT now FROM t)
            ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED
        ), numbered AS (SELECT queue, key, row_number() OVER (ORDER BY due) AS number FROM due)
        UPDATE work w SET due = t.now + $4, attempts = attempts + 1, lease_owner = $5,
            lease_token = $6 || '-' || n.number, again_due = CASE WHEN again_due <= t.now THEN NULL ELSE again_due END
        FROM numbered n, t WHERE w.queue = n.queue AND w.key = n.key
        RETURNING n.number, w.key, w.attempts, w.queued_at, w.lease_token
        """;

    private const string Renew = $"""
        WITH {Time}, held AS MATERIALIZED (
            SELECT w.queue, w.key FROM unnest($2, $3, $4) AS k (queue, key, token)
            JOIN work w ON w.queue = k.queue AND w.key = k.key AND w.lease_token = k.token
            ORDER BY w.queue, w.key FOR UPDATE OF w
        )
        UPDATE work w SET due = t.now + $5 FROM held h, t WHERE w.queue = h.queue AND w.key = h.key
        RETURNING w.lease_token
        """;

    private const string NextDue = $"WITH {Time} SELECT MIN(w.due) - MIN(t.now) FROM work w, t WHERE w.queue = $2";

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
        var renewed = await sources.WriteAsync(
            async connection =>
            {
                await using var command = Command(connection, Renew, Texts(leases.Select(lease => lease.Queue)),
                    Texts(leases.Select(lease => lease.Key)), Texts(leases.Select(lease => lease.Token)),
                    LeaseMilliseconds);
                var tokens = new HashSet<string>(StringComparer.Ordinal);
                await using var row = await command.ExecuteReaderAsync(cancellationToken);
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

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new()
        {
            NpgsqlDbType = NpgsqlDbType.Bigint,
            Value = (object?)clock.Told ?? DBNull.Value,
        });
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter Texts(IEnumerable<string> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values.ToArray() };
}
