namespace Cartwright.Journal;

/// <summary>One event to be appended. The journal does not look into <paramref name="Data"/>.</summary>
/// <param name="Type">The event's name, at most 100 characters, kept as written.</param>
/// <param name="Data">The event as UTF-8 JSON, at most 1 MiB.</param>
public sealed record EventData(string Type, ReadOnlyMemory<byte> Data);

/// <summary>An event as the journal keeps it.</summary>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">Its place in the stream, from 1 without gaps.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Data">The event as UTF-8 JSON.</param>
/// <param name="At">When it was appended, in UTC to the millisecond.</param>
public sealed record RecordedEvent(
    string Stream, long Version, string Type, ReadOnlyMemory<byte> Data, DateTimeOffset At);

/// <summary>
/// What one transaction writes: events with the version each stream is expected to have, work queued, completed or put
/// off, rows of read models, entries of the attention list. Not safe for concurrent use; use it once.
/// </summary>
public sealed class JournalAppend
{
    internal List<StreamAppend> Streams { get; } = [];
    internal List<WorkEnqueue> Enqueued { get; } = [];
    internal List<WorkLease> Completed { get; } = [];
    internal List<WorkReschedule> Rescheduled { get; } = [];
    internal List<RowChange> Rows { get; } = [];
    internal List<AttentionChange> AttentionChanges { get; } = [];

    /// <summary>Appends <paramref name="events"/> to <paramref name="stream"/>.</summary>
    /// <param name="stream">The stream's id, at most 200 characters.</param>
    /// <param name="expectedVersion">The version of its last event; 0 when the stream must not exist.</param>
    /// <param name="events">At least one event, in order.</param>
    public JournalAppend Events(string stream, long expectedVersion, params IReadOnlyList<EventData> events)
    {
        Streams.Add(new(stream, expectedVersion, events));
        return this;
    }

    /// <summary>
    /// Queues work. A row with the same queue and key is there at most once: queueing it again makes it due at the
    /// earlier of both times and changes nothing else. A row that is queued again while it is leased keeps its lease,
    /// and is due again as soon as its holder completes or reschedules it, or at <paramref name="due"/> when that is
    /// later: what was asked for while the work was running is never lost. Leases given back in the same append are
    /// given back first.
    /// </summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="key">What the work is for, such as an order's id.</param>
    /// <param name="due">
    /// When it may start; null for at once, with the first lease held by this node when it serves the queue and has
    /// room.
    /// </param>
    public JournalAppend Enqueue(string queue, string key, DateTimeOffset? due = null)
    {
        Enqueued.Add(new(queue, key, due, IsRestart: false));
        return this;
    }

    /// <summary>
    /// Queues work anew after a person has looked at it: as <see cref="Enqueue"/>, and a row that nobody holds is given
    /// all its attempts again, less one: whoever takes it next knows that it is not the first, since a call may have
    /// gone out. No lease is taken for it here. The attempts of a row that is held go on.
    /// </summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="key">What the work is for.</param>
    /// <param name="due">When it may start; null for at once.</param>
    public JournalAppend Restart(string queue, string key, DateTimeOffset? due = null)
    {
        Enqueued.Add(new(queue, key, due, IsRestart: true));
        return this;
    }

    /// <summary>
    /// Removes the row that <paramref name="lease"/> holds, and its entry (kind = queue) of the attention list. A row
    /// that was queued again under the lease stays, due again, as if new. When the lease has been lost, the whole
    /// append is a conflict.
    /// </summary>
    public JournalAppend Complete(WorkLease lease)
    {
        Completed.Add(lease);
        return this;
    }

    /// <summary>
    /// Gives the row that <paramref name="lease"/> holds back, to be taken up again from <paramref name="due"/> on.
    /// When the lease has been lost, the whole append is a conflict.
    /// </summary>
    /// <param name="lease">The lease held.</param>
    /// <param name="due">When the next attempt may start.</param>
    /// <param name="reason">Why, in words an operator understands; no secrets.</param>
    /// <param name="resetAttempts">
    /// True when waiting was expected (a poll): counting starts again, and its entry (kind = queue) leaves the
    /// attention list.
    /// </param>
    public JournalAppend Reschedule(WorkLease lease, DateTimeOffset due, string reason, bool resetAttempts = false)
    {
        Rescheduled.Add(new(lease, due, reason, resetAttempts ? AttemptCount.Reset : AttemptCount.Keep));
        return this;
    }

    /// <summary>
    /// Gives the row that <paramref name="lease"/> holds back, due at once for any node. When the lease has been lost,
    /// the whole append is a conflict.
    /// </summary>
    /// <param name="lease">The lease held.</param>
    /// <param name="wasStarted">
    /// True when work under it may have had an effect: the attempt counts, so that the next one knows it is not the first.
    /// </param>
    public JournalAppend Release(WorkLease lease, bool wasStarted)
    {
        Rescheduled.Add(new(lease, null, null, wasStarted ? AttemptCount.Keep : AttemptCount.TakeBack));
        return this;
    }

    /// <summary>Writes one row of a read model, replacing the row with the same key.</summary>
    /// <param name="table">A table made by a migration.</param>
    /// <param name="key">The columns of its primary key with their values.</param>
    /// <param name="values">
    /// The other columns to write; those not named keep their value, or take their default. A value is a string, an
    /// integer, a double, a bool, a <see cref="DateTimeOffset"/> (kept as milliseconds since 1970), bytes or null.
    /// </param>
    public JournalAppend Upsert(
        string table,
        IReadOnlyList<(string Column, object? Value)> key,
        IReadOnlyList<(string Column, object? Value)> values)
    {
        Rows.Add(new(table, key, values));
        return this;
    }

    /// <summary>Deletes the row of a read model with this key, if there is one.</summary>
    public JournalAppend Delete(string table, IReadOnlyList<(string Column, object? Value)> key)
    {
        Rows.Add(new(table, key, null));
        return this;
    }

    /// <summary>Puts something on the attention list, for a person to look at. Once there, its time stays.</summary>
    /// <param name="kind">What it is about, such as <c>order</c>.</param>
    /// <param name="key">Which one.</param>
    /// <param name="reason">Why, in words an operator understands; no secrets.</param>
    public JournalAppend Attend(string kind, string key, string reason)
    {
        AttentionChanges.Add(new(kind, key, reason));
        return this;
    }

    /// <summary>Takes something off the attention list, if it is there.</summary>
    public JournalAppend Settle(string kind, string key)
    {
        AttentionChanges.Add(new(kind, key, null));
        return this;
    }
}

internal sealed record StreamAppend(string Stream, long ExpectedVersion, IReadOnlyList<EventData> Events);

internal sealed record WorkEnqueue(string Queue, string Key, DateTimeOffset? Due, bool IsRestart);

/// <summary>A lease to give back, due at once when <paramref name="Due"/> is null.</summary>
internal sealed record WorkReschedule(WorkLease Lease, DateTimeOffset? Due, string? Reason, AttemptCount Attempts);

/// <summary>What becomes of the number of attempts when a lease is given back.</summary>
internal enum AttemptCount { Keep, Reset, TakeBack }

/// <summary>A row to write, or to delete when <paramref name="Values"/> is null.</summary>
internal sealed record RowChange(
    string Table,
    IReadOnlyList<(string Column, object? Value)> Key,
    IReadOnlyList<(string Column, object? Value)>? Values);

/// <summary>An entry to add, or to remove when <paramref name="Reason"/> is null.</summary>
internal sealed record AttentionChange(string Kind, string Key, string? Reason);
