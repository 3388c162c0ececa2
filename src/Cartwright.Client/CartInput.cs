namespace Cartwright.Client;

/// <summary>An item for a cart.</summary>
/// <param name="Id">A variant's id (Shopify) or a product's (Amazon).</param>
/// <param name="Quantity">How many, from 1.</param>
/// <param name="Marketplace">Which of the two.</param>
public sealed record CartItem(string Id, int Quantity, Marketplace Marketplace = Marketplace.Shopify);

/// <summary>A cart to be made.</summary>
public sealed record NewCart
{
    /// <summary>What is in it.</summary>
    public required IReadOnlyList<CartItem> Items { get; init; }

    /// <summary>Who buys, and where it goes; may follow later.</summary>
    public Buyer? Buyer { get; init; }

    /// <summary>Your own notes: at most 10, keys and values of at most 500 characters.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}

/// <summary>Who buys, and where it goes.</summary>
public sealed record Buyer
{
    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The phone number, in E.164 form.</summary>
    public string? Phone { get; init; }

    /// <summary>Street and number.</summary>
    public string? Address1 { get; init; }

    /// <summary>The rest of the address.</summary>
    public string? Address2 { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The province or state, where the country has them.</summary>
    public string? ProvinceCode { get; init; }

    /// <summary>The country's ISO 3166 code of two letters.</summary>
    public required string CountryCode { get; init; }

    /// <summary>The postal code.</summary>
    public string? PostalCode { get; init; }
}

/// <summary>A chosen shipping method.</summary>
/// <param name="Store">The store's domain.</param>
/// <param name="ShippingId">The id of one of its methods.</param>
public sealed record ShippingChoice(string Store, string ShippingId);

/// <summary>A cart's submission.</summary>
public sealed class CartSubmission
{
    /// <summary>The cart.</summary>
    public required string CartId { get; init; }

    /// <summary>The card's stand-in; null when the account is billed by invoice.</summary>
    public string? Token { get; init; }

    /// <summary>Shipping methods to choose on the way; those chosen before stay.</summary>
    public IReadOnlyList<ShippingChoice> Shipping { get; init; } = [];

    /// <summary>With the same key and the same content, the gateway gives its first answer again.</summary>
    public string? IdempotencyKey { get; init; }
}

internal sealed record CartItemsInput(
    IReadOnlyList<ShopifyItemInput>? ShopifyCartItemsInput, IReadOnlyList<AmazonItemInput>? AmazonCartItemsInput)
{
    internal static CartItemsInput From(IReadOnlyList<CartItem> items) => new(
        [.. items.Where(i => i.Marketplace == Marketplace.Shopify).Select(i => new ShopifyItemInput(i.Id, i.Quantity))],
        [.. items.Where(i => i.Marketplace == Marketplace.Amazon).Select(i => new AmazonItemInput(i.Id, i.Quantity))]);
}

internal sealed record DeletedLinesInput(
    IReadOnlyList<ShopifyItemId>? ShopifyProducts, IReadOnlyList<AmazonItemId>? AmazonProducts)
{
    internal static DeletedLinesInput From(IReadOnlyList<CartItem> items) => new(
        [.. items.Where(i => i.Marketplace == Marketplace.Shopify).Select(i => new ShopifyItemId(i.Id))],
        [.. items.Where(i => i.Marketplace == Marketplace.Amazon).Select(i => new AmazonItemId(i.Id))]);
}

internal sealed record ShopifyItemInput(string VariantId, int Quantity);

internal sealed record AmazonItemInput(string ProductId, int Quantity);

internal sealed record ShopifyItemId(string VariantId);

internal sealed record AmazonItemId(string ProductId);

internal sealed record AttributeInput(string Key, string Value);
