namespace Cartwright.Client;

/// <summary>One step of a placement.</summary>
public abstract record PlacementStep
{
    private PlacementStep() { }

    /// <summary>The cart is made.</summary>
    /// <param name="Items">What goes into it.</param>
    /// <param name="Attempt">How often it was tried, this time included.</param>
    public sealed record Making(IReadOnlyList<CartItem> Items, int Attempt) : PlacementStep;

    /// <summary>The cart is read: what is in it, and what it costs.</summary>
    /// <param name="CartId">The cart.</param>
    public sealed record Reading(string CartId) : PlacementStep;

    /// <summary>The cart is sent for submission.</summary>
    /// <param name="Resume">
    /// Takes this placement up again. A replacement's has the replacement's cart and key: to resume the whole, keep the
    /// first cart's.
    /// </param>
    /// <param name="IdempotencyKey">The key it is sent with.</param>
    /// <param name="Attempt">How often this cart has been sent, this time included.</param>
    public sealed record Submitting(PlacementResume Resume, string IdempotencyKey, int Attempt) : PlacementStep
    {
        internal string? Token { get; init; }

        internal IReadOnlyList<ShippingChoice> Shipping { get; init; } = [];
    }

    /// <summary>The checkout is read.</summary>
    /// <param name="CartId">The cart.</param>
    public sealed record Looking(string CartId) : PlacementStep;

    /// <summary>Some time passes. While orders are followed, an event of theirs ends it sooner.</summary>
    /// <param name="CartId">The cart; null while there is none yet.</param>
    /// <param name="Delay">How long.</param>
    /// <param name="Why">What for.</param>
    public sealed record Waiting(string? CartId, TimeSpan Delay, string Why) : PlacementStep
    {
        /// <summary>The events that are known; null when the wait is not for events.</summary>
        internal IReadOnlySet<string>? Known { get; init; }
    }

    /// <summary>Items of stores that can't be submitted are taken out, so that the others can be submitted again.</summary>
    /// <param name="CartId">The cart.</param>
    /// <param name="Items">What goes.</param>
    public sealed record Removing(string CartId, IReadOnlyList<CartItem> Items) : PlacementStep;

    /// <summary>A new cart is made with the items of an order that failed.</summary>
    /// <param name="OrderId">The order.</param>
    /// <param name="Items">What was in it.</param>
    /// <param name="Attempt">The how-manieth replacement of this placement it is.</param>
    public sealed record Replacing(string OrderId, IReadOnlyList<CartItem> Items, int Attempt) : PlacementStep
    {
        internal Buyer? Buyer { get; init; }
    }

    /// <summary>Something new was seen of an order.</summary>
    /// <param name="Order">The order as it stands.</param>
    /// <param name="Event">What happened.</param>
    public sealed record Happened(Order Order, OrderEvent Event) : PlacementStep;

    /// <summary>The shopper has to act; the placement goes on.</summary>
    /// <param name="OrderId">The order.</param>
    /// <param name="Url">The page on which they do.</param>
    public sealed record ActionRequired(string OrderId, Uri Url) : PlacementStep;

    /// <summary>The last step.</summary>
    /// <param name="Placement">How it ended.</param>
    public sealed record Ended(Placement Placement) : PlacementStep;
}
