using System.Diagnostics;
using Cartwright.Merchants;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

/// <summary>Where a return stands. <see cref="ReturnTransitions"/> says what leads from one to the next.</summary>
public enum ReturnPhase
{
    /// <summary>The intent is written down; whether the merchant has it is not known.</summary>
    Started,
    Requested,

    /// <summary>The shopper may send the goods back.</summary>
    RequestAccepted,

    /// <summary>The goods are back at the merchant.</summary>
    Accepted,

    /// <summary>The money is given back.</summary>
    Approved,
    Denied,
    Closed,

    /// <summary>The merchant did not take the request.</summary>
    Refused,
}

/// <summary>A return of some of an order's items, as the order's events make it. Immutable.</summary>
public sealed record OrderReturn(
    string Id, string Key, IReadOnlyList<LineQuantity> Lines, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public ReturnPhase Phase { get; init; }
    public Uri? ShippingLabelUrl { get; init; }

    /// <summary>What is given back for it; null until it is approved.</summary>
    public Money? Credit { get; init; }

    public OrderEvent.ReturnRefused? Refusal { get; init; }

    /// <summary>The merchant has still to say whether it takes the goods back.</summary>
    public bool IsUndecided => Phase is ReturnPhase.Started or ReturnPhase.Requested or ReturnPhase.RequestAccepted
        or ReturnPhase.Accepted;

    /// <summary>Nothing more will come of it.</summary>
    public bool HasEnded => Phase is ReturnPhase.Denied or ReturnPhase.Closed or ReturnPhase.Refused;

    /// <summary>The goods went back, or are on their way: they can't be returned once more.</summary>
    public bool TakesItems => Phase is not (ReturnPhase.Denied or ReturnPhase.Refused);

    /// <exception cref="InvalidOperationException">The event is not allowed for this return.</exception>
    public static IReadOnlyList<OrderReturn> Evolve(
        IReadOnlyList<OrderReturn> returns, OrderEvent change, DateTimeOffset at)
    {
        var id = IdOf(change);
        var known = returns.FirstOrDefault(made => made.Id == id);
        if (change is OrderEvent.ReturnStarted started)
        {
            return known is null
                ? [.. returns, new(started.ReturnId, started.Key, started.Lines, at, at)]
                : throw new InvalidOperationException($"The return {id} was started before.");
        }

        return known is null
            ? throw new InvalidOperationException($"There is no return {id}.")
            : [.. returns.Select(made => made == known ? made.Next(change, at) : made)];
    }

    private static string IdOf(OrderEvent change) => change switch
    {
        OrderEvent.ReturnStarted made => made.ReturnId,
        OrderEvent.ReturnRequested made => made.ReturnId,
        OrderEvent.ReturnRefused made => made.ReturnId,
        OrderEvent.ReturnRequestAccepted made => made.ReturnId,
        OrderEvent.ReturnAccepted made => made.ReturnId,
        OrderEvent.ReturnApproved made => made.ReturnId,
        OrderEvent.ReturnDenied made => made.ReturnId,
        OrderEvent.ReturnClosed made => made.ReturnId,
        _ => throw new UnreachableException(change.GetType().Name),
    };

    private OrderReturn Next(OrderEvent change, DateTimeOffset at)
    {
        var next = change switch
        {
            OrderEvent.ReturnRefused refused => this with { Refusal = refused },
            OrderEvent.ReturnRequestAccepted accepted => this with { ShippingLabelUrl = accepted.ShippingLabelUrl },
            OrderEvent.ReturnApproved approved => this with { Credit = approved.Credit },
            _ => this,
        };
        return next with { Phase = ReturnTransitions.Next(Phase, change), UpdatedAt = at };
    }
}
