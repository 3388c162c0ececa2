using System.Diagnostics;
using Cartwright.Carts;
using Cartwright.Catalogue;
using Cartwright.GraphQL;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>Carts: reading and changing them.</summary>
internal static class CartFields
{
    public static SchemaBuilder BindCarts(this SchemaBuilder schema) => schema
        .Enum<CartErrorCode>("CartErrorCode")
        .Object<CartAnswer>("CartResponse", answer => answer.Properties())
        .Object<CartProblem>("CartError", problem => problem.Properties()
            .Field("details", view => Suggestion(view.SuggestedValue)))
        .Object<AddressSuggestion>("AddressValidationErrorDetails", suggestion => suggestion.Properties())
        .Object<CartView>("Cart", cart => cart.Properties()
            .Field("attribute", (view, field) => Attribute(view, field.Argument<string>("key")))
            .Field("attributes", view => view.Cart.Attributes)
            .Field("buyerIdentity", view => view.Cart.Buyer)
            .Field("id", view => view.Cart.Id))
        .Object<CartAttribute>("Attribute", attribute => attribute.Properties())
        .Object<BuyerIdentity>("BuyerIdentity", buyer => buyer.Properties())
        .Object<CartCostView>("CartCost", cost => cost.Properties())
        .Object<ShopifyStoreView>("ShopifyStore", store => BindStore(store)
            .FieldAsync("checkoutUrl", CheckoutUrlAsync)
            .Field("offer", view => new ShopifyOfferView(view))
            .Field("errors", view => OfferFields.StoreProblems(view)
                .Select(problem => new ShopifyStoreProblem(problem)))
            .FieldAsync("cartLines", async (view, field) => (await LinesAsync(view, field))
                .Select(line => ShopifyLineView.Of(line, view))))
        .Object<AmazonStoreView>("AmazonStore", store => BindStore(store)
            .Field("offer", view => new AmazonOfferView(view))
            .Field("errors", view => OfferFields.StoreProblems(view)
                .Select(problem => new AmazonStoreProblem(problem)))
            .FieldAsync("cartLines", async (view, field) => (await LinesAsync(view, field))
                .Select(line => AmazonLineView.Of(line, view))))
        .Object<ShopifyLineView>("ShopifyCartLine", line => line.Properties())
        .Object<AmazonLineView>("AmazonCartLine", line => line.Properties())
        .Object<DeletedCartView>("DeletedCart", deleted => deleted.Properties());

    public static RootBuilder ServeCartQueries(this RootBuilder root) => root
        .Serve("getCart", async request =>
        {
            var id = request.Argument<string>("id");
            var cart = await request.Get<GetCart>().HandleAsync(request.Account, id, request.CancellationToken)
                ?? throw ApiRefusals.CartNotFound(id);
            return new CartAnswer(new(cart, request.Caller), []);
        });

    public static RootBuilder ServeCartMutations(this RootBuilder root) => root
        .Serve("createCart", CreateAsync)
        .Serve("addCartItems", async request =>
        {
            var input = request.Argument<ChangeItemsInput>("input");
            var items = InputBounds.Items(input.Items, mayBeEmpty: false);
            return Answer(request, await request.Get<AddCartItems>()
                .HandleAsync(request.Account, input.Id, items, request.CancellationToken));
        })
        .Serve("updateCartItems", async request =>
        {
            var input = request.Argument<ChangeItemsInput>("input");
            var items = InputBounds.Items(input.Items, mayBeEmpty: false);
            return Answer(request, await request.Get<UpdateCartItems>()
                .HandleAsync(request.Account, input.Id, items, request.CancellationToken));
        })
        .Serve("deleteCartItems", async request =>
        {
            var input = request.Argument<DeleteItemsInput>("input");
            return Answer(request, await request.Get<DeleteCartItems>()
                .HandleAsync(request.Account, input.Id, InputBounds.Ids(input.Items), request.CancellationToken));
        })
        .Serve("updateCartBuyerIdentity", async request =>
        {
            var input = request.Argument<UpdateBuyerInput>("input");
            return Answer(request, await request.Get<UpdateBuyerIdentity>()
                .HandleAsync(request.Account, input.Id, input.BuyerIdentity, request.CancellationToken));
        })
        .Serve("updateCartSelectedShippingOptions", async request =>
        {
            var input = request.Argument<SelectShippingInput>("input");
            var selections = InputBounds.Shipping(input.ShippingOptions, mayBeEmpty: false);
            return Answer(request, await request.Get<SelectShipping>()
                .HandleAsync(request.Account, input.Id, selections, request.CancellationToken));
        })
        .Serve("removeCart", RemoveAsync);

