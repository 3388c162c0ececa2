using System.Collections.Concurrent;

namespace Cartwright.Nodes;

/// <summary>
/// Runs queued work, and requests once many are under way, step by step: from one wait to the next, so many steps at
/// once, the others waiting here for their turn. The threads' own queue stays short by that, however much is under way,
/// and what must be quick never waits behind all of it: what is read from connections, a refusal, a probe, the
/// journal's writer. .NET's ConcurrentExclusiveSchedulerPair does nearly the same, but puts steps into the threads' own
/// queues, ahead of what was read, and took 5 to 10 % more of the processor for an order.
/// </summary>
public sealed class StepScheduler(int stepsAtOnceMax) : TaskScheduler, IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Task> waiting = new();
    private int running;

    /// <summary>Beyond the cores, since a step may wait for a file.</summary>
    public StepScheduler() : this(4 * Environment.ProcessorCount) { }

    public override int MaximumConcurrencyLevel => stepsAtOnceMax;

    public Task RunAsync(Func<Task> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Puts a step behind all that waits already.</summary>
    public void Queue(Action step) => Task.Factory.StartNew(
        step, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task)
    {
        waiting.Enqueue(task);
        Begin();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. waiting];

    /// <summary>One step; the next one lines up behind what the threads have to do.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (waiting.TryDequeue(out var step)) TryExecuteTask(step);
        if (!waiting.IsEmpty)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        Interlocked.Decrement(ref running);
        // One may have come since it was empty, and found no room.
        if (!waiting.IsEmpty) Begin();
    }

    private void Begin()
    {
        for (var now = Volatile.Read(ref running); now < stepsAtOnceMax;)
        {
            var seen = Interlocked.CompareExchange(ref running, now + 1, now);
            if (seen == now)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            now = seen;
        }
    }
}
