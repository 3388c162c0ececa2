using Cartwright.Accounts;

namespace Cartwright.Shops;

/// <summary>Who asks about a shop, or why they are not told.</summary>
public abstract record ShopCaller
{
    private ShopCaller() { }

    /// <summary>The shop's own side: its account's key, or its merchant in the Shopify admin.</summary>
    public sealed record Merchant(ShopDomain Shop, string? AccountId, string? SessionToken) : ShopCaller;

    /// <param name="Message">What to send, in a sentence.</param>
    public sealed record Refused(int Status, string Code, string Message) : ShopCaller;
}

/// <summary>
/// Knows the shop's side by an API key of the account that the shop belongs to, or by a session token of Shopify's
/// admin. A shop of another account reads like one that is not there.
/// </summary>
public sealed class ShopAccess(Authentication authentication, SessionTokens sessionTokens, ShopDirectory directory)
{
    private const string Bearer = "Bearer ";

    public async Task<ShopCaller> HandleAsync(string shop, string? authorization, CancellationToken cancellationToken)
    {
        if (!ShopDomain.TryParse(shop, out var domain))
        {
            return new ShopCaller.Refused(400, "BAD_USER_INPUT", $"Name {ShopDomain.Wanted}.");
        }

        if (authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
        {
            var token = authorization[Bearer.Length..].Trim();
            return await sessionTokens.ShopOfAsync(token) == domain
                ? new ShopCaller.Merchant(domain, null, token)
                : new ShopCaller.Refused(
                    401, "UNAUTHENTICATED",
                    "The session token is not of this shop, or has run out: ask for a new one.");
        }

        var known = await authentication.HandleAsync(authorization, cancellationToken);
        if (known is not AuthenticationOutcome.Known { Account: var account })
        {
            return new ShopCaller.Refused(
                401, "UNAUTHENTICATED", ((AuthenticationOutcome.Refused)known).Message);
        }

        return (await directory.FindAsync(domain, cancellationToken))?.AccountId == account.Id
            ? new ShopCaller.Merchant(domain, account.Id, null)
            : new ShopCaller.Refused(
                404, "NOT_FOUND", "The account has no such shop: 'cartwright shops connect' names one.");
    }
}
