namespace Cartwright.Journal.Postgres;

/// <summary>One row of the work table. Times are the database's, in milliseconds since 1970.</summary>
internal sealed record WorkRow(
    string Queue,
    string Key,
    long Due,
    long Attempts,
    long QueuedAt,
    string? LeaseOwner = null,
    string? LeaseToken = null,
    long? AgainDue = null,
    string? LastReason = null);

/// <summary>
/// The rows of work that one batch touches, as the appends before leave them: what happens to a row is decided here,
/// and only the last state of each is written. The rows that were there are locked.
/// </summary>
/// <param name="found">The rows as the database has them.</param>
/// <param name="nodeId">Who takes first leases.</param>
/// <param name="now">The database's time.</param>
/// <param name="localNow">This process's time, from before the database was asked.</param>
/// <param name="leaseTime">How long a lease is held.</param>
internal sealed class WorkTable(
    IEnumerable<WorkRow> found, string nodeId, DateTimeOffset now, DateTimeOffset localNow, TimeSpan leaseTime)
{
    private readonly Dictionary<(string Queue, string Key), WorkRow> before =
        found.ToDictionary(row => (row.Queue, row.Key));

    private readonly Dictionary<(string Queue, string Key), WorkRow?> after = [];
    private readonly string tokenPrefix = Guid.NewGuid().ToString("N");
    private readonly long at = now.ToUnixTimeMilliseconds();
    private int tokens;

    /// <summary>The entries of the attention list that ended with their work.</summary>
    public List<(string Kind, string Key)> Settled { get; } = [];

    public IEnumerable<WorkRow> Inserted => after.Values.OfType<WorkRow>().Where(row => !IsBefore(row));

    public IEnumerable<WorkRow> Updated => after.Values.OfType<WorkRow>().Where(IsBefore);

    public IEnumerable<WorkRow> Deleted =>
        after.Where(row => row.Value is null && before.ContainsKey(row.Key)).Select(row => before[row.Key]);

    /// <summary>The first lease that is no longer held.</summary>
    public string? FindConflict(JournalAppend append)
    {
        foreach (var held in append.Completed)
            if (!IsHeld(held)) return $"{held.Queue}/{held.Key}";
        foreach (var change in append.Rescheduled)
            if (!IsHeld(change.Lease)) return $"{change.Lease.Queue}/{change.Lease.Key}";
        return null;
    }

    public void Write(JournalAppend append, WorkEffects effects)
    {
        foreach (var held in append.Completed) Complete(held, effects);
        foreach (var change in append.Rescheduled) GiveBack(change, effects);
        foreach (var work in append.Enqueued) Enqueue(work, effects);
    }

    private void Complete(WorkLease held, WorkEffects effects)
    {
        var row = Find(held.Queue, held.Key)!;
        if (row.AgainDue is { } again)
        {
            Keep(row with
            {
                Due = again,
                QueuedAt = Math.Min(again, at),
                Attempts = 0,
                AgainDue = null,
                LeaseOwner = null,
                LeaseToken = null,
                LastReason = null,
            });
            effects.AddDue(row.Queue, Time(again));
        }
        else
        {
            after[(row.Queue, row.Key)] = null;
        }

        Settled.Add((held.Queue, held.Key));
        effects.AddEnded(held);
    }

    private void GiveBack(WorkReschedule change, WorkEffects effects)
    {
        var row = Find(change.Lease.Queue, change.Lease.Key)!;
        var due = change.Due?.ToUnixTimeMilliseconds() ?? at;
        row = row with
        {
            Due = row.AgainDue < due ? row.AgainDue.Value : due,
            AgainDue = null,
            Attempts = change.Attempts switch
            {
                AttemptCount.Keep => row.Attempts,
                AttemptCount.Reset => 0,
                AttemptCount.TakeBack => row.Attempts - 1,
            },
            LeaseOwner = null,
            LeaseToken = null,
            LastReason = change.Reason ?? row.LastReason,
        };
        Keep(row);
        effects.AddDue(row.Queue, Time(row.Due));
        if (change.Attempts == AttemptCount.Reset) Settled.Add((row.Queue, row.Key));
        effects.AddEnded(change.Lease);
    }

    private void Enqueue(WorkEnqueue work, WorkEffects effects)
    {
        var due = work.Due?.ToUnixTimeMilliseconds() ?? at;
        if (Find(work.Queue, work.Key) is { } row)
        {
            Keep(row = Again(row, due, work.IsRestart));
            effects.AddDue(row.Queue, Time(row.Due));
        }
        else if (work.Due is null && !work.IsRestart && effects.TryReserve(work.Queue))
        {
            var token = $"{tokenPrefix}-{++tokens}";
            var until = (now + leaseTime).ToUnixTimeMilliseconds();
            Keep(new(work.Queue, work.Key, until, 1, at, nodeId, token));
            effects.AddLease(new(work.Queue, work.Key, 1, now, token, localNow + leaseTime));
        }
        else
        {
            Keep(new(work.Queue, work.Key, due, work.IsRestart ? 1 : 0, at));
            effects.AddDue(work.Queue, Time(due));
        }
    }

    /// <summary>The due time of a live lease stays; that of a row that is free, or whose lease ran out, moves
    /// forward.</summary>
    private WorkRow Again(WorkRow row, long due, bool isRestart)
    {
        var isLive = row.LeaseToken is not null && row.Due > at;
        if (isLive) return row with { AgainDue = row.AgainDue < due ? row.AgainDue : due };
        if (isRestart) row = row with { Attempts = 1, QueuedAt = at, LastReason = null };
        return row with { Due = Math.Min(row.Due, due) };
    }

    private bool IsHeld(WorkLease held) => Find(held.Queue, held.Key)?.LeaseToken == held.Token;

    private bool IsBefore(WorkRow row) => before.ContainsKey((row.Queue, row.Key));

    private WorkRow? Find(string queue, string key) =>
        after.TryGetValue((queue, key), out var changed) ? changed : before.GetValueOrDefault((queue, key));

    private void Keep(WorkRow row) => after[(row.Queue, row.Key)] = row;

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
