using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// The journal in a PostgreSQL database, 15 or later. Any number of processes serve from it. A commit is as durable as
/// the server's <c>synchronous_commit</c> makes it; leases go by the server's clock.
/// </summary>
/// <remarks>
/// A server that is away, as during a failover, is waited for: an append is repeated while it is known that nothing was
/// written. A commit that was not answered is looked up. Only when the server stays away is the caller told so, by
/// <see cref="JournalUnavailableException"/>, and whether the append may be committed.
/// </remarks>
public sealed class PostgresJournal : IJournal
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly PostgresJournalOptions options;
    private readonly PostgresSources sources;
    private readonly PostgresWriter writer;
    private readonly PostgresReads reads;
    private readonly PostgresQueue queue;
    private readonly PostgresLocks locks;
    private readonly PostgresNotices notices;
    private readonly StreamWaits waits = new();
    private readonly ConcurrentDictionary<string, IWorkReceiver> receivers = new(StringComparer.Ordinal);
    private readonly ITimer look;
    private int looking;

    private PostgresJournal(
        PostgresJournalOptions options, PostgresSources sources, TimeProvider clock, ILogger logger)
    {
        this.options = options;
        this.sources = sources;
        var time = new PostgresClock(clock, options.LeaseTime);
        Clock = clock;
        notices = new(sources, waits, receivers, logger);
        writer = new(sources, options, time, waits, notices, receivers, logger);
        reads = new(sources);
        queue = new(sources, options, time);
        locks = new(sources, options.LocksMax);
        notices.Start();
        look = clock.CreateTimer(_ => Look(), null, LookInterval, LookInterval);
    }

    /// <inheritdoc/>
    public TimeSpan LeaseTime => options.LeaseTime;

    /// <summary>
    /// The time that the journal goes by. Due times and whatever is compared with an event's time are to be computed by
    /// it: the machine's clock may differ by minutes.
    /// </summary>
    public TimeProvider Clock { get; }

    /// <summary>
    /// Opens the journal and applies the migrations that its database lacks: the journal's own and those of
    /// <paramref name="migrations"/>.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="migrations">The tables of other components.</param>
    /// <param name="clock">
    /// The system's: events and leases then go by the database's clock. Another one, as tests have, is gone by instead.
    /// </param>
    /// <param name="logger">Hears of failures; no content is logged.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ArgumentException">An option is out of bounds.</exception>
    /// <exception cref="JournalRefusedException">
    /// The server does not let us in, is too old, or its database is newer than this program. It was not changed.
    /// </exception>
    /// <exception cref="JournalUnavailableException">
    /// The server cannot be reached, or takes no writes or no connections now, as while it restarts: a later call may
    /// succeed.
    /// </exception>
    public static async Task<PostgresJournal> OpenAsync(
        PostgresJournalOptions options,
        IReadOnlyList<MigrationSet> migrations,
        TimeProvider clock,
        ILogger<PostgresJournal>? logger = null,
        CancellationToken cancellationToken = default)
    {
        var sets = migrations.Prepend(MigrationSet.OfJournal)
            .Select(set => (set.Component, Known: set.Load())).ToList();
        var sources = new PostgresSources(options);
        try
        {
            await PostgresMigrator.MigrateAsync(sources, sets, cancellationToken);
            await ForgetWritersAsync(sources, cancellationToken);
            var time = clock == TimeProvider.System ? await AskTimeAsync(sources, cancellationToken) : clock;
            return new(options, sources, time, logger ?? NullLogger<PostgresJournal>.Instance);
        }
        catch
        {
            await sources.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public TimeSpan? SinceFull => writer.SinceFull;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(JournalAppend append, CancellationToken cancellationToken = default)
    {
        AppendBounds.Check(append);
        return writer.RunAsync(append, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        reads.ReadAsync(stream, afterVersion, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IReadOnlyList<RecordedEvent>>> ReadAllAsync(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellationToken = default) =>
        await Task.WhenAll(streams.Select(
            one => reads.ReadAsync(one.Stream, one.AfterVersion, cancellationToken).AsTask()));

    /// <inheritdoc/>
    public async ValueTask WaitAsync(string stream, long afterVersion, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var signal = waits.Arm(stream, afterVersion);
            try
            {
                if ((await reads.ReadAsync(stream, afterVersion, cancellationToken)).Count > 0) return;
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
        sources.ReadAsync<IReadOnlyList<T>>(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (var (name, value) in parameters ?? [])
                    command.Parameters.AddWithValue(name.TrimStart('@'), PostgresRows.Value(value));
                var rows = new List<T>();
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
                return rows;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueAsync(string queue, CancellationToken cancellationToken = default) =>
        this.queue.NextDueAsync(queue, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WorkLease>> ClaimAsync(
        string queue, int countMax, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        return this.queue.ClaimAsync(queue, Math.Min(countMax, AppendBounds.ChangesMax), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WorkLease>> RenewAsync(
        IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken = default)
    {
        var renewed = await queue.RenewAsync(leases, cancellationToken);
        if (renewed.Count == leases.Count) return renewed;
        try
        {
            // Work that a commit of this very process has ended must not be taken for lost.
            await writer.AnnouncedAsync().WaitAsync(LeaseTime / 3, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The leases that were renewed must not run out meanwhile.
        }

        return renewed;
    }

    /// <inheritdoc/>
    public IDisposable Serve(string queue, IWorkReceiver receiver)
    {
        AppendBounds.Id(queue, "queue");
        if (!receivers.TryAdd(queue, receiver))
            throw new InvalidOperationException($"The queue {queue} has a receiver already.");
        return new Service(receivers, queue, receiver);
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> LockAsync(string name, CancellationToken cancellationToken = default)
    {
        AppendBounds.Id(name, "lock's name");
        return locks.TakeAsync(name, cancellationToken);
    }

    /// <summary>Commits what is pending, then closes the connections; reads and waits then fail as disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        await look.DisposeAsync();
        locks.Dispose();
        await writer.DisposeAsync();
        await reads.DisposeAsync();
        await notices.DisposeAsync();
        await sources.DisposeAsync();
        // Who waits looks again, and finds the connections closed.
        waits.SignalAll();
    }

    // The net under the notices: one look for all who wait, however many they are, and none when nobody does.
    private async void Look()
    {
        if (waits.Count == 0 || Interlocked.Exchange(ref looking, 1) != 0) return;
        try
        {
            var streams = waits.Streams();
            var found = await QueryAsync(
                // One step into the index for each stream: a join could be taken for a reason to read all events.
                "SELECT s.stream, coalesce((SELECT MAX(version) FROM events e WHERE e.stream = s.stream), 0) "
                + "FROM unnest(@streams) AS s (stream)",
                row => (Stream: row.GetString(0), Version: row.GetInt64(1)),
                [("streams", streams)]);
            foreach (var (stream, version) in found) waits.SignalFound(stream, version);
        }
        catch (Exception)
        {
            // Nobody awaits a look: the next one, or the waiting caller's own read, meets the same and says so.
        }
        finally
        {
            Interlocked.Exchange(ref looking, 0);
        }
    }

    private static async Task<DatabaseTime> AskTimeAsync(
        PostgresSources sources, CancellationToken cancellationToken) => await sources.ReadAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand($"SELECT {PostgresClock.Now}", connection);
            var asked = TimeProvider.System.GetTimestamp();
            var told = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            return new DatabaseTime(asked, DateTimeOffset.FromUnixTimeMilliseconds(told));
        },
        cancellationToken);

    /// <summary>The rows of writers that are long gone are of no use: a commit is looked up within minutes.</summary>
    private static async Task ForgetWritersAsync(PostgresSources sources, CancellationToken cancellationToken) =>
        await sources.WriteAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    $"DELETE FROM journal_writers WHERE at < {PostgresClock.Now} - 86400000", connection);
                return await command.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken);

    private sealed class Service(
        ConcurrentDictionary<string, IWorkReceiver> receivers, string queue, IWorkReceiver receiver) : IDisposable
    {
        public void Dispose() => receivers.TryRemove(new(queue, receiver));
    }
}