    internal static AddressSuggestion? Suggestion(string? value) => value is null ? null : new(value);

    /// <summary>Refuses settings that would change how a merchant fulfils, which no connector can ask for.</summary>
    internal static void RefuseSettings(CartSettingsInput? settings)
    {
        if (settings?.AmazonSettings is { FulfilledByAmazon: true } or { HidePriceOnPackage: true })
        {
            throw ApiRefusals.FeatureUnsupported(
                "Amazon's fulfilment and packaging can't be asked for here: leave cartSettings out or false.");
        }
    }

    private static ObjectBuilder<T> BindStore<T>(ObjectBuilder<T> store) where T : StoreView => store
        .Field("isShippingRequired", view => view.Store.IsShippingRequired)
        .Field("isSubmitted", view => view.Store.WasSubmitted)
        .Field("orderId", view => view.Store.OrderId)
        .Field("requestId", view => view.Store.OrderId)
        .Field("shipsToCountries", IReadOnlyList<string>? (_) => null)
        .Field("store", view => view.Store.Store);

    private static Task<IReadOnlyList<LineProduct>> LinesAsync(StoreView view, FieldRequest field) =>
        field.Get<CartLineProducts>().HandleAsync(view.Store, field.CancellationToken);

    /// <summary>Where a shopper could go on alone: the store itself, since a quote has no page of its own.</summary>
    private static async ValueTask<Uri> CheckoutUrlAsync(ShopifyStoreView view, FieldRequest field) =>
        (await field.Get<MerchantDirectory>().FindAsync(view.Store.Store, field.CancellationToken))?.Url
        ?? new Uri(view.Store.Lines[0].Item.Url, "/");

    private static CartAttribute? Attribute(CartView view, string key) =>
        view.Cart.Attributes.FirstOrDefault(attribute => attribute.Key == key);

    private static async ValueTask<CartAnswer> CreateAsync(ApiRequest request)
    {
        var input = request.Argument<CreateCartInput>("input");
        RefuseSettings(input.CartSettings);
        var wanted = new CreateCartRequest(
            InputBounds.Items(input.Items, mayBeEmpty: true),
            input.BuyerIdentity,
            InputBounds.Attributes(input.Attributes));
        var outcome = await request.Get<CreateCart>().HandleAsync(request.Account, wanted, request.CancellationToken);
        // There is no cart to answer with, so what is wrong is a root error.
        return outcome is CartOutcome.Refused refused ? throw Refusal(refused) : Answer(request, outcome);
    }

    private static async ValueTask<DeletedCartView> RemoveAsync(ApiRequest request)
    {
        var id = request.Argument<RemoveCartInput>("input").Id;
        var outcome = await request.Get<RemoveCart>().HandleAsync(request.Account, id, request.CancellationToken);
        return outcome switch
        {
            CartOutcome.Changed => new(id),
            CartOutcome.Refused refused => throw Refusal(refused),
            CartOutcome.NotFound => throw ApiRefusals.CartNotFound(id),
            _ => throw new UnreachableException(outcome.GetType().Name),
        };
    }

    private static CartAnswer Answer(ApiRequest request, CartOutcome outcome) => outcome switch
    {
        CartOutcome.Changed changed => new(new(changed.Cart, request.Caller), []),
        CartOutcome.Refused refused => new(new(refused.Cart, request.Caller), refused.Problems),
        CartOutcome.NotFound missing => throw ApiRefusals.CartNotFound(missing.CartId),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>One root error for all problems: the first one's code, every one's words.</summary>
    private static GraphQLException Refusal(CartOutcome.Refused refused) => new(
        string.Join(' ', refused.Problems.Select(problem => problem.Message)),
        ContractNames.Of(refused.Problems[0].Code),
        new Dictionary<string, object?>
        {
            ["retryable"] = false,
            ["problems"] = refused.Problems.Select(problem => new Dictionary<string, object?>
            {
                ["code"] = ContractNames.Of(problem.Code),
                ["message"] = problem.Message,
            }).ToArray(),
        });
}

internal sealed record DeletedCartView(string DeletedId);
