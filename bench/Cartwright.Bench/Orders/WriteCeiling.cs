using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Bench;

/// <summary>
/// How many orders a second the store takes when nothing but their rows is written: the same events, work and rows as
/// the gateway wrote, in the same three steps, by a bare loop of group commits. It asks nothing, sends nothing, and
/// checks no version.
/// </summary>
internal static class WriteCeiling
{
    private const int OrdersInCommit = 64;
    private const int PostgresWriters = 4;

    private sealed record EventRow(string Type, string Data);

    /// <summary>What one append of an order writes.</summary>
    private sealed record StepRows(IReadOnlyList<EventRow> OfCart, IReadOnlyList<EventRow> OfOrder, string Phase)
    {
        public string? Ends { get; init; }
        public required string Queues { get; init; }
    }

    /// <param name="used">Where the gateway has placed orders; it is only read.</param>
    public static async Task<double> OrdersPerSecondAsync(BenchWorld world, TimeSpan duration)
    {
        var steps = await ReadStepsAsync(world.Store);
        await using var store = await world.Store.NewBesideAsync();
        await MakeTablesAsync(store);
        var clock = Stopwatch.StartNew();
        var written = store.IsPostgres
            ? await Task.WhenAll(Enumerable.Range(0, PostgresWriters).Select(writer => Task.Run(
                () => WritePostgresAsync(store, steps, $"w{writer}", () => clock.Elapsed < duration))))
            : [await Task.Run(() => WriteSqliteAsync(store, steps, () => clock.Elapsed < duration))];
        return written.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task MakeTablesAsync(BenchStore store)
    {
        string[] settings =
        [
            .. store.Settings.Select(set => $"--{set.Key.Replace("__", ":", StringComparison.Ordinal)}={set.Value}"),
            "--Payments:Stripe:SecretKey=sk_test", "--Payments:Stripe:ReturnUrl=http://127.0.0.1/",
        ];
        await using var app = await Cartwright.Program.BuildAsync(settings);
    }

    /// <summary>The events of the order that was placed last, by the appends that wrote them.</summary>
    private static async Task<StepRows[]> ReadStepsAsync(BenchStore store)
    {
        await using var connection = await store.ConnectAsync();
        var (order, cart) = (await ReadAsync(
            connection,
            "select order_id, cart_id from orders where phase = 'Placed' order by order_id desc limit 1"))[0];
        var placed = await EventsAsync(connection, order);
        var submitted = (await EventsAsync(connection, cart)).Where(row => row.Type == "SubmissionStarted");
        return
        [
            new([.. submitted], placed[..1], "Submitted") { Queues = "charge" },
            new([], placed[1..3], "Placing") { Ends = "charge", Queues = "place" },
            new([], placed[3..], "Placed") { Ends = "place", Queues = "track" },
        ];
    }

    private static async Task<EventRow[]> EventsAsync(DbConnection connection, string stream) =>
    [
        .. (await ReadAsync(connection, $"select type, data from events where stream = '{stream}' order by version"))
            .Select(row => new EventRow(row.First, row.Second)),
    ];

    private static async Task<List<(string First, string Second)>> ReadAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string)>();
        while (await reader.ReadAsync()) rows.Add((reader.GetString(0), reader.GetString(1)));
        return rows;
    }

    private static async Task<long> WriteSqliteAsync(BenchStore store, StepRows[] steps, Func<bool> goesOn)
    {
        await using var connection = (SqliteConnection)await store.ConnectAsync();
        Run(connection, "pragma synchronous = full");
        Run(connection, "pragma wal_autocheckpoint = 16000");
        using var events = Command(
            connection, "insert into events (stream, version, type, data, at) values ($a, $b, $c, $d, $e)");
        using var row = Command(connection, UpsertOrder("$a, $b, $c, $d, $e, $f, $g, $h, $i"));
        using var queue = Command(
            connection, "insert into work (queue, key, due, attempts, queued_at, lease_owner, lease_token) "
            + "values ($a, $b, $c, 1, $c, $d, $d)");
        using var end = Command(connection, "delete from work where queue = $a and key = $b and lease_token = $c");
        long orders = 0;
        for (; goesOn(); orders += OrdersInCommit)
        {
            foreach (var (step, version) in WithVersions(steps))
            {
                Run(connection, "begin immediate");
                for (var index = 0; index < OrdersInCommit; index++)
                {
                    var (order, cart, now) = ($"order_{orders + index:x32}", $"cart_{orders + index:x32}", Now());
                    foreach (var written in step.OfCart) Run(events, cart, 5L, written.Type, written.Data, now);
                    foreach (var (offset, written) in step.OfOrder.Index())
                        Run(events, order, version + offset, written.Type, written.Data, now);
                    Run(row, order, "account_default", cart, "tulips.example", step.Phase, 1_000L, "USD", now, now);
                    if (step.Ends is { } ended) Run(end, ended, order, "node");
                    Run(queue, step.Queues, order, now, "node");
                }

                Run(connection, "commit");
            }
        }

        return orders;
    }

    private static async Task<long> WritePostgresAsync(
        BenchStore store, StepRows[] steps, string writer, Func<bool> goesOn)
    {
        await using var connection = (NpgsqlConnection)await store.ConnectAsync();
        long orders = 0;
        for (; goesOn(); orders += OrdersInCommit)
        {
            string[] keys =
                [.. Enumerable.Range(0, OrdersInCommit).Select(index => $"order_{writer}{orders + index:x30}")];
            string[] carts = [.. keys.Select(key => key.Replace("order_", "cart_", StringComparison.Ordinal))];
            foreach (var (step, version) in WithVersions(steps))
            {
                var now = Now();
                await using var transaction = await connection.BeginTransactionAsync();
                await using var batch = new NpgsqlBatch(connection, transaction);
                foreach (var (written, streams, at) in step.OfCart.Select(written => (written, carts, 5L)).Concat(
                    step.OfOrder.Select((written, offset) => (written, keys, version + offset))))
                {
                    Add(batch, "insert into events select unnest($1), $2, $3, $4, $5", streams, at, written.Type,
                        written.Data, now);
                }

                Add(batch, UpsertOrder(
                    "unnest($1), 'account_default', unnest($2), 'tulips.example', $3, 1000, 'USD', $4, $4",
                    isSelect: true), keys, carts, step.Phase, now);
                if (step.Ends is { } ended)
                    Add(batch, "delete from work where queue = $1 and key = any($2)", ended, keys);
                Add(batch, "insert into work (queue, key, due, attempts, queued_at, lease_owner, lease_token) "
                    + "select $1, unnest($2), $3, 1, $3, 'node', 'node'", step.Queues, keys, now);
                await batch.ExecuteNonQueryAsync();
                await transaction.CommitAsync();
            }
        }

        return orders;
    }

    private static IEnumerable<(StepRows Step, long Version)> WithVersions(StepRows[] steps)
    {
        var version = 1;
        foreach (var step in steps)
        {
            yield return (step, version);
            version += step.OfOrder.Count;
        }
    }

    private static string UpsertOrder(string values, bool isSelect = false) =>
        "insert into orders "
        + "(order_id, account_id, cart_id, store, phase, amount_minor, currency, started_at, changed_at) "
        + (isSelect ? $"select {values}" : $"values ({values})")
        + " on conflict (order_id) do update set phase = excluded.phase, changed_at = excluded.changed_at";

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var name = 'a'; sql.Contains($"${name}", StringComparison.Ordinal); name++)
            command.Parameters.Add(new SqliteParameter($"${name}", null));
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++) command.Parameters[index].Value = values[index];
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
