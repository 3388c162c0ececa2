using System.Globalization;

namespace Cartwright.Simulation.Scheduling;

/// <summary>
/// Everything that runs in a seed, one step after the other on one thread. What is ready runs in an order that is drawn
/// from the seed; time moves only when nothing is ready, to the next alarm.
/// </summary>
internal sealed class Schedule(Random random)
{
    private readonly List<Step> ready = [];
    private readonly PriorityQueue<(Alarm Alarm, long Setting), (long Ticks, long Number)> alarms = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long alarmsSet;

    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = Start;

    public long Steps { get; private set; }

    /// <summary>What must not happen in a simulation, such as code that has left its thread.</summary>
    public Exception? Fault { get; private set; }

    /// <param name="context">
    /// What is current while it runs. None for what only completes tasks: libraries that await without a context
    /// (HttpClient does) then go on at once, on this thread. With one they would go on in the thread pool.
    /// </param>
    public void Ready(Place place, SynchronizationContext? context, SendOrPostCallback run, object? state)
    {
        // Not thrown: on another thread it would end the process.
        if (!IsHere((state as Action)?.Target ?? state)) return;
        ready.Add(new(place, context, run, state));
    }

    public void After(TimeSpan time, Place place, Action run) =>
        _ = new Alarm(this, place, static state => ((Action)state!)(), run, time, Timeout.InfiniteTimeSpan);

    /// <summary>Runs one step, or moves the time. False when nothing will ever happen again.</summary>
    public bool RunOne()
    {
        while (ready.Count > 0)
        {
            var index = random.Next(ready.Count);
            var step = ready[index];
            ready[index] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            if (step.Place.IsGone) continue;
            if (step.Place.IsPaused) step.Place.Held.Add(step);
            else Run(step);
            return true;
        }

        return MoveTime();
    }

    public void Add(IEnumerable<Step> steps) => ready.AddRange(steps);

    public void Set(Alarm alarm, long setting, TimeSpan time)
    {
        Guard();
        alarms.Enqueue((alarm, setting), ((Now + time).Ticks, ++alarmsSet));
    }

    /// <summary>Stops what runs on another thread: it would make two runs of a seed differ.</summary>
    public void Guard()
    {
        if (!IsHere()) throw Fault!;
    }

    public string Clock() => (Now - Start).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private bool IsHere(object? what = null)
    {
        if (Environment.CurrentManagedThreadId == thread) return true;
        Fault ??= new InvalidOperationException(
            $"Code has left the simulation's thread: {what} {Environment.StackTrace}");
        return false;
    }

    private void Run(Step step)
    {
        Steps++;
        SynchronizationContext.SetSynchronizationContext(step.Context);
        try
        {
            step.Run(step.State);
        }
        catch (Exception failure)
        {
            // Whatever throws here is an async void, or a callback that nobody awaits.
            Fault ??= failure;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private bool MoveTime()
    {
        while (alarms.TryDequeue(out var entry, out var due))
        {
            var (alarm, setting) = entry;
            if (alarm.Setting != setting || alarm.Place.IsGone) continue;
            if (due.Ticks > Now.Ticks) Now = new(due.Ticks, TimeSpan.Zero);
            ready.Add(new(alarm.Place, null, static state => ((Alarm)state!).Ring(), alarm));
            alarm.Repeat();
            return true;
        }

        return false;
    }
}

internal sealed record Step(Place Place, SynchronizationContext? Context, SendOrPostCallback Run, object? State);
