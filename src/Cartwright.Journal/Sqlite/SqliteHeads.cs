using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// The versions that lately read or written streams have by now. Who asks what is new of a stream that has not moved is
/// answered without a read of the file. What this process commits is noted here before the commit. Whether another
/// process has committed, SQLite is asked each time, on the writer's connection: to that one alone the writer's commits
/// are no change. During the writer's transaction nobody else can commit.
/// </summary>
/// <param name="waits">Woken when another process has committed.</param>
/// <param name="countMax">How many streams are known before all are forgotten; none when 0.</param>
internal sealed class SqliteHeads(StreamWaits waits, int countMax)
{
    // Held by the writer from before a transaction until it has ended, and by whoever asks SQLite in between.
    private readonly Lock gate = new();

    // Replaced as a whole, under the gate, and never between a note and the end of its transaction.
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

    /// <summary>
    /// What is to be told the version that is read afterwards. A commit in between has raised it further, or raises it.
    /// </summary>
    public Head Track(string stream) => Volatile.Read(ref count) < countMax || heads.ContainsKey(stream)
        ? HeadOf(stream)
        : new();

    /// <summary>
    /// A stream is about to move, in the transaction that is under way. Whoever reads it before the commit ends learns
    /// nothing from that; when there is no commit, its readers read in vain.
    /// </summary>
    public void Note(string stream, long version)
    {
        if (countMax > 0) HeadOf(stream).Raise(version);
    }

    /// <summary>Wakes who waits for a stream, when another process has committed or that can't be known.</summary>
    public void Look()
    {
        // Whoever holds the gate asks, too: the writer when it has the file's lock, and when it has given it up.
        if (!gate.TryEnter()) return;
        try
        {
            if (changes is null || !TryAsk(changes)) waits.SignalAll();
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>Keeps others off the writer's connection until disposed.</summary>
    public Lock.Scope Hold() => gate.EnterScope();

    /// <summary>
    /// The writer has the file's lock: nobody else commits until <see cref="EndWrite"/>. (Where a statement meets a
    /// full or failing disk, SQLite gives the lock up by itself, a moment before.)
    /// </summary>
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
        version >= 0 && known.TryGetValue(stream, out var head) && head.Version == version;

    /// <summary>Whether no version that is kept is older than another process's commit.</summary>
    private bool AreOurs()
    {
        if (countMax == 0) return false;
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

    /// <summary>False when SQLite fails.</summary>
    private bool TryAsk(SqliteChanges of)
    {
        try
        {
            Ask(of);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private void Ask(SqliteChanges of)
    {
        var haveOthersCommitted = of.AreThere();
        if (haveOthersCommitted || Volatile.Read(ref count) >= countMax)
        {
            heads = new(StringComparer.Ordinal);
            Volatile.Write(ref count, 0);
        }

        if (haveOthersCommitted) waits.SignalAll();
    }

    private Head HeadOf(string stream)
    {
        var known = heads;
        if (known.TryGetValue(stream, out var head)) return head;
        head = new();
        if (!known.TryAdd(stream, head)) return known[stream];
        Interlocked.Increment(ref count);
        return head;
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
