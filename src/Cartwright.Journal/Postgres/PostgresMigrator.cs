using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// Brings the schema up to date in one transaction, one node after the other, and refuses a database that a newer
/// program has migrated or whose applied migrations are not the program's.
/// </summary>
internal static class PostgresMigrator
{
    private const int VersionMin = 15;
    private const int TriesMax = 60;

    public static async Task MigrateAsync(
        PostgresSources sources,
        IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await sources.Writing.OpenConnectionAsync(cancellationToken);
            if (connection.PostgreSqlVersion.Major < VersionMin)
            {
                throw new JournalRefusedException(
                    $"{sources.Name} runs version {connection.PostgreSqlVersion}: use version 15 or later.");
            }

            await CheckEncodingAsync(connection, sources.Name, cancellationToken);
            for (var attempt = 1; !await TryApplyAsync(connection, sources.Name, sets, attempt, cancellationToken); attempt++)
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException || PostgresFaults.IsOfServer(failure))
        {
            throw PostgresFaults.AtOpening(sources.Name, failure);
        }
    }

    /// <summary>
    /// One transaction. False when somebody, such as a backup, holds a table that is to be changed: nodes that run queue
    /// up behind whoever waits for it, so that it is not waited for long.
    /// </summary>
    private static async Task<bool> TryApplyAsync(
        NpgsqlConnection connection,
        string name,
        IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets,
        int attempt,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The nodes of a roll-out start together: the first one migrates, the others find it done.
        await RunAsync(connection, "SELECT pg_advisory_xact_lock($1)", cancellationToken,
            PostgresLocks.KeyOf("migrations"));
        await RunAsync(connection, "SET LOCAL lock_timeout = '2s'", cancellationToken);
        var pending = PendingMigrations.Find(name, await ReadAppliedAsync(connection, cancellationToken), sets);
        try
        {
            if (pending.Count > 0) await ApplyAsync(connection, name, pending, cancellationToken);
        }
        catch (PostgresException held)
            when (held.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < TriesMax)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Names and addresses come in every script, and one that could not be written would fail its order.</summary>
    private static async Task CheckEncodingAsync(
        NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand("SHOW server_encoding", connection);
        if (await ask.ExecuteScalarAsync(cancellationToken) is string and not "UTF8" and var encoding)
        {
            throw new JournalRefusedException(
                $"{name} has the encoding {encoding}: make a database in UTF8, and move what is there with pg_dump.");
        }
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, string name, List<Migration> pending, CancellationToken cancellationToken)
    {
        await RunAsync(connection, PendingMigrations.Table, cancellationToken);
        foreach (var migration in pending)
        {
            try
            {
                await RunAsync(connection, MigrationDialect.ForPostgres(migration.Sql), cancellationToken);
            }
            catch (PostgresException failure)
                when (failure.SqlState != PostgresErrorCodes.InsufficientPrivilege
                    && !PostgresFaults.IsOfServer(failure))
            {
                throw PendingMigrations.Failed(name, migration, failure);
            }

            await RunAsync(connection,
                "INSERT INTO schema_migrations (component, number, name, checksum, applied_at)"
                + $" VALUES ($1, $2, $3, $4, {PostgresClock.Now})",
                cancellationToken, migration.Component, (long)migration.Number, migration.Name, migration.Checksum);
        }
    }

    private static async Task<Dictionary<(string Component, long Number), string>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<(string, long), string>();
        await using (var ask = new NpgsqlCommand("SELECT to_regclass('schema_migrations') IS NOT NULL", connection))
        {
            if (await ask.ExecuteScalarAsync(cancellationToken) is not true) return applied;
        }

        await using var command = new NpgsqlCommand(
            "SELECT component, number, checksum FROM schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add((reader.GetString(0), reader.GetInt64(1)), reader.GetString(2));
        return applied;
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
