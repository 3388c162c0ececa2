using Microsoft.Data.Sqlite;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// Brings the schema up to date in one transaction, and refuses a database that a newer program has migrated or whose
/// applied migrations are not the program's.
/// </summary>
internal static class SqliteMigrator
{
    /// <summary>Refuses a database that these migrations do not belong to, without changing it.</summary>
    public static void Inspect(
        SqliteConnection connection,
        string file,
        IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets) =>
        _ = Pending(connection, file, sets);

    /// <summary>Applies what is missing, and answers how many migrations that were.</summary>
    public static int Migrate(
        SqliteConnection connection,
        string file,
        IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets,
        TimeProvider clock)
    {
        if (Pending(connection, file, sets).Count == 0) return 0;

        // Another process may have migrated in the meantime: the answer counts only once the write lock is held.
        using var transaction = connection.BeginTransaction(deferred: false);
        var pending = Pending(connection, file, sets);
        Run(connection, transaction, PendingMigrations.Table);
        foreach (var migration in pending)
        {
            try
            {
                Run(connection, transaction, MigrationDialect.ForSqlite(migration.Sql));
            }
            catch (SqliteException failure)
            {
                throw PendingMigrations.Failed(file, migration, failure);
            }

            Run(connection, transaction,
                "INSERT INTO schema_migrations (component, number, name, checksum, applied_at)"
                + " VALUES (@a, @b, @c, @d, @e)",
                ("@a", migration.Component), ("@b", migration.Number), ("@c", migration.Name),
                ("@d", migration.Checksum), ("@e", clock.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        transaction.Commit();
        return pending.Count;
    }

    private static List<Migration> Pending(
        SqliteConnection connection,
        string file,
        IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets) =>
        PendingMigrations.Find(file, ReadApplied(connection), sets);

    private static Dictionary<(string Component, long Number), string> ReadApplied(SqliteConnection connection)
    {
        var applied = new Dictionary<(string, long), string>();
        if (SqliteFile.Number(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'") == 0)
            return applied;

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT component, number, checksum FROM schema_migrations";
        using var reader = command.ExecuteReader();
        while (reader.Read()) applied.Add((reader.GetString(0), reader.GetInt64(1)), reader.GetString(2));
        return applied;
    }

    private static void Run(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string sql,
        params IEnumerable<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
