using System.Collections.Concurrent;
using Cartwright.Journal.Postgres;
using Cartwright.Postgres;
using Npgsql;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

/// <summary>What only a database that other nodes share can do.</summary>
public sealed class PostgresJournalTests : IAsyncDisposable
{
    private readonly JournalFixture fixture = new(Store.Postgres);

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var nodes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(node => fixture.OpenAsync($"node{node}", Shop)));

        (await nodes[0].RowsAsync("SELECT component, number FROM schema_migrations ORDER BY component, number"))
            .ShouldBe(["journal|1", "journal|2", "journal|3", "shop|1"]);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Theory]
    [InlineData("ShopNewer", "Shop", "newer version")]
    [InlineData("Shop", "ShopChanged", "is not the one that was applied")]
    public async Task Database_of_another_version_is_refused(string applied, string known, string because)
    {
        await (await fixture.OpenAsync("one", Migrations(applied))).DisposeAsync();

        (await Should.ThrowAsync<JournalRefusedException>(() => fixture.OpenAsync("one", Migrations(known)))).Message
            .ShouldContain(because);
    }

    [Fact]
    public async Task Failing_migration_changes_nothing()
    {
        await Should.ThrowAsync<JournalRefusedException>(() => fixture.OpenAsync("one", Shop, Migrations("Broken")));

        await using var journal = await fixture.OpenAsync();
        (await journal.RowsAsync("SELECT DISTINCT component FROM schema_migrations")).ShouldBe(["journal"]);
        (await journal.RowsAsync("SELECT table_name FROM information_schema.tables WHERE table_name IN ('notes', 'fine')"))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Password=hush", true, "cannot be reached")]
    [InlineData("Host=nowhere.invalid;Password=hush", true, "cannot be reached")]
    [InlineData("{0};Database=nowhere", false, "does not exist: create the database")]
    [InlineData("{0};SSL Mode=Require;Password=hush", false, "check the password and the TLS settings")]
    [InlineData("{0};SSL Mode=VerifyFull;Root Certificate=/nowhere.pem;Password=hush", false, "TLS settings")]
    public async Task Server_that_cannot_be_used_is_told_in_a_sentence_without_the_password_and_whether_to_wait_for_it(
        string connectionString, bool isWaitedFor, string because)
    {
        var good = await fixture.PostgresOptionsAsync();
        var bad = good with
        {
            ConnectionString = connectionString.Replace("{0}", good.ConnectionString, StringComparison.Ordinal),
        };

        var refusal = isWaitedFor
            ? (Exception)await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(bad))
            : await Should.ThrowAsync<JournalRefusedException>(() => OpenAsync(bad));

        refusal.Message.ShouldContain(because);
        refusal.Message.ShouldNotContain("hush");
    }

    [Fact]
    public async Task Options_out_of_bounds_say_what_to_set()
    {
        var good = new PostgresJournalOptions { ConnectionString = "Host=h", NodeId = "n" };
        (PostgresJournalOptions Options, string Name)[] bad =
        [
            (good with { ConnectionString = "" }, "ConnectionString"),
            (good with { ConnectionString = "Host" }, "ConnectionString"),
            (good with { ConnectionString = "Host=h;Colour=hush" }, "ConnectionString"),
            (good with { NodeId = "" }, "NodeId"),
            (good with { LeaseTime = TimeSpan.Zero }, "LeaseTime"),
            (good with { WritersMax = 0 }, "WritersMax"),
            (good with { BatchMax = 0 }, "BatchMax"),
            (good with { PendingMax = 0 }, "PendingMax"),
            (good with { ReadersMax = 0 }, "ReadersMax"),
            (good with { LocksMax = 0 }, "LocksMax"),
            (good with { OutageTime = TimeSpan.FromHours(1) }, "OutageTime"),
        ];

        foreach (var (options, name) in bad)
        {
            var message = (await Should.ThrowAsync<ArgumentException>(() => OpenAsync(options))).Message;
            message.ShouldStartWith($"Set {name} to");
            message.ShouldNotContain("hush");
        }
    }

    [Fact]
    public async Task Node_that_waits_and_works_is_woken_by_another_without_its_clock_moving()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        var receiver = new Receiver();
        using var service = journal.Serve("q", receiver);
        var wait = journal.WaitAsync("s", 0, Stop).AsTask();

        // The other node says it until it is heard: this one may not listen yet.
        for (var version = 0; !wait.IsCompleted || !receiver.Heard.IsCompleted; version++)
            await other.CommitAsync(new JournalAppend().Events("s", version, Event()).Enqueue("q", $"k{version}"));

        await wait;
        (await receiver.Heard).ShouldBe(fixture.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Listener_that_was_cut_off_listens_again()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        await CutAsync("query LIKE 'LISTEN%'");

        var wait = journal.WaitAsync("s", 0, Stop).AsTask();
        for (var version = 0; !wait.IsCompleted; version++)
            await other.CommitAsync(new JournalAppend().Events("s", version, Event()));

        await wait;
    }

    [Fact]
    public async Task Leases_go_by_the_databases_clock_whatever_the_nodes_say()
    {
        await using var journal = await OpenAsync(await fixture.PostgresOptionsAsync());
        var committed = await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()).Enqueue("q", "k"));

        var lease = await journal.ClaimOneAsync("q");

        var due = (await journal.RowsAsync("SELECT due FROM work")).Single();
        var until = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(due, null));
        (until - committed.At).ShouldBeInRange(journal.LeaseTime, journal.LeaseTime + TimeSpan.FromSeconds(30));
        lease.Until.ShouldBeLessThanOrEqualTo(until.AddMilliseconds(1));
        (await journal.NextDueAsync("q", Stop)).ShouldNotBeNull();
        (await journal.NextDueAsync("nothing", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Lock_excludes_another_node_and_falls_with_the_connection_that_holds_it()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        var held = await journal.LockAsync("shop", Stop);
        var second = other.LockAsync("shop", Stop).AsTask();
        await WaitingForLockAsync();
        second.IsCompleted.ShouldBeFalse();

        await CutAsync("query LIKE '%pg_advisory_lock%' AND wait_event_type <> 'Lock'");

        await using var taken = await second;
        await held.DisposeAsync();
        var third = journal.LockAsync("shop", Stop).AsTask();
        await WaitingForLockAsync();
        third.IsCompleted.ShouldBeFalse("who lost the lock gives nobody else's back");
        await taken.DisposeAsync();
        await (await third).DisposeAsync();
    }

    [Fact]
    public async Task Lock_that_nobody_waits_for_any_more_is_not_taken()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using (await journal.LockAsync("shop", Stop))
        {
            var second = other.LockAsync("shop", impatient.Token).AsTask();
            await WaitingForLockAsync();
            await impatient.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => second);
        }

        await (await journal.LockAsync("shop", Stop)).DisposeAsync();
    }

    [Fact]
    public async Task Lock_that_many_of_one_node_want_goes_to_another_node_in_between()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        var held = await journal.LockAsync("shop", Stop);
        var elsewhere = other.LockAsync("shop", Stop).AsTask();
        await WaitingForLockAsync();
        var left = 1000;
        var here = Task.WhenAll(Enumerable.Range(0, left).Select(_ => Task.Run(async () =>
        {
            await using (await journal.LockAsync("shop", Stop)) Interlocked.Decrement(ref left);
        })));

        await held.DisposeAsync();
        await using (await elsewhere) left.ShouldBeGreaterThan(0);

        await here;
    }

    [Fact]
    public async Task Lock_left_to_someone_who_stops_waiting_is_free_for_another_node()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        for (var round = 0; round < 20; round++)
        {
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var first = await journal.LockAsync("shop", Stop);
            var second = journal.LockAsync("shop", impatient.Token).AsTask();
            await Task.WhenAll(first.DisposeAsync().AsTask(), impatient.CancelAsync());
            if (await Task.WhenAny(second) is { IsCompletedSuccessfully: true })
                await (await second).DisposeAsync();

            await (await other.LockAsync("shop", Stop)).DisposeAsync();
        }
    }

    [Fact]
    public async Task Query_for_what_no_text_can_hold_finds_nothing()
    {
        await using var journal = await fixture.OpenAsync();
        await journal.CommitAsync(new JournalAppend().Attend("order", "half \ud800", "half \ud800"));

        (await journal.ReadAsync("a\0b", 0, Stop)).ShouldBeEmpty();
        (await journal.QueryAsync("SELECT key FROM attention WHERE key = @key", row => row.GetString(0),
            [("key", "a\0b")], Stop)).ShouldBeEmpty();
        (await journal.RowsAsync("SELECT reason FROM attention")).ShouldBe(["half \ufffd"]);
    }

    [Fact]
    public async Task Database_that_cannot_hold_every_character_is_refused()
    {
        var server = await SharedPostgres.ServerAsync();
        var database = await server.NewDatabaseAsync("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        var name = new NpgsqlConnectionStringBuilder(database).Database;

        var refused = await Should.ThrowAsync<JournalRefusedException>(() => PostgresJournal.OpenAsync(
            new() { ConnectionString = database, NodeId = "one" }, [], fixture.Clock, cancellationToken: Stop));

        refused.Message.ShouldBe($"PostgreSQL at 127.0.0.1, database {name} has the encoding LATIN1: "
            + "make a database in UTF8, and move what is there with pg_dump.");
        await server.DropAsync(database);
    }

    [Fact]
    public async Task Renewal_of_work_that_ends_meanwhile_calls_none_of_it_lost()
    {
        await using var journal = await fixture.OpenAsync();
        var lane = new EndingReceiver();
        using var service = journal.Serve("q", lane);
        for (var round = 0; round < 60; round++)
        {
            var key = $"{round}";
            await journal.CommitAsync(new JournalAppend().Enqueue("q", key));
            var lease = lane.Held[key];

            var ending = journal.AppendAsync(new JournalAppend().Complete(lease), Stop).AsTask();
            while (!ending.IsCompleted)
            {
                var renewed = await journal.RenewAsync([lease], Stop);
                if (renewed.Count == 0) lane.Held.ShouldNotContainKey(key);
            }

            (await ending).ShouldBeOfType<AppendResult.Committed>();
        }
    }

    [Fact]
    public async Task Appends_of_two_nodes_to_shared_streams_and_rows_neither_lock_up_nor_double()
    {
        await using var one = await fixture.OpenAsync("one", Shop);
        await using var two = await fixture.OpenAsync("two", Shop);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            var journal = writer % 2 == 0 ? one : two;
            for (var done = 0; done < 10;)
            {
                string[] streams = writer % 4 < 2 ? ["a", "b"] : ["b", "a"];
                var append = new JournalAppend().Enqueue("q", $"k{done}").Upsert("notes", [("id", $"{done}")], []);
                foreach (var stream in streams)
                    append.Events(stream, (await journal.ReadAsync(stream, 0, Stop)).Count, Event());
                if (await journal.AppendAsync(append, Stop) is AppendResult.Committed) done++;
            }
        })));

        (await one.ReadAsync("a", 0, Stop)).Select(item => item.Version)
            .ShouldBe(Enumerable.Range(1, 320).Select(version => (long)version));
        (await two.ReadAsync("b", 0, Stop)).Count.ShouldBe(320);
    }

    [Fact]
    public async Task Connections_cut_at_any_moment_lose_and_double_nothing()
    {
        await using var journal = await OpenAsync(await fixture.PostgresOptionsAsync());
        using var committed = new SemaphoreSlim(0);
        var appending = Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var version = 0; version < 60; version++)
            {
                // Nobody else writes to this stream: a conflict would be a commit that was taken for none.
                await journal.CommitAsync(new JournalAppend().Events($"s{writer}", version, Event()));
                committed.Release();
            }
        })).ToList();
        var all = Task.WhenAll(appending);
        var random = new Random(1);

        while (!all.IsCompleted)
        {
            // One to three cuts in a row; then a few appends come through, however slow the machine: a server that is
            // away for the whole of its outage time is another test.
            for (var cuts = random.Next(1, 4); cuts > 0; cuts--)
                await CutAsync("pid <> pg_backend_pid() AND application_name = 'cartwright'");
            for (var through = random.Next(1, 24); through > 0; through--)
                await Task.WhenAny(committed.WaitAsync(Stop), all);
        }

        await all;

        (await journal.RowsAsync("SELECT COUNT(*) FROM events")).ShouldBe([$"{16 * 60}"]);
    }

    private static Task<PostgresJournal> OpenAsync(PostgresJournalOptions options) =>
        PostgresJournal.OpenAsync(options, [], TimeProvider.System, cancellationToken: Stop);

    /// <summary>Ends connections as a server does that goes down.</summary>
    private async Task CutAsync(string which) =>
        await SqlAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            + $"WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}");

    /// <summary>Waits until a connection stands in line for a lock.</summary>
    private async Task WaitingForLockAsync()
    {
        while (await SqlAsync("SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            + "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted") is 0L)
        {
            await Task.Yield();
        }
    }

    private async Task<object?> SqlAsync(string sql)
    {
        var options = await fixture.PostgresOptionsAsync();
        await using var connection = new NpgsqlConnection(options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }

    private sealed class Receiver : IWorkReceiver
    {
        private readonly TaskCompletionSource<DateTimeOffset> heard = new();

        public Task<DateTimeOffset> Heard => heard.Task;

        public bool TryReserve() => false;
        public void Unreserve() { }
        public void Leased(WorkLease lease) { }
        public void Ended(WorkLease lease) { }
        public void Due(DateTimeOffset due) => heard.TrySetResult(due);
    }

    /// <summary>Takes every lease, and forgets what it hears has ended.</summary>
    private sealed class EndingReceiver : IWorkReceiver
    {
        public ConcurrentDictionary<string, WorkLease> Held { get; } = new(StringComparer.Ordinal);

        public bool TryReserve() => true;

        public void Unreserve() { }

        public void Leased(WorkLease lease) => Held[lease.Key] = lease;

        public void Ended(WorkLease lease) => Held.TryRemove(lease.Key, out _);

        public void Due(DateTimeOffset due) { }
    }
}
