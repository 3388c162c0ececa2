using Cartwright.Api;
using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Tests.Carts;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Api;

public sealed class ViewsTests
{
    [Fact]
    public void Cost_of_a_quoted_cart_adds_up()
    {
        var cost = new CartView(CartSamples.With(CartSamples.Quoted(OrderSamples.Quote)), ApiSamples.Caller).Cost;

        cost.ShouldBe(new CartCostView(
            IsEstimated: false, Usd(200), Usd(500), Usd(2_000), Usd(75), Usd(2_775)));
    }

    [Fact]
    public void Cost_without_a_quote_is_estimated_from_what_the_items_cost_when_added()
    {
        var cost = new CartView(CartSamples.With(), ApiSamples.Caller).Cost;

        cost.ShouldBe(new CartCostView(IsEstimated: true, Usd(0), null, Usd(2_000), null, null));
    }

    [Fact]
    public void Cost_of_stores_with_several_currencies_is_not_told()
    {
        var euros = CartSamples.Line with { Item = CartSamples.Line.Item with { Price = new(900, "EUR") } };
        var cart = CartSamples.With(
            new CartEvent.StoreAdded("tulips.example", Marketplace.Shopify, "order_2"),
            new CartEvent.ItemsAdded("tulips.example", [euros]));

        new CartView(cart, ApiSamples.Caller).Cost.ShouldBeNull();
        new CartView(Cart.Empty("cart_1"), ApiSamples.Caller).Cost.ShouldBeNull();
    }

    [Fact]
    public void Shipping_method_shows_the_total_that_would_be_charged()
    {
        var store = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote)).Stores[0];

        var method = ShippingMethodView.Of(OrderSamples.Quote.ShippingMethods[0], OrderSamples.Quote, store);

        method.Total.ShouldBe(store.ChargeAt(OrderSamples.Quote));
    }

    [Theory]
    [InlineData(OrderPhase.NotStarted, 2_775)]
    [InlineData(OrderPhase.Placed, 2_575)]
    public void Parts_of_an_order_add_up_to_what_is_charged(OrderPhase phase, long total)
    {
        var cart = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote));

        var totals = OrderTotals.Of(new(cart, cart.Stores[0], OrderSamples.InPhase(phase)));

        totals.Total.ShouldBe(Usd(total));
        (totals.Subtotal + totals.Shipping + totals.Tax).ShouldBe(totals.Total);
    }

    [Fact]
    public void Order_to_come_is_told_from_its_cart()
    {
        var cart = CartSamples.With();
        var view = new OrderView(new(cart, cart.Stores[0], Order.NotStarted("order_1")), ApiSamples.Caller);

        view.CreatedAt.ShouldBe(OrderSamples.Noon);
        view.Totals.Total.ShouldBe(Usd(2_000));
        view.LineItems.ShouldBe([new ShopifyLineItemView("mug@mugs.example", "mug_1@mugs.example", 2)]);
        view.RequiredActions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OrderPhase.AwaitingPaymentAction, "https://bank.example/3ds")]
    [InlineData(OrderPhase.AwaitingMerchantAction, "https://mugs.example/continue")]
    public void Order_that_waits_for_a_person_tells_where_to_go(OrderPhase phase, string url)
    {
        var cart = CartSamples.With();

        new OrderView(new(cart, cart.Stores[0], OrderSamples.InPhase(phase)), ApiSamples.Caller)
            .RequiredActions.ShouldBe([new PaymentChallengeView(new(url))]);
    }

    [Fact]
    public void Passed_challenge_is_no_longer_asked_for()
    {
        var cart = CartSamples.With();
        var paid = OrderSamples.After(
            OrderSamples.Sample(typeof(OrderEvent.PaymentActionRequired)),
            OrderSamples.Sample(typeof(OrderEvent.PaymentSucceeded)));

        new OrderView(new(cart, cart.Stores[0], paid), ApiSamples.Caller).RequiredActions.ShouldBeEmpty();
    }

    [Fact]
    public void Variant_without_any_picture_shows_the_gateways_own()
    {
        var product = new Product
        {
            Id = "mug",
            Handle = "mug",
            Title = "Mug",
            Url = new("https://mugs.example/mug"),
            Variants = [new() { Id = "mug_1", Title = "White", Price = Usd(1_000), IsAvailable = true }],
        };

        var view = new ShopifyProductView(product, "mugs.example", ApiSamples.Caller.NoImage);

        view.Variants[0].Image.Image.Url.ShouldBe(new Uri("https://orders.example/v1/no-image.svg"));
    }

    [Theory]
    [InlineData(1_234, "USD", "12.34")]
    [InlineData(5, "USD", "0.05")]
    [InlineData(1_234, "JPY", "1234")]
    [InlineData(1_234, "KWD", "1.234")]
    [InlineData(-5, "USD", "-0.05")]
    public void Price_in_words_has_its_currencys_digits(long minor, string currency, string expected) =>
        Prices.Decimal(new(minor, currency)).ShouldBe(expected);

    private static Money Usd(long minor) => new(minor, "USD");
}
