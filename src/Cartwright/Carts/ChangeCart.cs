using System.Diagnostics;
using Cartwright.Journal;

namespace Cartwright.Carts;

/// <summary>
/// What every change to a cart does: load, decide, quote what the change concerns, append. When someone else was first,
/// it starts over.
/// </summary>
public sealed class ChangeCart(CartStreams carts, QuoteStores quotes, IJournal journal)
{
    private const int AttemptsMax = 10;

    public async Task<CartOutcome> HandleAsync(
        string accountId, string cartId, Func<Cart, CartDecision> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await carts.FindAsync(accountId, cartId, cancellationToken) is not { } cart)
            {
                return new CartOutcome.NotFound(cartId);
            }

            var decision = cart.WasSubmitted
                ? CartDecision.Refused(
                    CartErrorCode.CartModificationForbidden,
                    "The cart was submitted and can't be changed. Create a new cart.")
                : decide(cart);
            switch (decision)
            {
                case CartDecision.Refuse refuse:
                    return new CartOutcome.Refused(cart, refuse.Problems);
                case CartDecision.Change { Events.Count: 0 }:
                    return new CartOutcome.Changed(cart);
                case CartDecision.Change change:
                    if (await AppendAsync(cart, change.Events, cancellationToken) is { } changed)
                    {
                        return new CartOutcome.Changed(changed);
                    }

                    break;
                default:
                    throw new UnreachableException(decision.GetType().Name);
            }
        }

        throw new CartBusyException(cartId);
    }

    /// <summary>Null when someone else changed the cart meanwhile.</summary>
    public async Task<Cart?> AppendAsync(
        Cart cart, IReadOnlyList<CartEvent> changes, CancellationToken cancellationToken)
    {
        var changed = changes.Aggregate(cart, (state, change) => state.Evolve(change));
        var quoted = await quotes.QuoteAsync(
            changed, QuoteStores.Outdated(cart, changed), isForSubmission: false, cancellationToken);
        CartEvent[] all = [.. changes, .. quoted];
        var append = new JournalAppend().Events(cart.Id, cart.Version, CartEventJson.Codec.Encode(all));
        return await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed
            ? quoted.Aggregate(changed, (state, change) => state.Evolve(change))
            : null;
    }
}
