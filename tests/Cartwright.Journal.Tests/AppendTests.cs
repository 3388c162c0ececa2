using System.Text;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

public abstract class AppendTests(Store store) : IAsyncDisposable
{
    private readonly JournalFixture fixture = new(store);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Append_to_a_new_stream_reads_back_as_written()
    {
        await using var journal = await fixture.OpenAsync();

        var committed = await journal.CommitAsync(
            new JournalAppend().Events(
                "cart_1", 0, Event("""{"a":"ä€😀"}"""), new EventData("Other", "[]"u8.ToArray())));

        committed.At.ShouldBe(fixture.Clock.GetUtcNow());
        var events = await journal.ReadAsync("cart_1", cancellationToken: Stop);
        events.Select(one =>
            (one.Stream, one.Version, one.Type, Encoding.UTF8.GetString(one.Data.Span), one.At)).ShouldBe(
        [
            ("cart_1", 1, "Noted", """{"a":"ä€😀"}""", committed.At),
            ("cart_1", 2, "Other", "[]", committed.At),
        ]);
        (await journal.ReadAsync("cart_1", 1, Stop)).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await journal.ReadAsync("cart_2", 0, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_over_two_streams_with_one_conflict_writes_neither()
    {
        await using var journal = await fixture.OpenAsync();
        await journal.CommitAsync(new JournalAppend().Events("a", 0, Event()));

        var conflict = await journal.ConflictAsync(
            new JournalAppend().Events("b", 0, Event()).Events("a", 0, Event())
                .Enqueue("q", "k").Attend("x", "y", "z"));

        conflict.On.ShouldBe("a");
        (await journal.ReadAsync("b", 0, Stop)).ShouldBeEmpty();
        (await journal.RowsAsync("SELECT key FROM work")).ShouldBeEmpty();
        (await journal.RowsAsync("SELECT key FROM attention")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_behind_a_gap_conflicts()
    {
        await using var journal = await fixture.OpenAsync();

        (await journal.ConflictAsync(new JournalAppend().Events("a", 1, Event()))).On.ShouldBe("a");
    }

    [Fact]
    public async Task Conflicts_and_failures_in_a_shared_batch_fail_alone()
    {
        await using var journal = await fixture.OpenAsync("one", Shop);
        await journal.CommitAsync(new JournalAppend().Events("taken", 0, Event()));

        var good = new List<Task<AppendResult>>();
        var conflicting = new List<Task<AppendResult>>();
        var failing = new List<Task<AppendResult>>();
        for (var index = 0; index < 200; index++)
        {
            good.Add(journal.AppendAsync(new JournalAppend().Events($"s{index}", 0, Event()), Stop).AsTask());
            conflicting.Add(journal.AppendAsync(
                new JournalAppend().Events($"c{index}", 0, Event()).Events("taken", 0, Event()), Stop).AsTask());
            // The table does not take a null title: the statement fails after the event has been written.
            failing.Add(journal.AppendAsync(
                new JournalAppend().Events($"f{index}", 0, Event()).Upsert("notes", [("id", "1")], [("title", null)]),
                Stop).AsTask());
        }

        (await Task.WhenAll(good)).ShouldAllBe(result => result is AppendResult.Committed);
        (await Task.WhenAll(conflicting)).ShouldAllBe(result => result is AppendResult.Conflict);
        foreach (var task in failing) await Should.ThrowAsync<Exception>(() => task);
        (await journal.RowsAsync("SELECT COUNT(*) FROM events")).ShouldBe(["201"]);
        (await journal.RowsAsync("SELECT COUNT(*) FROM notes")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Versions_with_64_writers_on_one_stream_have_no_gap_and_no_double()
    {
        await using var journal = await fixture.OpenAsync();

        var wins = await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            var committed = 0;
            while (committed < 2)
            {
                var version = (await journal.ReadAsync("s", 0, Stop)).Count;
                var result = await journal.AppendAsync(
                    new JournalAppend().Events("s", version, Event($"[{writer},{committed}]")), Stop);
                if (result is AppendResult.Committed) committed++;
            }

            return committed;
        })));

        wins.Sum().ShouldBe(128);
        var events = await journal.ReadAsync("s", 0, Stop);
        events.Select(one => one.Version).ShouldBe(Enumerable.Range(1, 128).Select(version => (long)version));
        events.Select(one => Encoding.UTF8.GetString(one.Data.Span)).Distinct().Count().ShouldBe(128);
    }

    [Fact]
    public async Task Reopening_after_dispose_finds_everything()
    {
        await using (var journal = await fixture.OpenAsync("one", Shop))
        {
            await journal.CommitAsync(new JournalAppend()
                .Events("s", 0, Event())
                .Enqueue("q", "k")
                .Attend("order", "1", "why")
                .Upsert("notes", [("id", "1")], [("size", 5)]));
        }

        await using var again = await fixture.OpenAsync("one", Shop);
        (await again.ReadAsync("s", 0, Stop)).Count.ShouldBe(1);
        (await again.ClaimOneAsync("q")).Key.ShouldBe("k");
        (await again.RowsAsync("SELECT kind, key, reason FROM attention")).ShouldBe(["order|1|why"]);
        (await again.RowsAsync("SELECT id, title, size FROM notes")).ShouldBe(["1|untitled|5"]);
    }

    [Fact]
    public async Task Appends_pending_at_dispose_are_committed()
    {
        List<Task<AppendResult>> pending;
        await using (var journal = await fixture.OpenAsync())
        {
            pending = [.. Enumerable.Range(0, 500).Select(index => journal.AppendAsync(
                new JournalAppend().Events($"s{index}", 0, Event()), Stop).AsTask())];
        }

        (await Task.WhenAll(pending)).ShouldAllBe(result => result is AppendResult.Committed);
        await using var again = await fixture.OpenAsync();
        (await again.RowsAsync("SELECT COUNT(*) FROM events")).ShouldBe(["500"]);
    }

    [Fact]
    public async Task Append_after_dispose_says_so()
    {
        var journal = await fixture.OpenAsync();
        await journal.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(
            async () => await journal.AppendAsync(new JournalAppend().Events("s", 0, Event()), Stop));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await journal.ReadAsync("s", 0, Stop));
    }

    [Fact]
    public async Task Rows_are_upserted_and_deleted_with_their_events_or_not_at_all()
    {
        await using var journal = await fixture.OpenAsync("one", Shop);
        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event())
            .Upsert("notes", [("id", "1")], [("title", "a"), ("size", 5L), ("weight", 1.5)]));
        await journal.CommitAsync(new JournalAppend().Events("s", 1, Event())
            .Upsert("notes", [("id", "1")], [("size", fixture.Clock.GetUtcNow())]));
        (await journal.RowsAsync("SELECT title, size, weight FROM notes")).ShouldBe(["a|1795420800000|1.5"]);

