namespace Cartwright.Journal.Postgres;

/// <summary>One caller's append on its way through a writer. Decided again after Undo.</summary>
internal sealed class PostgresAppend(JournalAppend append)
{
    // The callers' code must not run in the writer's loop.
    private readonly TaskCompletionSource<AppendResult> completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkEffects? effects;
    private AppendResult? outcome;

    public JournalAppend Content { get; } = append;

    public Task<AppendResult> Completion => completion.Task;

    public bool IsToBeWritten => outcome is AppendResult.Committed;

    /// <summary>Decides against what the appends before leave, and adds its own changes to it.</summary>
    public void Decide(Dictionary<string, long> versions, WorkTable work, DateTimeOffset now, Func<WorkEffects> begin)
    {
        var conflict = FindConflict(versions) ?? work.FindConflict(Content);
        if (conflict is not null)
        {
            outcome = new AppendResult.Conflict(conflict);
            return;
        }

        foreach (var (stream, expectedVersion, events) in Content.Streams)
            versions[stream] = expectedVersion + events.Count;
        effects = begin();
        work.Write(Content, effects);
        outcome = new AppendResult.Committed(now);
    }

    /// <summary>Forgets the decision: the transaction was rolled back.</summary>
    public void Undo()
    {
        effects?.Undo();
        effects = null;
        outcome = null;
    }

    /// <summary>The commit is durable: whom it concerns in this process and on other nodes is told.</summary>
    public void Announce(StreamWaits waits, PostgresNotices notices)
    {
        if (!IsToBeWritten) return;
        effects?.Commit();
        foreach (var (stream, expectedVersion, events) in Content.Streams)
        {
            waits.Signal(stream, expectedVersion + events.Count);
            notices.Appended(stream);
        }

        foreach (var (queue, due) in effects?.Dues ?? []) notices.Due(queue, due);
    }

    public void Succeed() => completion.TrySetResult(outcome!);

    public void Fail(Exception failure) => completion.TrySetException(failure);

    private string? FindConflict(Dictionary<string, long> versions)
    {
        foreach (var (stream, expectedVersion, _) in Content.Streams)
            if (versions[stream] != expectedVersion) return stream;
        return null;
    }
}
