using Cartwright.Journal.Postgres;
using Cartwright.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Cartwright.Journal.Copy;

/// <param name="Name">The table.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record CopiedTable(string Name, long Rows);

/// <summary>What came of moving a journal to PostgreSQL.</summary>
public abstract record JournalCopyResult
{
    private JournalCopyResult() { }

    /// <summary>Every row is there and was read back the same. The file is marked as moved.</summary>
    /// <param name="Tables">What was copied.</param>
    /// <param name="WasThere">Whether an earlier run had copied it, and its answer was lost.</param>
    public sealed record Copied(IReadOnlyList<CopiedTable> Tables, bool WasThere) : JournalCopyResult;

    /// <summary>The database holds other rows. Nothing was changed, and the file is marked only if it was before.</summary>
    /// <param name="Table">The first table that differs.</param>
    public sealed record TargetInUse(string Table) : JournalCopyResult;

    /// <summary>What was read back is not what was written. Nothing was kept.</summary>
    /// <param name="Table">The table that differs.</param>
    public sealed record Different(string Table) : JournalCopyResult;
}

/// <summary>
/// Moves a journal from its SQLite file to an empty PostgreSQL database: all tables in one transaction, read back and
/// compared before it commits. The file is marked first, and is not opened again afterwards: a gateway that served from
/// both would do everything twice. When the process ends in between, the same call again finishes the move.
/// </summary>
public static class JournalCopy
{
    // Each database has its own.
    private static readonly string[] NotCopied = ["schema_migrations", "journal_writers"];

    /// <param name="from">The file. The caller holds <see cref="SqliteJournal.LockForServing"/> on it.</param>
    /// <param name="to">The database; a gateway must not serve from it yet.</param>
    /// <param name="migrations">The tables of other components.</param>
    /// <param name="except">Further tables that are the database's own.</param>
    /// <param name="copied">Hears of each table once its rows are written.</param>
    /// <param name="clock">Gives the mark its time.</param>
    /// <param name="cancellationToken">Stops the move; what was written is not kept.</param>
    /// <exception cref="JournalRefusedException">The file or the database can't be used as it is.</exception>
    /// <exception cref="JournalUnavailableException">The database went away in the middle: call again.</exception>
    public static async Task<JournalCopyResult> RunAsync(
        SqliteJournalOptions from,
        PostgresJournalOptions to,
        IReadOnlyList<MigrationSet> migrations,
        IReadOnlySet<string> except,
        Action<CopiedTable> copied,
        TimeProvider clock,
        CancellationToken cancellationToken = default)
    {
        var sets = migrations.Prepend(MigrationSet.OfJournal)
            .Select(set => (set.Component, Known: set.Load())).ToList();
        await using var sources = new PostgresSources(to);
        using var source = SqliteFile.OpenWriter(from);
        RefuseElsewhere(source, from.File, sources);
        var mark = MovedMark.Find(source);
        await PostgresMigrator.MigrateAsync(sources, sets, cancellationToken);
        SqliteMigrator.Migrate(source, from.File, sets, clock);
        // A mark that an earlier call has left stays: its rows may be served from the database by now.
        var isNew = mark is null;
        if (isNew)
        {
            MovedMark.Set(source, sources.Target, clock.GetUtcNow());
        }

        var mayBeThere = false;
        try
        {
            // Nothing is written to the file while it is read.
            using var reading = source.BeginTransaction(deferred: false);
            await using var connection = await sources.Locking.OpenConnectionAsync(cancellationToken);
            var confirm = PostgresFaults.WatchCommits(connection);
            await using var writing = await connection.BeginTransactionAsync(cancellationToken);
            var tables = (await PostgresTable.AllAsync(connection, cancellationToken))
                .Where(table => !NotCopied.Contains(table.Name) && !except.Contains(table.Name)).ToList();
            await PostgresTable.LockAsync(connection, tables, cancellationToken);
            var result = await FillAsync(source, connection, tables, copied, cancellationToken);
            if (result is JournalCopyResult.Copied)
            {
                // What was there already may have been committed without its standby: then this is confirmed behind it.
                await TouchAsync(connection, cancellationToken);
                mayBeThere = true;
                await writing.CommitAsync(cancellationToken);
                confirm();
            }

            if (isNew && result is not JournalCopyResult.Copied)
            {
                reading.Rollback();
                MovedMark.Remove(source);
            }

            return result;
        }
        catch (Exception failure)
        {
            // Once the commit was asked for, only another call finds out whether it took place.
            if (isNew && !mayBeThere)
            {
                MovedMark.Remove(source);
            }

            if (PostgresFaults.IsOfServer(failure))
            {
                throw PostgresFaults.Unavailable(sources.Name, failure, mayBeThere);
            }

            throw;
        }
    }

    private static async Task TouchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO journal_writers (writer, batch, at) VALUES ('copy', 0, {PostgresClock.Now})
            ON CONFLICT (writer) DO UPDATE SET at = excluded.at
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the mark off a file: for a move that was given up before anything served from the database.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="JournalRefusedException">The file can't be used as it is.</exception>
    public static bool Cancel(SqliteJournalOptions from)
    {
        using var source = SqliteFile.OpenWriter(from);
        return MovedMark.Remove(source);
    }

    /// <summary>Before anything is written into a database: refuses one that the file was not moved to.</summary>
    /// <exception cref="JournalRefusedException">It was moved to another one.</exception>
    public static async Task RefuseElsewhereAsync(SqliteJournalOptions from, PostgresJournalOptions to)
    {
        await using var sources = new PostgresSources(to);
        using var source = SqliteFile.OpenReader(from);
        RefuseElsewhere(source, from.File, sources);
    }

    private static void RefuseElsewhere(SqliteConnection source, string file, PostgresSources sources)
    {
        if (MovedMark.Find(source) is var (other, _) && other != sources.Target)
        {
            throw new JournalRefusedException(
                $"{file} was moved to {other}: what it holds may be served from there. Only if nothing ever was, take "
                + "that move back first.");
        }
    }

    /// <summary>Whether a move of the file was begun or is over.</summary>
    public static bool IsMoved(SqliteJournalOptions from)
    {
        using var source = SqliteFile.OpenReader(from);
        return MovedMark.Find(source) is not null;
    }

    /// <summary>For the process that holds <see cref="SqliteJournal.LockForServing"/>: nobody moves the file after this.</summary>
    /// <exception cref="JournalRefusedException">The file was moved.</exception>
    public static void RefuseMoved(string file)
    {
        using var source = SqliteFile.OpenReader(new() { File = file, NodeId = "move" });
        MovedMark.Inspect(source, file);
    }

    private static async Task<JournalCopyResult> FillAsync(
        SqliteConnection source, NpgsqlConnection target, List<PostgresTable> tables, Action<CopiedTable> copied,
        CancellationToken cancellationToken)
    {
        var isEmpty = true;
        foreach (var table in tables)
        {
            isEmpty &= await table.IsEmptyAsync(target, cancellationToken);
        }

        List<CopiedTable> done = [];
        foreach (var table in tables)
        {
            var written = isEmpty
                ? await table.CopyAsync(source, target, cancellationToken)
                : table.Read(source);
            if (written != await table.ReadAsync(target, cancellationToken))
            {
                return isEmpty
                    ? new JournalCopyResult.Different(table.Name)
                    : new JournalCopyResult.TargetInUse(table.Name);
            }

            done.Add(new(table.Name, written.Rows));
            copied(done[^1]);
        }

        return new JournalCopyResult.Copied(done, WasThere: !isEmpty);
    }
}
