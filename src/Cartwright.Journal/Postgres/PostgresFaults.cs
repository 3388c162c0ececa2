using System.Net.Sockets;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>Tells failures of the server or the line from those of a statement, and puts them into words.</summary>
internal static class PostgresFaults
{
    /// <summary>Whether the same may succeed later, on another connection.</summary>
    public static bool IsOfServer(Exception failure) => failure switch
    {
        PostgresException answer => IsCollision(answer) || answer.SqlState is
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled
            || answer.SqlState.StartsWith("08", StringComparison.Ordinal)
            || answer.SqlState.StartsWith("58", StringComparison.Ordinal)
            || answer.SqlState.StartsWith("25P", StringComparison.Ordinal)
            || answer.SqlState.StartsWith("XX", StringComparison.Ordinal),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether another transaction came first. This one was rolled back, and may be tried again.</summary>
    public static bool IsCollision(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    }
    or PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation,
        // A read model's own uniqueness is broken by its content, and would be again.
        TableName: "events" or "work",
    };

    /// <summary>Whether the disk has no room for it. It was rolled back, and less may still fit.</summary>
    public static bool IsFull(Exception failure) =>
        failure is PostgresException { InvariantSeverity: "ERROR", SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>
    /// Whether a commit that failed so may have taken place: the line is gone, the server ends the session, or says
    /// that it does not know (08007, 40003). Any other error of the server's has rolled back.
    /// </summary>
    public static bool IsUncertain(Exception failure) =>
        failure is not PostgresException { InvariantSeverity: "ERROR", SqlState: not ("08007" or "40003") };

    /// <summary>
    /// Answers what throws, once a commit of this connection was answered, when its standby may not have it. A wait for
    /// the synchronous standby that is cancelled, as a command is that takes too long, ends as a success, and only a
    /// warning tells (PostgreSQL's syncrep.c): until the standby has it, a failover would lose it.
    /// </summary>
    public static Action WatchCommits(NpgsqlConnection connection)
    {
        var isUnconfirmed = false;
        connection.Notice += (_, told) => isUnconfirmed |= told.Notice.Routine == "SyncRepWaitForLSN";
        return () =>
        {
            if (isUnconfirmed) throw new TimeoutException("The wait for the synchronous standby was cancelled.");
        };
    }

    public static JournalUnavailableException Unavailable(
        string database, Exception failure, bool mayBeWritten, bool isOfRead = false) => new(
        failure is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? $"The disk of {database} is full: free some space."
            : $"{database} cannot be reached or does not take writes ({Code(failure)}): check that it runs.",
        mayBeWritten,
        failure) { IsOfRead = isOfRead };

    /// <summary>
    /// One sentence for whoever starts the program: unavailable when a later start may succeed, refused when none will
    /// until something is changed.
    /// </summary>
    public static Exception AtOpening(string database, Exception failure)
    {
        var says = (failure as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"{database} does not let this user in: check Username and Password in the connection string.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"{database} does not exist: create the database, or name another in the connection string.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"{database} does not let this user make tables: grant CREATE on its schema.",
            PostgresErrorCodes.TooManyConnections =>
                $"{database} takes no more connections: raise max_connections, or run fewer nodes.",
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                $"{database} only reads: name the primary in the connection string.",
            PostgresErrorCodes.CannotConnectNow => $"{database} is starting or stopping: wait until it serves.",
            { } code => $"{database} refused the journal (SQLSTATE {code}): check the server's log.",
            null when IsOfLine(failure) =>
                $"{database} cannot be reached: check that it runs and that the connection string names it.",
            null => $"{database} cannot be used: check the password and the TLS settings in the connection string.",
        };
        var mayPass = failure is PostgresException { SqlState: not PostgresErrorCodes.ProtocolViolation }
            ? IsOfServer(failure)
            : IsOfLine(failure);
        return mayPass
            ? new JournalUnavailableException(says, mayBeWritten: false, failure)
            : new JournalRefusedException(says, failure);
    }

    /// <summary>Whether it, or what it wraps, is of the network, and not of the settings.</summary>
    private static bool IsOfLine(Exception failure) => failure switch
    {
        PostgresException => false,
        SocketException or TimeoutException => true,
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException => true,
        AggregateException several => several.InnerExceptions.Any(IsOfLine),
        _ => failure.InnerException is { } inner && IsOfLine(inner),
    };

    /// <summary>The kind of a failure, without its message, which may carry what no log may show.</summary>
    public static string Code(Exception failure) =>
        failure is PostgresException answer ? $"SQLSTATE {answer.SqlState}" : failure.GetType().Name;
}
