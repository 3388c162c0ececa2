using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Cartwright.Journal.Tests.JournalAsserts;

namespace Cartwright.Journal.Tests;

public abstract class WorkDispatcherTests(Store store) : IAsyncLifetime
{
    private readonly JournalFixture fixture = new(store);
    private readonly CancellationTokenSource stopping = new();
    private IJournal journal = null!;
    private Task run = Task.CompletedTask;

    private DateTimeOffset Now => fixture.Clock.GetUtcNow();

    public async ValueTask InitializeAsync() => journal = await fixture.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await stopping.CancelAsync();
        await fixture.AdvanceUntilAsync(journal, run);
        await journal.DisposeAsync();
        stopping.Dispose();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Queued_work_starts_at_once_without_the_clock_moving()
    {
        var handler = new Handler(journal);
        Start(handler);

        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));

        var call = await handler.NextAsync();
        (call.Lease.Key, call.Lease.Attempt).ShouldBe(("k", 1));
        await call.CompleteAsync();
        await WorkIsAsync();
    }

    [Fact]
    public async Task Work_that_was_there_before_is_claimed()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var handler = new Handler(journal);
        Start(handler);

        await (await handler.NextAsync()).CompleteAsync();

        await WorkIsAsync();
    }

    [Fact]
    public async Task Work_put_off_is_taken_up_when_it_is_due_and_not_before()
    {
        var handler = new Handler(journal);
        Start(handler);
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k", Now.AddMilliseconds(300)));

        fixture.Clock.Advance(TimeSpan.FromMilliseconds(299));
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "sooner"));
        await (await handler.NextAsync()).CompleteAsync();
        handler.Calls.TryRead(out _).ShouldBeFalse();

        fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await handler.NextAsync()).Lease.Key.ShouldBe("k");
    }

    [Fact]
    public async Task Work_of_another_process_is_found_by_polling()
    {
        var handler = new Handler(journal);
        Start(handler);
        await using var commandLine = await fixture.OpenAsync("command line");
        await commandLine.CommitAsync(new JournalAppend().Enqueue("q", "k"));

        var next = handler.NextAsync();
        await fixture.AdvanceUntilAsync(journal, next);

        (await next).Lease.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Failing_work_is_repeated_with_growing_backoff_and_then_put_on_the_attention_list()
    {
        var handler = new Handler(journal);
        Start(handler);
        var start = Now;
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var next = handler.NextAsync();
            await fixture.AdvanceUntilAsync(journal, next);
            var call = await next;
            call.Lease.Attempt.ShouldBe(attempt);
            var failedAt = Now;
            call.Fail();

            var due = await DueAsync("k");
            // 1 s, 2 s, then the two exhausted attempts' 60 s.
            var (least, most) = attempt >= 3 ? (60_000, 60_000) : (0, 1000 * attempt);
            (due - failedAt).TotalMilliseconds.ShouldBeInRange(least, most);
            (await journal.RowsAsync("SELECT kind, key, reason FROM attention")).ShouldBe(
                attempt < 3 ? [] : [$"q|k|Attempt {attempt} failed: InvalidOperationException <- FormatException"]);
            fixture.Clock.Advance(due - Now);
        }

        var last = handler.NextAsync();
        await fixture.AdvanceUntilAsync(journal, last);
        await (await last).CompleteAsync();
        await WorkIsAsync();
        (await journal.RowsAsync("SELECT key FROM attention")).ShouldBeEmpty("what is done needs no attention");
        (Now - start).ShouldBeGreaterThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Work_left_unfinished_is_repeated()
    {
        var handler = new Handler(journal);
        Start(handler);
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));

        (await handler.NextAsync()).Leave();

        await DueAsync("k");
        (await journal.RowsAsync("SELECT last_reason FROM work"))
            .ShouldBe(["Attempt 1 failed: the handler left the work unfinished"]);
    }

    [Fact]
    public async Task Held_leases_are_renewed_beyond_their_time()
    {
        var handler = new Handler(journal);
        Start(handler);
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var call = await handler.NextAsync();
        var until = call.Lease.Until;

        while (Now < until.AddSeconds(10))
        {
            var before = (await journal.RowsAsync("SELECT due FROM work")).Single();
            fixture.Clock.Advance(journal.LeaseTime / 3);
            while ((await journal.RowsAsync("SELECT due FROM work")).Single() == before) await Task.Yield();
        }

        call.CancellationToken.IsCancellationRequested.ShouldBeFalse();
        await call.CompleteAsync();
        await WorkIsAsync();
    }

    [Fact]
    public async Task Lost_lease_cancels_its_handler_and_touches_nothing()
    {
        var handler = new Handler(journal);
        Start(handler);
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var call = await handler.NextAsync();
        // Another node, whose clock is ahead, takes the row over.
        var ahead = new FakeTimeProvider(Now + (journal.LeaseTime * 2));
        await using var other = await fixture.OpenAsync(ahead, "two");
        var taken = await other.ClaimOneAsync("q");

        fixture.Clock.Advance(journal.LeaseTime / 3);

        await call.CancelledAsync();
        call.Fail();
        await other.CommitAsync(new JournalAppend().Complete(taken));
    }

    [Fact]
    public async Task Concurrency_and_backlog_are_bounded_and_all_work_is_done()
    {
        var handler = new Handler(journal) { Limits = Handler.Defaults with { ConcurrencyMax = 3 } };
        Start(handler, new() { BacklogMax = 4 });
        var all = new JournalAppend();
        for (var index = 0; index < 50; index++) all.Enqueue("q", $"k{index}");
        await journal.CommitAsync(all);
        var leased = await journal.RowsAsync("SELECT key FROM work WHERE lease_token IS NOT NULL");
        leased.Count.ShouldBeLessThanOrEqualTo(7);

        var done = new HashSet<string>();
        while (done.Count < 50)
        {
            var call = await handler.NextAsync();
            handler.RunningMax.ShouldBeLessThanOrEqualTo(3);
            done.Add(call.Lease.Key).ShouldBeTrue();
            await call.CompleteAsync();
        }

        await WorkIsAsync();
    }

    [Fact]
    public async Task Stop_lets_running_work_finish_and_releases_what_waits()
    {
        var handler = new Handler(journal) { Limits = Handler.Defaults with { ConcurrencyMax = 1 } };
        Start(handler);
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "1").Enqueue("q", "2"));
        var call = await handler.NextAsync();

        await stopping.CancelAsync();
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "3"));
        run.IsCompleted.ShouldBeFalse();
        await call.CompleteAsync();
        await run;

        call.CancellationToken.IsCancellationRequested.ShouldBeFalse();
        await WorkIsAsync("2|0|null", "3|0|null");
    }

    [Fact]
    public async Task Stop_cancels_what_does_not_finish_in_time_and_counts_its_attempt()
    {
        var handler = new Handler(journal);
        Start(handler);
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "listens").Enqueue("q", "does not"));
        var calls = new[] { await handler.NextAsync(), await handler.NextAsync() };
        await stopping.CancelAsync();

        await fixture.AdvanceUntilAsync(journal, Task.WhenAll(calls.Select(call => call.CancelledAsync())));
        calls.Single(call => call.Lease.Key == "listens").Fail();
        await fixture.AdvanceUntilAsync(journal, run);

        await WorkIsAsync("does not|1|null", "listens|1|null");
        var deaf = calls.Single(call => call.Lease.Key == "does not");
        await journal.ConflictAsync(new JournalAppend().Complete(deaf.Lease));
        deaf.Fail();
    }

    [Fact]
    public void Two_handlers_of_one_queue_and_bad_limits_are_refused()
    {
        Should.Throw<ArgumentException>(() => Dispatcher(new(), new Handler(journal), new Handler(journal)));
        Should.Throw<ArgumentException>(() => Dispatcher(new() { BacklogMax = -1 }, new Handler(journal)))
            .Message.ShouldStartWith("Set BacklogMax");
        Should.Throw<ArgumentException>(() => Dispatcher(new(), new Handler(journal)
        {
            Limits = Handler.Defaults with { ConcurrencyMax = 0 },
        })).Message.ShouldStartWith("Set ConcurrencyMax of q");
    }

    private WorkDispatcher Dispatcher(WorkDispatcherOptions options, params IWorkHandler[] handlers) =>
        new(journal, handlers, fixture.Clock, new Random(1), options, NullLogger<WorkDispatcher>.Instance);

    // RunAsync serves its queues before it first waits, so that work queued after this call is handed over.
    private void Start(Handler handler, WorkDispatcherOptions? options = null) =>
        run = Dispatcher(options ?? new(), handler).RunAsync(stopping.Token);

    /// <summary>Waits until the work table holds these rows (key, attempts, lease owner) and no others.</summary>
    private async Task WorkIsAsync(params string[] rows)
    {
        const string sql = "SELECT key, attempts, lease_owner FROM work ORDER BY key";
        while (!(await journal.RowsAsync(sql)).SequenceEqual(rows)) await Task.Yield();
    }

    private async Task<DateTimeOffset> DueAsync(string key)
    {
        while (true)
        {
            var due = await journal.RowsAsync($"SELECT due FROM work WHERE key = '{key}' AND lease_token IS NULL");
            if (due.Count > 0)
                return DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(due[0], null));
            await Task.Yield();
        }
    }

    /// <summary>Hands each call to the test, which decides how it ends.</summary>
    private sealed class Handler(IJournal journal) : IWorkHandler
    {
        public static readonly WorkLimits Defaults = new(
            8, 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

        private readonly Channel<Call> calls = Channel.CreateUnbounded<Call>();
        private int running;

        public string Queue => "q";
        public WorkLimits Limits { get; init; } = Defaults;
        public ChannelReader<Call> Calls => calls.Reader;
        public int RunningMax { get; private set; }

        public Task<Call> NextAsync() => calls.Reader.ReadAsync(Stop).AsTask();

        public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
        {
            lock (calls) RunningMax = Math.Max(RunningMax, ++running);
            var call = new Call(journal, lease, cancellationToken);
            calls.Writer.TryWrite(call);
            try
            {
                await call.Ending;
            }
            finally
            {
                lock (calls) running--;
            }
        }
    }

    private sealed record Call(IJournal Journal, WorkLease Lease, CancellationToken CancellationToken)
    {
        private readonly TaskCompletionSource ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ending => ending.Task;

        public async Task CompleteAsync()
        {
            await Journal.CommitAsync(new JournalAppend().Complete(Lease));
            ending.SetResult();
        }

        public void Fail() =>
            ending.SetException(new InvalidOperationException("secret", new FormatException("secret")));

        public void Leave() => ending.SetResult();

        public async Task CancelledAsync()
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = CancellationToken.Register(() => cancelled.TrySetResult());
            await cancelled.Task.WaitAsync(Stop);
        }
    }
}

public sealed class WorkDispatcherOnSqliteTests() : WorkDispatcherTests(Store.Sqlite);

public sealed class WorkDispatcherOnPostgresTests() : WorkDispatcherTests(Store.Postgres);
