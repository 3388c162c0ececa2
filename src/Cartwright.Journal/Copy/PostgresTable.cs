using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Journal.Copy;

/// <summary>A table that both databases have, with the columns that are written and not computed.</summary>
internal sealed record PostgresTable(string Name, IReadOnlyList<(string Name, NpgsqlDbType Type)> Columns)
{
    private string List => string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));

    /// <summary>All tables, in the order in which they were made: what refers to another stands behind it.</summary>
    public static async Task<IReadOnlyList<PostgresTable>> AllAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, """
            SELECT t.relname, c.column_name, c.data_type
            FROM pg_class t JOIN information_schema.columns c
              ON c.table_schema = current_schema() AND c.table_name = t.relname
            WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace AND c.is_generated = 'NEVER'
            ORDER BY t.oid, c.ordinal_position
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string Table, string Column, string Type)> columns = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return
        [
            .. columns.GroupBy(column => column.Table).Select(table => new PostgresTable(
                table.Key, [.. table.Select(column => (column.Column, TypeOf(column.Type)))])),
        ];
    }

    public static async Task LockAsync(
        NpgsqlConnection connection, IEnumerable<PostgresTable> tables, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            $"LOCK TABLE {string.Join(", ", tables.Select(table => $"\"{table.Name}\""))} IN ACCESS EXCLUSIVE MODE");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> IsEmptyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT NOT EXISTS (SELECT 1 FROM \"{Name}\")");
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Writes the rows of the file.</summary>
    public async Task<TableDigest> CopyAsync(
        SqliteConnection source, NpgsqlConnection target, CancellationToken cancellationToken)
    {
        var digest = TableDigest.Empty;
        await using var import = await target.BeginBinaryImportAsync(
            $"COPY \"{Name}\" ({List}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in RowsOf(source))
        {
            await import.StartRowAsync(cancellationToken);
            for (var at = 0; at < row.Length; at++)
            {
                await (row[at] is { } value
                    ? import.WriteAsync(value, Columns[at].Type, cancellationToken)
                    : import.WriteNullAsync(cancellationToken));
            }

            digest = digest.With(row);
        }

        await import.CompleteAsync(cancellationToken);
        return digest;
    }

    public TableDigest Read(SqliteConnection source) =>
        RowsOf(source).Aggregate(TableDigest.Empty, (digest, row) => digest.With(row));

    public async Task<TableDigest> ReadAsync(NpgsqlConnection target, CancellationToken cancellationToken)
    {
        var digest = TableDigest.Empty;
        await using var command = Command(target, $"SELECT {List} FROM \"{Name}\"");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new object?[Columns.Count];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var at = 0; at < row.Length; at++)
            {
                row[at] = reader.IsDBNull(at) ? null : reader.GetValue(at);
            }

            digest = digest.With(row);
        }

        return digest;
    }

    /// <summary>Each row in the same array.</summary>
    private IEnumerable<object?[]> RowsOf(SqliteConnection source)
    {
        using var command = source.CreateCommand();
        command.CommandText = $"SELECT {List} FROM \"{Name}\"";
        using var reader = command.ExecuteReader();
        var row = new object?[Columns.Count];
        while (reader.Read())
        {
            for (var at = 0; at < row.Length; at++)
            {
                row[at] = reader.IsDBNull(at) ? null : Columns[at].Type switch
                {
                    NpgsqlDbType.Bigint => reader.GetInt64(at),
                    NpgsqlDbType.Bytea => reader.GetFieldValue<byte[]>(at),
                    _ => reader.GetString(at),
                };
            }

            yield return row;
        }
    }

    private static NpgsqlDbType TypeOf(string name) => name switch
    {
        "text" => NpgsqlDbType.Text,
        "bigint" => NpgsqlDbType.Bigint,
        "bytea" => NpgsqlDbType.Bytea,
        _ => throw new NotSupportedException($"A column of type {name} can't be copied yet."),
    };

    /// <summary>As long as it takes: a large journal is copied in minutes, and who waits can stop it.</summary>
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
        new(sql, connection) { CommandTimeout = 0 };
}
