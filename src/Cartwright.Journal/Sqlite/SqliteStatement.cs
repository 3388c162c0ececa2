using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// One prepared statement that is used over and over. The writer runs hundreds of thousands of them a second, which is
/// why it goes below ADO.NET. Use: bind every parameter, then Run, or Step until it answers false; Reset in between.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value) => value is { } known ? Bind(index, known) : BindNull(index);

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null) return BindNull(index);

        // Ids are short: encoding them on the stack keeps the writer from making garbage.
        if (value.Length is 0 or > 256)
        {
            Check(raw.sqlite3_bind_text(statement, index, value));
            return this;
        }

        Span<byte> utf8 = stackalloc byte[value.Length * 3];
        return BindText(index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    public SqliteStatement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(statement, index, utf8));
        return this;
    }

    /// <summary>Binds a value of a read-model row; <see cref="AppendBounds"/> has let only these types in.</summary>
    public SqliteStatement BindValue(int index, object? value)
    {
        switch (value)
        {
            case null: return BindNull(index);
            case string text: return Bind(index, text);
            case double number: Check(raw.sqlite3_bind_double(statement, index, number)); return this;
            case byte[] { Length: 0 }: Check(raw.sqlite3_bind_zeroblob(statement, index, 0)); return this;
            case byte[] bytes: Check(raw.sqlite3_bind_blob(statement, index, bytes)); return this;
            default: return Bind(index, ToInt64(value));
        }
    }

    /// <summary>How a number, a truth value or a time is kept.</summary>
    public static long ToInt64(object value) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        bool truth => truth ? 1 : 0,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        _ => throw new ArgumentException($"A {value.GetType().Name} has no column type."),
    };

    /// <summary>Moves to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;

        // The message belongs to the connection's last call, so it is read before the reset.
        var failure = Failure(code);
        Reset();
        throw failure;
    }

    /// <summary>Runs to the end, and answers how many rows were changed.</summary>
    public int Run()
    {
        while (Step()) { }
        Reset();
        return raw.sqlite3_changes(database);
    }

    /// <summary>Runs a statement that answers at most one row with one number.</summary>
    public long? Number()
    {
        long? number = Step() && !IsNull(0) ? Int64(0) : null;
        Reset();
        return number;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>A copy of the text's bytes, which SQLite takes back at the next step.</summary>
    public byte[] Utf8(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public void Reset() => _ = raw.sqlite3_reset(statement);

    public void Dispose() => statement.Dispose();

    private SqliteStatement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(statement, index));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    private SqliteException Failure(int code) => new(
        raw.sqlite3_errmsg(database).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(database));
}
