using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

public abstract class WaitTests(Store store) : IAsyncDisposable
{
    private readonly JournalFixture fixture = new(store);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Wait_for_what_is_there_completes_at_once()
    {
        await using var journal = await fixture.OpenAsync();
        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));

        await journal.WaitAsync("s", 0, Stop);
    }

    [Fact]
    public async Task Waiters_are_woken_by_a_commit_to_their_stream_behind_their_version()
    {
        await using var journal = await fixture.OpenAsync();
        var first = journal.WaitAsync("s", 0, Stop).AsTask();
        var second = journal.WaitAsync("s", 1, Stop).AsTask();
        var other = journal.WaitAsync("other", 0, Stop).AsTask();

        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
        await first;
        second.IsCompleted.ShouldBeFalse();

        await journal.CommitAsync(new JournalAppend().Events("s", 1, Event()));
        await second;
        other.IsCompleted.ShouldBeFalse();

        await journal.CommitAsync(new JournalAppend().Events("other", 0, Event()));
        await other;
    }

    [Fact]
    public async Task Waiter_is_woken_by_another_process_within_a_quarter_of_a_second()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        var wait = journal.WaitAsync("s", 0, Stop).AsTask();
        await other.CommitAsync(new JournalAppend().Events("s", 0, Event()));

        fixture.Clock.Advance(TimeSpan.FromMilliseconds(250));

        await wait;
    }

    [Fact]
    public async Task Wait_ends_with_its_cancellation_and_leaves_nothing_behind()
    {
        var waits = new StreamWaits();
        var first = waits.Arm("s");
        waits.Arm("s").ShouldBeSameAs(first);
        waits.Leave("s", first);
        waits.Count.ShouldBe(1);
        waits.Leave("s", first);
        waits.Count.ShouldBe(0);

        await using var journal = await fixture.OpenAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var wait = journal.WaitAsync("s", 0, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Wait_ends_when_the_journal_is_disposed()
    {
        var journal = await fixture.OpenAsync();
        var wait = journal.WaitAsync("s", 0, Stop).AsTask();
        await journal.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => wait);
    }
}

public sealed class WaitOnSqliteTests() : WaitTests(Store.Sqlite);

public sealed class WaitOnPostgresTests() : WaitTests(Store.Postgres);
