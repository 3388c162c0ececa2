using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// The journal in one SQLite file, with a write-ahead log that is synced at every commit. One process serves from it;
/// others, such as the command line, may read and append meanwhile.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly SqliteJournalOptions options;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly SqliteHeads heads;
    private readonly StreamWaits waits;
    private readonly ConcurrentDictionary<string, IWorkReceiver> receivers;
    private readonly NamedLocks locks = new();
    private readonly LockFiles lockFiles;
    private readonly ITimer look;

    private SqliteJournal(
        SqliteJournalOptions options,
        SqliteWriter writer,
        SqliteReaders readers,
        SqliteHeads heads,
        StreamWaits waits,
        ConcurrentDictionary<string, IWorkReceiver> receivers,
        TimeProvider clock)
    {
        this.options = options;
        this.writer = writer;
        this.readers = readers;
        this.heads = heads;
        this.waits = waits;
        this.receivers = receivers;
        lockFiles = new(options.File + ".locks", clock);
        look = clock.CreateTimer(_ => Look(), null, LookInterval, LookInterval);
    }

    /// <inheritdoc/>
    public TimeSpan LeaseTime => options.LeaseTime;

    /// <summary>
    /// Opens the journal in <see cref="SqliteJournalOptions.File"/>, makes it when it is missing, and applies the
    /// migrations that it lacks: the journal's own and those of <paramref name="migrations"/>.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="migrations">The tables of other components.</param>
    /// <param name="clock">Gives events their time and leases their end.</param>
    /// <param name="logger">Hears of failed writes; no content is logged.</param>
    /// <param name="cancellationToken">Stops before the file is opened.</param>
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    /// <exception cref="JournalRefusedException">
    /// The file is not a sound journal, is newer than this program, or cannot be written. It was not changed.
    /// </exception>
    public static Task<SqliteJournal> OpenAsync(
        SqliteJournalOptions options,
        IReadOnlyList<MigrationSet> migrations,
        TimeProvider clock,
        ILogger<SqliteJournal>? logger = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        var sets = migrations.Prepend(MigrationSet.OfJournal)
            .Select(set => (set.Component, Known: set.Load())).ToList();
        var logs = logger ?? NullLogger<SqliteJournal>.Instance;
        // Opening reads the whole file of a usual size: not on the caller's thread.
        return Task.Run(() => Open(options with { File = Path.GetFullPath(options.File) }, sets, clock, logs),
            cancellationToken);
    }

    /// <summary>
    /// Makes this the one process that serves from <paramref name="file"/>, until the result is disposed or the process
    /// ends in whatever way.
    /// </summary>
    /// <exception cref="JournalRefusedException">Another process serves from the file.</exception>
    public static IDisposable LockForServing(string file) => SqliteFile.LockForServing(file);

    /// <summary>
    /// Makes work that other processes hold leases of due at once, instead of when those run out. Only for the process
    /// that holds <see cref="LockForServing"/>: no other one lives that could still be working on it.
    /// </summary>
    /// <returns>How many leases there were.</returns>
    public ValueTask<int> TakeOverAsync(CancellationToken cancellationToken = default) =>
        writer.RunAsync(new SqliteTakeOver(), cancellationToken);

    /// <inheritdoc/>
    public TimeSpan? SinceFull => null;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(JournalAppend append, CancellationToken cancellationToken = default)
    {
        AppendBounds.Check(append);
        return writer.RunAsync(new SqliteAppend(append), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        !cancellationToken.IsCancellationRequested && heads.IsAt(stream, afterVersion)
            ? new([])
            : ReadFileAsync(stream, afterVersion, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<RecordedEvent>>> ReadAllAsync(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellationToken = default) =>
        !cancellationToken.IsCancellationRequested && heads.AreAt(streams)
            ? new(NothingNew(streams.Count))
            : ReadFileAsync(streams, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WaitAsync(string stream, long afterVersion, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var signal = waits.Arm(stream);
            try
            {
                if (await readers.ReadAsync(connection => connection.Version(stream), cancellationToken) > afterVersion)
                    return;
                if (await signal.Completion.Task.WaitAsync(cancellationToken) > afterVersion) return;
            }
            finally
            {
                waits.Leave(stream, signal);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> map,
        IReadOnlyList<(string Name, object? Value)>? parameters = null,
        CancellationToken cancellationToken = default) =>
        readers.ReadAsync(connection => connection.Query(sql, map, parameters), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> NextDueAsync(string queue, CancellationToken cancellationToken = default)
    {
        var due = await QueryAsync<long?>(
            "SELECT MIN(due) FROM work WHERE queue = @queue",
            row => row.IsDBNull(0) ? null : row.GetInt64(0),
            [("queue", queue)],
            cancellationToken);
        return due[0] is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : null;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WorkLease>> ClaimAsync(
        string queue, int countMax, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        return writer.RunAsync(new SqliteClaim(queue, Math.Min(countMax, AppendBounds.ChangesMax)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WorkLease>> RenewAsync(
        IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken = default) =>
        writer.RunAsync(new SqliteRenew(leases), cancellationToken);

    /// <inheritdoc/>
    public IDisposable Serve(string queue, IWorkReceiver receiver)
    {
        AppendBounds.Id(queue, "queue");
        if (!receivers.TryAdd(queue, receiver))
            throw new InvalidOperationException($"The queue {queue} has a receiver already.");
        return new Service(receivers, queue, receiver);
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> LockAsync(string name, CancellationToken cancellationToken = default)
    {
        AppendBounds.Id(name, "lock's name");
        var held = await locks.TakeAsync(name, cancellationToken);
        try
        {
            return new HeldByFile(await lockFiles.TakeAsync(name, cancellationToken), held);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>A name that is held among the processes and inside of this one, until disposed.</summary>
    private sealed class HeldByFile(FileStream file, NamedLocks.Held held) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await file.DisposeAsync();
            await held.DisposeAsync();
        }
    }

    /// <summary>Reads the whole file for damage, without holding up the writer.</summary>
    /// <exception cref="JournalRefusedException">The file is damaged.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken = default) =>
        await Task.Run(async () => await readers.ReadAsync(
            connection =>
            {
                connection.Check(options.File);
                return true;
            },
            cancellationToken), cancellationToken);

    /// <summary>
    /// Writes the journal as it is at this moment into another file, without holding up the writer, and reads the copy
    /// for damage.
    /// </summary>
    /// <param name="file">A file that is not there yet.</param>
    /// <param name="cancellationToken">Stops before it begins.</param>
    /// <exception cref="JournalRefusedException">The copy can't be written, or is damaged.</exception>
    public async Task BackUpAsync(string file, CancellationToken cancellationToken = default) =>
        await Task.Run(async () => await readers.ReadAsync(
            connection =>
            {
                connection.BackUp(file);
                return true;
            },
            CancellationToken.None), cancellationToken);

    /// <summary>Commits what is pending, then closes the file; reads and waits then fail as disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        await look.DisposeAsync();
        locks.Close();
        await readers.DisposeAsync();
        await writer.DisposeAsync();
        // Who waits looks again, and finds the pool closed.
        waits.SignalAll();
    }

    private static SqliteJournal Open(
        SqliteJournalOptions options,
        List<(string Component, IReadOnlyList<Migration> Known)> sets,
        TimeProvider clock,
        ILogger logger)
    {
        SqliteFile.Inspect(options, sets);
        var connection = SqliteFile.OpenWriter(options);
        try
        {
            SqliteReaders? readers = null;
            SqliteFile.Guard(options.File, () =>
            {
                SqliteMigrator.Migrate(connection, options.File, sets, clock);
                readers = new(options);
            });
            var waits = new StreamWaits();
            var heads = new SqliteHeads(waits, options.KnownStreamsMax);
            var receivers = new ConcurrentDictionary<string, IWorkReceiver>(StringComparer.Ordinal);
            var writer = new SqliteWriter(connection, options, clock, heads, waits, receivers, logger);
            return new(options, writer, readers!, heads, waits, receivers, clock);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static IReadOnlyList<RecordedEvent>[] NothingNew(int count)
    {
        var nothing = new IReadOnlyList<RecordedEvent>[count];
        Array.Fill(nothing, []);
        return nothing;
    }

    private async ValueTask<IReadOnlyList<RecordedEvent>> ReadFileAsync(
        string stream, long afterVersion, CancellationToken cancellationToken)
    {
        var head = heads.Track(stream);
        var read = await readers.ReadAsync(connection => connection.Events(stream, afterVersion), cancellationToken);
        head.Raise(read.Count > 0 ? read[^1].Version : afterVersion);
        return read;
    }

    private async ValueTask<IReadOnlyList<IReadOnlyList<RecordedEvent>>> ReadFileAsync(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellationToken)
    {
        SqliteHeads.Head[] tracked = [.. streams.Select(one => heads.Track(one.Stream))];
        var read = await readers.ReadAsync(connection => connection.Events(streams), cancellationToken);
        for (var index = 0; index < tracked.Length; index++)
            tracked[index].Raise(read[index].Count > 0 ? read[index][^1].Version : streams[index].AfterVersion);
        return read;
    }

    // One look for all who wait, however many they are, and none when nobody does.
    private void Look()
    {
        if (waits.Count > 0) heads.Look();
    }

    private sealed class Service(
        ConcurrentDictionary<string, IWorkReceiver> receivers, string queue, IWorkReceiver receiver) : IDisposable
    {
        public void Dispose() => receivers.TryRemove(new(queue, receiver));
    }
}
