namespace Cartwright.Journal;

/// <summary>
/// What differs between the databases in a migration: <c>/*sqlite: x */</c> becomes x on SQLite and
/// <c>/*postgres: x */</c> on PostgreSQL. Each stays a comment on the other.
/// </summary>
internal static class MigrationDialect
{
    public static string ForSqlite(string sql) => Open(sql, "/*sqlite:");

    public static string ForPostgres(string sql) => Open(sql, "/*postgres:");

    private static string Open(string sql, string opening)
    {
        for (var start = sql.IndexOf(opening, StringComparison.Ordinal); start >= 0;
            start = sql.IndexOf(opening, StringComparison.Ordinal))
        {
            var end = sql.IndexOf("*/", start, StringComparison.Ordinal);
            if (end < 0) break;
            sql = sql[..start] + sql[(start + opening.Length)..end] + sql[(end + 2)..];
        }

        return sql;
    }
}
