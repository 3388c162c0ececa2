using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>The writer's statements on the events table.</summary>
internal sealed class SqliteEvents(sqlite3 database, SqliteHeads heads) : IDisposable
{
    private readonly SqliteStatement version = new(database, "SELECT MAX(version) FROM events WHERE stream = ?");

    private readonly SqliteStatement insert = new(
        database, "INSERT INTO events (stream, version, type, data, at) VALUES (?, ?, ?, ?, ?)");

    /// <summary>The first stream whose version is not the expected one.</summary>
    public string? FindConflict(JournalAppend append)
    {
        foreach (var (stream, expectedVersion, _) in append.Streams)
            if ((version.Bind(1, stream).Number() ?? 0) != expectedVersion) return stream;
        return null;
    }

    public void Write(JournalAppend append, DateTimeOffset now)
    {
        foreach (var (stream, expectedVersion, events) in append.Streams)
        {
            heads.Note(stream, expectedVersion + events.Count);
            for (var index = 0; index < events.Count; index++)
            {
                insert.Bind(1, stream)
                    .Bind(2, expectedVersion + index + 1)
                    .Bind(3, events[index].Type)
                    .BindText(4, events[index].Data.Span)
                    .Bind(5, now.ToUnixTimeMilliseconds())
                    .Run();
            }
        }
    }

    public void Dispose()
    {
        version.Dispose();
        insert.Dispose();
    }
}
