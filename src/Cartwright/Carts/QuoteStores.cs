using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Carts;

/// <summary>Asks merchants for live quotes of a cart's stores, all at once.</summary>
public sealed class QuoteStores(MerchantDirectory merchants, TimeProvider clock)
{
    /// <param name="isForSubmission">True for the quotes that will be charged: see <see cref="QuoteRequest"/>.</param>
    public async Task<IReadOnlyList<CartEvent.StoreQuoted>> QuoteAsync(
        Cart cart, IEnumerable<CartStore> stores, bool isForSubmission, CancellationToken cancellationToken) =>
        await Task.WhenAll(stores.Select(store => QuoteAsync(cart, store, isForSubmission, cancellationToken)));

    private async Task<CartEvent.StoreQuoted> QuoteAsync(
        Cart cart, CartStore store, bool isForSubmission, CancellationToken cancellationToken)
    {
        var merchant = await merchants.FindAsync(store.Store, cancellationToken);
        if (merchant is null)
        {
            var gone = new QuoteProblem(
                QuoteProblemCode.MerchantUnsupported,
                $"The store {store.Store} is no longer connected. Remove its items from the cart.",
                [],
                "not_registered");
            return new(store.Store, null, [gone], null, clock.GetUtcNow());
        }

        var outcome = await merchants.ConnectorOf(merchant).QuoteAsync(
            merchant, Request(cart, store) with { IsForSubmission = isForSubmission }, cancellationToken);
        return outcome switch
        {
            QuoteOutcome.Quoted quoted => new(store.Store, quoted.Quote, quoted.Problems, null, clock.GetUtcNow()),
            QuoteOutcome.Refused refused => new(store.Store, null, refused.Problems, null, clock.GetUtcNow()),
            QuoteOutcome.Unavailable unavailable => new(store.Store, null, [], unavailable.Why, clock.GetUtcNow()),
            _ => throw new UnreachableException(outcome.GetType().Name),
        };
    }

    private static QuoteRequest Request(Cart cart, CartStore store) => new(
        cart.Id,
        [.. store.Lines.Select(line => new QuoteLine(line.ItemId, line.Quantity))],
        store.Session?.Subtotal.Currency ?? store.Lines[0].Item.Price?.Currency ?? "USD",
        cart.Buyer,
        store.ShippingMethodId,
        store.Session);

    /// <summary>
    /// The stores whose quote no longer fits, because their lines, their shipping or the buyer changed.
    /// </summary>
    public static IEnumerable<CartStore> Outdated(Cart before, Cart after) => after.Stores.Where(store =>
        !store.WasSubmitted
        && (before.Store(store.Store) is not { } earlier
            || before.Buyer != after.Buyer
            || earlier.ShippingMethodId != store.ShippingMethodId
            || !earlier.Lines.SequenceEqual(store.Lines)));
}
