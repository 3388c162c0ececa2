namespace Cartwright.Storage;

/// <summary>
/// One read for all who ask for the same before it begins: each sees what was there when they asked, or later. Who
/// comes once it has begun makes another.
/// </summary>
/// <param name="read">Reads for all of them; it outlives who leaves.</param>
/// <param name="queue">Puts the read behind all that waits already.</param>
internal sealed class JoinedReads<TKey, T>(Func<TKey, ValueTask<T>> read, Action<Action> queue)
    where TKey : notnull
{
    private readonly Lock sync = new();
    private readonly Dictionary<TKey, TaskCompletionSource<T>> waiting = [];

    public JoinedReads(Func<TKey, ValueTask<T>> read)
        : this(read, Queue)
    {
    }

    /// <summary>To the threads, or to whatever runs everything here, as a simulation does.</summary>
    private static void Queue(Action work)
    {
        if (SynchronizationContext.Current is { } context)
            context.Post(static run => ((Action)run!)(), work);
        else
            ThreadPool.UnsafeQueueUserWorkItem(static run => run(), work, preferLocal: false);
    }

    /// <param name="cancellationToken">Ends the waiting, not the read.</param>
    public Task<T> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> joined;
        lock (sync)
        {
            if (waiting.TryGetValue(key, out var next))
            {
                return next.Task.WaitAsync(cancellationToken);
            }

            waiting[key] = joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        queue(() => _ = RunAsync(key, joined));
        return joined.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(TKey key, TaskCompletionSource<T> joined)
    {
        lock (sync)
        {
            waiting.Remove(key);
        }

        try
        {
            joined.SetResult(await read(key));
        }
        catch (Exception failure)
        {
            joined.SetException(failure);
            // Whoever waits hears of it; perhaps nobody does any more.
            _ = joined.Task.Exception;
        }
    }
}
