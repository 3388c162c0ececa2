using Cartwright.Accounts;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>A cart with the orders it became, or will become.</summary>
public sealed record Checkout(Cart Cart, IReadOnlyList<CheckoutOrder> Orders)
{
    public CheckoutStatus Status => CheckoutStatuses.Of([.. Orders.Select(order => OrderStatuses.Of(order.Order))]);
}

/// <summary>An order beside the store of the cart that it comes from. It may not have started yet.</summary>
public sealed record CheckoutOrder(Cart Cart, CartStore Store, Order Order);

/// <summary>Reads a cart and its orders. Reading never changes anything.</summary>
public sealed class GetCheckout(CartStreams carts, OrderStreams orders)
{
    /// <summary>Null when the account has no such cart.</summary>
    public async Task<Checkout?> HandleAsync(Account account, string cartId, CancellationToken cancellationToken)
    {
        if (await carts.FindAsync(account.Id, cartId, cancellationToken) is not { } cart)
        {
            return null;
        }

        var loaded = await Task.WhenAll(cart.Stores.Select(async store => new CheckoutOrder(
            cart,
            store,
            store.WasSubmitted
                ? await orders.LoadAsync(store.OrderId, cancellationToken)
                : Order.NotStarted(store.OrderId))));
        return new(cart, loaded);
    }
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
