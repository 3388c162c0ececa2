namespace Cartwright.Journal.Postgres;

/// <summary>
/// The time that all nodes go by: the database's. What a caller is told of the end of a lease is counted from before
/// the database was asked, so that an answer that took long never stretches a lease.
/// </summary>
/// <param name="Time">The database's time; or the caller's own clock, as tests have, which is gone by instead.</param>
/// <param name="LeaseTime">How long a lease is held unless it is renewed.</param>
internal sealed record PostgresClock(TimeProvider Time, TimeSpan LeaseTime)
{
    /// <summary>The database's time in milliseconds since 1970, as SQL.</summary>
    public const string Now = "(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)";

    /// <summary>The time that goes to the database in place of its own; null to leave it to the database.</summary>
    public long? Told => Time is DatabaseTime ? null : Time.GetUtcNow().ToUnixTimeMilliseconds();

    public DateTimeOffset LocalNow =>
        DateTimeOffset.FromUnixTimeMilliseconds(Time.GetUtcNow().ToUnixTimeMilliseconds());

    public long Timestamp => Time.GetTimestamp();

    /// <summary>Takes in what the database said its time is.</summary>
    /// <param name="asked">The <see cref="Timestamp"/> from before it was asked.</param>
    /// <param name="told">Its answer, in milliseconds since 1970.</param>
    /// <returns>The time to go by.</returns>
    public DateTimeOffset Learn(long asked, long told)
    {
        if (Time is not DatabaseTime database) return LocalNow;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(told);
        database.Learn(asked, time);
        return time;
    }
}
