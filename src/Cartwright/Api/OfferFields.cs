using Cartwright.Carts;
using Cartwright.GraphQL;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>What a store offers for its part of a cart: from its last live quote.</summary>
internal static class OfferFields
{
    public static SchemaBuilder BindOffers(this SchemaBuilder schema) => schema
        .Object<ShopifyOfferView>("ShopifyOffer", offer => BindOffer(offer)
            .Field("errors", view => Problems(view.Of).Select(problem => new ShopifyOfferProblem(problem))))
        .Object<AmazonOfferView>("AmazonOffer", offer => BindOffer(offer)
            .Field("errors", view => Problems(view.Of).Select(problem => new AmazonOfferProblem(problem)))
            .Field("productDeliveryEstimateRanges", _ => Array.Empty<object>()))
        .Object<ShippingMethodView>("ShippingMethod", method => method.Properties())
        .Object<ShopifyOfferProblem>("ShopifyOfferError", problem => problem.Properties())
        .Object<ShopifyOfferDetails>("ShopifyOfferErrorDetails", details => details.Properties())
        .Object<AmazonOfferProblem>("AmazonOfferError", problem => problem.Properties())
        .Object<AmazonOfferDetails>("AmazonOfferErrorDetails", details => details.Properties())
        .Object<ShopifyStoreProblem>("ShopifyStoreError", problem => problem.Properties())
        .Object<ShopifyStoreDetails>("ShopifyStoreErrorDetails", details => details.Properties())
        .Object<AmazonStoreProblem>("AmazonStoreError", problem => problem.Properties())
        .Object<AmazonStoreDetails>("AmazonStoreErrorDetails", details => details.Properties())
        .Object<AmazonReason>("AmazonStoreErrorReason", reason => reason.Properties())
        // No merchant's protocol tells a delivery estimate before the order.
        .Unserved("AmazonDeliveryEstimateRange");

    private static ObjectBuilder<T> BindOffer<T>(ObjectBuilder<T> offer) where T : OfferView => offer
        .Field("margin", view => view.Of.Store.Markup)
        .Field("notAvailableIds", NotAvailableIds)
        .Field("selectedShippingMethod", SelectedShippingMethod)
        .Field("shippingMethods", ShippingMethods)
        .Field("subtotal", view => view.Of.Store.Quote?.Subtotal);

    private static IReadOnlyList<ShippingMethodView> ShippingMethods(OfferView view) => view.Of.Store.Quote is { } quote
        ? [.. quote.ShippingMethods.Select(method => ShippingMethodView.Of(method, quote, view.Of.Store))]
        : [];

    private static ShippingMethodView? SelectedShippingMethod(OfferView view) =>
        ShippingMethods(view).FirstOrDefault(method => method.Id == view.Of.Store.Quote?.SelectedShippingMethodId);

    private static IEnumerable<string> NotAvailableIds(OfferView view) => view.Of.Store.Problems
        .Where(problem => problem.Code is QuoteProblemCode.OutOfStock or QuoteProblemCode.ItemUnknown)
        .SelectMany(problem => problem.ItemIds).Distinct().Select(view.Of.PublicId);

    /// <summary>What stands in the way of buying, in the contract's OfferErrorCode.</summary>
    internal static IReadOnlyList<StoreViewProblem> Problems(StoreView view)
    {
        if (view.Store.Unavailable is not null)
        {
            return
            [
                new("MARKETPLACE_ERROR",
                    $"The store {view.Store.Store} can't be asked now: read the cart again in a few seconds.", []),
            ];
        }

        var problems = view.Store.Problems.Select(problem => new StoreViewProblem(
            OfferCode(problem.Code, view.Store.Marketplace), problem.Message, PublicIds(view, problem))).ToList();
        if (view.Cart.Buyer is null && !problems.Exists(problem => problem.Code == BuyerMissing))
        {
            problems.Add(new(BuyerMissing,
                "Without a buyer, shipping and taxes are not known: set one with updateCartBuyerIdentity.", []));
        }

        return problems;
    }

    /// <summary>What is wrong with the store's items or the store itself, in the contract's StoreErrorCode.</summary>
    internal static IReadOnlyList<StoreViewProblem> StoreProblems(StoreView view) => view.Store.Unavailable is not null
        ?
        [
            new("SHOPIFY_SERVICE_TEMPORARILY_UNAVAILABLE",
                $"The store {view.Store.Store} can't be asked now: read the cart again in a few seconds.", []),
        ]
        :
        [
            .. view.Store.Problems.Select(problem => StoreCode(problem.Code) is { } code
                ? new StoreViewProblem(code, problem.Message, PublicIds(view, problem))
                : null).OfType<StoreViewProblem>(),
        ];

    private const string BuyerMissing = "BUYER_IDENTITY_MISSING";

