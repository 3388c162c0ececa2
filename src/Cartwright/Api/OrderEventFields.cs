using System.Runtime.CompilerServices;
using Cartwright.Carts;
using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>Order progress as a stream: what <c>order-events.graphql</c> adds to the contract.</summary>
internal static class OrderEventFields
{
    public static SchemaBuilder BindOrderEvents(this SchemaBuilder schema) => schema
        .Object<OrderProgressView>("OrderProgress", progress => progress
            .Field("id", view => view.Progress.Id)
            .Field("orderId", view => view.Progress.Of.Order.Id)
            .Field("store", view => view.Progress.Of.Store.Store)
            .Field("event", view => view.Progress.Event)
            .Field("order", view => new OrderView(view.Progress.Of, view.Caller))
            .Field("checkoutStatus", view => view.Progress.Status));

    public static SubscriptionBuilder ServeOrderEvents(this SubscriptionBuilder root) => root
        .ServeStream("orderEvents", async request =>
        {
            var id = request.Argument<string>("cartID");
            var progress = await request.Get<FollowCheckout>()
                .HandleAsync(request.Account, id, request.CancellationToken) ?? throw ApiRefusals.CartNotFound(id);
            return Views(progress, request.Caller);
        });

    private static async IAsyncEnumerable<OrderProgressView> Views(
        IAsyncEnumerable<CheckoutProgress> progress,
        ApiCaller caller,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var step in progress.WithCancellation(cancellationToken))
        {
            yield return new(step, caller);
        }
    }
}

internal sealed record OrderProgressView(CheckoutProgress Progress, ApiCaller Caller);
