using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>Tells whether another process has committed: SQLite counts that for each connection.</summary>
internal sealed class SqliteChanges(sqlite3 database) : IDisposable
{
    private readonly SqliteStatement version = new(database, "PRAGMA data_version");
    private long seen;

    public bool AreThere()
    {
        var before = seen;
        seen = version.Number() ?? 0;
        return seen != before;
    }

    public void Dispose() => version.Dispose();
}
