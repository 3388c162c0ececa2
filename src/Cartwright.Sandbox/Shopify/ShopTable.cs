namespace Cartwright.Sandbox.Shopify;

/// <summary>What a shop is when the sandbox starts.</summary>
/// <param name="Prefix">Of its orders' names, as the merchant set it up; <paramref name="Suffix"/> likewise.</param>
internal sealed record Shop(
    string Domain, string Title, string Currency, string Prefix, string Suffix, params string[] Scopes)
{
    public ProtectedData ProtectedData { get; init; } = ProtectedData.Approved;
}

/// <summary>Whether Shopify lets the app see what shoppers told the shop.</summary>
internal enum ProtectedData
{
    Approved,

    /// <summary>Orders, but not their email, phone and shippingAddress.</summary>
    Fields,

    /// <summary>No order at all.</summary>
    Denied,
}

/// <summary>The shops, as data.</summary>
internal static class ShopTable
{
    public const string ReadOrders = "read_orders";
    public const string ReadAllOrders = "read_all_orders";
    public const string ReadCustomers = "read_customers";
    public const string ReadReturns = "read_returns";
    public const string ReadLegalPolicies = "read_legal_policies";

    public static readonly IReadOnlyList<Shop> All =
    [
        new("tulips.myshopify.com", "Tulips", "USD", "#", "", ReadOrders, ReadCustomers, ReadReturns),
        new("mugs.myshopify.com", "Mugs", "EUR", "#EN", "-A", ReadOrders),
        new("posters.myshopify.com", "Posters", "USD", "#", "",
            ReadOrders, ReadAllOrders, ReadCustomers, ReadReturns, ReadLegalPolicies),
        new("porter.myshopify.com", "Porter", "USD", "#", "", ReadOrders, ReadCustomers)
        {
            ProtectedData = ProtectedData.Denied,
        },
    ];
}
