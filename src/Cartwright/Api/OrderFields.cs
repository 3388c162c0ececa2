using Cartwright.Carts;
using Cartwright.GraphQL;
using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Api;

/// <summary>Checkouts and orders: where they stand, and what has happened.</summary>
internal static class OrderFields
{
    public static SchemaBuilder BindOrders(this SchemaBuilder schema) => schema
        .Enum<OrderStatus>("OrderStatus")
        .Enum<CheckoutStatus>("CheckoutStatus")
        .Enum<OrderFailedReason>("OrderFailedReasonCode")
        .Enum<ShipmentStatus>("ShipmentStatus")
        .Object<CheckoutView>("Checkout", checkout => checkout
            .Field("cart", view => new CartView(view.Checkout.Cart, view.Caller))
            .Field("orders", view => view.Checkout.Orders.Select(order => new OrderView(order, view.Caller)))
            .Field("status", view => view.Checkout.Status))
        .Object<OrderView>("Order", BindOrder)
        .Object<PaymentChallengeView>("CompletePaymentChallenge", challenge => challenge.Properties())
        .Object<Shipment>("OrderShipment", shipment => shipment
            .Field("carrierName", parcel => parcel.Carrier)
            .Field("carrierTrackingNumber", parcel => parcel.TrackingNumber)
            .Field("carrierTrackingUrl", parcel => parcel.TrackingUrl)
            .Field("expectedDeliveryDate", parcel => parcel.ExpectedDelivery)
            .Field("status", parcel => parcel.Status))
        .Object<ShopifyLineItemView>("ShopifyLineItem", line => line.Properties())
        .Object<AmazonLineItemView>("AmazonLineItem", line => line.Properties()
            .Field("amazonBusinessPrice", Money? (_) => null))
        .Object<PublicOrderEvent.OrderSubmissionStarted>("OrderSubmissionStartedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.OrderSubmissionSucceeded>(
            "OrderSubmissionSucceededOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.PaymentSucceeded>("PaymentSucceededOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.PaymentFailed>("PaymentFailedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.PaymentRefunded>("PaymentRefundedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.OrderPlaced>("OrderPlacedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.OrderFailed>("OrderFailedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.TrackingObtained>("TrackingObtainedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.OrderCancelSucceeded>("OrderCancelSucceededOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.OrderCancelStarted>("OrderCancelStartedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.OrderCancelFailed>("OrderCancelFailedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.ReturnRequested>("ReturnRequestedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.ReturnRequestAccepted>("ReturnRequestAcceptedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.ReturnAccepted>("ReturnAcceptedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.ReturnApproved>("ReturnApprovedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.ReturnDenied>("ReturnDeniedOrderEvent", told => told.Properties())
        .Object<PublicOrderEvent.ReturnClosed>("ReturnClosedOrderEvent", told => told.Properties());

    public static RootBuilder ServeOrderQueries(this RootBuilder root) => root
        .Serve("checkoutByCartID", async request =>
        {
            var id = request.Argument<string>("cartID");
            var checkout = await request.Get<GetCheckout>().HandleAsync(request.Account, id, request.CancellationToken)
                ?? throw ApiRefusals.CartNotFound(id);
            return new CheckoutView(checkout, request.Caller);
        })
        .Serve("orderByID", async request =>
        {
            var id = request.Argument<string>("id");
            var order = await request.Get<GetOrder>().HandleAsync(request.Account, id, request.CancellationToken)
                ?? throw ApiRefusals.OrderNotFound(id);
            return new OrderView(order, request.Caller);
        });

    private static void BindOrder(ObjectBuilder<OrderView> order) => order
        .Field("cart", view => new CartView(view.Of.Cart, view.Caller))
        .Field("cartId", view => view.Of.Cart.Id)
        .Field("createdAt", view => view.CreatedAt)
        .Field("events", view => PublicOrderEvent.Of(view.Order))
        .Field("id", view => view.Order.Id)
        .Field("lineItems", view => view.LineItems)
        .Field("marketplace", view => view.Of.Store.Marketplace)
        .Field("marketplaceOrderIds", string[] (view) =>
            view.Order.Placed is { } placed ? [placed.MerchantOrderId] : [])
        .Field("requiredActions", view => view.RequiredActions)
        .Field("returns", view => view.Order.Returns.Where(made => made.Phase != ReturnPhase.Refused)
            .Select(made => new OrderReturnView(new(view.Order, made))))
        .Field("shipments", view => view.Order.Shipments)
        .Field("shipping", view => view.Totals.Shipping)
        .Field("status", view => OrderStatuses.Of(view.Order))
        .Field("subtotal", view => view.Totals.Subtotal)
        .Field("tax", view => view.Totals.Tax)
        .Field("total", view => view.Totals.Total);
}

internal sealed record CheckoutView(Checkout Checkout, ApiCaller Caller);

/// <summary>An order, which may only be one to come: then the cart tells what will be in it.</summary>
internal sealed record OrderView(CheckoutOrder Of, ApiCaller Caller)
{
    public Order Order => Of.Order;

    /// <summary>An order to come is as old as its cart.</summary>
    public DateTimeOffset CreatedAt => Order.Submission is null ? Of.Cart.ExpiresAt - Cart.Lifetime : Order.StartedAt;

    public OrderTotals Totals => OrderTotals.Of(Of);

    public IReadOnlyList<object> LineItems
    {
        get
        {
            var currency = Totals.Total.Currency;
            var lines = Order.Submission?.Lines ??
            [
                .. Of.Store.Lines.Select(line => new OrderLine(
                    line.ItemId,
                    line.Item.ProductId,
                    line.Quantity,
                    line.Item.Title,
                    line.Item.Price ?? Money.Zero(currency))),
            ];
            return [.. lines.Select(LineItem)];
        }
    }

    public IReadOnlyList<PaymentChallengeView> RequiredActions => Order switch
    {
        { Phase: OrderPhase.AwaitingPaymentAction, PaymentAction: { } action } => [new(action.Url)],
        { Phase: OrderPhase.AwaitingMerchantAction, MerchantAction: { } url } => [new(url)],
        _ => [],
    };

    private object LineItem(OrderLine line) => Of.Store.Marketplace switch
    {
        Marketplace.Shopify => new ShopifyLineItemView(PublicId(line.ProductId), PublicId(line.ItemId), line.Quantity),
        Marketplace.Amazon => new AmazonLineItemView(PublicId(line.ItemId), line.UnitPrice, line.Quantity),
    };

    private string PublicId(string itemId) => new CatalogueId(itemId, Of.Store.Store).ToString();
}

/// <summary>
/// An order's amounts. The subtotal holds the client's margin, and what the merchant adds or takes off beside shipping
/// and tax, so that the parts are the total, and the total is what is charged.
/// </summary>
internal sealed record OrderTotals(Money Subtotal, Money Shipping, Money Tax, Money Total)
{
    public static OrderTotals Of(CheckoutOrder of)
    {
        var submission = of.Order.Submission;
        var quote = submission?.Quote ?? of.Store.Quote;
        if (quote is null)
        {
            var known = Prices.Sum([.. of.Store.Lines.Select(line => line.Item.Price * line.Quantity)])
                ?? Money.Zero("USD");
            return new(known, Money.Zero(known.Currency), Money.Zero(known.Currency), known);
        }

        var none = Money.Zero(quote.Subtotal.Currency);
        var shipping = quote.Shipping ?? none;
        var tax = quote.Tax ?? none;
        var total = submission?.Amount ?? of.Store.ChargeAt(quote)
            ?? quote.Subtotal + (of.Store.Markup ?? none) + shipping + tax;
        return new(total with { Minor = total.Minor - shipping.Minor - tax.Minor }, shipping, tax, total);
    }
}

/// <summary>Where a person must go on: the bank's challenge, or the merchant's checkout.</summary>
internal sealed record PaymentChallengeView(Uri RedirectUrl);

internal sealed record ShopifyLineItemView(string ProductId, string VariantId, int Quantity);

internal sealed record AmazonLineItemView(string ProductId, Money Price, int Quantity);
