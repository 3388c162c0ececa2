namespace Cartwright.Journal.Postgres;

/// <summary>
/// The time that all nodes go by: the database's. What a caller is told of the end of a lease is in his own time,
/// counted from before the database was asked, so that clocks that differ never stretch a lease.
/// </summary>
internal sealed class PostgresClock(PostgresJournalOptions options, TimeProvider local)
{
    /// <summary>The database's time in milliseconds since 1970, as SQL.</summary>
    public const string Now = "(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)";

    /// <summary>The time that goes to the database in place of its own; null to leave it to the database.</summary>
    public long? Told => local == TimeProvider.System ? null : local.GetUtcNow().ToUnixTimeMilliseconds();

    public DateTimeOffset LocalNow =>
        DateTimeOffset.FromUnixTimeMilliseconds(local.GetUtcNow().ToUnixTimeMilliseconds());

    public TimeSpan LeaseTime => options.LeaseTime;
}
