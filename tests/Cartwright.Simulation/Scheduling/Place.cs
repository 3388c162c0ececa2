namespace Cartwright.Simulation.Scheduling;

/// <summary>
/// Where steps run: a node of the gateway, the shoppers' apps, the world outside. A node that crashes is gone with all
/// its steps; one that is paused does nothing for a while and then goes on as if nothing had been, as a process does
/// whose machine was suspended.
/// </summary>
internal sealed class Place
{
    private readonly Schedule schedule;

    /// <param name="skew">How far its clock is ahead of the database's.</param>
    public Place(string name, Schedule schedule, TimeSpan skew = default)
    {
        (Name, Skew, this.schedule) = (name, skew, schedule);
        Context = new PlaceContext(this, schedule);
        Clock = new PlaceClock(this, schedule);
    }

    public string Name { get; }

    public TimeSpan Skew { get; }

    public SynchronizationContext Context { get; }

    public TimeProvider Clock { get; }

    public bool IsGone { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>What became ready while it was paused.</summary>
    public List<Step> Held { get; } = [];

    public void Leave() => IsGone = true;

    /// <param name="outside">A place that goes on meanwhile.</param>
    public void Pause(TimeSpan time, Place outside)
    {
        IsPaused = true;
        schedule.After(time, outside, Resume);
    }

    /// <summary>Starts asynchronous code here. What it throws is a fault of the simulation.</summary>
    public void Start(Func<Task> run) => Context.Post(static async state => await ((Func<Task>)state!)(), run);

    private void Resume()
    {
        IsPaused = false;
        schedule.Add(Held);
        Held.Clear();
    }

    private sealed class PlaceContext(Place place, Schedule schedule) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => schedule.Ready(place, this, d, state);

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("Nothing waits for another step here.");

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class PlaceClock(Place place, Schedule schedule) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow()
        {
            schedule.Guard();
            return schedule.Now + place.Skew;
        }

        public override long GetTimestamp() => GetUtcNow().Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Alarm(schedule, place, callback, state, dueTime, period);
    }
}
