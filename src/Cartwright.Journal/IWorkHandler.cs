namespace Cartwright.Journal;

/// <summary>Does the work of one queue.</summary>
public interface IWorkHandler
{
    /// <summary>The queue whose rows this handler takes.</summary>
    string Queue { get; }

    /// <summary>How many rows are worked on at once, how often one is repeated.</summary>
    WorkLimits Limits { get; }

    /// <summary>
    /// Does the work and ends it with an append that completes or reschedules <paramref name="lease"/>. When it throws
    /// or leaves the lease as it was, the dispatcher reschedules it with backoff and full jitter; after
    /// <see cref="WorkLimits.AttemptsMax"/> attempts it goes on the attention list (kind = queue, key = key) and is
    /// tried again only every <see cref="WorkLimits.ExhaustedBackoff"/>.
    /// </summary>
    /// <param name="lease">The lease held; it is renewed while this runs.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the lease is lost, or the process stops and its drain time is over: stop at the next safe point.
    /// </param>
    Task HandleAsync(WorkLease lease, CancellationToken cancellationToken);
}

/// <summary>The bounds of one queue on one node.</summary>
/// <param name="ConcurrencyMax">Rows worked on at once.</param>
/// <param name="AttemptsMax">Attempts before the attention list.</param>
/// <param name="BackoffMin">The wait before the second attempt; doubled for each one after, with jitter.</param>
/// <param name="BackoffMax">The longest wait between attempts.</param>
/// <param name="ExhaustedBackoff">The wait between attempts once the work is on the attention list.</param>
public sealed record WorkLimits(
    int ConcurrencyMax, int AttemptsMax, TimeSpan BackoffMin, TimeSpan BackoffMax, TimeSpan ExhaustedBackoff)
{
    /// <summary>Anything up to the doubled wait, so that what failed together is not repeated together.</summary>
    /// <param name="attempt">The one that failed, from 1.</param>
    /// <param name="jitter">From 0 to 1.</param>
    internal TimeSpan Backoff(int attempt, double jitter)
    {
        var longest = Math.Min(
            BackoffMax.TotalMilliseconds, BackoffMin.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 40)));
        return TimeSpan.FromMilliseconds(longest * jitter);
    }
}
