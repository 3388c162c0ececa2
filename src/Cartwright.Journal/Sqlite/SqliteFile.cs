using System.Globalization;
using Cartwright.Journal.Copy;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// Opens connections to a journal's file, and refuses a file that is not a sound journal before anything is written to
/// it. Everything is asked through SQLite: a second handle of our own on the file would, when closed, drop the locks
/// that SQLite holds on it in this process.
/// </summary>
internal static class SqliteFile
{
    /// <summary>Marks a database as a Cartwright journal: "CART" in ASCII.</summary>
    public const int ApplicationId = 0x43415254;

    /// <summary>Refuses what cannot be used, without changing it.</summary>
    public static void Inspect(
        SqliteJournalOptions options, IReadOnlyList<(string Component, IReadOnlyList<Migration> Known)> sets)
    {
        MakeFolder(options.File);
        if (Directory.Exists(options.File))
            throw new JournalRefusedException($"{options.File} is a folder: name a file for the journal.");

        var file = new FileInfo(options.File);
        if (!file.Exists || file.Length == 0) return;

        Guard(options.File, () =>
        {
            using var connection = Open(options, SqliteOpenMode.ReadOnly);
            var pageCount = Pragma(connection, "page_count");
            var applicationId = Pragma(connection, "application_id");
            if (applicationId != ApplicationId && (applicationId != 0 || Number(
                connection, "SELECT COUNT(*) FROM sqlite_master") > 0))
            {
                throw new JournalRefusedException(
                    $"{options.File} is the database of another program: name another file for the journal.");
            }

            var hasLog = new FileInfo(options.File + "-wal") is { Exists: true, Length: > 0 };
            // Another process may have closed the journal meanwhile, and moved its log into the file.
            file.Refresh();
            if (!hasLog && file.Length < pageCount * Pragma(connection, "page_size")) throw Damaged(options.File, null);
            if (file.Length <= options.CheckedBytesMax) Check(connection, options.File);
            MovedMark.Inspect(connection, options.File);
            SqliteMigrator.Inspect(connection, options.File, sets);
        });
    }

    /// <summary>Reads the whole database for damage.</summary>
    public static void Check(SqliteConnection connection, string file)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok") throw Damaged(file, null);
    }

    /// <summary>Copies the database as it is now, in one read of it.</summary>
    public static void BackUp(SqliteConnection connection, string file) => Guard(file, () =>
    {
        using var copy = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        copy.Open();
        connection.BackupDatabase(copy);
        Check(copy, file);
    });

    /// <summary>Opens the writer's connection; makes the file when it is missing.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="mayMake">False for a file that must be there: what is there instead is not it.</param>
    public static SqliteConnection OpenWriter(SqliteJournalOptions options, bool mayMake = true)
    {
        SqliteConnection? connection = null;
        try
        {
            Guard(options.File, () =>
            {
                connection = Open(options, mayMake ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
                // The mark is written before the write-ahead log is turned on, so that it is in the file itself from
                // the first moment on and a crash never leaves a journal that looks foreign.
                if (Pragma(connection, "application_id") == 0)
                    Run(connection, $"PRAGMA application_id = {ApplicationId}");
                Run(connection, "PRAGMA journal_mode = WAL");
                Run(connection, "PRAGMA synchronous = FULL");
                Run(connection, "PRAGMA wal_autocheckpoint = 16000");
                Run(connection, "PRAGMA journal_size_limit = 67108864");
                Run(connection, "PRAGMA cache_size = -16000");
                // What a shopper asked to be erased is overwritten: else it would stand in free pages for years.
                Run(connection, "PRAGMA secure_delete = ON");
            });
            return connection!;
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that cannot write.</summary>
    public static SqliteConnection OpenReader(SqliteJournalOptions options)
    {
        var connection = Open(options, SqliteOpenMode.ReadOnly);
        Run(connection, "PRAGMA query_only = 1");
        return connection;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Turns what SQLite says about an unusable file into a refusal.</summary>
    public static void Guard(string file, Action action)
    {
        try
        {
            action();
        }
        catch (SqliteException failure)
        {
            throw failure.SqliteErrorCode switch
            {
                raw.SQLITE_NOTADB => new JournalRefusedException(
                    $"{file} is not an SQLite database: name another file, or restore it from a backup.",
                    failure),
                raw.SQLITE_CORRUPT => Damaged(file, failure),
                raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM => Unwritable(file, failure),
                raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new JournalRefusedException(
                    $"{file} is held by another process: stop that process, then try again.", failure),
                raw.SQLITE_FULL => new JournalRefusedException(
                    $"The disk of {file} is full: free some space, then try again.", failure),
                _ => new JournalRefusedException(
                    $"{file} cannot be opened (SQLite code {failure.SqliteExtendedErrorCode}): check its disk.",
                    failure),
            };
        }
    }

    /// <summary>Holds a lock that the system takes back when the process ends, even by kill -9.</summary>
    public static FileStream LockForServing(string file)
    {
        MakeFolder(file);
        try
        {
            // Never deleted: a lock on a deleted file would not keep the next process out.
            return new(file + ".serve", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw Unwritable(file + ".serve", failure);
        }
        catch (IOException failure)
        {
            throw new JournalRefusedException(
                $"Another gateway serves from {file}: stop it, or name another file for this one.", failure);
        }
    }

    private static SqliteConnection Open(SqliteJournalOptions options, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.File,
            Mode = mode,
            // A pooled connection would outlive the journal and keep its file open.
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, (int)options.BusyTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void MakeFolder(string file)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(file, failure);
        }
    }

    private static long Pragma(SqliteConnection connection, string name) => Number(connection, $"PRAGMA {name}");

    private static JournalRefusedException Damaged(string file, Exception? failure) =>
        new($"{file} is damaged or cut short: restore it from a backup.", failure);

    private static JournalRefusedException Unwritable(string file, Exception? failure) =>
        new($"{file} cannot be written: give this user the right to write the file and its folder.", failure);
}
