using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>A cart with the orders it became, or will become.</summary>
public sealed record Checkout(Cart Cart, IReadOnlyList<CheckoutOrder> Orders)
{
    public CheckoutStatus Status => CheckoutStatuses.Of([.. Orders.Select(order => OrderStatuses.Of(order.Order))]);
}

/// <summary>An order beside the store of the cart that it comes from. It may not have started yet.</summary>
public sealed record CheckoutOrder(Cart Cart, CartStore Store, Order Order);

/// <summary>
/// Reads a cart and its orders. Reading never changes anything. What clients ask most: the orders that the cart is known
/// to have are read together with it.
/// </summary>
public sealed class GetCheckout(CartStreams carts, OrderStreams orders, IJournal journal)
{
    /// <summary>Null when the account has no such cart.</summary>
    public async Task<Checkout?> HandleAsync(Account account, string cartId, CancellationToken cancellationToken)
    {
        if (!CartStreams.IsCartId(cartId))
        {
            return null;
        }

        var known = carts.Known(cartId);
        var started = Started(known);
        var read = await journal.ReadAllAsync([new(cartId, known.Version), .. Positions(started)], cancellationToken);
        var cart = carts.Learn(known, read[0]);
        if (!carts.IsVisible(cart, account.Id))
        {
            return null;
        }

        for (var index = 0; index < started.Count; index++)
        {
            started[index] = orders.Learn(started[index], read[index + 1]);
        }

        // What the cart was not known to have.
        List<Order> further = cart.Version == known.Version ? [] : [.. Started(cart).ExceptBy(started.Select(Id), Id)];
        if (further.Count > 0)
        {
            read = await journal.ReadAllAsync([.. Positions(further)], cancellationToken);
            started.AddRange(further.Zip(read, orders.Learn));
        }

        return new(cart, cart.Stores.ConvertAll(store => new CheckoutOrder(
            cart, store, started.Find(order => order.Id == store.OrderId) ?? Order.NotStarted(store.OrderId))));
    }

    private static string Id(Order order) => order.Id;

    private List<Order> Started(Cart cart) =>
        [.. cart.Stores.FindAll(store => store.WasSubmitted).ConvertAll(store => orders.Known(store.OrderId))];

    private static IEnumerable<StreamPosition> Positions(List<Order> orders) =>
        orders.Select(order => new StreamPosition(order.Id, order.Version));
}

/// <summary>Reads one order that has started.</summary>
public sealed class GetOrder(CartStreams carts, OrderStreams orders)
{
    /// <summary>Null when the account has no such order.</summary>
    public async Task<CheckoutOrder?> HandleAsync(
        Account account, string orderId, CancellationToken cancellationToken)
    {
        if (await orders.FindAsync(account.Id, orderId, cancellationToken) is not { } order)
        {
            return null;
        }

        var cart = await carts.LoadAsync(order.Submitted.CartId, cancellationToken);
        return cart.Store(order.Submitted.Store) is { } store ? new(cart, store, order) : null;
    }
}
