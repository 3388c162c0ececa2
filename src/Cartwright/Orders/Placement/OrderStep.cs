namespace Cartwright.Orders.Placement;

/// <summary>What a decision wants written, and what happens to the work that led to it.</summary>
/// <param name="CallPerson">Why a person must look at the order; null when nobody need.</param>
public sealed record OrderStep(IReadOnlyList<OrderEvent> Events, NextWork Next, string? CallPerson = null)
{
    /// <summary>Queues whose work is due at once as well, whatever comes next in this one.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];
}

public abstract record NextWork
{
    private NextWork() { }

    /// <summary>This work is done; the next effect is due at once, or at <paramref name="Due"/>.</summary>
    public sealed record Queue(string Name, DateTimeOffset? Due = null) : NextWork;

    /// <summary>The outcome is not known: look again, and after a while call a person.</summary>
    public sealed record LookAgain(string Why) : NextWork;

    /// <summary>Waiting is normal here (a person acts, a parcel travels).</summary>
    public sealed record Poll(TimeSpan Wait, string Why) : NextWork;

    public sealed record Rest : NextWork;
}

/// <summary>The queues of effects, one for each kind of call to the outside world.</summary>
public static class OrderQueues
{
    public const string Charge = "charge";
    public const string Place = "place";
    public const string Capture = "capture";
    public const string Void = "void";
    public const string Refund = "refund";
    public const string Track = "track";
    public const string Withdraw = "withdraw";
    public const string Cancel = "cancel";
    public const string Return = "return";
}
