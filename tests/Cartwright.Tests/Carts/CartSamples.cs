using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Carts;

/// <summary>One event of every case, and a cart made of some of them.</summary>
internal static class CartSamples
{
    public const string Store = "mugs.example";

    public static readonly CartLine Line = new("mug_1", 2, 10, new(
        "mug", "white-mug", "Mug", "White", new("https://mugs.example/products/white-mug"),
        new("https://mugs.example/mug.png"), "Potter", new(1_000, "USD")));

    public static IReadOnlyList<CartEvent> EveryEvent { get; } =
    [
        new CartEvent.Created(
            "account_1", OrderSamples.Noon + Cart.Lifetime, [new("key", "value")], OrderSamples.Buyer),
        new CartEvent.StoreAdded(Store, Marketplace.Shopify, "order_1"),
        new CartEvent.ItemsAdded(Store, [Line]),
        new CartEvent.ItemsUpdated(Store, [Line with { Quantity = 3 }]),
        new CartEvent.ItemsDeleted(Store, ["mug_1"]),
        new CartEvent.BuyerChanged(OrderSamples.Buyer),
        new CartEvent.ShippingSelected(Store, "standard"),
        new CartEvent.StoreQuoted(
            Store,
            OrderSamples.Quote,
            [new(QuoteProblemCode.OutOfStock, "The mug is out of stock.", ["mug_1"], "out_of_stock")],
            null,
            OrderSamples.Noon,
            IsUntold: true),
        new CartEvent.SubmissionStarted([new(Store, "order_1")]),
        new CartEvent.Removed(),
    ];

    /// <summary>A cart to which this has happened after it was made with two mugs.</summary>
    public static Cart With(params IEnumerable<CartEvent> changes) => EveryEvent.Take(3).Concat(changes)
        .Aggregate(Cart.Empty("cart_1"), (cart, change) => cart.Evolve(change));

    public static CartEvent.StoreQuoted Quoted(Quote? quote, params QuoteProblem[] problems) =>
        new(Store, quote, problems, null, OrderSamples.Noon);
}
