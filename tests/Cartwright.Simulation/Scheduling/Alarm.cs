namespace Cartwright.Simulation.Scheduling;

/// <summary>A timer of the simulated time.</summary>
internal sealed class Alarm : ITimer
{
    private readonly Schedule schedule;
    private readonly TimerCallback callback;
    private readonly object? state;
    private TimeSpan period;

    public Alarm(
        Schedule schedule, Place place, TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
    {
        (this.schedule, Place, this.callback, this.state) = (schedule, place, callback, state);
        Change(due, period);
    }

    public Place Place { get; }

    /// <summary>Counts how often it was set: an older setting does not ring.</summary>
    public long Setting { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Setting++;
        this.period = period;
        if (dueTime != Timeout.InfiniteTimeSpan) schedule.Set(this, Setting, dueTime);
        return true;
    }

    public void Repeat()
    {
        if (period > TimeSpan.Zero) schedule.Set(this, Setting, period);
    }

    public void Ring() => callback(state);

    public void Dispose() => Setting++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
