using System.Text;
using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>The writer's statements on read models and on the attention list.</summary>
internal sealed class SqliteRows(sqlite3 database) : IDisposable
{
    // The shapes come from code and are few; the bound is for a caller that makes them up.
    private const int StatementsMax = 256;

    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    private readonly SqliteStatement attend = new(database, """
        INSERT INTO attention (kind, key, reason, since) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, key) DO UPDATE SET reason = excluded.reason
        """);

    private readonly SqliteStatement settle = new(database, "DELETE FROM attention WHERE kind = ? AND key = ?");

    public void Write(JournalAppend append, DateTimeOffset now)
    {
        foreach (var row in append.Rows) Write(row);
        foreach (var (kind, key, reason) in append.AttentionChanges)
        {
            if (reason is null) settle.Bind(1, kind).Bind(2, key).Run();
            else attend.Bind(1, kind).Bind(2, key).Bind(3, reason).Bind(4, now.ToUnixTimeMilliseconds()).Run();
        }
    }

    public void Dispose()
    {
        Forget();
        attend.Dispose();
        settle.Dispose();
    }

    private void Write(RowChange row)
    {
        var statement = Prepare(row.Values is null ? DeleteSql(row) : UpsertSql(row, row.Values));
        var index = 0;
        foreach (var (_, value) in row.Key) statement.BindValue(++index, value);
        foreach (var (_, value) in row.Values ?? []) statement.BindValue(++index, value);
        statement.Run();
    }

    private SqliteStatement Prepare(string sql)
    {
        if (statements.TryGetValue(sql, out var known)) return known;
        if (statements.Count >= StatementsMax) Forget();
        return statements[sql] = new(database, sql);
    }

    private void Forget()
    {
        foreach (var statement in statements.Values) statement.Dispose();
        statements.Clear();
    }

    private static string DeleteSql(RowChange row)
    {
        var sql = new StringBuilder("DELETE FROM ").Append(row.Table);
        for (var index = 0; index < row.Key.Count; index++)
            sql.Append(index == 0 ? " WHERE " : " AND ").Append(row.Key[index].Column).Append(" = ?");
        return sql.ToString();
    }

    private static string UpsertSql(RowChange row, IReadOnlyList<(string Column, object? Value)> values)
    {
        var key = string.Join(", ", row.Key.Select(column => column.Column));
        var sql = new StringBuilder("INSERT INTO ").Append(row.Table).Append(" (").Append(key);
        foreach (var (column, _) in values) sql.Append(", ").Append(column);
        sql.Append(") VALUES (?").Insert(sql.Length, ", ?", row.Key.Count + values.Count - 1)
            .Append(") ON CONFLICT (").Append(key).Append(") DO ");
        if (values.Count == 0) return sql.Append("NOTHING").ToString();

        for (var index = 0; index < values.Count; index++)
        {
            var column = values[index].Column;
            sql.Append(index == 0 ? "UPDATE SET " : ", ").Append(column).Append(" = excluded.").Append(column);
        }

        return sql.ToString();
    }
}
