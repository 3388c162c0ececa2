using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Telemetry;

namespace Cartwright.Orders.Placement;

/// <summary>Writes what a decision wants in one append: events, the next work, the end of this work.</summary>
public sealed partial class OrderWork(
    IJournal journal, OrderStreams orders, TimeProvider clock, Random random, ILogger<OrderWork> logger)
{
    /// <summary>How long an outcome may stay unknown before a person is called.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(10);

    /// <summary>Attention for an order whose work can't go on yet.</summary>
    public const string WaitingKind = "order-waiting";

    /// <summary>Attention for an order whose work is over, and not as it should be.</summary>
    public const string SettleKind = "order";

    private static readonly TimeSpan LookAgainMax = TimeSpan.FromMinutes(1);

    /// <summary>The bounds of every queue of effects.</summary>
    public static WorkLimits Limits(int concurrencyMax) => new(
        concurrencyMax,
        AttemptsMax: 20,
        BackoffMin: TimeSpan.FromMilliseconds(500),
        BackoffMax: TimeSpan.FromMinutes(1),
        ExhaustedBackoff: TimeSpan.FromMinutes(15));

    /// <remarks>
    /// Not cancellable: an outcome that is known is written even while the process stops. A conflict means that another
    /// node has taken the work over; what it finds is the same, because it asks before it repeats.
    /// </remarks>
    public async Task CommitAsync(WorkLease lease, Order order, OrderStep step)
    {
        var now = clock.GetUtcNow();
        var append = new JournalAppend();
        if (step.Events.Count > 0)
        {
            await orders.AddAsync(append, order, step.Events, now, CancellationToken.None);
        }

        Conclude(append, lease, order, step, now);
        foreach (var queue in step.Beside)
        {
            append.Enqueue(queue, order.Id);
        }

        var result = await journal.AppendAsync(append, CancellationToken.None);
        OrderTrace.Tell(step, result);
        switch (result)
        {
            case AppendResult.Committed:
                foreach (var change in step.Events)
                {
                    LogEvent(order.Id, change.GetType().Name);
                    GatewayCounters.Count(change);
                }

                break;
            case AppendResult.Conflict conflict:
                LogConflict(order.Id, conflict.On);
                break;
            default:
                throw new UnreachableException(result.GetType().Name);
        }
    }

    private void Conclude(JournalAppend append, WorkLease lease, Order order, OrderStep step, DateTimeOffset now)
    {
        var callPerson = step.CallPerson;
        switch (step.Next)
        {
            case NextWork.Queue queue:
                append.Complete(lease).Enqueue(queue.Name, order.Id, queue.Due);
                break;
            case NextWork.Rest:
                append.Complete(lease);
                break;
            case NextWork.Poll poll:
                append.Reschedule(lease, now + poll.Wait, poll.Why, resetAttempts: true);
                break;
            case NextWork.LookAgain again:
                append.Reschedule(lease, now + BackoffAfter(lease.Attempt), again.Why);
                LogUnknown(order.Id, lease.Queue, lease.Attempt, again.Why);
                GatewayCounters.CountUnknown(lease.Queue);
                if (now - lease.QueuedAt < StuckAfter)
                {
                    return;
                }

                callPerson ??= $"The outcome of '{lease.Queue}' is not known. {again.Why}";
                break;
            default:
                throw new UnreachableException(step.Next.GetType().Name);
        }

        // What the work waits for is off the list once it goes on. What it left behind stays until a person settles it.
        var isWaiting = step.Next is NextWork.Poll or NextWork.LookAgain;
        if (callPerson is null || !isWaiting)
        {
            append.Settle(WaitingKind, order.Id);
        }

        if (callPerson is not null)
        {
            append.Attend(isWaiting ? WaitingKind : SettleKind, order.Id, callPerson);
            LogAttention(order.Id, callPerson);
        }
    }

    private TimeSpan BackoffAfter(int attempt)
    {
        var ceiling = Math.Min(LookAgainMax.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(attempt - 1, 20)));
        lock (random)
        {
            return TimeSpan.FromMilliseconds((ceiling / 2) + (random.NextDouble() * ceiling / 2));
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{OrderId}: {Event}")]
    private partial void LogEvent(string orderId, string @event);

    [LoggerMessage(Level = LogLevel.Information, Message = "{OrderId}: the work went to another node ({On}).")]
    private partial void LogConflict(string orderId, string on);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{OrderId}: outcome of {Queue} unknown (attempt {Attempt}). {Why}")]
    private partial void LogUnknown(string orderId, string queue, int attempt, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{OrderId} needs a person: {Why}")]
    private partial void LogAttention(string orderId, string why);
}
