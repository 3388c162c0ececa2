namespace Cartwright.Journal.Sqlite;

/// <summary>How a <see cref="SqliteJournal"/> is opened.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>The database file. It and its folder are made when they are missing.</summary>
    public required string File { get; init; }

    /// <summary>The name of this process among those that work on the file, at most 200 characters.</summary>
    public required string NodeId { get; init; }

    /// <summary>How long a lease is held unless it is renewed.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many appends share one commit at most.</summary>
    public int BatchMax { get; init; } = 256;

    /// <summary>How many appends wait for the writer before further callers wait for room.</summary>
    public int PendingMax { get; init; } = 4096;

    /// <summary>How many reads run at once; further ones wait.</summary>
    public int ReadersMax { get; init; } = 4;

    /// <summary>Of how many streams the version is kept, so that those that have not moved need not be read;
    /// of none when 0.</summary>
    public int KnownStreamsMax { get; init; } = 50_000;

    /// <summary>How long to wait for another process that holds the file's write lock.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The largest file that is checked for damage when it is opened; a larger one is checked by
    /// <see cref="SqliteJournal.CheckAsync"/> only.
    /// </summary>
    public long CheckedBytesMax { get; init; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(File), "Set File to the path of the journal's database file.");
        Require(NodeId is { Length: > 0 and <= AppendBounds.IdCharsMax },
            $"Set NodeId to a name of 1 to {AppendBounds.IdCharsMax} characters.");
        Require(LeaseTime >= TimeSpan.FromMilliseconds(100) && LeaseTime <= TimeSpan.FromHours(1),
            "Set LeaseTime to between 100 milliseconds and 1 hour.");
        Require(BatchMax is >= 1 and <= 10_000, "Set BatchMax to between 1 and 10000 appends.");
        Require(PendingMax is >= 1 and <= 1_000_000, "Set PendingMax to between 1 and 1000000 appends.");
        Require(ReadersMax is >= 1 and <= 64, "Set ReadersMax to between 1 and 64 connections.");
        Require(KnownStreamsMax is >= 0 and <= 10_000_000, "Set KnownStreamsMax to between 0 and 10000000 streams.");
        Require(BusyTimeout >= TimeSpan.Zero && BusyTimeout <= TimeSpan.FromMinutes(1),
            "Set BusyTimeout to at most 1 minute.");
        Require(CheckedBytesMax >= 0, "Set CheckedBytesMax to 0 or more bytes.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}
