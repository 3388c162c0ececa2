using Cartwright.Accounts;

namespace Cartwright.Carts;

/// <summary>Takes items out of a cart.</summary>
public sealed class DeleteCartItems(ChangeCart changeCart)
{
    public Task<CartOutcome> HandleAsync(
        Account account, string cartId, IReadOnlyList<string> itemIds, CancellationToken cancellationToken) =>
        changeCart.HandleAsync(account.Id, cartId, cart => Decide(cart, itemIds), cancellationToken);

    private static CartDecision Decide(Cart cart, IReadOnlyList<string> itemIds)
    {
        var found = itemIds.Select(id => (Id: id, Line: CartLines.Find(cart, id))).ToList();
        var missing = found.Where(entry => entry.Line is null).Select(entry => CartLines.NotThere(entry.Id)).ToList();
        return missing.Count > 0
            ? new CartDecision.Refuse(missing)
            : new CartDecision.Change([.. found.GroupBy(entry => entry.Line!.Value.Store).Select(store =>
                new CartEvent.ItemsDeleted(
                    store.Key, [.. store.Select(entry => entry.Line!.Value.Line.ItemId).Distinct()]))]);
    }
}
