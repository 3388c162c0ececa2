using System.Text;
using Cartwright.Journal.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Journal.Tests;

/// <summary>A folder of its own for one test, with the journal in it.</summary>
public sealed class JournalFixture : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-journal-");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public string File => Path.Combine(folder.FullName, "journal.db");

    public static MigrationSet Shop { get; } = Migrations("Shop");

    public static MigrationSet Migrations(string name) =>
        new(name == "Broken" ? "broken" : "shop",
            typeof(JournalFixture).Assembly,
            $"Cartwright.Journal.Tests.Migrations.{name}.");

    public SqliteJournalOptions Options(string nodeId = "one") => new() { File = File, NodeId = nodeId };

    public Task<SqliteJournal> OpenAsync(string nodeId = "one", params MigrationSet[] migrations) =>
        SqliteJournal.OpenAsync(
            Options(nodeId), migrations, Clock, cancellationToken: TestContext.Current.CancellationToken);

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

    public void Dispose() => folder.Delete(recursive: true);
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
