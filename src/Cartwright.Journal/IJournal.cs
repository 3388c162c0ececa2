using System.Data.Common;

namespace Cartwright.Journal;

/// <summary>
/// Durable event streams, a work queue and read-model rows, written together in one transaction.
/// Safe for concurrent use. Whatever is asked while the database can't be reached or its file can't be read fails with a
/// <see cref="JournalUnavailableException"/>. An append that is reported as committed survives the loss of the process
/// and a restart of the machine.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>How long a lease is held unless it is renewed.</summary>
    TimeSpan LeaseTime { get; }

    /// <summary>
    /// How long ago the database's disk last had no room for an append; null when it always had. Appends that need no
    /// new room may be written all the same. Always null on SQLite.
    /// </summary>
    TimeSpan? SinceFull { get; }

    /// <summary>
    /// Writes everything in <paramref name="append"/> or nothing, and completes when the commit is durable.
    /// Concurrent appends share a commit; a conflict fails its own append alone.
    /// </summary>
    /// <exception cref="ArgumentException">The append is out of bounds; nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The database could not be written.</exception>
    /// <exception cref="OperationCanceledException">
    /// The caller stopped waiting. The append may still have been committed: read the stream to find out.
    /// </exception>
    ValueTask<AppendResult> AppendAsync(JournalAppend append, CancellationToken cancellationToken = default);

    /// <summary>The events of <paramref name="stream"/> behind <paramref name="afterVersion"/>, oldest first.
    /// Empty for a stream that does not exist.</summary>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream, long afterVersion = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// The events of several streams, each behind its version, in the order in which they are named: what is read
    /// together costs little more than one of them alone.
    /// </summary>
    async ValueTask<IReadOnlyList<IReadOnlyList<RecordedEvent>>> ReadAllAsync(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellationToken = default)
    {
        var read = new IReadOnlyList<RecordedEvent>[streams.Count];
        for (var index = 0; index < read.Length; index++)
            read[index] = await ReadAsync(streams[index].Stream, streams[index].AfterVersion, cancellationToken);
        return read;
    }

    /// <summary>
    /// Completes when <paramref name="stream"/> has an event behind <paramref name="afterVersion"/>: at once for one
    /// committed through this instance, within a quarter of a second for one that another process committed.
    /// </summary>
    ValueTask WaitAsync(string stream, long afterVersion, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs one portable SQL query (the part of SQL that SQLite and PostgreSQL share, parameters written
    /// <c>@name</c>) against committed data and maps each row. A time is given and read as milliseconds since 1970.
    /// </summary>
    ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> map,
        IReadOnlyList<(string Name, object? Value)>? parameters = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// When the first row of <paramref name="queue"/> may be claimed, by this process's clock; null when there is none.
    /// </summary>
    ValueTask<DateTimeOffset?> NextDueAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>
    /// Leases up to <paramref name="countMax"/> due rows of <paramref name="queue"/> to this node, raising each one's
    /// attempt. Rows whose lease ran out on another node are due.
    /// </summary>
    ValueTask<IReadOnlyList<WorkLease>> ClaimAsync(
        string queue, int countMax, CancellationToken cancellationToken = default);

    /// <summary>
    /// Extends <paramref name="leases"/> by the full lease time, and answers those that are still held by this node.
    /// </summary>
    ValueTask<IReadOnlyList<WorkLease>> RenewAsync(
        IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets <paramref name="receiver"/> run the work of <paramref name="queue"/> in this process, until the result is
    /// disposed. Without a receiver, work that is queued at once is left due for whichever process claims it: an
    /// append from a command line takes no lease that nobody works on.
    /// </summary>
    /// <exception cref="InvalidOperationException">The queue has a receiver already.</exception>
    IDisposable Serve(string queue, IWorkReceiver receiver);

    /// <summary>
    /// Waits until nobody else holds <paramref name="name"/>, and holds it until the result is disposed: on SQLite
    /// among all processes that open the file, by a locked file beside it; on PostgreSQL among all nodes of the
    /// database, by an advisory lock on a connection of its own. On SQLite each name leaves an empty file, so let names
    /// be of things that are few. It keeps two from doing the same thing at once, such
    /// as refreshing a credential; it does not make their writes safe, which is what expected versions are for.
    /// </summary>
    /// <remarks>
    /// A lock cannot be taken again by its holder: that would wait for ever. Whoever dies gives his locks up: with the
    /// process on SQLite; on PostgreSQL when the server notices that the connection is gone, at once for a process that
    /// ends, after the server's keepalive for a machine or a line that does. The connection that holds a lock can be
    /// lost while its holder lives (a failover, a restart of the server): another node may then take the lock, and the
    /// holder is not told. So do nothing under a lock that two could not do one after the other, give every call a
    /// deadline, and append its outcome with the version that was read under the lock: who comes second then meets a
    /// conflict.
    /// </remarks>
    /// <param name="name">What is locked, such as <c>refresh/shop_1</c>; at most 200 characters.</param>
    /// <param name="cancellationToken">Stops waiting; the lock is then not held.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="JournalUnavailableException">The database could not be asked; the lock is not held.</exception>
    ValueTask<IAsyncDisposable> LockAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>What is read of a stream: the events behind a version.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="AfterVersion">The version that is known; 0 for none.</param>
public readonly record struct StreamPosition(string Stream, long AfterVersion);
