using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>The writer's connection with its statements. Another one takes its place after the disk has failed.</summary>
internal sealed class SqliteWriterSession : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly sqlite3 database;

    public SqliteWriterSession(
        SqliteConnection connection,
        SqliteJournalOptions options,
        SqliteHeads heads,
        StreamWaits waits,
        ConcurrentDictionary<string, IWorkReceiver> receivers)
    {
        this.connection = connection;
        database = connection.Handle!;
        Tables = new(new(database, heads), new(database, options), new(database), new(database), waits, receivers);
        Begin = new(database, "BEGIN IMMEDIATE");
        Commit = new(database, "COMMIT");
        Rollback = new(database, "ROLLBACK");
        Save = new(database, "SAVEPOINT one");
        Release = new(database, "RELEASE one");
        Undo = new(database, "ROLLBACK TO one");
    }

    public SqliteTables Tables { get; }

    public SqliteStatement Begin { get; }

    public SqliteStatement Commit { get; }

    public SqliteStatement Rollback { get; }

    public SqliteStatement Save { get; }

    public SqliteStatement Release { get; }

    public SqliteStatement Undo { get; }

    public bool IsInTransaction => raw.sqlite3_get_autocommit(database) == 0;

    /// <summary>
    /// Moves all of the write-ahead log into the file and syncs it. Once that succeeds, all that was acknowledged is on
    /// the disk, and no page that a failed sync has left out is built upon.
    /// </summary>
    /// <returns>False when a reader was in the way.</returns>
    public bool TryCheckpoint() => SqliteFile.Number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;

    public void Dispose()
    {
        Tables.Dispose();
        foreach (var statement in (SqliteStatement[])[Begin, Commit, Rollback, Save, Release, Undo])
        {
            statement.Dispose();
        }

        connection.Dispose();
    }
}
