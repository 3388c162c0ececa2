using Cartwright.Accounts;
using Cartwright.Merchants;

namespace Cartwright.Carts;

/// <summary>Gives items that are in the cart another quantity or price adjustment.</summary>
public sealed class UpdateCartItems(ChangeCart changeCart)
{
    public Task<CartOutcome> HandleAsync(
        Account account, string cartId, IReadOnlyList<RequestedItem> items, CancellationToken cancellationToken) =>
        changeCart.HandleAsync(account.Id, cartId, cart => Decide(cart, items), cancellationToken);

    private static CartDecision Decide(Cart cart, IReadOnlyList<RequestedItem> items)
    {
        var found = items.Select(item => (Item: item, Line: CartLines.Find(cart, item.Id))).ToList();
        var missing = found.Where(entry => entry.Line is null)
            .Select(entry => CartLines.NotThere(entry.Item.Id)).ToList();
        if (missing.Count > 0)
        {
            return new CartDecision.Refuse(missing);
        }

        return new CartDecision.Change([.. found.GroupBy(entry => entry.Line!.Value.Store).Select(store =>
            new CartEvent.ItemsUpdated(store.Key,
            [
                .. store.Select(entry => entry.Line!.Value.Line with
                {
                    Quantity = entry.Item.Quantity,
                    MarkupPercent = entry.Item.MarkupPercent,
                }),
            ]))]);
    }
}

/// <summary>Finds a cart's lines by the public id that a client uses.</summary>
internal static class CartLines
{
    public static (string Store, CartLine Line)? Find(Cart cart, string id)
    {
        if (CatalogueId.Parse(id) is not { } parsed || cart.Store(parsed.Store) is not { } store)
        {
            return null;
        }

        var line = store.Lines.Find(candidate => candidate.ItemId == parsed.ItemId)
            ?? store.Lines.Find(candidate => candidate.Item.ProductId == parsed.ItemId);
        return line is null ? null : (store.Store, line);
    }

    public static CartProblem NotThere(string id) => new(
        CartErrorCode.ProductNotFound, $"The cart has no item '{id}'. Read the cart to see what it holds.");
}
