using System.Text;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>The statements on read models, and how values go to the database.</summary>
internal static class PostgresRows
{
    public static void Add(NpgsqlBatch batch, RowChange row)
    {
        var command = new NpgsqlBatchCommand(row.Values is null ? DeleteSql(row) : UpsertSql(row, row.Values));
        foreach (var (_, value) in row.Key) command.Parameters.Add(new() { Value = Value(value) });
        foreach (var (_, value) in row.Values ?? []) command.Parameters.Add(new() { Value = Value(value) });
        batch.BatchCommands.Add(command);
    }

    /// <summary>A value as both databases keep it: times and truth values are numbers.</summary>
    public static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        string text => Text(text)!,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        bool flag => flag ? 1L : 0L,
        int number => (long)number,
        short number => (long)number,
        _ => value,
    };

    /// <summary>
    /// The text that PostgreSQL can hold: half of a surrogate pair becomes the replacement character, as on SQLite, and
    /// so does a zero character, which only a query can ask for.
    /// </summary>
    public static string? Text(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !text.Contains('\0')) return text;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\ufffd');
    }

    private static string DeleteSql(RowChange row)
    {
        var sql = new StringBuilder("DELETE FROM ").Append(row.Table);
        for (var index = 0; index < row.Key.Count; index++)
            sql.Append(index == 0 ? " WHERE " : " AND ").Append(row.Key[index].Column).Append(" = $").Append(index + 1);
        return sql.ToString();
    }

    private static string UpsertSql(RowChange row, IReadOnlyList<(string Column, object? Value)> values)
    {
        var key = string.Join(", ", row.Key.Select(column => column.Column));
        var sql = new StringBuilder("INSERT INTO ").Append(row.Table).Append(" (").Append(key);
        foreach (var (column, _) in values) sql.Append(", ").Append(column);
        sql.Append(") VALUES (")
            .AppendJoin(", ", Enumerable.Range(1, row.Key.Count + values.Count).Select(index => $"${index}"))
            .Append(") ON CONFLICT (").Append(key).Append(") DO ");
        if (values.Count == 0) return sql.Append("NOTHING").ToString();
        return sql.Append("UPDATE SET ")
            .AppendJoin(", ", values.Select(value => $"{value.Column} = excluded.{value.Column}")).ToString();
    }
}
