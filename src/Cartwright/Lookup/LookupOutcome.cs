using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <summary>What came of a lookup. What each says to a shopper and to the merchant is in <see cref="LookupWords"/>.</summary>
public abstract record LookupOutcome
{
    private LookupOutcome() { }

    /// <param name="IsWhole">False when only its status may be told.</param>
    public sealed record Found(ShopOrder Order, bool IsWhole) : LookupOutcome;

    /// <param name="MayBeTooOld">The app sees the orders of the last 60 days only.</param>
    public sealed record NotFound(bool MayBeTooOld) : LookupOutcome;

    /// <summary>There is such an order, but nothing shows that it is the shopper's; or nothing was shown at all.</summary>
    /// <param name="WasAsked">False when the shopper gave nothing to compare, so that the shop was not asked.</param>
    /// <param name="WhyBlind">What keeps the app from comparing; null when it could compare.</param>
    public sealed record NotVerified(bool WasAsked, string? WhyBlind) : LookupOutcome;

    /// <summary>The shop can't be asked until its merchant does something.</summary>
    /// <param name="Reason">Null when the shop is not connected.</param>
    public sealed record ShopDegraded(DegradedReason? Reason, string Detail) : LookupOutcome;

    /// <summary>The shop takes no more calls within the deadline.</summary>
    public sealed record Throttled(TimeSpan? RetryAfter) : LookupOutcome;

    /// <summary>No answer came within the deadline.</summary>
    public sealed record Unavailable(string Detail) : LookupOutcome;
}
