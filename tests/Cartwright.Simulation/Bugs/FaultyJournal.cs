using System.Data.Common;
using Cartwright.Journal;
using Cartwright.Orders.Placement;
using Cartwright.Shops;
using Cartwright.Webhooks;

namespace Cartwright.Simulation.Bugs;

/// <summary>The journal as it would be with one of the bugs that lie in what is written, or in how.</summary>
internal sealed class FaultyJournal(IJournal journal, DeliberateBug bug, TimeProvider clock) : IJournal
{
    private IReadOnlyList<EventData>? kept;

    private static readonly string[] s_moving =
        [OrderQueues.Charge, OrderQueues.Capture, OrderQueues.Void, OrderQueues.Refund];

    public TimeSpan LeaseTime => journal.LeaseTime;

    public async ValueTask<AppendResult> AppendAsync(
        JournalAppend append, CancellationToken cancellationToken = default)
    {
        var isOutcome = append.Completed.Count > 0 && append.Streams.Count > 0;
        switch (bug)
        {
            case DeliberateBug.LostIntent when isOutcome:
                append.Enqueued.RemoveAll(work => s_moving.Contains(work.Queue));
                break;
            case DeliberateBug.LostOutcome when isOutcome:
                append.Streams.Clear();
                append.Rows.Clear();
                append.Enqueued.Clear();
                break;
            case DeliberateBug.StaleTokens
                when append.Streams is [{ Events: [{ Type: nameof(ShopEvent.Refreshed) }] } shop]:
                kept ??= shop.Events;
                append.Streams[0] = shop with { Events = kept };
                break;
            case DeliberateBug.LostWebhook when append.Streams.Count > 0:
                append.Enqueued.RemoveAll(work => work.Queue == WebhookDelivery.Queue);
                break;
            case DeliberateBug.DroppedRepeat:
                append.Completed.AddRange(append.Rescheduled.Select(change => change.Lease));
                append.Rescheduled.Clear();
                break;
            case DeliberateBug.EarlyAcknowledgement:
                _ = WriteLaterAsync(append);
                return new AppendResult.Committed(clock.GetUtcNow());
            default:
                break;
        }

        var result = await journal.AppendAsync(append, cancellationToken);
        return bug == DeliberateBug.UnfencedWrite && result is AppendResult.Conflict
            ? await OverruleAsync(append, cancellationToken)
            : result;
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        journal.ReadAsync(stream, afterVersion, cancellationToken);

    public ValueTask WaitAsync(string stream, long afterVersion, CancellationToken cancellationToken = default) =>
        journal.WaitAsync(stream, afterVersion, cancellationToken);

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> map,
        IReadOnlyList<(string Name, object? Value)>? parameters = null,
        CancellationToken cancellationToken = default) =>
        journal.QueryAsync(sql, map, parameters, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string queue, CancellationToken cancellationToken = default) =>
        journal.NextDueAsync(queue, cancellationToken);

    public ValueTask<IReadOnlyList<WorkLease>> ClaimAsync(
        string queue, int countMax, CancellationToken cancellationToken = default) =>
        journal.ClaimAsync(queue, countMax, cancellationToken);

    public ValueTask<IReadOnlyList<WorkLease>> RenewAsync(
        IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken = default) =>
        journal.RenewAsync(leases, cancellationToken);

    public IDisposable Serve(string queue, IWorkReceiver receiver) => journal.Serve(queue, receiver);

    public TimeSpan? SinceFull => journal.SinceFull;

    public ValueTask<IAsyncDisposable> LockAsync(string name, CancellationToken cancellationToken = default) =>
        bug == DeliberateBug.UnlockedRefresh
            ? ValueTask.FromResult<IAsyncDisposable>(new NoLock())
            : journal.LockAsync(name, cancellationToken);

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private sealed class NoLock : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private async Task WriteLaterAsync(JournalAppend append)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(50), clock);
        try
        {
            await journal.AppendAsync(append);
        }
        catch (JournalUnavailableException)
        {
            // Nobody hears of it: that is the bug.
        }
    }

    private async Task<AppendResult> OverruleAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        append.Completed.Clear();
        append.Rescheduled.Clear();
        for (var index = 0; index < append.Streams.Count; index++)
        {
            var recorded = await journal.ReadAsync(append.Streams[index].Stream, 0, cancellationToken);
            append.Streams[index] = append.Streams[index] with { ExpectedVersion = recorded.Count };
        }

        return append.Streams.Count == 0
            ? new AppendResult.Committed(clock.GetUtcNow())
            : await journal.AppendAsync(append, cancellationToken);
    }
}
