namespace Cartwright.Api;

/// <summary>
/// How long a piece of work waits until a thread of this process takes it up: what tells a process that has too much to
/// do from one that waits for others, however many requests are under way. Measured while somebody asks for it.
/// </summary>
/// <param name="clock">Measures.</param>
/// <param name="queue">Puts work behind all that waits already.</param>
public sealed class ThreadLag(TimeProvider clock, Action<Action> queue)
{
    private int isWaiting;
    private long queuedAt;
    private long lastTicks;

    public ThreadLag(TimeProvider clock)
        : this(clock, static work => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), work, preferLocal: false))
    {
    }

    /// <summary>The last measured, or longer when the one that is being measured has waited for longer already.</summary>
    public TimeSpan Measure()
    {
        var last = TimeSpan.FromTicks(Volatile.Read(ref lastTicks));
        if (Interlocked.CompareExchange(ref isWaiting, 1, 0) == 0)
        {
            Volatile.Write(ref queuedAt, clock.GetTimestamp());
            queue(Run);
            return last;
        }

        var waited = Waited;
        return waited > last ? waited : last;
    }

    private TimeSpan Waited => clock.GetElapsedTime(Volatile.Read(ref queuedAt));

    private void Run()
    {
        Volatile.Write(ref lastTicks, Waited.Ticks);
        Volatile.Write(ref isWaiting, 0);
    }
}