    private static string OfferCode(QuoteProblemCode code, Marketplace marketplace) => code switch
    {
        QuoteProblemCode.OutOfStock => "MARKETPLACE_ERROR",
        QuoteProblemCode.QuantityExceeded => "MARKETPLACE_ERROR",
        QuoteProblemCode.ItemUnknown => marketplace == Marketplace.Shopify ? "VARIANT_NOT_FOUND" : "PRODUCT_NOT_FOUND",
        QuoteProblemCode.Undeliverable => "MARKETPLACE_ERROR",
        QuoteProblemCode.BuyerMissing => BuyerMissing,
        QuoteProblemCode.BuyerInvalid or QuoteProblemCode.PhoneMissing or QuoteProblemCode.PhoneInvalid
            or QuoteProblemCode.AddressLine2Missing => "INVALID_BUYER_IDENTITY_INFORMATION",
        QuoteProblemCode.CompanyMissing => "PERMISSION_DENIED",
        QuoteProblemCode.ShippingMethodUnknown => "SELECTED_SHIPPING_OPTION_NOT_FOUND",
        QuoteProblemCode.MerchantUnsupported => "PERMISSION_DENIED",
        QuoteProblemCode.MerchantRefused or QuoteProblemCode.GatewayFault => "UNKNOWN_OFFER_ERROR",
    };

    /// <summary>Null for what concerns the offer only.</summary>
    private static string? StoreCode(QuoteProblemCode code) => code switch
    {
        QuoteProblemCode.OutOfStock => "PRODUCT_NOT_AVAILABLE",
        QuoteProblemCode.QuantityExceeded => "QUANTITY_EXCEEDED",
        QuoteProblemCode.ItemUnknown => "PRODUCT_NOT_AVAILABLE",
        QuoteProblemCode.MerchantUnsupported or QuoteProblemCode.CompanyMissing => "CHECKOUT_DISALLOWED",
        QuoteProblemCode.Undeliverable or QuoteProblemCode.BuyerMissing or QuoteProblemCode.BuyerInvalid
            or QuoteProblemCode.PhoneMissing or QuoteProblemCode.PhoneInvalid or QuoteProblemCode.AddressLine2Missing
            or QuoteProblemCode.ShippingMethodUnknown or QuoteProblemCode.MerchantRefused
            or QuoteProblemCode.GatewayFault => null,
    };

    private static IReadOnlyList<string> PublicIds(StoreView view, QuoteProblem problem) =>
        [.. problem.ItemIds.Select(view.PublicId)];
}

internal abstract record OfferView(StoreView Of);

internal sealed record ShopifyOfferView(StoreView Of) : OfferView(Of);

internal sealed record AmazonOfferView(StoreView Of) : OfferView(Of);

/// <param name="Total">What the shopper is charged with this method, the client's margin with it.</param>
internal sealed record ShippingMethodView(string Id, string Label, Money Price, Money? Taxes, Money? Total)
{
    public static ShippingMethodView Of(ShippingMethod method, Quote quote, CartStore store)
    {
        var isSelected = method.Id == quote.SelectedShippingMethodId;
        var total = method.Total ?? (isSelected ? quote.Total : null);
        return new(
            method.Id,
            method.Label,
            method.Price,
            method.Taxes ?? (isSelected ? quote.Tax : null),
            store.ChargeAt(quote with { Total = total }));
    }
}

/// <param name="Ids">The public ids of the items concerned; empty when it is the whole store.</param>
internal sealed record StoreViewProblem(string Code, string Message, IReadOnlyList<string> Ids);

internal sealed record ShopifyOfferProblem(StoreViewProblem Of)
{
    public string Code => Of.Code;

    public string Message => Of.Message;

    public ShopifyOfferDetails? Details => Of.Ids.Count > 0 ? new(Of.Ids) : null;
}

internal sealed record ShopifyOfferDetails(IReadOnlyList<string> VariantIds);

internal sealed record AmazonOfferProblem(StoreViewProblem Of)
{
    public string Code => Of.Code;

    public string Message => Of.Message;

    public AmazonOfferDetails? Details => Of.Ids.Count > 0 ? new(Of) : null;
}

internal sealed record AmazonOfferDetails(StoreViewProblem Of)
{
    public IReadOnlyList<string> ProductIds => Of.Ids;

    public IReadOnlyList<AmazonReason> Reasons => AmazonReason.Of(Of);
}

internal sealed record ShopifyStoreProblem(StoreViewProblem Of)
{
    public string Code => Of.Code;

    public string Message => Of.Message;

    public ShopifyStoreDetails? Details => Of.Ids.Count > 0 ? new(Of.Ids) : null;
}

internal sealed record ShopifyStoreDetails(IReadOnlyList<string> VariantIds);

internal sealed record AmazonStoreProblem(StoreViewProblem Of)
{
    public string Code => Of.Code;

    public string Message => Of.Message;

    public AmazonStoreDetails? Details => Of.Ids.Count > 0 ? new(Of) : null;
}

internal sealed record AmazonStoreDetails(StoreViewProblem Of)
{
    public IReadOnlyList<string> ProductIds => Of.Ids;

    public IReadOnlyList<AmazonReason> Reasons => AmazonReason.Of(Of);
}

internal sealed record AmazonReason(string Code, string ProductId, string Reason)
{
    public static IReadOnlyList<AmazonReason> Of(StoreViewProblem problem) =>
        [.. problem.Ids.Select(id => new AmazonReason(problem.Code, id, problem.Message))];
}
