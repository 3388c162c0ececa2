using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// The versions that lately read streams have by now. Who asks what is new of a stream that has not moved is answered
/// without a read of the file. What this process commits is noted here before the commit; whether another process has
/// committed, SQLite is asked each time, on the writer's connection: to that one alone the writer's commits are no
/// change.
/// </summary>
/// <param name="waits">Woken when another process has committed.</param>
internal sealed class SqliteHeads(StreamWaits waits)
{
    private const int CountMax = 20_000;

    // Held by the writer during a transaction, and by whoever asks SQLite in between.
    private readonly Lock gate = new();

    // Forgotten as a whole, so that a version learnt before is never found after.
    private volatile ConcurrentDictionary<string, Head> heads = new(StringComparer.Ordinal);
    private volatile bool isWriting;
    private SqliteChanges? changes;
    private int count;

    /// <summary>Whether the stream has no event behind the version; false also when that is not known.</summary>
    public bool IsAt(string stream, long version) => AreOurs() && IsAt(heads, stream, version);

    /// <summary>The same of several streams, at one moment.</summary>
    public bool AreAt(IReadOnlyList<StreamPosition> streams)
    {
        // First: what is compared then is at least as new.
        if (!AreOurs()) return false;
        var known = heads;
        for (var index = 0; index < streams.Count; index++)
            if (!IsAt(known, streams[index].Stream, streams[index].AfterVersion)) return false;
        return true;
    }

    /// <summary>From before a stream is read, so that no commit passes between; give it then what was read.</summary>
    public Head Track(string stream)
    {
        var known = heads;
        if (known.TryGetValue(stream, out var head)) return head;
        if (Interlocked.Increment(ref count) > CountMax) known = Forget();
        return known.GetOrAdd(stream, static _ => new());
    }

    /// <summary>A stream is about to move; when it does not, its readers read in vain.</summary>
    public void Note(string stream, long version)
    {
        if (heads.TryGetValue(stream, out var head)) head.Raise(version);
    }

    /// <summary>Wakes who waits for a stream, when another process has committed.</summary>
    // When the gate is held, its holder has just looked, or looks when it ends.
    public void Look() => AreOurs();

    /// <summary>Keeps others off the writer's connection until disposed.</summary>
    public Lock.Scope Hold() => gate.EnterScope();

    /// <summary>The writer has the file's lock: nobody else commits until <see cref="EndWrite"/>.</summary>
    public void BeginWrite(SqliteChanges ofWriter)
    {
        Ask(ofWriter);
        isWriting = true;
    }

    /// <summary>The writer is about to give the file's lock up: another process may commit before it goes on.</summary>
    public void EndWrite() => isWriting = false;

    /// <param name="ofWriter">What can be asked from now on; null while nothing can.</param>
    public void Use(SqliteChanges? ofWriter)
    {
        changes = ofWriter;
        if (ofWriter is not null) TryAsk(ofWriter);
    }

    private static bool IsAt(ConcurrentDictionary<string, Head> known, string stream, long version) =>
        known.TryGetValue(stream, out var head) && head.Version == version;

    /// <summary>Whether all commits so far are this process's own, or forgotten here.</summary>
    private bool AreOurs()
    {
        if (isWriting) return true;
        if (!gate.TryEnter()) return isWriting;
        try
        {
            return changes is not null && TryAsk(changes);
        }
        finally
        {
            gate.Exit();
        }
    }

    private bool TryAsk(SqliteChanges of)
    {
        try
        {
            Ask(of);
            return true;
        }
        catch (SqliteException)
        {
            // The read or the write that follows meets the same, and says so.
            return false;
        }
    }

    private void Ask(SqliteChanges of)
    {
        if (!of.AreThere()) return;
        Forget();
        waits.SignalAll();
    }

    private ConcurrentDictionary<string, Head> Forget()
    {
        Interlocked.Exchange(ref count, 0);
        return heads = new(StringComparer.Ordinal);
    }

    /// <summary>The version of one stream; below zero while it is not known.</summary>
    public sealed class Head
    {
        private long version = -1;

        public long Version => Volatile.Read(ref version);

        public void Raise(long to)
        {
            for (var was = Version; was < to;)
            {
                var now = Interlocked.CompareExchange(ref version, to, was);
                if (now == was) return;
                was = now;
            }
        }
    }
}
