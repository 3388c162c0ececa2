using Microsoft.Extensions.Logging;

namespace Cartwright.Journal;

/// <summary>
/// One queue of a dispatcher: what is held, what of it runs, what waits for a free handler, and when to look for more.
/// </summary>
internal sealed class WorkLane : IWorkReceiver, IDisposable
{
    private readonly IWorkHandler handler;
    private readonly WorkLimits limits;
    private readonly IJournal journal;
    private readonly TimeProvider clock;
    private readonly Func<double> jitter;
    private readonly WorkDispatcherOptions options;
    private readonly ILogger logger;
    private readonly WorkLooks looks;
    private readonly int room;

    private readonly Lock gate = new();
    private readonly Dictionary<string, HeldWork> held = new(StringComparer.Ordinal);
    private readonly Queue<HeldWork> backlog = new();
    private readonly HashSet<HeldWork> running = [];
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly ITimer timer;
    private DateTimeOffset wakeAt = DateTimeOffset.MaxValue;
    private DateTimeOffset dueHeardOf = DateTimeOffset.MaxValue;
    private int reserved;
    private bool isMoreDue;
    private bool isStopping;

    public WorkLane(
        IWorkHandler handler,
        IJournal journal,
        TimeProvider clock,
        Func<double> jitter,
        WorkDispatcherOptions options,
        ILogger logger)
    {
        (this.handler, this.journal, this.clock) = (handler, journal, clock);
        (this.jitter, this.options, this.logger, looks) = (jitter, options, logger, new(logger, handler.Queue));
        limits = handler.Limits;
        room = limits.ConcurrencyMax + options.BacklogMax;
        timer = clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Queue => handler.Queue;

    /// <summary>Completes when the lane has been stopped and nothing runs any more.</summary>
    public Task Drained => drained.Task;

    private int Free => room - running.Count - backlog.Count - reserved;

    /// <summary>Claims what is due whenever there is room, until stopped.</summary>
    public async Task PollAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            DateTimeOffset? next = null;
            try
            {
                if (HasRoom())
                {
                    next = await journal.NextDueAsync(Queue, stopping);
                    var isDue = next <= clock.GetUtcNow();
                    var claimed = isDue ? await ClaimAsync() : 0;
                    looks.Worked();
                    if (claimed > 0) continue;
                    // What was due and could not be claimed is another node's, and not asked for again at once.
                    if (isDue) next = null;
                }

                await SleepAsync(next, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                looks.Failed(failure);
                await SleepAsync(null, stopping).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    public bool TryReserve()
    {
        lock (gate)
        {
            if (isStopping || Free <= 0) return false;
            reserved++;
            return true;
        }
    }

    public void Unreserve() => Unreserve(1);

    public void Leased(WorkLease lease)
    {
        lock (gate)
        {
            reserved--;
            Add(lease);
        }
    }

    public void Ended(WorkLease lease)
    {
        lock (gate)
        {
            if (held.Remove(lease.Token, out var work)) work.IsEnded = true;
        }
    }

    public void Due(DateTimeOffset due)
    {
        lock (gate)
        {
            if (isStopping) return;
            var now = clock.GetUtcNow();
            if (due <= now)
            {
                isMoreDue = true;
                if (Free > 0) Wake();
            }
            else
            {
                if (due < dueHeardOf) dueHeardOf = due;
                if (due < wakeAt) WakeAt(due, now);
            }
        }
    }

    public IReadOnlyList<WorkLease> Held()
    {
        lock (gate) return [.. held.Values.Select(work => work.Lease)];
    }

    /// <summary>Takes in what a renewal answered; what was asked for and is not answered has been lost.</summary>
    public void Renewed(IEnumerable<WorkLease> asked, IReadOnlyList<WorkLease> renewed)
    {
        lock (gate)
        {
            var until = renewed.ToDictionary(lease => lease.Token);
            foreach (var lease in asked)
            {
                // What ended meanwhile is no longer held here, and so not lost.
                if (!held.TryGetValue(lease.Token, out var work)) continue;
                if (until.TryGetValue(lease.Token, out var longer)) work.Lease = longer;
                else Lose(work);
            }
        }
    }

    public void DropExpired()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            foreach (var work in held.Values.Where(work => work.Lease.Until <= now).ToList()) Lose(work);
        }
    }

    /// <summary>Starts nothing any more, and gives back what has not been started.</summary>
    public void Stop()
    {
        lock (gate)
        {
            isStopping = true;
            while (backlog.TryDequeue(out var work)) Start(work);
            EndDrain();
        }
    }

    /// <summary>Asks what runs to stop and to be given back.</summary>
    public void CancelRunning()
    {
        lock (gate)
        {
            foreach (var work in running) work.Cancel();
        }
    }

    /// <summary>Gives back what is held although its handler still runs.</summary>
    public async Task<int> ReleaseHeldAsync()
    {
        List<HeldWork> left;
        lock (gate)
        {
            left = [.. held.Values];
            foreach (var work in left) work.IsLost = true;
            held.Clear();
        }

        await Task.WhenAll(left.Select(work =>
            GiveBackAsync(work, new JournalAppend().Release(work.Lease, wasStarted: true))));
        return left.Count;
    }

    public void Dispose() => timer.Dispose();

    private bool HasRoom()
    {
        lock (gate)
        {
            var hasRoom = Free > 0;
            // Without room, whoever ends next looks again.
            isMoreDue = !hasRoom;
            dueHeardOf = DateTimeOffset.MaxValue;
            return hasRoom;
        }
    }

    private async Task<int> ClaimAsync()
    {
        int places;
        lock (gate)
        {
            // Half of the room stays for what this process queues meanwhile, which needs no claim.
            places = isStopping ? 0 : Math.Max(0, (Free + 1) / 2);
            reserved += places;
        }

        if (places == 0) return 0;
        IReadOnlyList<WorkLease> claimed = [];
        try
        {
            // Not cancelled by the stop: a claim that was committed unseen would keep its rows until they run out.
            claimed = await journal.ClaimAsync(Queue, places, CancellationToken.None);
            return claimed.Count;
        }
        finally
        {
            lock (gate)
            {
                reserved -= places;
                foreach (var lease in claimed) Add(lease);
                EndDrain();
            }
        }
    }

    private async Task SleepAsync(DateTimeOffset? next, CancellationToken stopping)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var time = now + options.PollInterval;
            if (next < time) time = next.Value;
            // What was queued since the look at the table is not in its answer.
            if (dueHeardOf < time) time = dueHeardOf;
            WakeAt(time, now);
        }

