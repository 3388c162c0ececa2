using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Merchants;

namespace Cartwright.Carts;

/// <summary>Asks merchants for live quotes of a cart's stores, all at once.</summary>
public sealed partial class QuoteStores(
    MerchantDirectory merchants, TimeProvider clock, ILogger<QuoteStores> logger)
{
    /// <param name="isForSubmission">True for the quotes that will be charged: see <see cref="QuoteRequest"/>.</param>
    public async Task<IReadOnlyList<CartEvent.StoreQuoted>> QuoteAsync(
        Cart cart, IEnumerable<CartStore> stores, bool isForSubmission, CancellationToken cancellationToken) =>
        await Task.WhenAll(stores.Select(store => GuardAsync(cart, store, isForSubmission, cancellationToken)));

    /// <summary>A fault of this gateway's own stops one store, not its neighbours.</summary>
    private async Task<CartEvent.StoreQuoted> GuardAsync(
        Cart cart, CartStore store, bool isForSubmission, CancellationToken cancellationToken)
    {
        try
        {
            return await QuoteAsync(cart, store, isForSubmission, cancellationToken);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or JournalUnavailableException))
        {
            LogFault(store.Store, fault.GetType().Name, fault.StackTrace);
            var problem = new QuoteProblem(
                QuoteProblemCode.GatewayFault,
                StoreProblems.RuleOf(QuoteProblemCode.GatewayFault).Words!,
                [],
                fault.GetType().Name);
            return new(store.Store, null, [problem], null, clock.GetUtcNow());
        }
    }

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

    /// <summary>An exception's message may hold what was sent, so only its kind and its place are logged.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "Asking {Store} failed in this gateway: {Exception}\n{Place}")]
    private partial void LogFault(string store, string exception, string? place);
}
