namespace Cartwright.Journal.Postgres;

/// <summary>
/// The database's time, as far as it is known here: what it said last, and what the machine has counted since. The
/// machine's own clock may be minutes off, or be set while the process runs, and nothing changes by it.
/// </summary>
internal sealed class DatabaseTime : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset known;
    private long knownAt;

    /// <param name="asked">This machine's timestamp from before the database was asked.</param>
    /// <param name="told">What it answered, whole milliseconds.</param>
    public DatabaseTime(long asked, DateTimeOffset told) =>
        (known, knownAt) = (told, asked + ((GetTimestamp() - asked) / 2));

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return At(GetTimestamp());
    }

    /// <summary>
    /// Takes in an answer that was given between <paramref name="asked"/> and now. What fits changes nothing, so that a
    /// slow answer does no harm; what does not fit moves the time by as little as makes it fit.
    /// </summary>
    public void Learn(long asked, DateTimeOffset told)
    {
        var answered = GetTimestamp();
        lock (gate)
        {
            var (earliest, latest) = (At(asked), At(answered));
            // It was told in whole milliseconds: it may have been up to one later.
            var off = told > latest ? told - latest
                : told.AddMilliseconds(1) < earliest ? told.AddMilliseconds(1) - earliest
                : TimeSpan.Zero;
            (known, knownAt) = (latest + off, answered);
        }
    }

    private DateTimeOffset At(long timestamp) => known + GetElapsedTime(knownAt, timestamp);
}
