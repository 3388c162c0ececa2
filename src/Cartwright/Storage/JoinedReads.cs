namespace Cartwright.Storage;

/// <summary>
/// One read for all who ask for the same before it begins: each sees what was there when they asked, or later. Who comes
/// while it runs waits for the next one.
/// </summary>
internal sealed class JoinedReads<TKey, T>(Func<TKey, ValueTask<T>> read)
    where TKey : notnull
{
    private readonly Lock sync = new();
    private readonly Dictionary<TKey, TaskCompletionSource<T>> waiting = [];

    public Task<T> ReadAsync(TKey key)
    {
        TaskCompletionSource<T> joined;
        lock (sync)
        {
            if (waiting.TryGetValue(key, out var next))
            {
                return next.Task;
            }

            waiting[key] = joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static work => _ = work.Self.RunAsync(work.Key, work.Joined),
            (Self: this, Key: key, Joined: joined), preferLocal: false);
        return joined.Task;
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
        }
    }
}
