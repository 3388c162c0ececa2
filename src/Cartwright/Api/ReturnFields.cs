using Cartwright.Carts;
using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>Cancelling and returning an order: this gateway can't yet, and says so.</summary>
internal static class ReturnFields
{
    private const string NotSupported = "NOT_SUPPORTED";
    private const string OrderNotFound = "ORDER_NOT_FOUND";

    public static SchemaBuilder BindReturns(this SchemaBuilder schema) => schema
        .Object<CancelRefusal>("CancelOrderResponse", refusal => refusal
            .Field("error", view => view)
            .Field("result", object? (_) => null))
        .Object<CancelRefusal>("CancelOrderError", refusal => refusal.Properties())
        .Object<ReturnRefusal>("ReturnOrderResponse", refusal => refusal
            .Field("error", view => view)
            .Field("result", object? (_) => null))
        .Object<ReturnRefusal>("ReturnOrderError", refusal => refusal.Properties())
        .Unserved(
            "CancelAmazonOrderItem", "CancelAmazonOrderResult", "CancelShopifyOrderResult", "AmazonReturnLineItem",
            "ShopifyReturnLineItem", "ReturnAmazon", "ReturnAmazonOrderItem", "ReturnAmazonOrderResult",
            "ReturnShopify", "ReturnShopifyOrderResult");

    public static RootBuilder ServeReturnQueries(this RootBuilder root) => root
        .Serve<object?>("returnByID", _ => throw ApiRefusals.With(
            "NOT_FOUND", "There is no such return: this gateway makes none yet, ask the merchant.", retryable: false));

    public static RootBuilder ServeReturnMutations(this RootBuilder root) => root
        .Serve("cancelOrder", async request =>
            await IsKnownAsync(request, request.Argument<CancelOrderInput>("input").OrderId)
                ? new CancelRefusal(NotSupported, "Orders can't be cancelled here yet: ask the merchant.")
                : new CancelRefusal(OrderNotFound, "There is no such order: send the id of one that was submitted."))
        .Serve("returnOrder", async request =>
            await IsKnownAsync(request, request.Argument<ReturnOrderInput>("input").OrderId)
                ? new ReturnRefusal(NotSupported, "Orders can't be returned here yet: ask the merchant.")
                : new ReturnRefusal(OrderNotFound, "There is no such order: send the id of one that was submitted."));

    private static async ValueTask<bool> IsKnownAsync(ApiRequest request, string orderId) =>
        await request.Get<GetOrder>().HandleAsync(request.Account, orderId, request.CancellationToken) is not null;
}

internal sealed record CancelRefusal(string Code, string Message) : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => [Code];
}

internal sealed record ReturnRefusal(string Code, string Message) : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => [Code];
}
