using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// The writer's statements on the work queue. A row's <c>due</c> is when it may be claimed; while it is leased that is
/// when the lease runs out, so that one index finds new, postponed and abandoned work alike.
/// </summary>
/// <remarks>
/// A row that is queued again under a lease could be lost when its holder, which may have looked before, completes it.
/// So <c>again_due</c> remembers it: completing then leaves the row, due again. A claim clears an <c>again_due</c> that
/// has come, because its holder sees everything committed before.
/// </remarks>
internal sealed class SqliteWork(sqlite3 database, SqliteJournalOptions options) : IDisposable
{
    private readonly string tokenPrefix = Guid.NewGuid().ToString("N");
    private long tokens;

    private readonly SqliteStatement token = new(
        database, "SELECT lease_token FROM work WHERE queue = ? AND key = ?");

    private readonly SqliteStatement insert = new(database, """
        INSERT INTO work (queue, key, due, attempts, queued_at, lease_owner, lease_token) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (queue, key) DO NOTHING
        """);

    // The due time of a live lease stays; that of a row that is free, or whose lease ran out, moves forward.
    private readonly SqliteStatement again = new(database, """
        UPDATE work SET
            again_due = CASE WHEN lease_token IS NOT NULL AND due > ?4
                THEN CASE WHEN again_due < ?3 THEN again_due ELSE ?3 END ELSE again_due END,
            due = CASE WHEN (lease_token IS NOT NULL AND due > ?4) OR due < ?3 THEN due ELSE ?3 END
        WHERE queue = ?1 AND key = ?2
        RETURNING due
        """);

    private readonly SqliteStatement restart = new(database, """
        UPDATE work SET attempts = 1, queued_at = ?3, last_reason = NULL
        WHERE queue = ?1 AND key = ?2 AND (lease_token IS NULL OR due <= ?3)
        """);

    private readonly SqliteStatement delete = new(
        database, "DELETE FROM work WHERE queue = ? AND key = ? AND again_due IS NULL");

    private readonly SqliteStatement startAgain = new(database, """
        UPDATE work SET due = again_due, queued_at = CASE WHEN again_due < ?3 THEN again_due ELSE ?3 END, attempts = 0,
            again_due = NULL, lease_owner = NULL, lease_token = NULL, last_reason = NULL
        WHERE queue = ?1 AND key = ?2
        RETURNING due
        """);

    private readonly SqliteStatement giveBack = new(database, """
        UPDATE work SET due = CASE WHEN again_due < ?3 THEN again_due ELSE ?3 END, again_due = NULL,
            attempts = CASE ?4 WHEN 0 THEN attempts WHEN 1 THEN 0 ELSE attempts - 1 END,
            lease_owner = NULL, lease_token = NULL, last_reason = COALESCE(?5, last_reason)
        WHERE queue = ?1 AND key = ?2
        RETURNING due
        """);

    private readonly SqliteStatement settle = new(database, "DELETE FROM attention WHERE kind = ? AND key = ?");

    private readonly SqliteStatement due = new(database, """
        SELECT key, attempts, queued_at FROM work WHERE queue = ? AND due <= ? ORDER BY due LIMIT ?
        """);

    private readonly SqliteStatement lease = new(database, """
        UPDATE work SET due = ?3, attempts = ?4, lease_owner = ?5, lease_token = ?6,
            again_due = CASE WHEN again_due <= ?7 THEN NULL ELSE again_due END
        WHERE queue = ?1 AND key = ?2
        """);

    private readonly SqliteStatement renew = new(
        database, "UPDATE work SET due = ? WHERE queue = ? AND key = ? AND lease_token = ?");

    private readonly SqliteStatement takeOver = new(database, """
        UPDATE work SET due = MIN(due, ?1), lease_owner = NULL, lease_token = NULL
        WHERE lease_token IS NOT NULL AND lease_owner <> ?2
        """);

    /// <summary>The first lease that is no longer held.</summary>
    public string? FindConflict(JournalAppend append)
    {
        foreach (var held in append.Completed)
            if (!IsHeld(held)) return $"{held.Queue}/{held.Key}";
        foreach (var change in append.Rescheduled)
            if (!IsHeld(change.Lease)) return $"{change.Lease.Queue}/{change.Lease.Key}";
        return null;
    }

    public void Write(JournalAppend append, DateTimeOffset now, WorkEffects effects)
    {
        foreach (var held in append.Completed) Complete(held, now, effects);
        foreach (var change in append.Rescheduled) GiveBack(change, now, effects);
        foreach (var work in append.Enqueued) Enqueue(work, now, effects);
    }

