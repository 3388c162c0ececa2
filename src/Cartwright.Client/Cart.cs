using System.Text.Json.Serialization;

namespace Cartwright.Client;

/// <summary>The marketplaces of the checkout contract.</summary>
public enum Marketplace
{
    /// <summary>Items are variants.</summary>
    Shopify,

    /// <summary>Items are products.</summary>
    Amazon,
}

/// <summary>An amount of money.</summary>
/// <param name="Value">In minor units: cents for USD, yen for JPY.</param>
/// <param name="Currency">The ISO 4217 code.</param>
/// <param name="DisplayValue">The amount as a shopper reads it.</param>
public sealed record Price(long Value, string Currency, string DisplayValue);

/// <summary>A cart with what went wrong with it, if anything.</summary>
/// <param name="Cart">The cart as it stands.</param>
/// <param name="Errors">Problems of the cart as a whole; a store's are in the store.</param>
public sealed record CartAnswer(Cart Cart, IReadOnlyList<CartError> Errors);

/// <summary>A problem of a cart, a store, or an offer.</summary>
/// <param name="Code">The contract's code, such as <c>PRODUCT_NOT_FOUND</c>.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record CartError(string Code, string Message);

/// <summary>A cart: lines grouped by store, each of which becomes one order.</summary>
public sealed record Cart
{
    /// <summary>The cart's id.</summary>
    public required string Id { get; init; }

    /// <summary>Who buys, and where it goes; null while nobody was named.</summary>
    public Buyer? BuyerIdentity { get; init; }

    /// <summary>What all of it costs; null while no store has an offer.</summary>
    public CartCost? Cost { get; init; }

    /// <summary>One for every merchant in the cart.</summary>
    public required IReadOnlyList<CartStore> Stores { get; init; }
}

/// <summary>What a cart costs.</summary>
/// <param name="IsEstimated">True until every store has told taxes and shipping.</param>
/// <param name="Subtotal">The items.</param>
/// <param name="Shipping">The chosen shipping methods.</param>
/// <param name="Tax">All taxes.</param>
/// <param name="Total">Everything.</param>
public sealed record CartCost(bool IsEstimated, Price Subtotal, Price? Shipping, Price? Tax, Price? Total);

/// <summary>The part of a cart that one merchant supplies.</summary>
public sealed record CartStore
{
    /// <summary>The store's domain.</summary>
    [JsonPropertyName("store")]
    public required string Domain { get; init; }

    /// <summary>The id its order has, or will have once the cart is submitted.</summary>
    public required string OrderId { get; init; }

    /// <summary>Whether its order exists.</summary>
    public bool IsSubmitted { get; init; }

    /// <summary>Its lines.</summary>
    [JsonPropertyName("cartLines")]
    public IReadOnlyList<CartLine> Lines { get; init; } = [];

    /// <summary>What the merchant offers for them.</summary>
    public Offer? Offer { get; init; }

    /// <summary>Problems of this store.</summary>
    public IReadOnlyList<CartError> Errors { get; init; } = [];
}

/// <summary>One line of a store.</summary>
/// <param name="Quantity">How many.</param>
/// <param name="Variant">The variant, in a Shopify store.</param>
/// <param name="Product">The product, in an Amazon store.</param>
public sealed record CartLine(int Quantity, LineItem? Variant = null, LineItem? Product = null)
{
    /// <summary>What is bought.</summary>
    public LineItem? Item => Variant ?? Product;
}

/// <summary>What a line is about.</summary>
/// <param name="Id">The id it was added with.</param>
/// <param name="Title">Its name.</param>
public sealed record LineItem(string Id, string Title);

/// <summary>A merchant's offer.</summary>
public sealed record Offer
{
    /// <summary>The lines without shipping and taxes.</summary>
    public Price? Subtotal { get; init; }

    /// <summary>The methods to choose from.</summary>
    public IReadOnlyList<ShippingMethod> ShippingMethods { get; init; } = [];

    /// <summary>The chosen one.</summary>
    public ShippingMethod? SelectedShippingMethod { get; init; }

    /// <summary>What stands in the way of buying.</summary>
    public IReadOnlyList<CartError> Errors { get; init; } = [];
}

/// <summary>A way to ship a store's lines.</summary>
/// <param name="Id">To choose it by.</param>
/// <param name="Label">As a shopper reads it.</param>
/// <param name="Price">Of shipping alone.</param>
/// <param name="Taxes">Of the store with this method.</param>
/// <param name="Total">Of the store with this method.</param>
public sealed record ShippingMethod(string Id, string Label, Price? Price, Price? Taxes, Price? Total);
