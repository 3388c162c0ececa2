using Cartwright.Carts;
using Cartwright.Catalogue;
using Cartwright.Merchants;

namespace Cartwright.Api;

internal sealed record CartView(Cart Cart, ApiCaller Caller)
{
    public IReadOnlyList<StoreView> Stores => [.. Cart.Stores.Select(store => StoreView.Of(Cart, store, Caller))];

    public bool? IsShippingRequired => Cart.Stores.IsEmpty ? null : Cart.Stores.Any(store => store.IsShippingRequired);

    public CartCostView? Cost => CartCostView.Of(Cart);
}

/// <summary>The answer to a cart's query or change: the cart as it is now, and what stood in the way.</summary>
internal sealed record CartAnswer(CartView Cart, IReadOnlyList<CartProblem> Errors) : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => Errors.Select(problem => ContractNames.Of(problem.Code));
}

/// <summary>What may have been meant by an address.</summary>
internal sealed record AddressSuggestion(string SuggestedValue);

/// <summary>A store of a cart by the marketplace it is registered under: the contract has one type for each.</summary>
internal abstract record StoreView(Cart Cart, CartStore Store, ApiCaller Caller)
{
    public string PublicId(string itemId) => new CatalogueId(itemId, Store.Store).ToString();

    public static StoreView Of(Cart cart, CartStore store, ApiCaller caller) => store.Marketplace switch
    {
        Marketplace.Shopify => new ShopifyStoreView(cart, store, caller),
        Marketplace.Amazon => new AmazonStoreView(cart, store, caller),
    };
}

internal sealed record ShopifyStoreView(Cart Cart, CartStore Store, ApiCaller Caller) : StoreView(Cart, Store, Caller);

internal sealed record AmazonStoreView(Cart Cart, CartStore Store, ApiCaller Caller) : StoreView(Cart, Store, Caller);

internal sealed record ShopifyLineView(ShopifyProductView Product, ShopifyVariantView Variant, int Quantity)
{
    public static ShopifyLineView Of(LineProduct line, StoreView store)
    {
        var product = new ShopifyProductView(line.Product, store.Store.Store, line.StoreUrl, store.Caller.NoImage);
        return new(product, new(product, line.Variant), line.Line.Quantity);
    }
}

internal sealed record AmazonLineView(AmazonProductView Product, int Quantity)
{
    /// <summary>An Amazon line names a product, so the one variant that is in the cart stands for the whole.</summary>
    public static AmazonLineView Of(LineProduct line, StoreView store) => new(
        new(
            line.Product with { Id = line.Variant.Id, Variants = [line.Variant] },
            store.Store.Store,
            line.StoreUrl,
            store.Caller.NoImage),
        line.Line.Quantity);
}

/// <summary>What the whole cart costs, in so far as its stores have told it and agree on a currency.</summary>
internal sealed record CartCostView(
    bool IsEstimated, Money Margin, Money? Shipping, Money Subtotal, Money? Tax, Money? Total)
{
    /// <summary>Null while no sum can be told.</summary>
    public static CartCostView? Of(Cart cart)
    {
        if (Prices.Sum([.. cart.Stores.Select(SubtotalOf)]) is not { } subtotal)
        {
            return null;
        }

        var total = Prices.Sum(
            [.. cart.Stores.Select(store => store.Quote is { } quote ? store.ChargeAt(quote) : null)]);
        return new(
            total is null,
            Prices.Sum([.. cart.Stores.Select(store => store.Markup ?? Money.Zero(subtotal.Currency))])
                ?? Money.Zero(subtotal.Currency),
            Prices.Sum([.. cart.Stores.Select(store => store.Quote?.Shipping)]),
            subtotal,
            Prices.Sum([.. cart.Stores.Select(store => store.Quote?.Tax)]),
            total);
    }

    /// <summary>Without a quote, what the items cost when they were added stands in.</summary>
    private static Money? SubtotalOf(CartStore store) =>
        store.Quote?.Subtotal ?? Prices.Sum([.. store.Lines.Select(line => line.Item.Price * line.Quantity)]);
}
