using System.Diagnostics;

namespace Cartwright.Webhooks;

/// <summary>What follows from an attempt.</summary>
/// <param name="Next">The delivery as it stands now.</param>
/// <param name="Due">When it is tried again; null when it has ended.</param>
/// <param name="FailingSince">Since when the endpoint has done nothing but fail; null while it works.</param>
/// <param name="Disable">Why the endpoint must be sent nothing more; null when it may.</param>
public sealed record DeliveryStep(
    WebhookDelivery Next, DateTimeOffset? Due, DateTimeOffset? FailingSince, string? Disable);

/// <summary>Pure: how often a delivery is tried, and when an endpoint is given up.</summary>
public static class DeliveryDecisions
{
    /// <summary>No attempt is made once trying has gone on for this long.</summary>
    public static readonly TimeSpan TryingMax = TimeSpan.FromDays(3);
    public static readonly TimeSpan FailingMax = TimeSpan.FromDays(5);

    /// <summary>
    /// A later event of the same order waits for this one until so many attempts have failed, which is a little over
    /// two and a half minutes; then it goes ahead.
    /// </summary>
    public const int AttemptsInOrder = 4;

    /// <summary>The longest wait after each attempt that fails; together a little less than three days.</summary>
    public static IReadOnlyList<TimeSpan> Waits { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
        TimeSpan.FromHours(8), TimeSpan.FromHours(12), TimeSpan.FromHours(18), TimeSpan.FromHours(24),
    ];

    /// <summary>
    /// What is put off without an attempt is called when its turn has come, by the node that put it off. It comes by
    /// itself after a growing time, in case that nobody calls it: the longer a backlog, the less may its looks cost.
    /// </summary>
    private static readonly TimeSpan PutOffMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PutOffMax = TimeSpan.FromMinutes(10);
    private const int PutOffGrowth = 4;

    /// <param name="failingSince">Since when the endpoint has failed, as it was known before this attempt.</param>
    /// <param name="jitter">0 to 1; shortens the wait by a fifth at most.</param>
    public static DeliveryStep After(
        WebhookDelivery delivery, AttemptOutcome outcome, DateTimeOffset? failingSince, DateTimeOffset now,
        double jitter)
    {
        var tried = delivery with { Attempts = delivery.Attempts + 1, AttemptedAt = now };
        tried = outcome switch
        {
            AttemptOutcome.Answered { Status: var status } => tried with
            {
                LastStatus = status,
                LastError = outcome.IsSuccess ? null : "Status",
            },
            AttemptOutcome.Failed failed => tried with { LastStatus = null, LastError = failed.Error },
            _ => throw new UnreachableException(outcome.GetType().Name),
        };
        if (outcome.IsSuccess)
        {
            return new(tried with { State = DeliveryState.Delivered }, null, null, null);
        }

        var since = failingSince ?? now;
        var disable = outcome is AttemptOutcome.Answered { Status: 410 }
            ? "It answered 410 Gone."
            : now - since >= FailingMax ? "It has failed for 5 days." : null;
        DateTimeOffset? due = tried.Attempts > Waits.Count
            ? null
            : now + (Waits[tried.Attempts - 1] * (1 - (0.2 * jitter)));
        return disable is not null || due is null || due > delivery.QueuedAt + TryingMax
            ? new(tried with { State = DeliveryState.GivenUp }, null, since, disable)
            : new(tried, due, since, null);
    }

    /// <param name="times">How often it was looked at since its last attempt, this time included.</param>
    public static TimeSpan PutOff(int times, double jitter)
    {
        var longest = Math.Min(
            PutOffMax.TotalMilliseconds, PutOffMin.TotalMilliseconds * Math.Pow(PutOffGrowth, Math.Min(times - 1, 20)));
        return TimeSpan.FromMilliseconds(longest * (1 - (0.5 * jitter)));
    }
}
