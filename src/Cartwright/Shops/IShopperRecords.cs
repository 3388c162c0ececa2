namespace Cartwright.Shops;

/// <summary>A customer as Shopify's privacy webhooks name one.</summary>
public sealed record ShopifyCustomer(string? Id, string? Email, string? Phone)
{
    /// <summary>The ids of orders that are theirs.</summary>
    public IReadOnlyList<string> Orders { get; init; } = [];

    public override string ToString() => "***";
}

/// <summary>
/// What is kept of a shop's shoppers. Shopify tells when a customer asks for it, when it must go, and when all of a
/// shop's must. (shopify.dev, "Privacy law compliance".)
/// </summary>
public interface IShopperRecords
{
    /// <summary>Tells the operator how to hand over what is kept of the customer.</summary>
    Task RequestAsync(ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken);

    Task EraseCustomerAsync(ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken);

    /// <summary>Sees to it that all of the shop's goes; it may still be there when this returns.</summary>
    Task EraseShopAsync(ShopDomain shop, CancellationToken cancellationToken);
}
