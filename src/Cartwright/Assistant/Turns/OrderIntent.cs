namespace Cartwright.Assistant.Turns;

/// <summary>When a message without a number is about an order of the shopper's own: the first rule that fits.</summary>
/// <param name="All">Shown, every one.</param>
/// <param name="None">Not shown, none of them.</param>
internal sealed record OrderIntent(Signals All, Signals None, string Reason)
{
    /// <summary>
    /// What is only imagined ("what if my order …") is a question of the shop's rules whatever else is said. Talk of
    /// payment, sizes and the like outweighs that an order is named, but not that something is wrong with it.
    /// </summary>
    public static readonly IReadOnlyList<OrderIntent> Rules =
    [
        new(Signals.Whereabouts, Signals.Condition, "asks where an order is"),
        new(Signals.Mistake, Signals.Condition, "got something else than was ordered"),
        new(Signals.Arrived | Signals.Trouble, Signals.Condition | Signals.General, "says what is wrong with it"),
        new(Signals.Change | Signals.Trouble, Signals.Condition | Signals.General, "wants something wrong made good"),
        new(Signals.Tracking, Signals.Condition | Signals.General, "wants to follow an order"),
        new(Signals.Theirs | Signals.Trouble, Signals.Condition, "says what is wrong with an order"),
        new(Signals.Theirs | Signals.Change, Signals.Condition, "wants an order changed"),
        new(Signals.Missing, Signals.Condition | Signals.General, "misses something that was ordered"),
        new(Signals.Theirs, Signals.Condition | Signals.General | Signals.Purchase, "speaks of an order of theirs"),
    ];

    public static string? ReasonIn(Signals signals) =>
        Rules.FirstOrDefault(rule => (signals & rule.All) == rule.All && (signals & rule.None) == 0)?.Reason;
}
