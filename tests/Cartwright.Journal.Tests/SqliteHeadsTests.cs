using Cartwright.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

public sealed class SqliteHeadsTests : IAsyncDisposable
{
    private const int Streams = 4;

    private readonly JournalFixture fixture = new();

    public async ValueTask DisposeAsync() => await fixture.DisposeAsync();

    [Fact]
    public async Task Stream_that_has_not_moved_is_answered_while_no_reader_is_free()
    {
        await using var journal = await OpenAsync(options => options with { ReadersMax = 1 });
        await journal.CommitAsync(new JournalAppend().Events("a", 0, Event()).Events("b", 0, Event()));
        (await journal.ReadAllAsync([new("a", 0), new("b", 0)], Stop)).ShouldAllBe(events => events.Count == 1);
        await journal.CommitAsync(new JournalAppend().Events("b", 1, Event()));
        (await journal.ReadAsync("b", 1, Stop)).Count.ShouldBe(1);
        await using var reader = await BusyReader.OfAsync(journal);

        var still = journal.ReadAllAsync([new("a", 1), new("b", 2)], Stop);
        var moved = journal.ReadAllAsync([new("a", 1), new("b", 1)], Stop);
        var unknown = journal.ReadAsync("c", 0, Stop);

        still.IsCompletedSuccessfully.ShouldBeTrue();
        (await still).ShouldAllBe(events => events.Count == 0);
        moved.IsCompleted.ShouldBeFalse();
        unknown.IsCompleted.ShouldBeFalse();
        await reader.DisposeAsync();
        (await moved).Select(events => events.Count).ShouldBe([0, 1]);
        (await unknown).ShouldBeEmpty();
    }

