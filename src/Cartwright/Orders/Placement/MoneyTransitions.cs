using System.Collections.Frozen;

namespace Cartwright.Orders.Placement;

/// <summary>
/// The life of an order's money as data, beside <see cref="PlacementTransitions"/>: an event that is listed in both
/// must be allowed by both. One effect at the processor is under way at a time.
/// </summary>
public static class MoneyTransitions
{
    public static IReadOnlyList<(MoneyPhase From, Type Event, MoneyPhase To)> All { get; } =
    [
        (MoneyPhase.Untouched, typeof(OrderEvent.PaymentSucceeded), MoneyPhase.Captured),
        (MoneyPhase.Untouched, typeof(OrderEvent.PaymentAuthorized), MoneyPhase.Authorized),

        (MoneyPhase.Authorized, typeof(OrderEvent.CaptureStarted), MoneyPhase.Capturing),
        (MoneyPhase.Capturing, typeof(OrderEvent.PaymentCaptured), MoneyPhase.Captured),
        (MoneyPhase.Capturing, typeof(OrderEvent.CaptureRefused), MoneyPhase.CaptureRefused),
        (MoneyPhase.CaptureRefused, typeof(OrderEvent.CaptureStarted), MoneyPhase.Capturing),

        (MoneyPhase.Authorized, typeof(OrderEvent.VoidStarted), MoneyPhase.Voiding),
        (MoneyPhase.CaptureRefused, typeof(OrderEvent.VoidStarted), MoneyPhase.Voiding),
        (MoneyPhase.Voiding, typeof(OrderEvent.Voided), MoneyPhase.Voided),
        // It had been captured after all.
        (MoneyPhase.Voiding, typeof(OrderEvent.PaymentCaptured), MoneyPhase.Captured),

        (MoneyPhase.Captured, typeof(OrderEvent.RefundStarted), MoneyPhase.Refunding),
        (MoneyPhase.Refunded, typeof(OrderEvent.RefundStarted), MoneyPhase.Refunding),
        (MoneyPhase.Refunding, typeof(OrderEvent.Refunded), MoneyPhase.Refunded),
        (MoneyPhase.Refunding, typeof(OrderEvent.RefundRefused), MoneyPhase.RefundRefused),
        (MoneyPhase.RefundRefused, typeof(OrderEvent.RefundStarted), MoneyPhase.Refunding),
    ];

    private static readonly FrozenDictionary<(MoneyPhase From, Type Event), MoneyPhase> Table =
        All.ToFrozenDictionary(row => (row.From, row.Event), row => row.To);

    private static readonly FrozenSet<Type> Listed = All.Select(row => row.Event).ToFrozenSet();

    /// <summary>What does not touch money leaves it where it is.</summary>
    /// <exception cref="InvalidOperationException">The event is not allowed in this phase.</exception>
    public static MoneyPhase Next(MoneyPhase phase, OrderEvent change) =>
        Table.TryGetValue((phase, change.GetType()), out var next) ? next
        : Listed.Contains(change.GetType())
            ? throw new InvalidOperationException($"{change.GetType().Name} is not allowed while money is {phase}.")
            : phase;
}
