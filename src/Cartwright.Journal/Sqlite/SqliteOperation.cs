using System.Collections.Concurrent;

namespace Cartwright.Journal.Sqlite;

/// <summary>What the writer can do in a transaction, and the state it has at hand.</summary>
internal sealed record SqliteTables(
    SqliteEvents Events,
    SqliteWork Work,
    SqliteRows Rows,
    SqliteChanges Changes,
    StreamWaits Waits,
    ConcurrentDictionary<string, IWorkReceiver> Receivers) : IDisposable
{
    public void Dispose()
    {
        Events.Dispose();
        Work.Dispose();
        Rows.Dispose();
        Changes.Dispose();
    }
}

/// <summary>One caller's share of a transaction. Run may be called again after Undo.</summary>
internal abstract class SqliteOperation
{
    /// <summary>Reads and writes inside the transaction.</summary>
    public abstract void Run(SqliteTables tables, DateTimeOffset now);

    /// <summary>Forgets what Run noted: the transaction was rolled back.</summary>
    public virtual void Undo() { }

    /// <summary>The commit is durable: whom it concerns in this process is told.</summary>
    public virtual void Announce(SqliteTables tables) { }

    /// <summary>Lets the caller go on with the result of the last Run.</summary>
    public abstract void Succeed();

    /// <summary>Lets the caller go on with an exception.</summary>
    public abstract void Fail(Exception failure);
}

internal abstract class SqliteOperation<T> : SqliteOperation
{
    // The callers' code must not run on the writer's thread.
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => completion.Task;

    protected T? Outcome { get; set; }

    public override void Succeed() => completion.TrySetResult(Outcome!);

    public override void Fail(Exception failure) => completion.TrySetException(failure);
}

internal sealed class SqliteAppend(JournalAppend append) : SqliteOperation<AppendResult>
{
    private WorkEffects? effects;

    public override void Run(SqliteTables tables, DateTimeOffset now)
    {
        // Everything is checked before anything is written, so that a conflict needs no savepoint.
        var conflict = tables.Events.FindConflict(append) ?? tables.Work.FindConflict(append);
        if (conflict is not null)
        {
            Outcome = new AppendResult.Conflict(conflict);
            return;
        }

        tables.Events.Write(append, now);
        if (append.Enqueued.Count + append.Completed.Count + append.Rescheduled.Count > 0)
        {
            effects = new(tables.Receivers);
            tables.Work.Write(append, now, effects);
        }

        if (append.Rows.Count + append.AttentionChanges.Count > 0) tables.Rows.Write(append, now);
        Outcome = new AppendResult.Committed(now);
    }

    public override void Undo()
    {
        effects?.Undo();
        effects = null;
    }

    public override void Announce(SqliteTables tables)
    {
        effects?.Commit();
        if (Outcome is AppendResult.Conflict) return;
        foreach (var (stream, expectedVersion, events) in append.Streams)
            tables.Waits.Signal(stream, expectedVersion + events.Count);
    }
}

internal sealed class SqliteClaim(string queue, int countMax) : SqliteOperation<IReadOnlyList<WorkLease>>
{
    public override void Run(SqliteTables tables, DateTimeOffset now) =>
        Outcome = tables.Work.Claim(queue, countMax, now);
}

internal sealed class SqliteRenew(IReadOnlyList<WorkLease> leases) : SqliteOperation<IReadOnlyList<WorkLease>>
{
    public override void Run(SqliteTables tables, DateTimeOffset now) => Outcome = tables.Work.Renew(leases, now);
}

internal sealed class SqliteTakeOver : SqliteOperation<int>
{
    public override void Run(SqliteTables tables, DateTimeOffset now) => Outcome = tables.Work.TakeOver(now);
}
