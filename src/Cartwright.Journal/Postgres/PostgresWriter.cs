using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// The writers: each takes what waits, up to a bound, writes it in one transaction, and lets the callers go on once the
/// commit is durable. While one commits, the next batch gathers.
/// </summary>
internal sealed partial class PostgresWriter : IAsyncDisposable
{
    private static readonly TimeSpan FullLogPause = TimeSpan.FromSeconds(10);

    private const int CollisionsMax = 3;
    private const int SingleCollisionsMax = 200;

    private readonly PostgresSources sources;
    private readonly PostgresJournalOptions options;
    private readonly PostgresClock clock;
    private readonly StreamWaits waits;
    private readonly PostgresNotices notices;
    private readonly ConcurrentDictionary<string, IWorkReceiver> receivers;
    private readonly ILogger logger;
    private readonly Channel<PostgresAppend> pending;
    private readonly string name = Guid.CreateVersion7().ToString("n");
    private readonly IReadOnlyList<Writer> writers;
    private readonly Task running;
    private long failingSince;
    private long fullAt;

    public PostgresWriter(
        PostgresSources sources,
        PostgresJournalOptions options,
        PostgresClock clock,
        StreamWaits waits,
        PostgresNotices notices,
        ConcurrentDictionary<string, IWorkReceiver> receivers,
        ILogger logger)
    {
        (this.sources, this.options, this.clock, this.waits) = (sources, options, clock, waits);
        (this.notices, this.receivers, this.logger) = (notices, receivers, logger);
        pending = Channel.CreateBounded<PostgresAppend>(new BoundedChannelOptions(options.PendingMax));
        writers = [.. Enumerable.Range(0, options.WritersMax).Select(index => new Writer($"{name}-{index}"))];
        running = Task.WhenAll(writers.Select(writer => Task.Run(() => WorkAsync(writer))));
    }

    /// <summary>Hands an append to the writers; waits while too much is pending.</summary>
    public async ValueTask<AppendResult> RunAsync(JournalAppend content, CancellationToken cancellationToken)
    {
        var append = new PostgresAppend(content);
        try
        {
            await pending.Writer.WriteAsync(append, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresJournal));
        }

        return await append.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>See <see cref="IJournal.SinceFull"/>.</summary>
    public TimeSpan? SinceFull =>
        Interlocked.Read(ref fullAt) is not 0 and var at ? TimeProvider.System.GetElapsedTime(at) : null;

    /// <summary>Completes when all that is committed by now has been announced.</summary>
    public Task AnnouncedAsync() => Task.WhenAll(writers.Select(writer => writer.Commit));

    /// <summary>Commits what is pending.</summary>
    public async ValueTask DisposeAsync()
    {
        pending.Writer.TryComplete();
        await running;
    }

    private async Task WorkAsync(Writer writer)
    {
        var batch = new List<PostgresAppend>(options.BatchMax);
        while (await pending.Reader.WaitToReadAsync())
        {
            while (batch.Count < options.BatchMax && pending.Reader.TryRead(out var append)) batch.Add(append);
            if (batch.Count == 0) continue;
            // Known before it begins: the server may have committed it before this thread runs on.
            var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            writer.Commit = announced.Task;
            writer.FailingSince = null;
            try
            {
                await CommitAsync(writer, batch);
            }
            finally
            {
                announced.SetResult();
            }

            batch = new(options.BatchMax);
        }
    }

    /// <summary>Writes all of it, or what of it can be written; every caller is answered when this returns.</summary>
    private async Task CommitAsync(Writer writer, List<PostgresAppend> batch)
    {
        for (var collisions = 0; ;)
        {
            var attempt = await TryAsync(writer, batch);
            switch (attempt)
            {
                case Attempt.Written:
                    Interlocked.Exchange(ref failingSince, 0);
                    foreach (var append in batch) Announce(append);
                    return;
                case Attempt.Collided when ++collisions < (batch.Count == 1 ? SingleCollisionsMax : CollisionsMax):
                    continue;
                case Attempt.Failed failed when batch.Count == 1:
                    batch[0].Fail(failed.Why);
                    return;
                case Attempt.Collided when batch.Count == 1:
                    batch[0].Fail(new JournalUnavailableException(
                        $"{sources.Name} is too busy with the same stream: try again.", mayBeWritten: false));
                    return;
                case Attempt.Full full when batch.Count == 1:
                    // Each append finds it out for itself; that much is not logged of each.
                    if (SinceFull is not { } since || since > FullLogPause)
                        LogWriteFailed(logger, batch.Count, PostgresFaults.Code(full.Why), false);
                    Interlocked.Exchange(ref fullAt, TimeProvider.System.GetTimestamp());
                    batch[0].Fail(PostgresFaults.Unavailable(sources.Name, full.Why, mayBeWritten: false));
                    return;
                case Attempt.Collided or Attempt.Failed or Attempt.Full:
                    // One of them is to blame: the halves fail or succeed by themselves.
                    await CommitAsync(writer, [.. batch.Take(batch.Count / 2)]);
                    await CommitAsync(writer, [.. batch.Skip(batch.Count / 2)]);
                    return;
                case Attempt.Unknown unknown:
                    LogWriteFailed(logger, batch.Count, PostgresFaults.Code(unknown.Why), unknown.MayBeWritten);
                    var failure = PostgresFaults.Unavailable(sources.Name, unknown.Why, unknown.MayBeWritten);
                    foreach (var append in batch) append.Fail(failure);
                    return;
            }
        }
    }

