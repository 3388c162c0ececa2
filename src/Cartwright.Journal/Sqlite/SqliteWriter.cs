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
    private readonly SqliteConnection connection;
    private readonly sqlite3 database;
    private readonly SqliteJournalOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly SqliteTables tables;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement rollback;
    private readonly SqliteStatement save;
    private readonly SqliteStatement release;
    private readonly SqliteStatement undo;
    private readonly Channel<SqliteOperation> pending;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JournalUnavailableException? broken;

    public SqliteWriter(
        SqliteConnection connection,
        SqliteJournalOptions options,
        TimeProvider clock,
        StreamWaits waits,
        ConcurrentDictionary<string, IWorkReceiver> receivers,
        ILogger logger)
    {
        this.connection = connection;
        this.options = options;
        this.clock = clock;
        this.logger = logger;
        database = connection.Handle!;
        tables = new(new(database), new(database, options), new(database), new(database), waits, receivers);
        begin = new(database, "BEGIN IMMEDIATE");
        commit = new(database, "COMMIT");
        rollback = new(database, "ROLLBACK");
        save = new(database, "SAVEPOINT one");
        release = new(database, "RELEASE one");
        undo = new(database, "ROLLBACK TO one");
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
        if (broken is not null)
        {
            foreach (var operation in batch) operation.Fail(broken);
            return;
        }

        var failures = new Exception?[batch.Count];
        var committing = false;
        try
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            begin.Run();
            if (!TryRunAll(batch, now)) RunOneByOne(batch, now, failures);
            committing = true;
            commit.Run();
        }
        catch (Exception failure)
        {
            FailAll(batch, failure, committing);
            return;
        }

        for (var index = 0; index < batch.Count; index++)
        {
            if (failures[index] is { } failure) batch[index].Fail(failure);
            else Announce(batch[index]);
        }
    }

    /// <summary>The usual way, without savepoints. False when one failed and everything has been rolled back.</summary>
    private bool TryRunAll(List<SqliteOperation> batch, DateTimeOffset now)
    {
        try
        {
            foreach (var operation in batch) operation.Run(tables, now);
            return true;
        }
        catch (Exception failure) when (IsItsOwn(failure))
        {
            rollback.Run();
            foreach (var operation in batch) operation.Undo();
            begin.Run();
            return false;
        }
    }

    /// <summary>The way after a failure: each behind a savepoint, so that it fails alone.</summary>
    private void RunOneByOne(List<SqliteOperation> batch, DateTimeOffset now, Exception?[] failures)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            save.Run();
            try
            {
                batch[index].Run(tables, now);
            }
            catch (Exception failure) when (IsItsOwn(failure))
            {
                failures[index] = failure;
                batch[index].Undo();
                undo.Run();
            }

            release.Run();
        }
    }

    /// <summary>Whether a failure comes from one operation's statement, not from the disk or the database.</summary>
    private static bool IsItsOwn(Exception failure) => failure is not SqliteException sqlite
        || sqlite.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH
            or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE;

    private void FailAll(List<SqliteOperation> batch, Exception failure, bool committing)
    {
        var code = failure is SqliteException sqlite ? sqlite.SqliteErrorCode : 0;
        var unavailable = new JournalUnavailableException(
            code switch
            {
                raw.SQLITE_FULL => $"The disk of {options.File} is full: free some space.",
                raw.SQLITE_BUSY =>
                    $"Another process has held {options.File} for {options.BusyTimeout.TotalSeconds} s: try again.",
                _ => $"{options.File} cannot be written (SQLite code {code}): check its disk, then restart.",
            },
            committing,
            failure);
        // After a failed sync nobody knows which pages reached the disk: a later commit could be reported as durable
        // and yet be lost with them. Only opening the file anew, from what the disk holds, is safe.
        if (code is not (raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_NOMEM)) broken = unavailable;
        LogWriteFailed(logger, code, batch.Count, broken is not null);

        try
        {
            if (raw.sqlite3_get_autocommit(database) == 0) rollback.Run();
        }
        catch (SqliteException)
        {
            broken ??= unavailable;
        }

        foreach (var operation in batch)
        {
            operation.Undo();
            operation.Fail(unavailable);
        }
    }

    private void Announce(SqliteOperation operation)
    {
        try
        {
            operation.Announce(tables);
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
        tables.Dispose();
        foreach (var statement in (SqliteStatement[])[begin, commit, rollback, save, release, undo])
            statement.Dispose();
        connection.Dispose();
    }
}