    public List<WorkLease> Claim(string queue, int countMax, DateTimeOffset now)
    {
        var leases = new List<WorkLease>();
        due.Bind(1, queue).Bind(2, now.ToUnixTimeMilliseconds()).Bind(3, countMax);
        while (due.Step())
        {
            var queuedAt = DateTimeOffset.FromUnixTimeMilliseconds(due.Int64(2));
            leases.Add(NewLease(queue, due.Text(0), (int)due.Int64(1) + 1, queuedAt, now));
        }

        due.Reset();
        foreach (var claimed in leases)
        {
            lease.Bind(1, queue).Bind(2, claimed.Key).Bind(3, claimed.Until.ToUnixTimeMilliseconds())
                .Bind(4, claimed.Attempt).Bind(5, options.NodeId).Bind(6, claimed.Token)
                .Bind(7, now.ToUnixTimeMilliseconds()).Run();
        }

        return leases;
    }

    public List<WorkLease> Renew(IReadOnlyList<WorkLease> leases, DateTimeOffset now)
    {
        var until = now + options.LeaseTime;
        var held = new List<WorkLease>(leases.Count);
        foreach (var one in leases)
        {
            var count = renew.Bind(1, until.ToUnixTimeMilliseconds()).Bind(2, one.Queue).Bind(3, one.Key)
                .Bind(4, one.Token).Run();
            if (count > 0) held.Add(one with { Until = until });
        }

        return held;
    }

    public int TakeOver(DateTimeOffset now) =>
        (int)takeOver.Bind(1, now.ToUnixTimeMilliseconds()).Bind(2, options.NodeId).Run();

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])
            [token, insert, again, restart, delete, startAgain, giveBack, settle, due, lease, renew, takeOver])
        {
            statement.Dispose();
        }
    }

    private bool IsHeld(WorkLease held)
    {
        token.Bind(1, held.Queue).Bind(2, held.Key);
        var isHeld = token.Step() && !token.IsNull(0) && token.Text(0) == held.Token;
        token.Reset();
        return isHeld;
    }

    private void Enqueue(WorkEnqueue work, DateTimeOffset now, WorkEffects effects)
    {
        var first = work.Due is null && !work.IsRestart && effects.TryReserve(work.Queue)
            ? NewLease(work.Queue, work.Key, 1, now, now)
            : null;
        var at = work.Due ?? now;
        var isNew = insert.Bind(1, work.Queue).Bind(2, work.Key)
            .Bind(3, (first?.Until ?? at).ToUnixTimeMilliseconds())
            .Bind(4, first?.Attempt ?? (work.IsRestart ? 1 : 0)).Bind(5, now.ToUnixTimeMilliseconds())
            .Bind(6, first is null ? null : options.NodeId).Bind(7, first?.Token).Run() > 0;
        if (isNew)
        {
            if (first is null) effects.AddDue(work.Queue, at);
            else effects.AddLease(first);
            return;
        }

        if (first is not null) effects.Unreserve();
        if (work.IsRestart)
        {
            // Before the time moves: whether a lease is live is told by it.
            restart.Bind(1, work.Queue).Bind(2, work.Key).Bind(3, now.ToUnixTimeMilliseconds()).Run();
        }

        again.Bind(1, work.Queue).Bind(2, work.Key).Bind(3, at.ToUnixTimeMilliseconds())
            .Bind(4, now.ToUnixTimeMilliseconds());
        AddDue(work.Queue, again, effects);
    }

    private void Complete(WorkLease held, DateTimeOffset now, WorkEffects effects)
    {
        if (delete.Bind(1, held.Queue).Bind(2, held.Key).Run() == 0)
        {
            startAgain.Bind(1, held.Queue).Bind(2, held.Key).Bind(3, now.ToUnixTimeMilliseconds());
            AddDue(held.Queue, startAgain, effects);
        }

        settle.Bind(1, held.Queue).Bind(2, held.Key).Run();
        effects.AddEnded(held);
    }

    private void GiveBack(WorkReschedule change, DateTimeOffset now, WorkEffects effects)
    {
        var held = change.Lease;
        giveBack.Bind(1, held.Queue).Bind(2, held.Key).Bind(3, (change.Due ?? now).ToUnixTimeMilliseconds())
            .Bind(4, (long)change.Attempts).Bind(5, change.Reason);
        AddDue(held.Queue, giveBack, effects);
        if (change.Attempts == AttemptCount.Reset) settle.Bind(1, held.Queue).Bind(2, held.Key).Run();
        effects.AddEnded(held);
    }

    private static void AddDue(string queue, SqliteStatement returning, WorkEffects effects)
    {
        if (returning.Step()) effects.AddDue(queue, DateTimeOffset.FromUnixTimeMilliseconds(returning.Int64(0)));
        while (returning.Step()) { }
        returning.Reset();
    }

    private WorkLease NewLease(string queue, string key, int attempt, DateTimeOffset queuedAt, DateTimeOffset now) =>
        new(queue, key, attempt, queuedAt, $"{tokenPrefix}-{++tokens}", now + options.LeaseTime);
}
