namespace Cartwright.Merchants;

/// <summary>What a load brought, and for how long it may be shown again. Zero: not at all.</summary>
internal readonly record struct Loaded<TValue>(TValue Value, TimeSpan Keep);

/// <summary>
/// A cache with a bound and an expiry. Callers that ask for the same key at the same time share one load; the one that
/// was used least recently makes room.
/// </summary>
internal sealed class ExpiringCache<TKey, TValue>(int countMax, TimeProvider clock) where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = [];
    private readonly Dictionary<TKey, Task<TValue>> loads = [];

    /// <param name="load">Must bound its own time: a caller that gives up does not stop it for the others.</param>
    public Task<TValue> GetAsync(TKey key, Func<Task<Loaded<TValue>>> load, CancellationToken cancellationToken)
    {
        TaskCompletionSource<TValue> started;
        lock (gate)
        {
            if (FindFresh(key) is { } entry) return Task.FromResult(entry.Value);
            if (loads.TryGetValue(key, out var running)) return running.WaitAsync(cancellationToken);
            started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            loads.Add(key, started.Task);
        }

        _ = LoadAsync(key, load, started);
        return started.Task.WaitAsync(cancellationToken);
    }

    public bool TryGet(TKey key, out TValue value)
    {
        lock (gate)
        {
            var entry = FindFresh(key);
            value = entry is null ? default! : entry.Value;
            return entry is not null;
        }
    }

    public void Put(TKey key, TValue value, TimeSpan keep)
    {
        if (keep <= TimeSpan.Zero) return;
        lock (gate)
        {
            if (entries.Remove(key, out var old)) byUse.Remove(old);
            while (entries.Count >= countMax && byUse.Last is { } last) Remove(last);
            entries.Add(key, byUse.AddFirst(new Entry(key, value, clock.GetUtcNow() + keep)));
        }
    }

    internal int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    private async Task LoadAsync(TKey key, Func<Task<Loaded<TValue>>> load, TaskCompletionSource<TValue> started)
    {
        try
        {
            var (value, keep) = await load();
            Put(key, value, keep);
            Forget(key);
            started.SetResult(value);
        }
        catch (Exception fault)
        {
            // A load that throws is a bug: everyone who waits for it learns of it, and the next one loads again.
            Forget(key);
            started.SetException(fault);
        }
    }

    private void Forget(TKey key)
    {
        lock (gate) loads.Remove(key);
    }

    private Entry? FindFresh(TKey key)
    {
        if (!entries.TryGetValue(key, out var node)) return null;
        if (clock.GetUtcNow() >= node.Value.ExpiresAt)
        {
            Remove(node);
            return null;
        }

        byUse.Remove(node);
        byUse.AddFirst(node);
        return node.Value;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        entries.Remove(node.Value.Key);
        byUse.Remove(node);
    }

    private sealed record Entry(TKey Key, TValue Value, DateTimeOffset ExpiresAt);
}