        await journal.ConflictAsync(new JournalAppend().Events("s", 1, Event()).Delete("notes", [("id", "1")]));
        (await journal.RowsAsync("SELECT id FROM notes")).ShouldBe(["1"]);

        await journal.CommitAsync(new JournalAppend().Events("s", 2, Event()).Delete("notes", [("id", "1")]));
        (await journal.RowsAsync("SELECT id FROM notes")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Attention_keeps_its_first_time_and_is_settled()
    {
        await using var journal = await fixture.OpenAsync();
        var since = (await journal.CommitAsync(new JournalAppend().Attend("order", "1", "first"))).At;
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await journal.CommitAsync(new JournalAppend().Attend("order", "1", "second"));

        (await journal.RowsAsync("SELECT reason, since FROM attention"))
            .ShouldBe([$"second|{since.ToUnixTimeMilliseconds()}"]);

        await journal.CommitAsync(new JournalAppend().Settle("order", "1").Settle("order", "2"));
        (await journal.RowsAsync("SELECT reason FROM attention")).ShouldBeEmpty();
    }

    public static TheoryData<string, JournalAppend> OutOfBounds => new()
    {
        { "nothing", new JournalAppend() },
        { "overlong stream", new JournalAppend().Events(new string('s', 201), 0, Event()) },
        { "empty stream", new JournalAppend().Events("", 0, Event()) },
        { "negative version", new JournalAppend().Events("s", -1, Event()) },
        { "no events", new JournalAppend().Events("s", 0) },
        { "too many events", new JournalAppend().Events("s", 0, [.. Enumerable.Repeat(Event(), 1001)]) },
        { "stream twice", new JournalAppend().Events("s", 0, Event()).Events("s", 1, Event()) },
        { "empty data", new JournalAppend().Events("s", 0, Event("")) },
        { "data over 1 MiB", new JournalAppend().Events("s", 0, new EventData("T", new byte[1024 * 1024 + 1])) },
        { "data not UTF-8", new JournalAppend().Events("s", 0, new EventData("T", new byte[] { 0xff })) },
        { "zero character", new JournalAppend().Events("s\0", 0, Event()) },
        { "overlong type", new JournalAppend().Events("s", 0, new EventData(new string('t', 101), "{}"u8.ToArray())) },
        { "table with a quote", new JournalAppend().Upsert("notes\"; DROP TABLE events", [("id", 1)], []) },
        { "column with a blank", new JournalAppend().Upsert("notes", [("i d", 1)], []) },
        { "unknown value type", new JournalAppend().Upsert("notes", [("id", 1m)], []) },
        { "row without key", new JournalAppend().Delete("notes", []) },
        { "overlong key", new JournalAppend().Enqueue("q", new string('k', 201)) },
    };

    [Theory]
    [MemberData(nameof(OutOfBounds), DisableDiscoveryEnumeration = true)]
    public async Task Append_out_of_bounds_is_refused_and_changes_nothing(string what, JournalAppend append)
    {
        await using var journal = await fixture.OpenAsync("one", Shop);
        append.Events("innocent", 0, Event());
        if (what == "nothing") append = new();

        await Should.ThrowAsync<ArgumentException>(async () => await journal.AppendAsync(append, Stop), what);

        (await journal.RowsAsync(
            "SELECT stream FROM events UNION ALL SELECT id FROM notes UNION ALL SELECT key FROM work"))
            .ShouldBeEmpty(what);
    }

    [Fact]
    public async Task Event_of_exactly_1_MiB_is_kept()
    {
        await using var journal = await fixture.OpenAsync();
        var data = Encoding.UTF8.GetBytes(new string('x', 1024 * 1024));

        await journal.CommitAsync(new JournalAppend().Events(new string('ä', 200), 0, new EventData("T", data)));

        (await journal.ReadAsync(new string('ä', 200), 0, Stop)).Single().Data.Span.SequenceEqual(data).ShouldBeTrue();
    }

    [Fact]
    public async Task Reads_at_the_same_time_answer_each_with_its_own_stream()
    {
        const int streams = 300;
        await using var journal = await fixture.OpenAsync();
        foreach (var number in Enumerable.Range(0, streams).Where(number => number % 4 > 0))
        {
            await journal.CommitAsync(new JournalAppend().Events(
                $"s{number}", 0, [.. Enumerable.Range(1, number % 4).Select(one => Event($"[{number},{one}]"))]));
        }

        var read = await Task.WhenAll(Enumerable.Range(0, streams).Select(
            async number => await journal.ReadAsync($"s{number}", number % 3, Stop)));

        for (var number = 0; number < streams; number++)
        {
            read[number].Select(one => (one.Stream, one.Version, Encoding.UTF8.GetString(one.Data.Span))).ShouldBe(
                Enumerable.Range(1, number % 4).Where(version => version > number % 3)
                    .Select(version => ($"s{number}", (long)version, $"[{number},{version}]")));
        }
    }

    [Fact]
    public async Task Streams_that_are_read_together_are_answered_in_order_each_behind_its_version()
    {
        await using var journal = await fixture.OpenAsync();
        await journal.CommitAsync(new JournalAppend().Events("a", 0, Event("[1]"), Event("[2]")));
        await journal.CommitAsync(new JournalAppend().Events("b", 0, Event("[3]")));

        var read = await journal.ReadAllAsync([new("b", 0), new("none", 0), new("a", 1), new("a", 2), new("a", 0)], Stop);
        await journal.CommitAsync(new JournalAppend().Events("b", 1, Event("[4]")));
        var next = await journal.ReadAllAsync([new("b", 1)], Stop);

        read.Concat(next).Select(events => string.Join(",", events.Select(
            one => $"{one.Stream}{one.Version}{Encoding.UTF8.GetString(one.Data.Span)}")))
            .ShouldBe(["b1[3]", "", "a2[2]", "", "a1[1],a2[2]", "b2[4]"]);
    }

    [Fact]
    public async Task Read_whose_caller_leaves_keeps_no_later_one_from_what_is_new()
    {
        await using var journal = await fixture.OpenAsync();
        await journal.CommitAsync(new JournalAppend().Events("a", 0, Event("[0]")));
        for (var version = 1; version < 100; version++)
        {
            using var leaving = new CancellationTokenSource();
            var reads = Enumerable.Range(0, 8).Select(_ => Task.Run(
                async () => await journal.ReadAllAsync([.. Enumerable.Repeat(new StreamPosition("a", 0), 50)],
                    leaving.Token),
                Stop)).ToList();
            await leaving.CancelAsync();
            await Task.WhenAll(reads).ContinueWith(_ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default);
            await journal.CommitAsync(new JournalAppend().Events("a", version, Event("[0]")));

            var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(
                async _ => (await journal.ReadAsync("a", 0, Stop)).Count));

            seen.ShouldAllBe(count => count == version + 1);
        }
    }

    [Fact]
    public async Task Receiver_that_throws_does_not_stop_the_writer()
    {
        await using var journal = await fixture.OpenAsync();
        using var service = journal.Serve("q", new ThrowingReceiver());

        await journal.CommitAsync(new JournalAppend().Enqueue("q", "1"));

        (await journal.RowsAsync("SELECT key FROM work")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Query_cannot_write()
    {
        await using var journal = await fixture.OpenAsync();

        await Should.ThrowAsync<Exception>(async () => await journal.RowsAsync("DELETE FROM schema_migrations"));

        (await journal.RowsAsync("SELECT COUNT(*) FROM schema_migrations")).ShouldBe(["3"]);
    }

    private sealed class ThrowingReceiver : IWorkReceiver
    {
        public bool TryReserve() => true;
        public void Unreserve() => throw new InvalidOperationException();
        public void Leased(WorkLease lease) => throw new InvalidOperationException();
        public void Ended(WorkLease lease) => throw new InvalidOperationException();
        public void Due(DateTimeOffset due) => throw new InvalidOperationException();
    }
}

public sealed class AppendOnSqliteTests() : AppendTests(Store.Sqlite);

public sealed class AppendOnPostgresTests() : AppendTests(Store.Postgres);
