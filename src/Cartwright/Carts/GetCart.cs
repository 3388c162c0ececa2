using Cartwright.Accounts;
using Cartwright.Journal;

namespace Cartwright.Carts;

/// <summary>Reads a cart. Quotes that have grown old are asked for anew, so that what is shown can be bought.</summary>
public sealed class GetCart(
    CartStreams carts, QuoteStores quotes, IJournal journal, CartOptions options, TimeProvider clock)
{
    /// <summary>Null when the account has no such cart.</summary>
    public async Task<Cart?> HandleAsync(Account account, string cartId, CancellationToken cancellationToken)
    {
        var cart = await carts.FindAsync(account.Id, cartId, cancellationToken);
        if (cart is null || cart.WasSubmitted)
        {
            return cart;
        }

        var old = cart.Stores.Where(IsOld).ToList();
        if (old.Count == 0)
        {
            return cart;
        }

        var quoted = await quotes.QuoteAsync(cart, old, isForSubmission: false, cancellationToken);
        // A store that stays out of reach is not news: its stream would grow with every look.
        var news = quoted.Where(answer => answer.Unavailable is null || cart.Store(answer.Store)?.Unavailable is null)
            .ToList();
        if (news.Count == 0)
        {
            return cart;
        }

        var append = new JournalAppend().Events(cart.Id, cart.Version, CartEventJson.Codec.Encode(news));
        var result = await journal.AppendAsync(append, cancellationToken);
        return result is AppendResult.Committed
            ? news.Aggregate(cart, (state, change) => state.Evolve(change))
            : await carts.FindAsync(account.Id, cartId, cancellationToken);
    }

    private bool IsOld(CartStore store)
    {
        var now = clock.GetUtcNow();
        var ageMax = TimeSpan.FromSeconds(
            store.Unavailable is null ? options.QuoteAgeSecondsMax : options.UnavailableAgeSecondsMax);
        // What a failed submission was quoted has not been shown, so it is asked for anew: what a cart shows is told.
        return store.IsQuoteUntold
            || store.QuotedAt is not { } at || now - at > ageMax || store.Quote?.ExpiresAt <= now;
    }
}
