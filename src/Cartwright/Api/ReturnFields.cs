using System.Diagnostics;
using Cartwright.Carts;
using Cartwright.GraphQL;
using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Api;

/// <summary>Returning some of an order's items, and following that.</summary>
internal static class ReturnFields
{
    public static SchemaBuilder BindReturns(this SchemaBuilder schema) => schema
        .Object<ReturnAnswerView>("ReturnOrderResponse", answer => answer
            .Field("error", view => view.Error)
            .Field("result", view => view.Result))
        .Object<ReturnProblem>("ReturnOrderError", problem => problem.Properties())
        .Object<ShopifyReturnView>("ReturnShopifyOrderResult", result => result
            .Field("lineItems", view => view.Return.LineItems.Cast<ShopifyReturnLineView>())
            .Field("orderId", view => view.Return.Order.Id)
            .Field("returnId", view => view.Return.Made.Id))
        .Object<AmazonReturnView>("ReturnAmazonOrderResult", result => result
            .Field("orders", view => new[] { view.Return }))
        .Object<ReturnView>("ReturnAmazonOrderItem", item => item
            .Field("amazonOrderId", view => view.MarketplaceOrderId)
            .Field("lineItems", view => view.LineItems.Cast<AmazonReturnLineView>())
            .Field("returnId", view => view.Made.Id))
        .Object<ShopifyReturnLineView>("ShopifyReturnLineItem", line => line.Properties())
        .Object<AmazonReturnLineView>("AmazonReturnLineItem", line => line.Properties())
        .Object<ReturnShopifyView>("ReturnShopify", made => made
            .Field("lineItems", view => view.Return.LineItems.Cast<ShopifyReturnLineView>())
            .Field("marketplace", view => view.Return.Marketplace)
            .Field("orderId", view => view.Return.Order.Id)
            .Field("returnId", view => view.Return.Made.Id))
        .Object<ReturnAmazonView>("ReturnAmazon", made => made
            .Field("amazonOrderId", view => view.Return.MarketplaceOrderId)
            .Field("lineItems", view => view.Return.LineItems.Cast<AmazonReturnLineView>())
            .Field("marketplace", view => view.Return.Marketplace)
            .Field("returnId", view => view.Return.Made.Id))
        .Object<OrderReturnView>("OrderReturn", made => made
            .Field("createdAt", view => view.Return.Made.CreatedAt)
            .Field("id", view => view.Return.Made.Id)
            .Field("lineItems", view => view.Return.LineItems)
            .Field("marketplace", view => view.Return.Marketplace)
            .Field("marketplaceOrderId", view => view.Return.MarketplaceOrderId)
            .Field("orderId", view => view.Return.Order.Id)
            .Field("shippingLabelUrl", view => view.Return.Made.ShippingLabelUrl?.AbsoluteUri)
            .Field("updatedAt", view => view.Return.Made.UpdatedAt));

    public static RootBuilder ServeReturnQueries(this RootBuilder root) => root.Serve("returnByID", async request =>
    {
        var input = request.Argument<ReturnByIdInput>("input");
        var found = await request.Get<GetOrder>()
            .HandleAsync(request.Account, input.OrderId, request.CancellationToken)
            ?? throw ApiRefusals.OrderNotFound(input.OrderId);
        var made = found.Order.Returns.FirstOrDefault(known => known.Id == input.ReturnId)
            ?? throw ApiRefusals.With(
                "RETURN_NOT_FOUND", "There is no such return: send an id that returnOrder answered.", retryable: false);
        return ReturnView.ById(new(found.Order, made));
    });

    public static RootBuilder ServeReturnMutations(this RootBuilder root) => root.Serve("returnOrder", async request =>
    {
        var input = request.Argument<ReturnOrderInput>("input");
        if (await request.Get<GetOrder>().HandleAsync(request.Account, input.OrderId, request.CancellationToken)
            is not { } found)
        {
            return new ReturnAnswerView(
                new("ORDER_NOT_FOUND", "There is no such order: send the id of one that was submitted."), null);
        }

        if (input.LineItems.Count is 0 or > Cart.LineCountMax)
        {
            throw ApiRefusals.BadInput(
                $"Send 1 to {Cart.LineCountMax} lineItems of the order, each with its id and a quantity.");
        }

        var store = found.Order.Submitted.Store;
        var lines = input.LineItems.Select(line => new LineQuantity(ItemOf(line.Id, store), line.Quantity)).ToList();
        return await request.Get<ReturnOrder>()
            .HandleAsync(request.Account, input.OrderId, lines, request.CancellationToken) switch
        {
            ReturnAnswer.Made made => new ReturnAnswerView(null, ReturnView.Result(new(made.Order, made.Return))),
            ReturnAnswer.Refused refused => new ReturnAnswerView(new(refused.Code, refused.Message), null),
            var answer => throw new UnreachableException(answer.GetType().Name),
        };
    });

    /// <summary>The merchant's own id; what was sent when it is none of this store, so that it matches no line.</summary>
    private static string ItemOf(string id, string store) =>
        CatalogueId.Parse(id) is { } known && known.Store == store ? known.ItemId : id;
}

internal sealed record ReturnAnswerView(ReturnProblem? Error, object? Result) : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => Error is null ? [] : [Error.Code];
}

internal sealed record ReturnProblem(string Code, string Message);

/// <summary>A return and the order it is of.</summary>
internal sealed record ReturnView(Order Order, OrderReturn Made)
{
    public Marketplace Marketplace => Order.Submitted.Marketplace;

    public string MarketplaceOrderId => Order.Placed!.MerchantOrderId;

    public IReadOnlyList<object> LineItems => [.. Made.Lines.Select(Line)];

    public static object Result(ReturnView made) => made.Marketplace switch
    {
        Marketplace.Shopify => new ShopifyReturnView(made),
        Marketplace.Amazon => new AmazonReturnView(made),
    };

    public static object ById(ReturnView made) => made.Marketplace switch
    {
        Marketplace.Shopify => new ReturnShopifyView(made),
        Marketplace.Amazon => new ReturnAmazonView(made),
    };

    private object Line(LineQuantity line)
    {
        var id = new CatalogueId(line.ItemId, Order.Submitted.Store).ToString();
        var price = Order.Submitted.Lines.First(known => known.ItemId == line.ItemId).UnitPrice;
        var status = OrderStatuses.Of(Made.Phase);
        return Marketplace switch
        {
            Marketplace.Shopify => new ShopifyReturnLineView(
                price.Currency, Prices.Decimal(price), line.Quantity, ContractNames.Of(status), id),
            Marketplace.Amazon => new AmazonReturnLineView(
                Prices.Decimal(price), id, line.Quantity, ContractNames.Of(status)),
        };
    }
}

// The contract has a type for each place and marketplace where a return is told.
internal sealed record ShopifyReturnView(ReturnView Return);

internal sealed record AmazonReturnView(ReturnView Return);

internal sealed record ReturnShopifyView(ReturnView Return);

internal sealed record ReturnAmazonView(ReturnView Return);

internal sealed record OrderReturnView(ReturnView Return);

internal sealed record ShopifyReturnLineView(
    string CurrencyCode, string Price, int Quantity, string Status, string VariantId);

internal sealed record AmazonReturnLineView(string Price, string ProductId, int Quantity, string Status);