    /// <summary>One transaction, repeated while the server is away and it is known that nothing was written.</summary>
    private async Task<Attempt> TryAsync(Writer writer, List<PostgresAppend> batch)
    {
        while (true)
        {
            var isCommitting = false;
            try
            {
                await using var connection = await sources.Writing.OpenConnectionAsync();
                var confirm = PostgresFaults.WatchCommits(connection);
                // Ended by the batch's own COMMIT; whatever ends otherwise is rolled back when it is disposed.
                await using var transaction = await connection.BeginTransactionAsync();
                var work = new PostgresBatch(batch, clock, options.NodeId, () => new(receivers));
                await work.DecideAsync(connection, writer.Name, ++writer.Batch);
                if (work.IsToBeWritten)
                {
                    isCommitting = true;
                    await work.CommitAsync(connection);
                    confirm();
                }

                return new Attempt.Written();
            }
            catch (Exception failure) when (PostgresFaults.IsCollision(failure))
            {
                return Undo(batch, new Attempt.Collided());
            }
            catch (Exception failure) when (PostgresFaults.IsFull(failure))
            {
                return Undo(batch, new Attempt.Full(failure));
            }
            catch (Exception failure) when (isCommitting && PostgresFaults.IsUncertain(failure))
            {
                if (await FindAsync(writer) is { } found)
                    return found is Attempt.Written ? found : Undo(batch, found);
                Undo(batch, new Attempt.Collided());
                if (!PostgresFaults.IsOfServer(failure)) return new Attempt.Failed(failure);
                if (!await WaitAsync(writer, failure)) return new Attempt.Unknown(failure, MayBeWritten: false);
            }
            catch (Exception failure) when (PostgresFaults.IsOfServer(failure))
            {
                Undo(batch, new Attempt.Collided());
                if (!await WaitAsync(writer, failure)) return new Attempt.Unknown(failure, MayBeWritten: false);
            }
            catch (Exception failure)
            {
                return Undo(batch, new Attempt.Failed(failure));
            }
        }
    }

    /// <summary>
    /// Whether the transaction whose commit was not answered took place. Its first statement wrote the writer's row, and
    /// was answered before the commit was sent: the same row is written here, which waits for a transaction that the
    /// server still works on, and shows whether it was committed. This write is committed behind it, so that a standby
    /// that has the one has the other. After a failover to a server that never had it, it is rightly found missing.
    /// </summary>
    /// <returns>Null when it did not take place, and can't any more.</returns>
    private async Task<Attempt?> FindAsync(Writer writer)
    {
        while (true)
        {
            try
            {
                sources.Writing.Clear();
                await using var connection = await sources.Writing.OpenConnectionAsync();
                var confirm = PostgresFaults.WatchCommits(connection);
                await using var command = new NpgsqlCommand($"""
                    INSERT INTO journal_writers (writer, batch, at) VALUES ($1, 0, {PostgresClock.Now})
                    ON CONFLICT (writer) DO UPDATE SET at = excluded.at RETURNING batch
                    """, connection);
                command.Parameters.Add(new() { Value = writer.Name });
                var found = await command.ExecuteScalarAsync();
                confirm();
                return found is long batch && batch == writer.Batch ? new Attempt.Written() : null;
            }
            catch (Exception failure) when (PostgresFaults.IsOfServer(failure))
            {
                if (!await WaitAsync(writer, failure)) return new Attempt.Unknown(failure, MayBeWritten: true);
            }
        }
    }

    /// <summary>
    /// Waits a little for the server to come back; false when it has been away for too long, or has failed this batch
    /// for too long, whatever of others it takes: a page that can't be read concerns some alone.
    /// </summary>
    private async Task<bool> WaitAsync(Writer writer, Exception failure)
    {
        // After a restart or a failover every pooled connection is dead.
        sources.Writing.Clear();
        var now = TimeProvider.System.GetTimestamp();
        writer.FailingSince ??= now;
        var others = Interlocked.CompareExchange(ref failingSince, now, 0);
        if (others == 0) LogServerLost(logger, PostgresFaults.Code(failure));
        var since = others == 0 ? writer.FailingSince.Value : Math.Min(others, writer.FailingSince.Value);
        var away = TimeProvider.System.GetElapsedTime(since, now);
        if (away >= options.OutageTime) return false;
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        return true;
    }

    private void Announce(PostgresAppend append)
    {
        try
        {
            append.Announce(waits, notices);
        }
        catch (Exception failure)
        {
            // A receiver must not throw; one that does must not stop the writer, and the commit stands.
            LogReceiverFailed(logger, failure);
        }

        append.Succeed();
    }

    private static Attempt Undo(List<PostgresAppend> batch, Attempt attempt)
    {
        foreach (var append in batch) append.Undo();
        return attempt;
    }

    private sealed class Writer(string name)
    {
        private volatile Task commit = Task.CompletedTask;

        public string Name => name;

        public long Batch { get; set; }

        /// <summary>When the server first failed the batch that is under way; null while it has not.</summary>
        public long? FailingSince { get; set; }

        /// <summary>The commit that is under way, or was the last.</summary>
        public Task Commit
        {
            get => commit;
            set => commit = value;
        }
    }

    /// <summary>What became of one transaction.</summary>
    private abstract record Attempt
    {
        private Attempt() { }

        public sealed record Written : Attempt;

        /// <summary>Another transaction came first.</summary>
        public sealed record Collided : Attempt;

        /// <summary>A statement was refused for what it holds.</summary>
        public sealed record Failed(Exception Why) : Attempt;

        /// <summary>The disk has no room for it.</summary>
        public sealed record Full(Exception Why) : Attempt;

        /// <summary>The server has been away for too long.</summary>
        public sealed record Unknown(Exception Why, bool MayBeWritten) : Attempt;
    }
}