        await wake.WaitAsync(stopping);
    }

    private void WakeAt(DateTimeOffset time, DateTimeOffset now)
    {
        wakeAt = time;
        // A timer that fires a fraction early would find nothing due.
        var wait = Math.Max(0, Math.Ceiling((time - now).TotalMilliseconds));
        timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        lock (gate)
        {
            wakeAt = DateTimeOffset.MaxValue;
            if (!isStopping && wake.CurrentCount == 0) wake.Release();
        }
    }

    private void Unreserve(int places)
    {
        lock (gate)
        {
            reserved -= places;
            EndDrain();
        }
    }

    private void Add(WorkLease lease)
    {
        var work = new HeldWork(lease);
        held.Add(lease.Token, work);
        if (isStopping || running.Count < limits.ConcurrencyMax) Start(work);
        else backlog.Enqueue(work);
    }

    private void Start(HeldWork work)
    {
        running.Add(work);
        _ = Task.Factory.StartNew(
            () => RunAsync(work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, options.Scheduler);
    }

    private void Lose(HeldWork work)
    {
        WorkDispatcher.LogLeaseLost(logger, Queue, work.Lease.Key);
        work.IsLost = true;
        held.Remove(work.Lease.Token);
        work.Cancel();
    }

    private async Task RunAsync(HeldWork work)
    {
        Exception? failure = null;
        var wasStarted = false;
        try
        {
            // The stop may have been asked for since this was started.
            lock (gate)
            {
                if (isStopping) work.Cancel();
            }

            work.Cancellation.Token.ThrowIfCancellationRequested();
            wasStarted = true;
            await handler.HandleAsync(work.Lease, work.Cancellation.Token);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        await FinishAsync(work, failure, wasStarted);
        lock (gate)
        {
            held.Remove(work.Lease.Token);
            running.Remove(work);
            if (!isStopping && backlog.TryDequeue(out var next)) Start(next);
            // Not at every end: a claim for one row costs as much as a claim for many.
            if (isMoreDue && (Free >= (room + 3) / 4 || running.Count == 0)) Wake();
            EndDrain();
        }

        work.Cancellation.Dispose();
    }

    private async Task FinishAsync(HeldWork work, Exception? failure, bool wasStarted)
    {
        bool isEnded, isLost, isCancelled;
        lock (gate) (isEnded, isLost, isCancelled) = (work.IsEnded, work.IsLost, work.IsCancelled);

        var lease = work.Lease;
        if (isEnded || isLost)
        {
            if (failure is not null and not OperationCanceledException)
            {
                WorkDispatcher.LogFailedAfterEnd(
                    logger, Queue, lease.Key, WorkDispatcher.Outline(failure), failure.StackTrace);
            }

            return;
        }

        if (isCancelled)
        {
            await GiveBackAsync(work, new JournalAppend().Release(lease, wasStarted));
            return;
        }

        var outline = failure is null ? "the handler left the work unfinished" : WorkDispatcher.Outline(failure);
        var isExhausted = lease.Attempt >= limits.AttemptsMax;
        var due = clock.GetUtcNow()
            + (isExhausted ? limits.ExhaustedBackoff : limits.Backoff(lease.Attempt, jitter()));
        var reason = $"Attempt {lease.Attempt} failed: {outline}";
        var append = new JournalAppend().Reschedule(lease, due, reason);
        if (isExhausted) append.Attend(Queue, lease.Key, reason);

        WorkDispatcher.LogAttemptFailed(logger, Queue, lease.Key, lease.Attempt, outline, due, failure?.StackTrace);
        if (lease.Attempt == limits.AttemptsMax)
            WorkDispatcher.LogExhausted(logger, Queue, lease.Key, lease.Attempt, outline);
        await GiveBackAsync(work, append);
    }

    private async Task GiveBackAsync(HeldWork work, JournalAppend append)
    {
        try
        {
            // A conflict means that another node has taken the work over: there is nothing to give back.
            await journal.AppendAsync(append, CancellationToken.None);
        }
        catch (Exception failure)
        {
            WorkDispatcher.LogGiveBackFailed(logger, Queue, work.Lease.Key, WorkDispatcher.Outline(failure));
        }
    }

    private void EndDrain()
    {
        if (isStopping && running.Count == 0 && reserved == 0) drained.TrySetResult();
    }
}
