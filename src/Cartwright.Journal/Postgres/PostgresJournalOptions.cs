using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>How a <see cref="PostgresJournal"/> is opened.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>
    /// Npgsql's connection string. It may name several hosts (<c>Host=a,b</c>): the one that takes writes is used.
    /// LISTEN and advisory locks need the server itself or a pooler in session mode.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The name of this process among those that work on the database, at most 200 characters.</summary>
    public required string NodeId { get; init; }

    /// <summary>How long a lease is held unless it is renewed.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many connections write; each takes what waits into one transaction.</summary>
    public int WritersMax { get; init; } = 2;

    /// <summary>How many appends share one commit at most.</summary>
    public int BatchMax { get; init; } = 256;

    /// <summary>How many appends wait for the writers before further callers wait for room.</summary>
    public int PendingMax { get; init; } = 4096;

    /// <summary>How many reads run at once; further ones wait.</summary>
    public int ReadersMax { get; init; } = 16;

    /// <summary>How many names this process locks at once; further ones wait.</summary>
    public int LocksMax { get; init; } = 16;

    /// <summary>How long an append waits for a server that cannot be reached, as during a failover.</summary>
    public TimeSpan OutageTime { get; init; } = TimeSpan.FromSeconds(15);

    internal NpgsqlConnectionStringBuilder Validate()
    {
        Require(NodeId is { Length: > 0 and <= AppendBounds.IdCharsMax },
            $"Set NodeId to a name of 1 to {AppendBounds.IdCharsMax} characters.");
        Require(LeaseTime >= TimeSpan.FromMilliseconds(100) && LeaseTime <= TimeSpan.FromHours(1),
            "Set LeaseTime to between 100 milliseconds and 1 hour.");
        Require(WritersMax is >= 1 and <= 16, "Set WritersMax to between 1 and 16 connections.");
        Require(BatchMax is >= 1 and <= 1000, "Set BatchMax to between 1 and 1000 appends.");
        Require(PendingMax is >= 1 and <= 1_000_000, "Set PendingMax to between 1 and 1000000 appends.");
        Require(ReadersMax is >= 1 and <= 200, "Set ReadersMax to between 1 and 200 connections.");
        Require(LocksMax is >= 1 and <= 200, "Set LocksMax to between 1 and 200 connections.");
        Require(OutageTime >= TimeSpan.Zero && OutageTime <= TimeSpan.FromMinutes(5),
            "Set OutageTime to at most 5 minutes.");
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
            Require(!string.IsNullOrEmpty(settings.Host), Example);
            return settings;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or NotSupportedException)
        {
            // What it holds is not repeated: there may be a password in it.
            throw new ArgumentException(Example, failure);
        }
    }

    private const string Example =
        "Set ConnectionString to one of Npgsql's, such as Host=db;Username=cartwright;Password=…;Database=cartwright.";

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}
