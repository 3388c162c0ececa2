using static Cartwright.Journal.Tests.JournalAsserts;

namespace Cartwright.Journal.Tests;

public abstract class LockTests(Store store) : IAsyncDisposable
{
    private readonly JournalFixture fixture = new(store);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Lock_is_held_by_one_at_a_time_and_each_gets_his_turn()
    {
        await using var journal = await fixture.OpenAsync();
        var inside = 0;
        var visits = 0;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            await using var held = await journal.LockAsync("shop", Stop);
            Interlocked.Increment(ref inside).ShouldBe(1);
            await Task.Yield();
            visits++;
            Interlocked.Decrement(ref inside);
        })));

        visits.ShouldBe(20);
    }

    [Fact]
    public async Task Lock_that_another_process_holds_is_waited_for()
    {
        await using var journal = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync("two");
        var first = await journal.LockAsync("shop", Stop);

        var second = other.LockAsync("shop", Stop).AsTask();
        await using (await other.LockAsync("another", Stop))
        {
            second.IsCompleted.ShouldBeFalse();
        }

        await first.DisposeAsync();
        await fixture.AdvanceUntilAsync(other, second);
        await (await second).DisposeAsync();
    }

    [Fact]
    public async Task Locks_of_two_names_are_held_together()
    {
        await using var journal = await fixture.OpenAsync();

        await using var one = await journal.LockAsync("one", Stop);
        await using var two = await journal.LockAsync("two", Stop);
    }

    [Fact]
    public async Task Lock_given_back_twice_frees_nobody_elses()
    {
        await using var journal = await fixture.OpenAsync();
        var first = await journal.LockAsync("shop", Stop);
        await first.DisposeAsync();
        await using var second = await journal.LockAsync("shop", Stop);

        await first.DisposeAsync();

        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var third = journal.LockAsync("shop", impatient.Token).AsTask();
        third.IsCompleted.ShouldBeFalse();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => third);
    }

    [Fact]
    public async Task Wait_for_a_lock_ends_with_its_cancellation_and_takes_nobodys_turn()
    {
        await using var journal = await fixture.OpenAsync();
        var first = await journal.LockAsync("shop", Stop);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var second = journal.LockAsync("shop", impatient.Token).AsTask();
        var third = journal.LockAsync("shop", Stop).AsTask();

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        await first.DisposeAsync();

        await (await third).DisposeAsync();
    }

    [Fact]
    public async Task Lock_without_a_name_or_after_dispose_is_refused()
    {
        var journal = await fixture.OpenAsync();
        await Should.ThrowAsync<ArgumentException>(async () => await journal.LockAsync("", Stop));
        await Should.ThrowAsync<ArgumentException>(async () => await journal.LockAsync(new string('n', 201), Stop));
        await journal.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await journal.LockAsync("shop", Stop));
    }

    [Fact]
    public async Task Names_leave_with_their_last_holder()
    {
        var locks = new NamedLocks();
        var first = await locks.TakeAsync("a", Stop);
        var second = locks.TakeAsync("a", Stop);
        await using (await locks.TakeAsync("b", Stop)) locks.Count.ShouldBe(2);

        await first.DisposeAsync();
        locks.Count.ShouldBe(1);
        await (await second).DisposeAsync();

        locks.Count.ShouldBe(0);
    }
}

public sealed class LockOnSqliteTests() : LockTests(Store.Sqlite);

public sealed class LockOnPostgresTests() : LockTests(Store.Postgres);
