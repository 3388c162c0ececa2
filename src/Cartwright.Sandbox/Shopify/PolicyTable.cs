namespace Cartwright.Sandbox.Shopify;

/// <summary>A policy as a shop's merchant wrote it: a piece of HTML.</summary>
/// <param name="Type">One of the schema's <c>ShopPolicyType</c>.</param>
internal sealed record ShopPolicy(string Type, string Title, string Body)
{
    /// <summary>Where the shop's pages show it, such as <c>/policies/refund-policy</c>.</summary>
    public string Path => $"/policies/{Type.ToLowerInvariant().Replace('_', '-')}";
}

/// <summary>The policies that each shop begins with.</summary>
internal static class PolicyTable
{
    public static readonly IReadOnlyList<string> Types =
    [
        "CONTACT_INFORMATION", "LEGAL_NOTICE", "PRIVACY_POLICY", "REFUND_POLICY", "SHIPPING_POLICY",
        "SUBSCRIPTION_POLICY", "TERMS_OF_SALE", "TERMS_OF_SERVICE",
    ];

    public static IReadOnlyList<ShopPolicy> Of(Shop shop) =>
    [
        new("REFUND_POLICY", "Refund policy", $"""
            <h2>How long you have</h2>
            <p>You may return what you bought at {shop.Title} within 30 days of delivery, unused and wrapped.</p>
            <h2>When the money comes</h2>
            <p>We refund the card you paid with within 5 days of receiving the parcel.</p>
            """),
        new("SHIPPING_POLICY", "Shipping policy", """
            <h2>Where we ship</h2>
            <p>We ship to the United States, Canada and the European Union.</p>
            <h2>How long it takes</h2>
            <p>Parcels leave within two working days and take three to seven days.</p>
            """),
        new("PRIVACY_POLICY", "Privacy policy", $"""
            <p>{shop.Title} keeps your address to send you what you ordered, and sells it to nobody.</p>
            <p>Write to privacy@{shop.Domain} to have your data erased.</p>
            """),
    ];
}
