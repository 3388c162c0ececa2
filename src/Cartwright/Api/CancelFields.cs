using System.Diagnostics;
using Cartwright.GraphQL;
using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Api;

/// <summary>Cancelling an order.</summary>
internal static class CancelFields
{
    public static SchemaBuilder BindCancellations(this SchemaBuilder schema) => schema
        .Object<CancelView>("CancelOrderResponse", answer => answer
            .Field("error", view => view.Error)
            .Field("result", view => view.Result))
        .Object<CancelProblem>("CancelOrderError", problem => problem.Properties())
        .Object<ShopifyCancelView>("CancelShopifyOrderResult", result => result.Properties())
        .Object<AmazonCancelView>("CancelAmazonOrderResult", result => result.Properties())
        .Object<AmazonCancelItemView>("CancelAmazonOrderItem", item => item.Properties());

    public static RootBuilder ServeCancellation(this RootBuilder root) => root.Serve("cancelOrder", async request =>
    {
        var orderId = request.Argument<CancelOrderInput>("input").OrderId;
        return await request.Get<CancelOrder>()
            .HandleAsync(request.Account, orderId, request.CancellationToken) switch
        {
            CancelAnswer.Cancelled done => Of(done.Order, "CANCELLED"),
            CancelAnswer.Processing begun => Of(begun.Order, "CANCEL_PROCESSING"),
            CancelAnswer.Refused refused => new CancelView(new(refused.Code, refused.Message), null),
            CancelAnswer.TryAgain again => throw ApiRefusals.With("CONFLICT", again.Message, retryable: true),
            var answer => throw new UnreachableException(answer.GetType().Name),
        };
    });

    private static CancelView Of(Order order, string status) => new(null, order.Submitted.Marketplace switch
    {
        Marketplace.Shopify => new ShopifyCancelView(status),
        Marketplace.Amazon => new AmazonCancelView(
            [new(order.Placed?.MerchantOrderId ?? order.Id, null, status)]),
    });
}

internal sealed record CancelView(CancelProblem? Error, object? Result) : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => Error is null ? [] : [Error.Code];
}

internal sealed record CancelProblem(string Code, string Message);

internal sealed record ShopifyCancelView(string Status);

internal sealed record AmazonCancelView(IReadOnlyList<AmazonCancelItemView> Items);

/// <param name="AmazonOrderId">This gateway's own id when the merchant never had the order.</param>
internal sealed record AmazonCancelItemView(string AmazonOrderId, string? FailReason, string Status);