    [Fact]
    public async Task Streams_are_forgotten_at_the_bound()
    {
        await using var journal = await OpenAsync(options => options with { ReadersMax = 1, KnownStreamsMax = 10 });
        for (var number = 0; number < 10; number++) (await journal.ReadAsync($"s{number}", 0, Stop)).ShouldBeEmpty();
        // The next look at what others have done forgets them.
        (await journal.ReadAsync("more", 0, Stop)).ShouldBeEmpty();
        (await journal.ReadAsync("more", 0, Stop)).ShouldBeEmpty();
        await using var reader = await BusyReader.OfAsync(journal);

        var forgotten = journal.ReadAsync("s1", 0, Stop);
        var kept = journal.ReadAsync("more", 0, Stop);

        forgotten.IsCompleted.ShouldBeFalse();
        kept.IsCompletedSuccessfully.ShouldBeTrue();
        (await kept).ShouldBeEmpty();
        await reader.DisposeAsync();
        (await forgotten).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Stream_that_is_read_for_the_first_time_during_the_transaction_that_moves_it_has_moved_afterwards(
        int othersRead)
    {
        await using var journal = await OpenAsync(options => options with { KnownStreamsMax = 10 });
        await journal.CommitAsync(new JournalAppend().Events("a", 0, Event()).Events("b", 0, Event()));
        // Forgets them.
        for (var number = 0; number < 12; number++) (await journal.ReadAsync($"s{number}", 0, Stop)).ShouldBeEmpty();
        (await journal.ReadAsync("b", 0, Stop)).Count.ShouldBe(1);
        using var receiver = new SlowReceiver();
        using var served = journal.Serve("q", receiver);
        var append = journal.CommitAsync(new JournalAppend().Events("a", 1, Event()).Enqueue("q", "k"));
        await receiver.IsAsked.WaitAsync(Stop);

        for (var number = 0; number < othersRead; number++)
            (await journal.ReadAsync($"t{number}", 0, Stop)).ShouldBeEmpty();
        (await journal.ReadAsync("a", 1, Stop)).ShouldBeEmpty();
        (await journal.ReadAsync("b", 1, Stop)).ShouldBeEmpty();
        receiver.MayAnswer.Release();
        await append;

        (await journal.ReadAsync("a", 1, Stop)).Count.ShouldBe(1);
        (await journal.ReadAsync("b", 1, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_of_a_caller_who_has_left_is_cancelled_though_nothing_has_moved()
    {
        await using var journal = await fixture.OpenSqliteAsync();
        (await journal.ReadAsync("a", 0, Stop)).ShouldBeEmpty();
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await journal.ReadAsync("a", 0, left.Token));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await journal.ReadAllAsync([new("a", 0)], left.Token));
    }

    [Fact]
    public void Waiters_look_for_themselves_while_the_writer_has_no_connection()
    {
        var waits = new StreamWaits();
        var heads = new SqliteHeads(waits, countMax: 10);
        var signal = waits.Arm("a");
        heads.Use(null);

        heads.Look();

        signal.Completion.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Commit_of_another_process_is_read_at_once_however_often_the_stream_was_read_before()
    {
        await using var journal = await fixture.OpenSqliteAsync();
        await using var other = await fixture.OpenSqliteAsync("two");
        for (var version = 0; version < 50; version++)
        {
            (await journal.ReadAsync("a", version, Stop)).ShouldBeEmpty();
            (await journal.ReadAsync("a", version, Stop)).ShouldBeEmpty();
            await other.CommitAsync(new JournalAppend().Events("a", version, Event()));

            (await journal.ReadAsync("a", version, Stop)).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Append_that_fails_or_conflicts_leaves_the_stream_as_it_was_read()
    {
        await using var journal = await fixture.OpenSqliteAsync();
        await journal.CommitAsync(new JournalAppend().Events("a", 0, Event()));
        (await journal.ReadAsync("a", 0, Stop)).Count.ShouldBe(1);
        await journal.ConflictAsync(new JournalAppend().Events("a", 0, Event(), Event()).Events("b", 0, Event()));
        await Should.ThrowAsync<SqliteException>(async () => await journal.AppendAsync(
            new JournalAppend().Events("a", 1, Event()).Upsert("no_such_table", [("id", 1)], []), Stop));

        (await journal.ReadAsync("a", 1, Stop)).ShouldBeEmpty();
        (await journal.ReadAsync("a", 0, Stop)).Count.ShouldBe(1);
        await journal.CommitAsync(new JournalAppend().Events("a", 1, Event()));
        (await journal.ReadAsync("a", 1, Stop)).Count.ShouldBe(1);
    }

    /// <summary>Two processes' journals, many callers.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task Whatever_was_acknowledged_is_in_each_read_that_begins_afterwards(int knownStreamsMax)
    {
        await using var journal = await OpenAsync(options => options with { KnownStreamsMax = knownStreamsMax });
        await using var other = await fixture.OpenSqliteAsync("two");
        var acknowledged = new long[Streams];
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(number => Task.Run(() => ReadAsync(number), Stop)).ToList();

        await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream => Task.Run(() => WriteAsync(stream), Stop)));

        await written.CancelAsync();
        foreach (var reads in await Task.WhenAll(readers)) reads.ShouldBeGreaterThan(0);

        async Task WriteAsync(int stream)
        {
            for (var version = 0; version < 100; version++)
            {
                // Now from here, now from the other one.
                var by = (version + stream) % 3 == 0 ? other : journal;
                await by.CommitAsync(new JournalAppend().Events($"s{stream}", version, Event()));
                Volatile.Write(ref acknowledged[stream], version + 1);
            }
        }

        async Task<long> ReadAsync(int reader)
        {
            var known = new long[Streams];
            long reads = 0;
            while (!written.IsCancellationRequested)
            {
                long[] expected =
                    [.. Enumerable.Range(0, Streams).Select(stream => Volatile.Read(ref acknowledged[stream]))];
                StreamPosition[] positions =
                    [.. known.Select((version, stream) => new StreamPosition($"s{stream}", version))];
                var read = reader % 2 == 0
                    ? await journal.ReadAllAsync(positions, Stop)
                    : [await journal.ReadAsync("s0", known[0], Stop)];
                for (var stream = 0; stream < read.Count; stream++)
                {
                    read[stream].Select(one => one.Version).ShouldBe(
                        Enumerable.Range(1, read[stream].Count).Select(next => known[stream] + next));
                    known[stream] += read[stream].Count;
                    known[stream].ShouldBeGreaterThanOrEqualTo(expected[stream]);
                }

                reads++;
                // What is answered without a read would never let others run.
                await Task.Yield();
            }

            return reads;
        }
    }

    private Task<SqliteJournal> OpenAsync(Func<SqliteJournalOptions, SqliteJournalOptions> with) =>
        SqliteJournal.OpenAsync(with(fixture.Options()), [], fixture.Clock, cancellationToken: Stop);

    /// <summary>Takes the one reader that there is, until disposed.</summary>
    private sealed class BusyReader : IAsyncDisposable
    {
        private readonly SemaphoreSlim isReading = new(0);
        private readonly SemaphoreSlim mayEnd = new(0);
        private Task? reading;

        public static async Task<BusyReader> OfAsync(SqliteJournal journal)
        {
            var reader = new BusyReader();
            reader.reading = Task.Run(
                async () => await journal.QueryAsync("SELECT 1", _ => reader.Read(), null, Stop), Stop);
            await reader.isReading.WaitAsync(Stop);
            return reader;
        }

        public async ValueTask DisposeAsync()
        {
            mayEnd.Release();
            await reading!;
        }

        private int Read()
        {
            isReading.Release();
            mayEnd.Wait(Stop);
            return 1;
        }
    }

    /// <summary>Is asked in the transaction, and holds it up.</summary>
    private sealed class SlowReceiver : IWorkReceiver, IDisposable
    {
        public SemaphoreSlim IsAsked { get; } = new(0);

        public SemaphoreSlim MayAnswer { get; } = new(0);

        public bool TryReserve()
        {
            IsAsked.Release();
            MayAnswer.Wait(Stop);
            return false;
        }

        public void Unreserve() { }

        public void Leased(WorkLease lease) { }

        public void Ended(WorkLease lease) { }

        public void Due(DateTimeOffset due) { }

        // A test that fails must not leave the journal's writer waiting.
        public void Dispose() => MayAnswer.Release();
    }
}
