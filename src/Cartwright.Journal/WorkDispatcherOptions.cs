namespace Cartwright.Journal;

/// <summary>How a <see cref="WorkDispatcher"/> goes about its queues.</summary>
public sealed record WorkDispatcherOptions
{
    /// <summary>The longest time until due rows that this process has not heard of are looked for.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running handlers may go on when the process stops.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long cancelled handlers may take to stop, before their leases are released anyway.</summary>
    public TimeSpan CancelTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How many leases of a queue wait here for a free handler; what is queued beyond is left for any node to claim.
    /// </summary>
    public int BacklogMax { get; init; } = 64;

    /// <summary>Where handlers start: the thread pool, or what a simulation runs everything on.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    internal void Validate()
    {
        Require(PollInterval >= TimeSpan.FromMilliseconds(1) && PollInterval <= TimeSpan.FromMinutes(1),
            "Set PollInterval to between 1 millisecond and 1 minute.");
        Require(DrainTime >= TimeSpan.Zero && DrainTime <= TimeSpan.FromHours(1), "Set DrainTime to at most 1 hour.");
        Require(CancelTime >= TimeSpan.Zero && CancelTime <= TimeSpan.FromMinutes(1),
            "Set CancelTime to at most 1 minute.");
        Require(BacklogMax is >= 0 and <= 100_000, "Set BacklogMax to between 0 and 100000 leases.");
    }

    internal static void Validate(string queue, WorkLimits limits)
    {
        Require(limits.ConcurrencyMax is >= 1 and <= 10_000, $"Set ConcurrencyMax of {queue} to between 1 and 10000.");
        Require(limits.AttemptsMax >= 1, $"Set AttemptsMax of {queue} to at least 1.");
        Require(limits.BackoffMin > TimeSpan.Zero && limits.BackoffMax >= limits.BackoffMin
            && limits.BackoffMax <= TimeSpan.FromDays(1),
            $"Set BackoffMin of {queue} above zero, and BackoffMax to between BackoffMin and 1 day.");
        Require(limits.ExhaustedBackoff > TimeSpan.Zero && limits.ExhaustedBackoff <= TimeSpan.FromDays(7),
            $"Set ExhaustedBackoff of {queue} to between zero and 7 days.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}
