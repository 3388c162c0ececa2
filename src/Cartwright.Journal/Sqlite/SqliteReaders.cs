using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>A bounded pool of connections that only read. Reads see the last commit and hold up no writer.</summary>
internal sealed class SqliteReaders : IAsyncDisposable
{
    private readonly Channel<SqliteReadConnection> idle = Channel.CreateUnbounded<SqliteReadConnection>();
    private readonly int count;

    public SqliteReaders(SqliteJournalOptions options)
    {
        try
        {
            for (; count < options.ReadersMax; count++)
                idle.Writer.TryWrite(new(SqliteFile.OpenReader(options)));
        }
        catch
        {
            while (idle.Reader.TryRead(out var connection)) connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a read on a free connection, on the calling thread: a read takes microseconds.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteReadConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!idle.Reader.TryRead(out var connection))
        {
            try
            {
                connection = await idle.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException)
            {
                throw new ObjectDisposedException(nameof(SqliteJournal));
            }
        }

        try
        {
            using var interruption = cancellationToken.UnsafeRegister(
                static state => ((SqliteReadConnection)state!).Interrupt(), connection);
            return read(connection);
        }
        catch (SqliteException failure)
            when (failure.SqliteErrorCode == raw.SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(failure.Message, failure, cancellationToken);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode
            is raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_FULL or raw.SQLITE_BUSY)
        {
            throw new JournalUnavailableException(
                failure.SqliteErrorCode == raw.SQLITE_BUSY
                    ? "Another process holds the journal's file: wait until it is done."
                    : $"The journal's file can't be read (SQLite code {failure.SqliteErrorCode}): check its disk.",
                mayBeWritten: false, failure) { IsOfRead = true };
        }
        finally
        {
            // A closed pool takes nothing back.
            if (!idle.Writer.TryWrite(connection)) connection.Dispose();
        }
    }

    /// <summary>Closes the idle connections; one that is reading is closed when it has finished.</summary>
    public ValueTask DisposeAsync()
    {
        idle.Writer.TryComplete();
        while (idle.Reader.TryRead(out var connection)) connection.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One connection with the statements it has prepared.</summary>
internal sealed class SqliteReadConnection(SqliteConnection connection) : IDisposable
{
    private const int CommandsMax = 128;

    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    private readonly SqliteStatement events = new(connection.Handle!,
        "SELECT version, type, data, at FROM events WHERE stream = ? AND version > ? ORDER BY version");

    private readonly SqliteStatement begin = new(connection.Handle!, "BEGIN");
    private readonly SqliteStatement end = new(connection.Handle!, "COMMIT");

    private readonly SqliteStatement version = new(
        connection.Handle!, "SELECT MAX(version) FROM events WHERE stream = ?");

    public IReadOnlyList<RecordedEvent> Events(string stream, long afterVersion)
    {
        var found = new List<RecordedEvent>();
        events.Bind(1, stream).Bind(2, afterVersion);
        while (events.Step())
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(events.Int64(3));
            found.Add(new(stream, events.Int64(0), events.Text(1), events.Utf8(2), at));
        }

        events.Reset();
        return found;
    }

    /// <summary>All in one transaction: each would otherwise lock the file, and look whether it has changed.</summary>
    public IReadOnlyList<IReadOnlyList<RecordedEvent>> Events(IReadOnlyList<StreamPosition> streams)
    {
        begin.Run();
        try
        {
            return [.. streams.Select(one => Events(one.Stream, one.AfterVersion))];
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the transaction also when it is interrupted by a caller who leaves: the next one must see what is
    /// new.</summary>
    private void End()
    {
        while (raw.sqlite3_get_autocommit(connection.Handle!) == 0)
        {
            try
            {
                end.Run();
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode == raw.SQLITE_INTERRUPT)
            {
                // Each caller interrupts once.
            }
        }
    }

    public long Version(string stream) => version.Bind(1, stream).Number() ?? 0;

    public IReadOnlyList<T> Query<T>(
        string sql, Func<DbDataReader, T> map, IReadOnlyList<(string Name, object? Value)>? parameters)
    {
        var command = Command(sql);
        command.Parameters.Clear();
        foreach (var (name, value) in parameters ?? [])
        {
            command.Parameters.AddWithValue(name.StartsWith('@') ? name : "@" + name, value switch
            {
                null => DBNull.Value,
                DateTimeOffset or bool => SqliteStatement.ToInt64(value),
                _ => value,
            });
        }

        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(map(reader));
        return rows;
    }

    public void Check(string file) => SqliteFile.Check(connection, file);

    public void BackUp(string file) => SqliteFile.BackUp(connection, file);

    public void Interrupt() => raw.sqlite3_interrupt(connection.Handle!);

    public void Dispose()
    {
        events.Dispose();
        version.Dispose();
        begin.Dispose();
        end.Dispose();
        foreach (var command in commands.Values) command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string sql)
    {
        if (commands.TryGetValue(sql, out var known)) return known;
        if (commands.Count >= CommandsMax)
        {
            foreach (var command in commands.Values) command.Dispose();
            commands.Clear();
        }

        var made = connection.CreateCommand();
        made.CommandText = sql;
        return commands[sql] = made;
    }
}
