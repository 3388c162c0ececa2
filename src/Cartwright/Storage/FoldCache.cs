using System.Collections.Concurrent;

namespace Cartwright.Storage;

/// <summary>
/// Keeps states that were folded lately. A stream only grows, so a kept state is never wrong, at most old: reading goes
/// on behind its version. Bounded: what was not asked for in the last two generations is dropped.
/// </summary>
internal sealed class FoldCache<TState>(int generationMax)
    where TState : class
{
    private ConcurrentDictionary<string, TState> current = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, TState> previous = new(StringComparer.Ordinal);

    // Of the current ones: a dictionary takes all its locks to count.
    private int count;

    public TState? Find(string stream)
    {
        if (current.TryGetValue(stream, out var state)) return state;
        if (previous.TryGetValue(stream, out state)) Keep(stream, state);
        return state;
    }

    public void Keep(string stream, TState state)
    {
        var kept = current;
        if (!kept.TryAdd(stream, state))
        {
            kept[stream] = state;
        }
        else if (Interlocked.Increment(ref count) == generationMax)
        {
            (previous, current) = (kept, new(StringComparer.Ordinal));
            Volatile.Write(ref count, 0);
        }
    }
}
