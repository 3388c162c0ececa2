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
    public async Task<Cart?> FindAsync(string accountId, string cartId, CancellationToken cancellationToken) =>
        IsCartId(cartId) && await LoadAsync(cartId, cancellationToken) is var cart && IsVisible(cart, accountId)
            ? cart
            : null;

    public static bool IsCartId(string id) => id.StartsWith("cart_", StringComparison.Ordinal) && id.Length <= 100;

    public bool IsVisible(Cart cart, string accountId) => cart.Exists && cart.AccountId == accountId
        && (cart.WasSubmitted || clock.GetUtcNow() < cart.ExpiresAt);

    /// <summary>The first events of a cart.</summary>
    public async Task<IReadOnlyList<CartEvent>> ReadAsync(string cartId, long count)
    {
        var recorded = await journal.ReadAsync(cartId, 0, CancellationToken.None);
        return [.. recorded.Take((int)count).Select(CartEventJson.Codec.Decode)];
    }

    public async Task<Cart> LoadAsync(string cartId, CancellationToken cancellationToken)
    {
        var known = Known(cartId);
        return Learn(known, await journal.ReadAsync(cartId, known.Version, cancellationToken));
    }

    /// <summary>The cart as it was when it was last read here; empty when it was not.</summary>
    public Cart Known(string cartId) => kept.Find(cartId) ?? Cart.Empty(cartId);

    /// <param name="recorded">What has happened since.</param>
    public Cart Learn(Cart known, IReadOnlyList<RecordedEvent> recorded)
    {
        if (recorded.Count == 0)
        {
            return known;
        }

        var cart = recorded.Aggregate(known, (state, next) => state.Evolve(CartEventJson.Codec.Decode(next)));
        kept.Keep(cart.Id, cart);
        return cart;
    }
}
