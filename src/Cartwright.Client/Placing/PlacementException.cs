using System.Diagnostics;

namespace Cartwright.Client;

/// <summary>A placement that had to succeed and did not: <see cref="Placement.EnsurePlaced"/> throws it.</summary>
public class PlacementException : Exception
{
    internal PlacementException(Placement placement, string message) : base(message) => Placement = placement;

    /// <summary>How it ended.</summary>
    public Placement Placement { get; }

    /// <summary>The cart.</summary>
    public string CartId => Placement.CartId;

    internal static string Describe(Placement placement) => placement switch
    {
        Placement.Placed => $"The cart {placement.CartId} is placed.",
        Placement.PartlyPlaced partly =>
            $"Of the cart {placement.CartId}, these stores failed: {string.Join("; ", partly.Failures.Select(Of))}",
        Placement.Failed failed => $"The cart {placement.CartId} was not placed: {failed.Code}. {failed.Message}",
        Placement.ActionRequired =>
            $"The cart {placement.CartId} waits for the shopper: send them to the pages in Urls, then resume.",
        Placement.Stuck => $"An order of the cart {placement.CartId} is stuck. Don't order it again: give the cart's " +
            "id to the gateway's operator, who finds the order on the attention list.",
        Placement.Unknown unknown =>
            $"It is not known how the cart {placement.CartId} stands. {unknown.Why} Don't order it again: resume.",
        _ => throw new UnreachableException(),
    };

    private static string Of(StoreOutcome.Failed failed) => $"{failed.Store} {failed.Code}. {failed.Message}";
}

/// <summary>
/// An order of which nothing was heard for too long. Its message is for the people who support the shopper.
/// </summary>
public sealed class OrderStuckException : PlacementException
{
    internal OrderStuckException(Placement.Stuck stuck) : base(stuck, Describe(stuck)) { }

    /// <summary>The orders that are stuck.</summary>
    public IEnumerable<string> OrderIds => Placement.Stores.OfType<StoreOutcome.Stuck>().Select(store => store.Order.Id);
}
