using System.Collections.Frozen;

namespace Cartwright.Orders.Placement;

/// <summary>
/// The life of a return as data. A merchant that is looked at rarely may have gone several steps on, so a step may be
/// left out; none is ever taken back.
/// </summary>
public static class ReturnTransitions
{
    public static IReadOnlyList<(ReturnPhase From, Type Event, ReturnPhase To)> All { get; } =
    [
        (ReturnPhase.Started, typeof(OrderEvent.ReturnRequested), ReturnPhase.Requested),
        (ReturnPhase.Started, typeof(OrderEvent.ReturnRefused), ReturnPhase.Refused),
        (ReturnPhase.Requested, typeof(OrderEvent.ReturnRequestAccepted), ReturnPhase.RequestAccepted),
        (ReturnPhase.RequestAccepted, typeof(OrderEvent.ReturnAccepted), ReturnPhase.Accepted),
        .. new[] { ReturnPhase.Requested, ReturnPhase.RequestAccepted, ReturnPhase.Accepted }.SelectMany(phase =>
            new[]
            {
                (phase, typeof(OrderEvent.ReturnApproved), ReturnPhase.Approved),
                (phase, typeof(OrderEvent.ReturnDenied), ReturnPhase.Denied),
                (phase, typeof(OrderEvent.ReturnClosed), ReturnPhase.Closed),
            }),
        (ReturnPhase.Approved, typeof(OrderEvent.ReturnClosed), ReturnPhase.Closed),
    ];

    private static readonly FrozenDictionary<(ReturnPhase From, Type Event), ReturnPhase> Table =
        All.ToFrozenDictionary(row => (row.From, row.Event), row => row.To);

    /// <exception cref="InvalidOperationException">The event is not allowed in this phase.</exception>
    public static ReturnPhase Next(ReturnPhase phase, OrderEvent change) =>
        Table.TryGetValue((phase, change.GetType()), out var next)
            ? next
            : throw new InvalidOperationException($"{change.GetType().Name} is not allowed for a return that is {phase}.");
}
