namespace Cartwright.Shops;

/// <summary>What stood in the way of a call to a shop.</summary>
public enum ShopifyFault
{
    /// <summary>The access token is expired, revoked or unknown: a refresh may help.</summary>
    Unauthorized,

    /// <summary>The refresh token is dead: only the merchant can help.</summary>
    RefreshTokenRefused,

    /// <summary>The app's own credentials are wrong: the operator must help, and no shop is to blame.</summary>
    AppRefused,

    /// <summary>Non-expiring tokens are no longer taken: the token is exchanged for an expiring one.</summary>
    LegacyTokenRefused,
    ScopeMissing,
    DataNotApproved,
    Frozen,
    Locked,
    Gone,

    /// <summary>Too many calls: the answer says when the next one is welcome.</summary>
    Throttled,

    /// <summary>The query is larger than Shopify ever answers.</summary>
    CostExceeded,

    /// <summary>No answer, or one that may be different in a moment.</summary>
    Transient,

    /// <summary>An answer that nobody here expects; repeating it would bring the same.</summary>
    Unexpected,
}

/// <summary>One row of the table that says what an answer of Shopify's means.</summary>
/// <param name="Status">The HTTP status; 0 stands for any.</param>
/// <param name="Says">What its body holds, compared without case; null for any.</param>
/// <param name="Code">The <c>extensions.code</c> of an error of GraphQL; null for an answer that is not one.</param>
internal sealed record ShopifyAnswer(int Status, string? Code, string? Says, ShopifyFault Fault);

/// <summary>
/// The one place where Shopify's words become ours. The first row that fits counts. (shopify.dev, "Offline access
/// tokens", "Response status codes", "GraphQL Admin API errors".)
/// </summary>
internal static class ShopifyAnswers
{
    public static readonly IReadOnlyList<ShopifyAnswer> OfTokenEndpoint =
    [
        new(0, null, "invalid_client", ShopifyFault.AppRefused),
        new(0, null, "application_cannot_be_found", ShopifyFault.AppRefused),
        new(401, null, "active refresh_token", ShopifyFault.RefreshTokenRefused),
        new(400, null, "active refresh_token", ShopifyFault.RefreshTokenRefused),
        new(400, null, "invalid_grant", ShopifyFault.RefreshTokenRefused),
        new(400, null, "invalid_subject_token", ShopifyFault.RefreshTokenRefused),
        new(402, null, null, ShopifyFault.Frozen),
        new(423, null, null, ShopifyFault.Locked),
        new(404, null, null, ShopifyFault.Gone),
        new(429, null, null, ShopifyFault.Throttled),
        new(408, null, null, ShopifyFault.Transient),
    ];

    public static readonly IReadOnlyList<ShopifyAnswer> OfAdmin =
    [
        new(401, null, null, ShopifyFault.Unauthorized),
        new(402, null, null, ShopifyFault.Frozen),
        new(403, null, "Non-expiring access tokens", ShopifyFault.LegacyTokenRefused),
        new(403, null, "merchant approval", ShopifyFault.ScopeMissing),
        new(403, null, "not approved to access", ShopifyFault.DataNotApproved),
        new(404, null, null, ShopifyFault.Gone),
        new(408, null, null, ShopifyFault.Transient),
        new(423, null, null, ShopifyFault.Locked),
        new(429, null, null, ShopifyFault.Throttled),
        new(200, "THROTTLED", null, ShopifyFault.Throttled),
        new(200, "MAX_COST_EXCEEDED", null, ShopifyFault.CostExceeded),
        new(200, null, "not approved to access", ShopifyFault.DataNotApproved),
        new(200, "ACCESS_DENIED", null, ShopifyFault.ScopeMissing),
        new(200, "SHOP_INACTIVE", null, ShopifyFault.Locked),
        new(200, "INTERNAL_SERVER_ERROR", null, ShopifyFault.Transient),
        new(200, "TIMEOUT", null, ShopifyFault.Transient),
    ];

    public static ShopifyFault Of(IReadOnlyList<ShopifyAnswer> table, int status, string? code, string body)
    {
        foreach (var row in table)
        {
            if ((row.Status == 0 || row.Status == status)
                && (row.Code is null || row.Code == code)
                && (row.Says is null || body.Contains(row.Says, StringComparison.OrdinalIgnoreCase)))
            {
                return row.Fault;
            }
        }

        return status >= 500 ? ShopifyFault.Transient : ShopifyFault.Unexpected;
    }
}
