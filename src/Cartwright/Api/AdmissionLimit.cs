using Microsoft.Extensions.Options;

namespace Cartwright.Api;

/// <summary>
/// How many requests are let in at once: all that come, up to <see cref="ApiOptions.RequestsAtOnceMax"/>, while work
/// finds a thread in time. While it does not, step by step fewer, down to <see cref="ApiOptions.RequestsAtOnceMin"/>;
/// once it does, step by step more. By leaps it would swing: what is let in makes others wait only some time later.
/// </summary>
public sealed class AdmissionLimit(IOptions<ApiOptions> options, ThreadLag lag, TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>A pause to collect garbage is no overload.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>When few have been under way for so long, nothing of an overload is left.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(1);

    private readonly int min = options.Value.RequestsAtOnceMin;
    private readonly int max = options.Value.RequestsAtOnceMax;
    private readonly TimeSpan lagMax = TimeSpan.FromMilliseconds(options.Value.LagMillisecondsMax);
    private int limit = options.Value.RequestsAtOnceMax;
    private long steppedAt;

    // Of the one caller at a time that takes a step.
    private long? behindSince;
    private long cutAt;

    /// <summary>Whether a request is let in while <paramref name="others"/> are under way.</summary>
    public bool Admits(int others)
    {
        if (others >= max) return false;
        if (others < min || lagMax == TimeSpan.Zero) return true;
        var (now, waited, last) = (clock.GetTimestamp(), lag.Measure(), Volatile.Read(ref steppedAt));
        var since = clock.GetElapsedTime(last, now);
        if (since >= Step && Interlocked.CompareExchange(ref steppedAt, now, last) == last)
        {
            if (since > Forgotten) (behindSince, limit) = (null, max);
            Volatile.Write(ref limit, Next(others, waited, now));
        }

        return others < Volatile.Read(ref limit);
    }

    /// <summary>A sixteenth more than is allowed, or an eighth less than there are.</summary>
    private int Next(int others, TimeSpan waited, long now)
    {
        if (waited <= lagMax)
        {
            behindSince = null;
            return others >= limit ? Math.Min(max, limit + (limit / 16) + 1) : limit;
        }

        behindSince ??= now;
        // A cut shows only when what waits already is done.
        if (clock.GetElapsedTime(behindSince.Value, now) < Patience || clock.GetElapsedTime(cutAt, now) < waited)
            return limit;
        cutAt = now;
        return Math.Max(min, Math.Min(limit, others) * 7 / 8);
    }
}
