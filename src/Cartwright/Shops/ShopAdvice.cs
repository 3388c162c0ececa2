namespace Cartwright.Shops;

/// <summary>What each reason means to the shop's merchant, and what is to be done.</summary>
public static class ShopAdvice
{
    public static string Of(DegradedReason reason) => reason switch
    {
        DegradedReason.RefreshTokenMissing =>
            "The shop has no refresh token, so its access can't be renewed: reconnect Shopify once.",
        DegradedReason.RefreshTokenExpired =>
            "The shop's refresh token has ended: reconnect Shopify.",
        DegradedReason.RefreshTokenRefused =>
            "Shopify no longer takes the shop's refresh token: reconnect Shopify.",
        DegradedReason.TokenRefusedAfterRefresh =>
            "Shopify refuses tokens that it has just renewed: reconnect Shopify.",
        DegradedReason.LegacyTokenRefused =>
            "Shopify no longer takes the shop's token that does not expire: reconnect Shopify.",
        DegradedReason.ScopeMissing =>
            "The app lacks a scope that lookups need: reconnect Shopify and approve it.",
        DegradedReason.DataNotApproved =>
            "The app is not approved for protected customer data: request access in the Partner Dashboard.",
        DegradedReason.Frozen => "The shop is frozen: its Shopify bill is unpaid.",
        DegradedReason.Locked => "Shopify has locked the shop: its merchant must ask Shopify.",
        DegradedReason.Gone => "Shopify knows no such shop any more: check its domain.",
    };

    /// <summary>Whether connecting again is what helps.</summary>
    public static bool IsMendedByReconnecting(DegradedReason reason) => reason switch
    {
        DegradedReason.RefreshTokenMissing or DegradedReason.RefreshTokenExpired
            or DegradedReason.RefreshTokenRefused or DegradedReason.TokenRefusedAfterRefresh
            or DegradedReason.LegacyTokenRefused or DegradedReason.ScopeMissing => true,
        DegradedReason.DataNotApproved or DegradedReason.Frozen or DegradedReason.Locked
            or DegradedReason.Gone => false,
    };
}
