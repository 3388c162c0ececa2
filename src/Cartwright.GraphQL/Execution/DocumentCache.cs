using System.Collections.Concurrent;

namespace Cartwright.GraphQL;

/// <summary>
/// Valid documents by their text, bounded in number and in the memory they are estimated to take. Reading takes no
/// lock. What was not read since the last round makes room first.
/// </summary>
internal sealed class DocumentCache(int documentsMax, long bytesMax)
{
    private readonly ConcurrentDictionary<Key, Entry> _entries = new();
    private readonly Queue<Key> _queue = new();
    private readonly Lock _gate = new();
    private long _bytes;

    public int Count => _entries.Count;

    public CompiledDocument? Find(ReadOnlyMemory<byte> source)
    {
        if (!_entries.TryGetValue(new Key(source), out var entry)) return null;
        entry.IsUsed = true;
        return entry.Document;
    }

    public void Add(CompiledDocument document)
    {
        var size = document.Bytes;
        if (documentsMax == 0 || size > bytesMax) return;
        var key = new Key(document.Source);
        lock (_gate)
        {
            if (!_entries.TryAdd(key, new Entry(document))) return;
            _queue.Enqueue(key);
            _bytes += size;
            while (_queue.Count > documentsMax || _bytes > bytesMax) EvictOne();
        }
    }

    /// <summary>Lets documents go while a condition holds.</summary>
    public void TrimWhile(Func<bool> isTooMuch)
    {
        lock (_gate)
        {
            while (_queue.Count > 0 && isTooMuch()) EvictOne();
        }
    }

    private void EvictOne()
    {
        // Each entry gets one more round after it was used, so the loop ends after at most two rounds.
        while (true)
        {
            var key = _queue.Dequeue();
            if (_entries[key].IsUsed)
            {
                _entries[key].IsUsed = false;
                _queue.Enqueue(key);
                continue;
            }
            _entries.TryRemove(key, out var evicted);
            _bytes -= evicted!.Document.Bytes;
            evicted.Document.PlanFields.Forget();
            return;
        }
    }

    private sealed class Entry(CompiledDocument document)
    {
        public CompiledDocument Document { get; } = document;
        public volatile bool IsUsed;
    }

    private readonly struct Key : IEquatable<Key>
    {
        private readonly int _hash;

        public Key(ReadOnlyMemory<byte> source)
        {
            Source = source;
            // HashCode is seeded for each process, so that nobody can aim at collisions.
            var hash = new HashCode();
            hash.AddBytes(source.Span);
            _hash = hash.ToHashCode();
        }

        public ReadOnlyMemory<byte> Source { get; }

        public bool Equals(Key other) => _hash == other._hash && Source.Span.SequenceEqual(other.Source.Span);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => _hash;
    }
}
