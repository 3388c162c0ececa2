using Cartwright.Journal;
using Cartwright.Storage;

namespace Cartwright.Carts;

/// <summary>Reads carts from the journal. An account sees its own carts only: another's is not there.</summary>
public sealed class CartStreams(IJournal journal, TimeProvider clock)
{
    private readonly FoldCache<Cart> kept = new(generationMax: 2_000);

    /// <summary>
    /// Null when there is no such cart, it belongs to another account, was removed or has expired unsubmitted.
    /// </summary>
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

    /// <summary>The first events of a cart.</summary>
    public async Task<IReadOnlyList<CartEvent>> ReadAsync(string cartId, long count)
    {
        var recorded = await journal.ReadAsync(cartId, 0, CancellationToken.None);
        return [.. recorded.Take((int)count).Select(CartEventJson.Codec.Decode)];
    }

    public async Task<Cart> LoadAsync(string cartId, CancellationToken cancellationToken)
    {
        var known = kept.Find(cartId) ?? Cart.Empty(cartId);
        var recorded = await journal.ReadAsync(cartId, known.Version, cancellationToken);
        var cart = recorded.Aggregate(known, (state, next) => state.Evolve(CartEventJson.Codec.Decode(next)));
        if (recorded.Count > 0)
        {
            kept.Keep(cartId, cart);
        }

        return cart;
    }
}
