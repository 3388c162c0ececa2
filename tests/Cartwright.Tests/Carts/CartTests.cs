using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Carts;

public sealed class CartTests
{
    [Fact]
    public void Samples_hold_every_event_once() =>
        CartSamples.EveryEvent.Select(sample => sample.GetType())
            .ShouldBe(OrderSamples.Cases<CartEvent>(), ignoreOrder: true);

    [Fact]
    public void Every_event_evolves_a_cart_by_one_version()
    {
        foreach (var change in CartSamples.EveryEvent)
        {
            CartSamples.With(change).Version.ShouldBe(4);
        }
    }

    [Fact]
    public void Store_without_lines_leaves_the_cart() =>
        CartSamples.With(new CartEvent.ItemsDeleted(CartSamples.Store, ["mug_1"])).Stores.ShouldBeEmpty();

    [Fact]
    public void Updated_line_keeps_its_place_and_what_it_remembers()
    {
        var three = CartSamples.Line with { Quantity = 3 };

        CartSamples.With(new CartEvent.ItemsUpdated(CartSamples.Store, [three]))
            .Store(CartSamples.Store)!.Lines.ShouldBe([three]);
    }

    [Fact]
    public void Lost_quote_is_gone_but_its_session_stays()
    {
        var cart = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote), CartSamples.Quoted(null) with
        {
            Unavailable = "no answer",
        });

        var store = cart.Store(CartSamples.Store)!;
        store.Quote.ShouldBeNull();
        store.Session.ShouldBe(OrderSamples.Quote);
    }

    [Fact]
    public void Removed_cart_is_not_there() => CartSamples.With(new CartEvent.Removed()).Exists.ShouldBeFalse();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 200)]
    [InlineData(2.5, 50)]
    [InlineData(0.025, 1)]
    [InlineData(0.0249, 0)]
    [InlineData(50, 1_000)]
    public void Markup_is_a_share_of_the_line_rounded_half_up(double percent, long minor)
    {
        var line = CartSamples.Line with { MarkupPercent = (decimal)percent };
        var cart = CartSamples.With(
            new CartEvent.ItemsUpdated(CartSamples.Store, [line]), CartSamples.Quoted(OrderSamples.Quote));

        cart.Store(CartSamples.Store)!.Markup.ShouldBe(new Money(minor, "USD"));
    }

    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(1, 49, 0)]
    [InlineData(3, 50, 2)]
    [InlineData(999, 0.05, 0)]
    [InlineData(1_000, 0.05, 1)]
    public void Markup_of_odd_cents_is_rounded_half_up(long minor, double percent, long expected) =>
        Markups.Of(new(minor, "USD"), (decimal)percent).ShouldBe(new Money(expected, "USD"));

    [Fact]
    public void Charge_is_the_merchants_total_and_the_markup()
    {
        var store = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote)).Store(CartSamples.Store)!;

        store.ChargeAt(OrderSamples.Quote).ShouldBe(new Money(2_775, "USD"));
        store.ChargeAt(OrderSamples.Quote with { Total = null }).ShouldBeNull();
    }

    [Fact]
    public void Store_is_outdated_by_what_concerns_it_only()
    {
        var cart = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote));

        Outdated(cart, cart).ShouldBeEmpty();
        Outdated(cart, cart.Evolve(new CartEvent.ShippingSelected(CartSamples.Store, "express"))).Count.ShouldBe(1);
        Outdated(cart, cart.Evolve(new CartEvent.BuyerChanged(OrderSamples.Buyer with { City = "Oakland" })))
            .Count.ShouldBe(1);
        Outdated(cart, cart.Evolve(new CartEvent.ItemsUpdated(
            CartSamples.Store, [CartSamples.Line with { Quantity = 9 }]))).Count.ShouldBe(1);
        Outdated(cart, cart.Evolve(new CartEvent.StoreAdded("tulips.example", Marketplace.Shopify, "order_2")))
            .ShouldHaveSingleItem().Store.ShouldBe("tulips.example");
    }

    private static List<CartStore> Outdated(Cart before, Cart after) => [.. QuoteStores.Outdated(before, after)];
}
