namespace Cartwright.Lookup;

/// <summary>Which of the orders that a shop answered may be shown, and how much of it.</summary>
public abstract record OrderChoice
{
    private OrderChoice() { }

    public sealed record Whole(ShopOrder Order) : OrderChoice;

    /// <summary>Without what only the order's owner may know.</summary>
    public sealed record StatusOnly(ShopOrder Order) : OrderChoice;

    public sealed record None : OrderChoice;

    /// <summary>There is one of that name, but nothing shows that it is the shopper's.</summary>
    /// <param name="WhyBlind">What keeps the app from comparing; null when it could compare.</param>
    public sealed record NotTheirs(string? WhyBlind) : OrderChoice;
}

/// <summary>Chooses the order: pure.</summary>
public static class ChooseOrder
{
    public static OrderChoice From(
        OrdersFound found, OrderReference asked, ShopperProof proof, LookupVerification verification)
    {
        ShopOrder[] named =
        [
            .. found.Orders
                .Where(order => OrderNames.IsSame(asked, order.Name, found.Prefix, found.Suffix))
                .OrderByDescending(order => order.CreatedAt),
        ];
        if (named.Length == 0)
        {
            return new OrderChoice.None();
        }

        // Every one is compared, so that the time taken tells nothing.
        var theirs = named.Where(order => proof.Holds(order.Owner)).ToArray();
        return (theirs, verification) switch
        {
            ([var newest, ..], _) => new OrderChoice.Whole(newest),
            (_, LookupVerification.Off) when named.Length == 1 => new OrderChoice.Whole(named[0]),
            (_, LookupVerification.StatusOnly) when named.Length == 1 => new OrderChoice.StatusOnly(named[0]),
            (_, LookupVerification.Off or LookupVerification.StatusOnly) => new OrderChoice.None(),
            (_, LookupVerification.Required) => new OrderChoice.NotTheirs(WhyBlind(named, proof)),
        };
    }

    private static string? WhyBlind(ShopOrder[] named, ShopperProof proof) =>
        Array.TrueForAll(named, order => order.Owner is { Email: null, Phone: null, Postcode: null, CustomerId: null })
            ? "The app sees no e-mail, phone or postcode of the order: request access to protected customer data."
            : proof is { CustomerId: not null, Email: null, Phone: null, Postcode: null }
                && Array.TrueForAll(named, order => order.Owner.CustomerId is null)
                ? "The app sees no customer of the order: it lacks read_customers, or the order was a guest's."
                : null;
}
