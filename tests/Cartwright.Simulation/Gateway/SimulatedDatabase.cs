using Cartwright.Journal;
using Cartwright.Journal.Sqlite;
using Cartwright.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Simulation.Gateway;

/// <summary>
/// The journal's tables in a database in memory, with the SQL of the real journal. The nodes of a seed share it, as
/// nodes share a PostgreSQL database. It is made once for a thread: a seed is one transaction that is rolled back.
/// </summary>
internal sealed class SimulatedDatabase : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement rollback;
    private readonly SqliteStatement save;
    private readonly SqliteStatement release;
    private readonly SqliteStatement undo;

    public SimulatedDatabase()
    {
        connection = new("Data Source=:memory:;Pooling=False");
        connection.Open();
        MigrationSet[] sets = [MigrationSet.OfJournal, JournalRegistration.Migrations];
        SqliteMigrator.Migrate(
            connection, ":memory:", [.. sets.Select(set => (set.Component, set.Load()))], TimeProvider.System);
        (Events, Rows, Changes, Reads) = (new(Handle, new(new(), countMax: 0)), new(Handle), new(Handle), new(connection));
        (begin, rollback) = (new(Handle, "BEGIN"), new(Handle, "ROLLBACK"));
        (save, release, undo) = (
            new(Handle, "SAVEPOINT one"), new(Handle, "RELEASE one"), new(Handle, "ROLLBACK TO one"));
    }

    public sqlite3 Handle => connection.Handle!;

    public SqliteEvents Events { get; }

    public SqliteRows Rows { get; }

    public SqliteChanges Changes { get; }

    public SqliteReadConnection Reads { get; }

    public void BeginSeed() => begin.Run();

    public void EndSeed() => rollback.Run();

    /// <summary>Runs one operation of the journal as a transaction of its own.</summary>
    public void Run(SqliteOperation operation, SqliteTables tables, DateTimeOffset now)
    {
        save.Run();
        try
        {
            operation.Run(tables, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        }
        catch
        {
            undo.Run();
            throw;
        }
        finally
        {
            release.Run();
        }
    }

    public void Dispose()
    {
        foreach (var statement in (IDisposable[])[begin, rollback, save, release, undo, Events, Rows, Changes])
            statement.Dispose();
        Reads.Dispose();
    }
}
