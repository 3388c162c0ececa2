using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

public abstract class WorkQueueTests(Store store) : IAsyncLifetime
{
    private readonly JournalFixture fixture = new(store);
    private IJournal journal = null!;

    private DateTimeOffset Now => fixture.Clock.GetUtcNow();

    public async ValueTask InitializeAsync() => journal = await fixture.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await journal.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Enqueue_without_a_receiver_leaves_the_row_due_and_unleased()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));

        var lease = await journal.ClaimOneAsync("q");

        (lease.Key, lease.Attempt, lease.QueuedAt, lease.Until).ShouldBe(("k", 1, Now, Now + journal.LeaseTime));
        (await journal.ClaimAsync("q", 10, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Enqueue_with_a_receiver_hands_it_the_first_lease_until_it_is_full()
    {
        var receiver = new Receiver { Places = 1 };
        using (journal.Serve("q", receiver))
        {
            await journal.CommitAsync(new JournalAppend().Enqueue("q", "1").Enqueue("other", "1"));
            await journal.CommitAsync(new JournalAppend().Enqueue("q", "2"));
        }

        await journal.CommitAsync(new JournalAppend().Enqueue("q", "3"));

        var lease = receiver.Leases.ShouldHaveSingleItem();
        (lease.Key, lease.Attempt, receiver.Places).ShouldBe(("1", 1, 0));
        receiver.Dues.ShouldBe([Now]);
        (await journal.ClaimAsync("q", 10, Stop)).Select(claimed => claimed.Key)
            .ShouldBe(["2", "3"], ignoreOrder: true);
        await journal.CommitAsync(new JournalAppend().Complete(lease));
    }

    [Fact]
    public async Task Enqueue_in_a_conflicting_or_failing_append_gives_the_place_back()
    {
        var receiver = new Receiver { Places = 2 };
        using var service = journal.Serve("q", receiver);

        await journal.ConflictAsync(new JournalAppend().Events("s", 5, Event()).Enqueue("q", "1"));
        await Should.ThrowAsync<Exception>(async () => await journal.AppendAsync(
            new JournalAppend().Enqueue("q", "1").Upsert("nowhere", [("id", 1)], []), Stop));
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "2", Now.AddSeconds(9)).Enqueue("q", "2"));

        (receiver.Leases.Count, receiver.Places).ShouldBe((0, 2));
        (await journal.ClaimOneAsync("q")).Key.ShouldBe("2");
    }

    [Fact]
    public async Task Restarted_row_is_due_at_once_with_its_attempts_back_and_is_never_taken_for_a_first_one()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "1"));
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var failed = await journal.ClaimOneAsync("q");
            await journal.CommitAsync(new JournalAppend().Reschedule(
                failed, attempt < 5 ? Now : Now.AddMinutes(15), "No answer."));
        }

        await journal.CommitAsync(new JournalAppend().Restart("q", "1").Restart("q", "new"));

        var leases = await journal.ClaimAsync("q", 10, Stop);
        leases.Select(lease => (lease.Key, lease.Attempt)).ShouldBe([("1", 2), ("new", 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task Row_restarted_under_a_lease_is_due_again_when_its_holder_gives_it_back()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "1"));
        var held = await journal.ClaimOneAsync("q");

        await journal.CommitAsync(new JournalAppend().Restart("q", "1"));
        (await journal.ClaimAsync("q", 10, Stop)).ShouldBeEmpty();
        await journal.CommitAsync(new JournalAppend().Reschedule(held, Now.AddMinutes(1), "No answer."));

        (await journal.ClaimOneAsync("q")).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Queue_has_one_receiver_at_a_time()
    {
        var first = journal.Serve("q", new Receiver());
        Should.Throw<InvalidOperationException>(() => journal.Serve("q", new Receiver()));
        first.Dispose();
        journal.Serve("q", new Receiver()).Dispose();
    }

    [Fact]
    public async Task Enqueue_again_moves_the_due_time_forward_only()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k", Now.AddMinutes(2)));
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k", Now.AddMinutes(1)));
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k", Now.AddMinutes(3)));

        fixture.Clock.Advance(TimeSpan.FromSeconds(59));
        (await journal.ClaimAsync("q", 10, Stop)).ShouldBeEmpty();
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        (await journal.ClaimOneAsync("q")).QueuedAt.ShouldBe(Now.AddMinutes(-1));
    }

    [Fact]
    public async Task Claim_takes_the_oldest_due_first_up_to_the_count()
    {
        foreach (var (key, seconds) in new[] { ("b", 2), ("c", 3), ("a", 1) })
            await journal.CommitAsync(new JournalAppend().Enqueue("q", key, Now.AddSeconds(seconds)));
        fixture.Clock.Advance(TimeSpan.FromSeconds(10));

        (await journal.ClaimAsync("q", 2, Stop)).Select(lease => lease.Key).ShouldBe(["a", "b"]);
        (await journal.ClaimAsync("q", 2, Stop)).Select(lease => lease.Key).ShouldBe(["c"]);
    }

    [Fact]
    public async Task Lease_that_ran_out_is_taken_over_and_its_old_holder_can_write_nothing()
    {
        await using var other = await fixture.OpenAsync("two");
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var old = await journal.ClaimOneAsync("q");
        (await other.ClaimAsync("q", 1, Stop)).ShouldBeEmpty();

        fixture.Clock.Advance(journal.LeaseTime);
        var taken = await other.ClaimOneAsync("q");

        (taken.Attempt, taken.Token == old.Token).ShouldBe((2, false));
        (await journal.ConflictAsync(new JournalAppend().Events("s", 0, Event()).Complete(old))).On.ShouldBe("q/k");
        await journal.ConflictAsync(new JournalAppend().Events("s", 0, Event()).Reschedule(old, Now, "late"));
        await journal.ConflictAsync(new JournalAppend().Events("s", 0, Event()).Release(old, wasStarted: false));
        (await journal.RenewAsync([old], Stop)).ShouldBeEmpty();
        (await journal.ReadAsync("s", 0, Stop)).ShouldBeEmpty();
        await other.CommitAsync(new JournalAppend().Complete(taken));
        (await journal.RowsAsync("SELECT key FROM work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewed_lease_is_not_taken_over()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var lease = await journal.ClaimOneAsync("q");
        fixture.Clock.Advance(journal.LeaseTime - TimeSpan.FromSeconds(1));

        var renewed = (await journal.RenewAsync([lease], Stop)).ShouldHaveSingleItem();
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));

        (renewed.Token, renewed.Until).ShouldBe((lease.Token, Now.AddSeconds(-5) + journal.LeaseTime));
        (await journal.ClaimAsync("q", 1, Stop)).ShouldBeEmpty();
        await journal.CommitAsync(new JournalAppend().Complete(lease));
    }

    [Fact]
    public async Task Work_queued_again_under_a_lease_is_due_again_when_its_holder_completes()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var lease = await journal.ClaimOneAsync("q");
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        (await journal.ClaimAsync("q", 1, Stop)).ShouldBeEmpty("the lease stays as it is");

        await journal.CommitAsync(new JournalAppend().Complete(lease));

        var second = await journal.ClaimOneAsync("q");
        (second.Attempt, second.QueuedAt).ShouldBe((1, Now));
        await journal.CommitAsync(new JournalAppend().Complete(second));
        (await journal.RowsAsync("SELECT key FROM work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Work_queued_for_later_under_a_lease_is_due_then()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var lease = await journal.ClaimOneAsync("q");
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k", Now.AddMinutes(5)));
        await journal.CommitAsync(new JournalAppend().Complete(lease));

        (await journal.ClaimAsync("q", 1, Stop)).ShouldBeEmpty();
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        await journal.ClaimOneAsync("q");
    }

    [Fact]
    public async Task Work_queued_again_under_a_lease_is_due_at_once_when_its_holder_puts_it_off()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var lease = await journal.ClaimOneAsync("q");
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        await journal.CommitAsync(new JournalAppend().Reschedule(lease, Now.AddHours(1), "polling"));

        (await journal.ClaimOneAsync("q")).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Work_queued_again_under_a_lease_that_runs_out_is_done_once_by_the_next_holder()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        await journal.ClaimOneAsync("q");
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        fixture.Clock.Advance(journal.LeaseTime);

        var second = await journal.ClaimOneAsync("q");
        await journal.CommitAsync(new JournalAppend().Complete(second));

        (await journal.RowsAsync("SELECT key FROM work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Complete_and_enqueue_in_one_append_starts_afresh()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var lease = await journal.ClaimOneAsync("q");

        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k", Now.AddMinutes(1)).Complete(lease));

        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        (await journal.ClaimOneAsync("q")).Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData("reschedule", 3)]
    [InlineData("reset", 1)]
    [InlineData("release unstarted", 2)]
    [InlineData("release", 3)]
    public async Task Giving_a_lease_back_counts_the_attempt_as_told(string how, int attempt)
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k").Attend("q", "k", "stuck"));
        var first = await journal.ClaimOneAsync("q");
        await journal.CommitAsync(new JournalAppend().Reschedule(first, Now, "once more"));
        var second = await journal.ClaimOneAsync("q");
        second.Attempt.ShouldBe(2);

        await journal.CommitAsync(how switch
        {
            "reset" => new JournalAppend().Reschedule(second, Now, "polling", resetAttempts: true),
            "release unstarted" => new JournalAppend().Release(second, wasStarted: false),
            "release" => new JournalAppend().Release(second, wasStarted: true),
            _ => new JournalAppend().Reschedule(second, Now, "failed"),
        });

        (await journal.ClaimOneAsync("q")).Attempt.ShouldBe(attempt);
        (await journal.RowsAsync("SELECT key FROM attention")).Count.ShouldBe(how == "reset" ? 0 : 1);
    }

    [Fact]
    public async Task Giving_the_same_lease_back_twice_is_refused()
    {
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var lease = await journal.ClaimOneAsync("q");

        await Should.ThrowAsync<ArgumentException>(async () => await journal.AppendAsync(
            new JournalAppend().Complete(lease).Reschedule(lease, Now, "both"), Stop));
        await journal.CommitAsync(new JournalAppend().Complete(lease).Settle("q", "k"));
        await journal.ConflictAsync(new JournalAppend().Complete(lease));
    }

    private sealed class Receiver : IWorkReceiver
    {
        public int Places { get; set; }
        public List<WorkLease> Leases { get; } = [];
        public List<DateTimeOffset> Dues { get; } = [];

        public bool TryReserve()
        {
            if (Places == 0) return false;
            Places--;
            return true;
        }

        public void Unreserve() => Places++;
        public void Leased(WorkLease lease) => Leases.Add(lease);
        public void Ended(WorkLease lease) { }
        public void Due(DateTimeOffset due) => Dues.Add(due);
    }
}

public sealed class WorkQueueOnSqliteTests() : WorkQueueTests(Store.Sqlite);

public sealed class WorkQueueOnPostgresTests() : WorkQueueTests(Store.Postgres);
