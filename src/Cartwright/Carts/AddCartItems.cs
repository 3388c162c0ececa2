using System.Diagnostics;
using Cartwright.Accounts;

namespace Cartwright.Carts;

/// <summary>Adds items to a cart. An item that is there already stays as it is.</summary>
public sealed class AddCartItems(ResolveItems resolveItems, ChangeCart changeCart, IIdSource ids)
{
    public async Task<CartOutcome> HandleAsync(
        Account account, string cartId, IReadOnlyList<RequestedItem> items, CancellationToken cancellationToken)
    {
        var resolved = await resolveItems.HandleAsync(items, cancellationToken);
        return await changeCart.HandleAsync(account.Id, cartId, cart => Decide(cart, resolved), cancellationToken);
    }

    private CartDecision Decide(Cart cart, ResolvedItems resolved) => resolved switch
    {
        ResolvedItems.Refused refused => new CartDecision.Refuse(refused.Problems),
        ResolvedItems.All all when LinesAfter(cart, all.Items) > Cart.LineCountMax => CartDecision.Refused(
            CartErrorCode.StoreOperationFailed,
            $"A cart holds at most {Cart.LineCountMax} different items. Make another cart for the rest."),
        ResolvedItems.All all => new CartDecision.Change(Events(cart, all.Items, ids)),
        _ => throw new UnreachableException(resolved.GetType().Name),
    };

    private static int LinesAfter(Cart cart, IReadOnlyList<ResolvedItem> items) =>
        cart.Stores.Sum(store => store.Lines.Count) + items.Count(item => !IsThere(cart, item));

    private static bool IsThere(Cart cart, ResolvedItem item) =>
        cart.Store(item.Merchant.Domain)?.Lines.Exists(line => line.ItemId == item.Line.ItemId) == true;

    internal static IReadOnlyList<CartEvent> Events(Cart cart, IReadOnlyList<ResolvedItem> items, IIdSource ids)
    {
        List<CartEvent> events = [];
        foreach (var store in items.Where(item => !IsThere(cart, item)).GroupBy(item => item.Merchant.Domain))
        {
            if (cart.Store(store.Key) is null)
            {
                events.Add(new CartEvent.StoreAdded(store.Key, store.First().Merchant.Marketplace, ids.Next("order")));
            }

            var lines = store.Select(item => item.Line).DistinctBy(line => line.ItemId);
            events.Add(new CartEvent.ItemsAdded(store.Key, [.. lines]));
        }

        return events;
    }
}
