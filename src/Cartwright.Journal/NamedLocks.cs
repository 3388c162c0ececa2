namespace Cartwright.Journal;

/// <summary>
/// Mutual exclusion by name inside this process. A name has an entry only while someone holds it or waits for it.
/// </summary>
public sealed class NamedLocks
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
    /// <param name="name">What is held, of any length.</param>
    /// <param name="cancellationToken">Stops waiting; the name is then not held.</param>
    /// <exception cref="ObjectDisposedException">No more locks are given.</exception>
    public async ValueTask<Held> TakeAsync(string name, CancellationToken cancellationToken)
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
        // Whoever it was left for has stopped waiting.
        if (entry.Left is { } left) _ = left.DisposeAsync().AsTask();
    }

    internal sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }

        public IAsyncDisposable? Left { get; set; }
    }

    /// <summary>A name that is held, until disposed.</summary>
    public sealed class Held : IAsyncDisposable
    {
        private readonly NamedLocks locks;
        private readonly string name;
        private readonly Entry entry;
        private int isOver;

        internal Held(NamedLocks locks, string name, Entry entry) =>
            (this.locks, this.name, this.entry) = (locks, name, entry);

        /// <summary>Whether someone here waits for the name.</summary>
        internal bool IsWanted
        {
            get { lock (locks.gate) return entry.Users > 1; }
        }

        /// <summary>Leaves something to the next holder; it is disposed of when there is none.</summary>
        internal void Leave(IAsyncDisposable left) => entry.Left = left;

        /// <summary>What the holder before has left.</summary>
        internal IAsyncDisposable? TakeLeft()
        {
            var left = entry.Left;
            entry.Left = null;
            return left;
        }

        /// <summary>Lets the name go; the next who waits has it.</summary>
        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0) locks.End(name, entry);
            return ValueTask.CompletedTask;
        }
    }
}
