using System.Globalization;
using Cartwright.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace Cartwright.Journal.Copy;

/// <summary>
/// Stands in a journal's file that was moved to a database, so that no program serves from it again. A table of its own,
/// which only such a file has.
/// </summary>
internal static class MovedMark
{
    /// <summary>Refuses a file that has the mark.</summary>
    public static void Inspect(SqliteConnection connection, string file)
    {
        if (Find(connection) is var (to, at))
        {
            throw new JournalRefusedException(
                $"{file} was moved to {to} on {at:yyyy-MM-dd HH:mm} UTC: name that database for the journal.");
        }
    }

    public static (string To, DateTimeOffset At)? Find(SqliteConnection connection)
    {
        if (SqliteFile.Number(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'journal_moved'") == 0)
        {
            return null;
        }

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT moved_to, at FROM journal_moved";
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? (reader.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)))
            : null;
    }

    public static void Set(SqliteConnection connection, string to, DateTimeOffset at)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE IF NOT EXISTS journal_moved (moved_to text NOT NULL, at bigint NOT NULL);"
            + " DELETE FROM journal_moved; INSERT INTO journal_moved VALUES (@to, @at)";
        command.Parameters.AddWithValue("@to", to);
        command.Parameters.AddWithValue("@at", at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        using var transaction = connection.BeginTransaction(deferred: false);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <returns>False when it has none.</returns>
    public static bool Remove(SqliteConnection connection)
    {
        if (Find(connection) is null)
        {
            return false;
        }

        SqliteFile.Run(connection, "DROP TABLE journal_moved");
        return true;
    }
}
