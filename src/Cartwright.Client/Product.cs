namespace Cartwright.Client;

/// <summary>A product that a merchant sells through the gateway.</summary>
/// <param name="Id">The product's id.</param>
/// <param name="Title">Its name.</param>
/// <param name="IsAvailable">Whether any of it can be bought now.</param>
/// <param name="Marketplace">Under which marketplace its merchant is registered.</param>
/// <param name="Url">Its page at the merchant.</param>
/// <param name="Price">From this price.</param>
/// <param name="Variants">What can be put into a cart, in a Shopify store.</param>
public sealed record Product(
    string Id,
    string Title,
    bool IsAvailable,
    Marketplace Marketplace,
    Uri Url,
    Price? Price,
    IReadOnlyList<Variant> Variants)
{
    /// <summary>The product as an item for a cart: its first available variant where it has variants.</summary>
    public CartItem ToCartItem(int quantity) => Marketplace switch
    {
        Marketplace.Shopify => new(
            (Variants.FirstOrDefault(variant => variant.IsAvailable is not false) ?? Variants[0]).Id, quantity),
        Marketplace.Amazon => new(Id, quantity, Marketplace.Amazon),
    };
}

/// <summary>One variant of a product.</summary>
/// <param name="Id">The id to put into a cart.</param>
/// <param name="Title">What tells it from the others.</param>
/// <param name="IsAvailable">Whether it can be bought now; null when the marketplace does not say.</param>
public sealed record Variant(string Id, string Title, bool? IsAvailable = null);
