using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// The one writer: a thread that takes what waits, up to a bound, runs it in one transaction, and lets the callers go
/// on once the commit is on disk. While it commits, the next batch gathers.
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    /// <summary>How long after the disk has failed the file is opened anew, when somebody wants to write.</summary>
    private static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(1);

    private readonly SqliteJournalOptions options;
    private readonly TimeProvider clock;
    private readonly SqliteHeads heads;
    private readonly StreamWaits waits;
    private readonly ConcurrentDictionary<string, IWorkReceiver> receivers;
    private readonly ILogger logger;
    private readonly Channel<SqliteOperation> pending;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteWriterSession? session;
    private JournalUnavailableException? broken;
    private long brokenAt;

    public SqliteWriter(
        SqliteConnection connection,
        SqliteJournalOptions options,
        TimeProvider clock,
        SqliteHeads heads,
        StreamWaits waits,
        ConcurrentDictionary<string, IWorkReceiver> receivers,
        ILogger logger)
    {
        this.options = options;
        this.clock = clock;
        this.heads = heads;
        this.waits = waits;
        this.receivers = receivers;
        this.logger = logger;
        session = new(connection, options, heads, waits, receivers);
        heads.Use(session.Tables.Changes);
        pending = Channel.CreateBounded<SqliteOperation>(
            new BoundedChannelOptions(options.PendingMax) { SingleReader = true });
        new Thread(Work) { IsBackground = true, Name = "Journal writer" }.Start();
    }

    /// <summary>Hands an operation to the writer; waits while too much is pending.</summary>
    public async ValueTask<T> RunAsync<T>(SqliteOperation<T> operation, CancellationToken cancellationToken)
    {
        try
        {
            await pending.Writer.WriteAsync(operation, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteJournal));
        }

        return await operation.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Commits what is pending, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        pending.Writer.TryComplete();
        await stopped.Task;
    }

    private void Work()
    {
        try
        {
            var batch = new List<SqliteOperation>(options.BatchMax);
            // The thread is the writer's own: it may block, and wakes nobody else's work up on itself.
            while (pending.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                // On a busy machine, whoever is about to append gets to run first and shares the commit; on an idle one
                // this costs nothing.
                Thread.Yield();
                while (batch.Count < options.BatchMax && pending.Reader.TryRead(out var operation))
                    batch.Add(operation);
                Commit(batch);
                batch.Clear();
            }
        }
        finally
        {
            Close();
            stopped.TrySetResult();
        }
    }

    private void Commit(List<SqliteOperation> batch)
    {
        if (broken is not null && !TryReopen())
        {
            // What is not even tried is not written, whatever became of the commit that failed.
            var refused = new JournalUnavailableException(broken.Message, mayBeWritten: false, broken);
            foreach (var operation in batch) operation.Fail(refused);
            return;
        }

        Commit(session!, batch);
    }

    private void Commit(SqliteWriterSession session, List<SqliteOperation> batch)
    {
        var failures = new Exception?[batch.Count];
        using (heads.Hold())
        {
            if (!TryCommit(session, batch, failures)) return;
        }

        for (var index = 0; index < batch.Count; index++)
        {
            if (failures[index] is { } failure) batch[index].Fail(failure);
            else Announce(session, batch[index]);
        }
    }

    /// <summary>False when nothing could be written, which all have been told.</summary>
    private bool TryCommit(SqliteWriterSession session, List<SqliteOperation> batch, Exception?[] failures)
    {
        var committing = false;
        try
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            Begin(session);
            if (!TryRunAll(session, batch, now)) RunOneByOne(session, batch, now, failures);
            committing = true;
            heads.EndWrite();
            session.Commit.Run();
            return true;
        }
        catch (Exception failure)
        {
            // SQLite may have rolled back, and given the lock up, by itself.
            heads.EndWrite();
            FailAll(session, batch, failure, committing);
            return false;
        }
        finally
        {
            heads.Use(broken is null ? session.Tables.Changes : null);
        }
    }

    private void Begin(SqliteWriterSession session)
    {
        session.Begin.Run();
        heads.BeginWrite(session.Tables.Changes);
    }

    /// <summary>
    /// After a failed sync nobody knows which pages reached the disk. A new connection that can move the whole log into
    /// the file, and sync that, stands on firm ground again.
    /// </summary>
    private bool TryReopen()
    {
        if (clock.GetElapsedTime(brokenAt) < ReopenPause) return false;

        brokenAt = clock.GetTimestamp();
        try
        {
            session?.Dispose();
            session = null;
            session = new(SqliteFile.OpenWriter(options, mayMake: false), options, heads, waits, receivers);
            if (!session.TryCheckpoint()) return false;
        }
        catch (Exception failure) when (failure is SqliteException or JournalRefusedException)
        {
            return false;
        }

        broken = null;
        LogReopened(logger);
        return true;
    }

    /// <summary>The usual way, without savepoints. False when one failed and everything has been rolled back.</summary>
    private bool TryRunAll(SqliteWriterSession session, List<SqliteOperation> batch, DateTimeOffset now)
    {
        try
        {
            foreach (var operation in batch) operation.Run(session.Tables, now);
            return true;
        }
        catch (Exception failure) when (IsItsOwn(failure))
        {
            heads.EndWrite();
            session.Rollback.Run();
            foreach (var operation in batch) operation.Undo();
            Begin(session);
            return false;
        }
    }

    /// <summary>The way after a failure: each behind a savepoint, so that it fails alone.</summary>
    private static void RunOneByOne(
        SqliteWriterSession session, List<SqliteOperation> batch, DateTimeOffset now, Exception?[] failures)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            session.Save.Run();
            try
            {
                batch[index].Run(session.Tables, now);
            }
            catch (Exception failure) when (IsItsOwn(failure))
            {
                failures[index] = failure;
                batch[index].Undo();
                session.Undo.Run();
            }

            session.Release.Run();
        }
    }

    /// <summary>Whether a failure comes from one operation's statement, not from the disk or the database.</summary>
    private static bool IsItsOwn(Exception failure) => failure is not SqliteException sqlite
        || sqlite.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH
            or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE;

    private void FailAll(
        SqliteWriterSession session, List<SqliteOperation> batch, Exception failure, bool committing)
    {
        var code = failure is SqliteException sqlite ? sqlite.SqliteErrorCode : 0;
        var unavailable = new JournalUnavailableException(
            code switch
            {
                raw.SQLITE_FULL => $"The disk of {options.File} is full: free some space.",
                raw.SQLITE_BUSY =>
                    $"Another process has held {options.File} for {options.BusyTimeout.TotalSeconds} s: try again.",
                _ => $"{options.File} cannot be written (SQLite code {code}): check its disk.",
            },
            committing,
            failure);
        // After a failed sync a later commit could be reported as durable and yet be lost with pages before it.
        if (code is not (raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_NOMEM)) Break(unavailable);
        LogWriteFailed(logger, code, batch.Count, broken is not null);

        try
        {
            if (session.IsInTransaction) session.Rollback.Run();
        }
        catch (SqliteException)
        {
            Break(unavailable);
        }

        foreach (var operation in batch)
        {
            operation.Undo();
            operation.Fail(unavailable);
        }
    }

    private void Break(JournalUnavailableException why)
    {
        broken = why;
        brokenAt = clock.GetTimestamp();
    }

    private void Announce(SqliteWriterSession session, SqliteOperation operation)
    {
        try
        {
            operation.Announce(session.Tables);
        }
        catch (Exception failure)
        {
            // A receiver must not throw; one that does must not stop the writer, and the commit stands.
            LogReceiverFailed(logger, failure);
        }

        operation.Succeed();
    }

    private void Close()
    {
        pending.Writer.TryComplete();
        while (pending.Reader.TryRead(out var operation))
            operation.Fail(new ObjectDisposedException(nameof(SqliteJournal)));
        using (heads.Hold()) heads.Use(null);
        session?.Dispose();
    }
}
