namespace Cartwright.Shops;

public enum HealthFinding
{
    NotConnected,
    Uninstalled,
    Degraded,
    RefreshTokenMissing,
    RefreshTokenExpired,
    RefreshTokenEndsSoon,
    TokenDoesNotExpire,
    ScopesMissing,
}

/// <param name="Words">What is wrong and what to do, for the merchant.</param>
public sealed record ShopFinding(HealthFinding Finding, string Words);

/// <summary>What a shop's merchant should look after, before a shopper notices: pure.</summary>
public static class ShopHealth
{
    public static IReadOnlyList<ShopFinding> Of(
        Shop shop, ShopScopes wanted, TimeSpan warning, DateTimeOffset now)
    {
        if (shop.Status is ShopStatus.Waiting)
        {
            return [new(HealthFinding.NotConnected, "The shop is not connected yet: open its connection address.")];
        }

        if (shop.Status is ShopStatus.Uninstalled)
        {
            return [new(HealthFinding.Uninstalled, "The app was removed from the shop: connect it again.")];
        }

        List<ShopFinding> found = [];
        if (shop.Reason is { } reason)
        {
            found.Add(new(HealthFinding.Degraded, ShopAdvice.Of(reason)));
        }

        found.AddRange(OfTokens(shop.Session, warning, now));
        var missing = shop.Scopes.MissingOf(wanted);
        if (missing.Count > 0)
        {
            found.Add(new(
                HealthFinding.ScopesMissing,
                $"The app lacks {string.Join(", ", missing)}: reconnect Shopify and approve it."));
        }

        return found;
    }

    private static IEnumerable<ShopFinding> OfTokens(ShopSession? session, TimeSpan warning, DateTimeOffset now)
    {
        if (session is { ExpiresAt: null, RefreshToken: null })
        {
            yield return new(
                HealthFinding.TokenDoesNotExpire,
                "The shop's token does not expire; public apps must use expiring ones from 2027-01-01: "
                + "reconnect Shopify.");
        }
        else if (session?.RefreshToken is null)
        {
            yield return new(
                HealthFinding.RefreshTokenMissing, ShopAdvice.Of(DegradedReason.RefreshTokenMissing));
        }
        else if (session.RefreshExpiresAt <= now)
        {
            yield return new(
                HealthFinding.RefreshTokenExpired, ShopAdvice.Of(DegradedReason.RefreshTokenExpired));
        }
        else if (session.RefreshExpiresAt <= now + warning)
        {
            yield return new(
                HealthFinding.RefreshTokenEndsSoon,
                $"The shop's refresh token ends on {session.RefreshExpiresAt:yyyy-MM-dd}: reconnect Shopify before.");
        }
    }
}
