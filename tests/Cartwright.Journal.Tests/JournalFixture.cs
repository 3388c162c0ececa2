using System.Text;
using Cartwright.Journal.Postgres;
using Cartwright.Journal.Sqlite;
using Cartwright.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Journal.Tests;

/// <summary>The databases that a journal is kept in.</summary>
public enum Store { Sqlite, Postgres }

/// <summary>A folder or a database of its own for one test, with the journal in it.</summary>
public sealed class JournalFixture(Store store = Store.Sqlite) : IAsyncDisposable
{
    private string? database;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-journal-");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public string File => Path.Combine(folder.FullName, "journal.db");

    public static MigrationSet Shop { get; } = Migrations("Shop");

    public static MigrationSet Migrations(string name) =>
        new(name == "Broken" ? "broken" : "shop",
            typeof(JournalFixture).Assembly,
            $"Cartwright.Journal.Tests.Migrations.{name}.");

    public SqliteJournalOptions Options(string nodeId = "one") => new() { File = File, NodeId = nodeId };

    public async Task<IJournal> OpenAsync(string nodeId = "one", params MigrationSet[] migrations) =>
        await OpenAsync(Clock, nodeId, migrations);

    /// <summary>Opens the journal as a node does whose clock is another one.</summary>
    public async Task<IJournal> OpenAsync(TimeProvider clock, string nodeId, params MigrationSet[] migrations) =>
        store == Store.Sqlite
            ? await SqliteJournal.OpenAsync(
                Options(nodeId), migrations, clock, cancellationToken: TestContext.Current.CancellationToken)
            : await PostgresJournal.OpenAsync(
                await PostgresOptionsAsync(nodeId), migrations, clock,
                cancellationToken: TestContext.Current.CancellationToken);

    public Task<SqliteJournal> OpenSqliteAsync(string nodeId = "one", params MigrationSet[] migrations) =>
        SqliteJournal.OpenAsync(
            Options(nodeId), migrations, Clock, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>A database of this test's own, on the server that all tests share.</summary>
    internal async Task<PostgresJournalOptions> PostgresOptionsAsync(string nodeId = "one")
    {
        database ??= await (await SharedPostgres.ServerAsync()).NewDatabaseAsync();
        return new() { ConnectionString = database, NodeId = nodeId };
    }

    public static EventData Event(string data = "{}") => new("Noted", Encoding.UTF8.GetBytes(data));

    /// <summary>
    /// Moves the clock in small steps until <paramref name="task"/> ends. Between them the journal's writer is awaited,
    /// so that what a step triggers keeps up with the clock.
    /// </summary>
    public async Task AdvanceUntilAsync(IJournal journal, Task task)
    {
        while (!task.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(20));
            for (var turn = 0; turn < 5 && !task.IsCompleted; turn++) await journal.RenewAsync([]);
        }

        await task;
    }

    public async ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        if (database is not null) await (await SharedPostgres.ServerAsync()).DropAsync(database);
    }
}

internal static class JournalAsserts
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AppendResult.Committed> CommitAsync(this IJournal journal, JournalAppend append) =>
        (await journal.AppendAsync(append, Stop)).ShouldBeOfType<AppendResult.Committed>();

    public static async Task<AppendResult.Conflict> ConflictAsync(this IJournal journal, JournalAppend append) =>
        (await journal.AppendAsync(append, Stop)).ShouldBeOfType<AppendResult.Conflict>();

    public static async Task<WorkLease> ClaimOneAsync(this IJournal journal, string queue) =>
        (await journal.ClaimAsync(queue, 10, Stop)).ShouldHaveSingleItem();

    public static async Task<IReadOnlyList<string>> RowsAsync(this IJournal journal, string sql) =>
        await journal.QueryAsync(
            sql,
            row => string.Join("|", Enumerable.Range(0, row.FieldCount).Select(
                column => row.IsDBNull(column) ? "null" : FormattableString.Invariant($"{row.GetValue(column)}"))),
            cancellationToken: Stop);
}
