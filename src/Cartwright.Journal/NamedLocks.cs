namespace Cartwright.Journal;

/// <summary>
/// Mutual exclusion by name inside this process. A name has an entry only while someone holds it or waits for it.
/// </summary>
internal sealed class NamedLocks
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private volatile bool isClosed;

    /// <summary>How many names are held or waited for.</summary>
    public int Count
    {
        get { lock (gate) return entries.Count; }
    }

    /// <summary>Waits until nobody else holds <paramref name="name"/>. Disposing of the result twice is harmless.</summary>
    public async ValueTask<IAsyncDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(IJournal));
            if (!entries.TryGetValue(name, out entry)) entries[name] = entry = new();
            entry.Users++;
        }

        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(name, entry);
            throw;
        }

        if (!isClosed) return new Held(this, name, entry);
        End(name, entry);
        throw new ObjectDisposedException(nameof(IJournal));
    }

    /// <summary>Gives no lock any more; who waits is told when his turn comes.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
    }

    private void End(string name, Entry entry)
    {
        entry.Turn.Release();
        Leave(name, entry);
    }

    private void Leave(string name, Entry entry)
    {
        lock (gate)
        {
            if (--entry.Users > 0) return;
            entries.Remove(name);
        }

        entry.Turn.Dispose();
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(NamedLocks locks, string name, Entry entry) : IAsyncDisposable
    {
        private int isOver;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0) locks.End(name, entry);
            return ValueTask.CompletedTask;
        }
    }
}
