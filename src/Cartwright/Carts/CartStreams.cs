using Cartwright.Journal;

namespace Cartwright.Carts;

/// <summary>Reads carts from the journal. An account sees its own carts only: another's is not there.</summary>
public sealed class CartStreams(IJournal journal, TimeProvider clock)
{
    /// <summary>Null when there is no such cart, it belongs to another account, was removed or has expired unsubmitted.</summary>
    public async Task<Cart?> FindAsync(string accountId, string cartId, CancellationToken cancellationToken)
    {
        if (!cartId.StartsWith("cart_", StringComparison.Ordinal) || cartId.Length > 100)
        {
            return null;
        }

        var cart = await LoadAsync(cartId, cancellationToken);
        var isVisible = cart.Exists && cart.AccountId == accountId
            && (cart.WasSubmitted || clock.GetUtcNow() < cart.ExpiresAt);
        return isVisible ? cart : null;
    }

    public async Task<Cart> LoadAsync(string cartId, CancellationToken cancellationToken)
    {
        var recorded = await journal.ReadAsync(cartId, 0, cancellationToken);
        return recorded.Aggregate(Cart.Empty(cartId), (cart, next) => cart.Evolve(CartEventJson.Codec.Decode(next)));
    }
}
