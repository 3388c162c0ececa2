using Cartwright.Journal.Postgres;
using Cartwright.Postgres;
using Npgsql;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

/// <summary>A server of its own that is crashed and started again.</summary>
public sealed class PostgresOutageTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Appends_go_on_when_a_crashed_server_is_back_and_none_that_was_acknowledged_is_lost()
    {
        await using var journal = await OpenAsync(TimeSpan.FromMinutes(1));
        var acknowledged = new int[8];
        var appending = Task.WhenAll(acknowledged.Select((_, writer) => Task.Run(async () =>
        {
            for (var version = 0; version < 300; version++)
            {
                await journal.CommitAsync(new JournalAppend().Events($"s{writer}", version, Event()));
                acknowledged[writer] = version + 1;
            }
        })));

        while (acknowledged.Sum() < 300 && !appending.IsCompleted) await Task.Yield();
        await server.CrashAsync();
        var seen = acknowledged.ToArray();
        await server.StartAsync();
        for (var writer = 0; writer < seen.Length; writer++)
            (await journal.ReadAsync($"s{writer}", 0, Stop)).Count.ShouldBeGreaterThanOrEqualTo(seen[writer]);
        await appending;

        (await journal.RowsAsync("SELECT COUNT(*) FROM events")).ShouldBe(["2400"]);
    }

    [Fact]
    public async Task Append_while_the_server_stays_away_fails_unwritten_and_works_again_afterwards()
    {
        await using var journal = await OpenAsync(TimeSpan.Zero);
        await server.CrashAsync();
        try
        {
            (await Should.ThrowAsync<JournalUnavailableException>(async () => await journal.AppendAsync(
                new JournalAppend().Events("s", 0, Event()), Stop))).MayBeWritten.ShouldBeFalse();
            await Should.ThrowAsync<JournalUnavailableException>(async () => await journal.ReadAsync("s", 0, Stop));
            await Should.ThrowAsync<JournalUnavailableException>(async () => await journal.LockAsync("n", Stop));
        }
        finally
        {
            await server.StartAsync();
        }

        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
        await (await journal.LockAsync("n", Stop)).DisposeAsync();
    }

    /// <summary>What was sent may be committed long after its line is gone: by then the look must not be over.</summary>
    [Fact]
    public async Task Commit_that_the_server_still_works_on_when_its_line_is_cut_is_found()
    {
        var database = await server.NewDatabaseAsync();
        var settings = new NpgsqlConnectionStringBuilder(database);
        await using var relay = new Relay(settings.Port);
        settings.Port = relay.Port;
        await using var journal = await PostgresJournal.OpenAsync(
            new() { ConnectionString = settings.ConnectionString, NodeId = "one" },
            [], TimeProvider.System, cancellationToken: Stop);
        await using var source = NpgsqlDataSource.Create(database);
        await using var other = await source.OpenConnectionAsync(Stop);
        await using var holding = await other.BeginTransactionAsync(Stop);
        await RunAsync(other, "INSERT INTO events (stream, version, type, data, at) VALUES ('s', 1, 'T', '{}', 0)");

        var appending = journal.AppendAsync(new JournalAppend().Events("s", 0, Event()), Stop).AsTask();
        await WaitedForAsync(source, 1);
        relay.Cut();
        await WaitedForAsync(source, 2);
        await holding.RollbackAsync(Stop);

        (await appending).ShouldBeOfType<AppendResult.Committed>();
        (await journal.ReadAsync("s", 0, Stop)).Count.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Append_that_the_disk_has_no_room_for_fails_unwritten_and_at_once()
    {
        var database = await server.NewDatabaseAsync();
        await using var journal = await OpenAsync(database, TimeSpan.FromMinutes(5));
        await PostgresServer.RunAsync(database, EventsFail("53100"));

        var refused = await Should.ThrowAsync<JournalUnavailableException>(async () => await journal.AppendAsync(
            new JournalAppend().Events("s", 0, Event()), Stop));
        await PostgresServer.RunAsync(database, "DROP TRIGGER failing ON events");

        refused.MayBeWritten.ShouldBeFalse();
        refused.Message.ShouldContain("is full: free some space");
        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
    }

    [Fact]
    public async Task Appends_that_need_no_room_are_written_beside_those_that_the_disk_has_none_for()
    {
        var database = await server.NewDatabaseAsync();
        await using var journal = await OpenAsync(database, TimeSpan.FromMinutes(1));
        await PostgresServer.RunAsync(database, EventsFail("53100"));
        journal.SinceFull.ShouldBeNull();

        var appends = Enumerable.Range(0, 50).SelectMany(number => new[]
        {
            new JournalAppend().Events($"s{number}", 0, Event()), new JournalAppend().Enqueue("q", $"k{number}"),
        }).Select(append => journal.AppendAsync(append, Stop).AsTask()).ToList();
        foreach (var refused in appends.Where((_, index) => index % 2 == 0))
            (await Should.ThrowAsync<JournalUnavailableException>(() => refused)).MayBeWritten.ShouldBeFalse();
        foreach (var written in appends.Where((_, index) => index % 2 == 1))
            (await written).ShouldBeOfType<AppendResult.Committed>();

        journal.SinceFull.ShouldNotBeNull();
        (await journal.RowsAsync("SELECT COUNT(*) FROM work")).ShouldBe(["50"]);
        await PostgresServer.RunAsync(database, "DROP TRIGGER failing ON events");
        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
    }

    /// <summary>That the server takes others is no sign that it will take this one.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Append_that_the_server_fails_is_not_tried_for_ever_while_others_are_written()
    {
        var database = await server.NewDatabaseAsync();
        await using var journal = await OpenAsync(database, TimeSpan.FromSeconds(1));
        await PostgresServer.RunAsync(database, EventsFail("XX001"));

        var refusing = Should.ThrowAsync<JournalUnavailableException>(async () => await journal.AppendAsync(
            new JournalAppend().Events("s", 0, Event()), Stop));
        // By then one writer tries it again and again, and the other takes what comes.
        while ((await journal.RowsAsync("SELECT last_value FROM tries")) is ["1"]) await Task.Yield();
        var written = 0;
        for (; !refusing.IsCompleted; written++)
            await journal.CommitAsync(new JournalAppend().Enqueue("q", $"k{written}"));

        (await refusing).MayBeWritten.ShouldBeFalse();
        written.ShouldBeGreaterThan(0);
    }

    /// <summary>Every event fails; how often it was tried is counted outside of transactions.</summary>
    private static string EventsFail(string code) => $"""
        CREATE SEQUENCE tries;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'failed' USING ERRCODE = '{code}'; END $$;
        CREATE TRIGGER failing BEFORE INSERT ON events EXECUTE FUNCTION fail()
        """;

    /// <summary>Waits until so many sessions of the database wait for another one.</summary>
    private static async Task WaitedForAsync(NpgsqlDataSource source, int count)
    {
        await using var connection = await source.OpenConnectionAsync(Stop);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
            connection);
        while (await command.ExecuteScalarAsync(Stop) is not long waiting || waiting < count) await Task.Yield();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private async Task<PostgresJournal> OpenAsync(TimeSpan outageTime) =>
        await OpenAsync(await server.NewDatabaseAsync(), outageTime);

    private static Task<PostgresJournal> OpenAsync(string database, TimeSpan outageTime) => PostgresJournal.OpenAsync(
        new() { ConnectionString = database, NodeId = "one", OutageTime = outageTime },
        [], TimeProvider.System, cancellationToken: Stop);
}
