namespace Cartwright.Api;

/// <summary>
/// How long a piece of work waits until a thread of this process takes it up: what tells a process that has too much to
/// do from one that waits for others, however many requests are under way. Measured while somebody asks for it.
/// </summary>
/// <param name="clock">Measures.</param>
/// <param name="queue">Puts work behind all that waits already.</param>
public sealed class ThreadLag(TimeProvider clock, Action<Action> queue)
{
    /// <summary>What was measured before says nothing of now.</summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(1);

    // Null while none is being measured.
    private Probe? waiting;
    private Measured last = new(TimeSpan.Zero, 0);

    private sealed record Probe(long QueuedAt);

    private sealed record Measured(TimeSpan Lag, long At);

    /// <summary>The last measured, or longer when the one that is being measured has waited for longer already.</summary>
    public TimeSpan Measure()
    {
        var known = Volatile.Read(ref last);
        var lag = clock.GetElapsedTime(known.At) < AgeMax ? known.Lag : TimeSpan.Zero;
        if (Volatile.Read(ref waiting) is { } probe)
        {
            var waited = clock.GetElapsedTime(probe.QueuedAt);
            return waited > lag ? waited : lag;
        }

        var next = new Probe(clock.GetTimestamp());
        if (Interlocked.CompareExchange(ref waiting, next, null) is null)
        {
            queue(() => Take(next));
        }

        return lag;
    }

    private void Take(Probe probe)
    {
        Volatile.Write(ref last, new(clock.GetElapsedTime(probe.QueuedAt), clock.GetTimestamp()));
        Volatile.Write(ref waiting, null);
    }
}
