namespace Cartwright.Api;

/// <summary>Section <c>Api</c> of the configuration.</summary>
public sealed class ApiOptions
{
    /// <summary>Where clients reach this gateway, such as <c>https://orders.example</c>; null for the host a request
    /// names.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// How long a query may run before it answers 504. It is more than any merchant is waited for. Mutations bound
    /// themselves: see <c>Carts:SubmissionSecondsMax</c>.
    /// </summary>
    public int QuerySecondsMax { get; set; } = 60;

    /// <summary>How many requests a second a key may send, twice as many at once after a pause; 0 for no limit.</summary>
    public int RequestsPerSecondPerKeyMax { get; set; } = 2_000;

    /// <summary>
    /// How many requests a second one address may send without a key, twice as many at once after a pause; 0 for no
    /// limit.
    /// </summary>
    public int RequestsPerSecondPerAddressMax { get; set; } = 500;

    /// <summary>
    /// How many requests of one address may be refused for their key in a minute before the next ones are
    /// answered 429; 0 for no limit. A known key is let in all the same.
    /// </summary>
    public int RefusedPerMinutePerAddressMax { get; set; } = 60;

    /// <summary>How many requests are under way at once, streams not counted; the next is answered 503.</summary>
    public int RequestsAtOnceMax { get; set; } = 4_000;

    /// <summary>
    /// How long work may wait for its turn: while it waits longer, fewer and fewer requests are let in at once, and the
    /// others answered 503; 0 for no limit.
    /// </summary>
    public int LagMillisecondsMax { get; set; } = 20;

    /// <summary>How many requests under way are let in however busy the process is.</summary>
    public int RequestsAtOnceMin { get; set; } = 128;

    /// <summary>Event streams open at once; the next is answered 503.</summary>
    public int SubscriptionsMax { get; set; } = 1_000;

    /// <summary>How long an event stream lives before it completes, and the client opens another.</summary>
    public int SubscriptionSecondsMax { get; set; } = 3_600;
}
