namespace Cartwright.Shops;

/// <summary>How a shop stands after something happened, and what its stream says of it.</summary>
public sealed record ShopChange(Shop Next, ShopEvent Event);

/// <summary>What follows from what happened to a shop: pure.</summary>
public static class ShopDecisions
{
    /// <summary>Of an expiring offline token, with a minute for clocks. (shopify.dev, "Offline access tokens".)</summary>
    private static readonly TimeSpan AccessTokenLife = TimeSpan.FromMinutes(61);

    /// <param name="by">How: <c>authorization_code</c>, <c>token_exchange</c> or <c>migration</c>.</param>
    public static ShopChange Connect(Shop shop, ShopSession session, string by, DateTimeOffset now) => new(
        shop with
        {
            Status = ShopStatus.Connected,
            Reason = null,
            Detail = null,
            StatusSince = now,
            Scopes = session.Scopes,
            AccessToken = session.AccessToken,
            Session = session,
            ConnectedAt = now,
            ProbedAt = null,
            Check = null,
        },
        new ShopEvent.Connected(session.Scopes.ToString(), session.ExpiresAt, session.RefreshExpiresAt, by));

    /// <summary>
    /// Null when the pair is not a successor of the session that stands: then the one that stands is newer. A shop that
    /// was degraded for its tokens works again.
    /// </summary>
    public static ShopChange? Refresh(Shop shop, ShopSession used, ShopSession renewed, DateTimeOffset now)
    {
        if (shop.Session is not { } standing || !IsSame(standing.RefreshToken, used.RefreshToken))
        {
            return null;
        }

        var next = shop with { AccessToken = renewed.AccessToken, Session = renewed, Scopes = renewed.Scopes };
        if (shop.Status == ShopStatus.Degraded && shop.Reason is DegradedReason.RefreshTokenRefused
            or DegradedReason.RefreshTokenExpired or DegradedReason.RefreshTokenMissing)
        {
            next = next with { Status = ShopStatus.Connected, Reason = null, Detail = null, StatusSince = now };
        }

        return new(next, new ShopEvent.Refreshed(renewed.ExpiresAt, renewed.RefreshExpiresAt));
    }

    /// <summary>Null when nothing changes: it is degraded for that reason already, or is gone.</summary>
    public static ShopChange? Degrade(Shop shop, DegradedReason reason, string detail, DateTimeOffset now) =>
        shop.Status is ShopStatus.Uninstalled or ShopStatus.Waiting
            || (shop.Status == ShopStatus.Degraded && shop.Reason == reason)
            ? null
            : new(
                shop with
                {
                    Status = ShopStatus.Degraded, Reason = reason, Detail = detail, StatusSince = now, ProbedAt = now,
                    // The token it was degraded with: another one in the session of an app beside brings it back.
                    AccessToken = shop.Session?.AccessToken ?? shop.AccessToken,
                },
                new ShopEvent.Degraded(reason, detail));

    public static ShopChange? Recover(Shop shop, DateTimeOffset now) => shop.Status != ShopStatus.Degraded
        ? null
        : new(
            shop with { Status = ShopStatus.Connected, Reason = null, Detail = null, StatusSince = now },
            new ShopEvent.Recovered());

    /// <summary>A shop that only lacked a scope works again once it has it.</summary>
    public static ShopChange? ChangeScopes(
        Shop shop, ShopScopes scopes, ShopScopes wanted, DateTimeOffset toldAt, DateTimeOffset now)
    {
        if (shop.Status is ShopStatus.Uninstalled or ShopStatus.Waiting
            || shop.ConnectedAt > toldAt || shop.ScopesToldAt > toldAt)
        {
            return null;
        }

        // Also when it says what is known: an older one that comes later must still count as older.
        var next = shop with
        {
            ScopesToldAt = toldAt, Scopes = scopes, Session = shop.Session is { } held ? held with { Scopes = scopes } : null,
        };
        if (shop is { Status: ShopStatus.Degraded, Reason: DegradedReason.ScopeMissing }
            && scopes.MissingOf(wanted).Count == 0)
        {
            next = next with
            {
                Status = ShopStatus.Connected, Reason = null, Detail = null, StatusSince = now, Check = null,
            };
        }

        return new(next, new ShopEvent.ScopesChanged(scopes.ToString()));
    }

    /// <summary>Whether the shop has a token that ends later than one that was given at that moment would.</summary>
    public static bool IsGivenSince(Shop shop, DateTimeOffset then) =>
        shop.Session?.ExpiresAt > then + AccessTokenLife;

    /// <summary>
    /// Whether the session that another app keeps tells of a connection that was made there: a shop that was degraded or
    /// removed here has another token, or one has changed that never ends by itself.
    /// </summary>
    public static bool IsConnectedElsewhere(Shop shop) => shop.Session is { } session
        && !IsSame(session.AccessToken, shop.AccessToken)
        && (shop.Status != ShopStatus.Connected || session.ExpiresAt is null);

    /// <summary>
    /// Whether a token is the shop's own: that of its session, or, where it has none, the one it was known with.
    /// </summary>
    public static bool IsOwn(Shop shop, Secret token) =>
        IsSame(token, shop.Session is { } session ? session.AccessToken : shop.AccessToken);

    /// <summary>Wipes its tokens. Null when that was told before it was connected again.</summary>
    public static ShopChange? Uninstall(Shop shop, DateTimeOffset toldAt, DateTimeOffset now) =>
        shop.Status is ShopStatus.Uninstalled or ShopStatus.Waiting || shop.ConnectedAt > toldAt
            ? null
            : new(
                shop with
                {
                    Status = ShopStatus.Uninstalled,
                    Reason = null,
                    Detail = null,
                    StatusSince = now,
                    Scopes = ShopScopes.None,
                    AccessToken = null,
                    Session = null,
                    KnownOrder = null,
                },
                new ShopEvent.Uninstalled());

    /// <summary>Whether a degraded shop may be tried once more by now.</summary>
    public static bool MayProbe(Shop shop, TimeSpan interval, DateTimeOffset now) =>
        shop.Status == ShopStatus.Degraded && (shop.ProbedAt is not { } last || now - last >= interval);

    internal static bool IsSame(Secret? one, Secret? other) => one?.Reveal() == other?.Reveal();
}
