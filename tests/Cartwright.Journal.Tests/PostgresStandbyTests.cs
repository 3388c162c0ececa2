using Cartwright.Journal.Copy;
using Cartwright.Journal.Postgres;
using Cartwright.Journal.Sqlite;
using Cartwright.Postgres;
using Npgsql;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

/// <summary>
/// A server whose synchronous standby goes away. A commit then waits for it; when that wait is cancelled, as by a
/// timeout, the server reports success with a warning, though a failover would lose what was committed.
/// </summary>
public sealed class PostgresStandbyTests : IAsyncLifetime
{
    private const int LimitMilliseconds = 60_000;

    private readonly PostgresServer primary = new();
    private PostgresServer? standby;
    private NpgsqlDataSource? source;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Append_whose_wait_for_the_standby_is_cancelled_is_acknowledged_once_the_standby_has_it()
    {
        await using var journal = await OpenAsync(TimeSpan.FromMinutes(1));
        await standby!.CrashAsync();

        var appending = journal.AppendAsync(new JournalAppend().Events("s", 0, Event()), Stop).AsTask();
        var commit = await WaitingAsync(appending, others: []);
        await CancelAsync(commit);
        await WaitingAsync(appending, others: commit);
        appending.IsCompleted.ShouldBeFalse();
        await standby.StartAsync();

        (await appending).ShouldBeOfType<AppendResult.Committed>();
        (await journal.ReadAsync("s", 0, Stop)).Count.ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Append_that_the_standby_never_confirms_is_told_as_perhaps_written()
    {
        await using var journal = await OpenAsync(TimeSpan.Zero);
        await standby!.CrashAsync();

        var appending = journal.AppendAsync(new JournalAppend().Events("s", 0, Event()), Stop).AsTask();
        var commit = await WaitingAsync(appending, others: []);
        await CancelAsync(commit);
        await CancelAsync(await WaitingAsync(appending, others: commit));

        (await Should.ThrowAsync<JournalUnavailableException>(appending)).MayBeWritten.ShouldBeTrue();
        await standby.StartAsync();
    }

    /// <summary>What it decides on must not be lost when what it does is done.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Work_is_claimed_only_once_the_standby_has_the_claim_and_all_before_it()
    {
        await using var journal = await OpenAsync(TimeSpan.FromMinutes(1));
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "one"));
        await standby!.CrashAsync();

        var claiming = journal.ClaimAsync("q", 1, Stop).AsTask();
        var claim = await WaitingAsync(claiming, others: []);
        await CancelAsync(claim);
        await standby.StartAsync();

        (await claiming).ShouldBeEmpty("It is leased by a claim that nobody may act on, until that lease ends.");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Copy_that_the_standby_does_not_confirm_is_told_as_perhaps_there_and_confirmed_by_the_next_one()
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-standby-");
        var from = new SqliteJournalOptions { File = Path.Combine(folder.FullName, "journal.db"), NodeId = "one" };
        await using (var file = await SqliteJournal.OpenAsync(from, [], TimeProvider.System, cancellationToken: Stop))
            await file.CommitAsync(new JournalAppend().Events("s", 0, Event()));
        var to = new PostgresJournalOptions { ConnectionString = await primary.NewDatabaseAsync(), NodeId = "one" };
        source = NpgsqlDataSource.Create(to.ConnectionString);
        // The tables are made while the standby is there.
        await using (await PostgresJournal.OpenAsync(to, [], TimeProvider.System, cancellationToken: Stop)) { }
        Task<JournalCopyResult> CopyAsync() => JournalCopy.RunAsync(
            from, to, [], new HashSet<string>(), _ => { }, TimeProvider.System, Stop);

        await standby!.CrashAsync();
        var copying = CopyAsync();
        await CancelAsync(await WaitingAsync(copying, others: []));
        (await Should.ThrowAsync<JournalUnavailableException>(copying)).MayBeWritten.ShouldBeTrue();
        var again = CopyAsync();
        await CancelAsync(await WaitingAsync(again, others: []));
        (await Should.ThrowAsync<JournalUnavailableException>(again)).MayBeWritten.ShouldBeTrue();
        await standby.StartAsync();

        (await CopyAsync()).ShouldBeOfType<JournalCopyResult.Copied>().WasThere.ShouldBeTrue();
        folder.Delete(recursive: true);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Append_that_the_server_warns_of_for_another_reason_is_acknowledged_at_once()
    {
        await using var journal = await OpenAsync(TimeSpan.Zero);
        await using var command = source!.CreateCommand("""
            CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE WARNING 'must be vacuumed soon'; RETURN NEW; END $$;
            CREATE TRIGGER warn BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION warn()
            """);
        await command.ExecuteNonQueryAsync(Stop);

        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
    }

    public async ValueTask InitializeAsync()
    {
        await primary.InitializeAsync();
        standby = await primary.NewStandbyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
        if (standby is not null) await standby.DisposeAsync();
        await primary.DisposeAsync();
    }

    private async Task<PostgresJournal> OpenAsync(TimeSpan outageTime)
    {
        var database = await primary.NewDatabaseAsync();
        source = NpgsqlDataSource.Create(database);
        return await PostgresJournal.OpenAsync(
            new() { ConnectionString = database, NodeId = "one", OutageTime = outageTime, WritersMax = 1 },
            [], TimeProvider.System, cancellationToken: Stop);
    }

    /// <summary>The sessions, without the others, whose commit waits for the standby; none once the append ends.
    /// </summary>
    private async Task<int[]> WaitingAsync(Task appending, int[] others)
    {
        while (true)
        {
            await using var command = source!.CreateCommand("""
                SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_activity
                WHERE wait_event = 'SyncRep' AND datname = current_database() AND pid <> ALL($1)
                """);
            command.Parameters.Add(new() { Value = others });
            if (await command.ExecuteScalarAsync(Stop) is int[] { Length: > 0 } waiting) return waiting;
            if (appending.IsCompleted) return [];
        }
    }

    private async Task CancelAsync(int[] sessions)
    {
        await using var command = source!.CreateCommand("SELECT pg_cancel_backend(pid) FROM unnest($1) AS s (pid)");
        command.Parameters.Add(new() { Value = sessions });
        await command.ExecuteNonQueryAsync(Stop);
    }
}
