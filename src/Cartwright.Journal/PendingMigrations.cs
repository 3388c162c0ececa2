namespace Cartwright.Journal;

/// <summary>Compares the migrations that a program knows with those that a database has had.</summary>
internal static class PendingMigrations
{
    /// <summary>The table that holds what was applied; the same on every database.</summary>
    public const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            component text NOT NULL,
            number bigint NOT NULL,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at bigint NOT NULL,
            PRIMARY KEY (component, number)
        )
        """;

    /// <summary>What is still to be applied, in order.</summary>
    /// <exception cref="JournalRefusedException">The database is newer, or not of this line.</exception>
    public static List<Migration> Find(
        string database,
        IReadOnlyDictionary<(string Component, long Number), string> applied,
        IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets)
    {
        var pending = new List<Migration>();
        foreach (var (component, known) in sets)
        {
            var newest = applied.Keys.Where(key => key.Component == component).Select(key => key.Number)
                .DefaultIfEmpty(0).Max();
            if (newest > known.Count)
            {
                throw new JournalRefusedException(
                    $"{database} was written by a newer version ({component} migration {newest}, this program knows"
                    + $" {known.Count}): run that version or a later one.");
            }

            foreach (var migration in known)
            {
                if (!applied.TryGetValue((component, migration.Number), out var checksum)) pending.Add(migration);
                else if (checksum != migration.Checksum)
                {
                    throw new JournalRefusedException(
                        $"Migration {migration.Number:0000}_{migration.Name} of {component} is not the one that was"
                        + $" applied to {database}: run a released version, and add a migration instead of changing"
                        + " one.");
                }
            }
        }

        return pending;
    }

    public static JournalRefusedException Failed(string database, Migration migration, Exception failure) => new(
        $"Migration {migration.Number:0000}_{migration.Name} of {migration.Component} failed on {database};"
        + " nothing was changed: run the version that wrote it, and report this.", failure);
}
