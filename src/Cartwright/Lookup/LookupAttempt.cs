namespace Cartwright.Lookup;

public enum TokenSource
{
    Request,
    RequestFallback,
    Session,
    Shop,
    Refreshed,
}

/// <summary>One call of a lookup, for whoever must find out what went wrong. It names no token and no person.</summary>
/// <param name="Number">Of the attempt; several calls may share one.</param>
/// <param name="Outcome">Such as <c>answered</c>, <c>unauthorized</c>, <c>transient</c>.</param>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
/// <param name="Waited">How long the call was held back for the shop's budget.</param>
/// <param name="Available">The points left at the shop, as told by the answer.</param>
/// <param name="Refresh">What came of the refresh that this call follows; null without one.</param>
public sealed record LookupAttempt(
    int Number,
    DateTimeOffset At,
    TokenSource Source,
    string Outcome,
    int? Status,
    TimeSpan Elapsed,
    TimeSpan Waited,
    double? Available,
    string? Refresh,
    string? Detail);

/// <param name="Shop">As it stood when the lookup ended; null when nobody has connected it.</param>
public sealed record LookupReport(
    string LookupId,
    LookupOutcome Outcome,
    bool MayBeTooOld,
    IReadOnlyList<LookupAttempt> Attempts,
    TimeSpan Elapsed)
{
    public LookupWords Words => LookupWords.Of(Outcome, MayBeTooOld);
}
