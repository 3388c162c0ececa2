namespace Cartwright.Shops;

public enum ShopStatus
{
    /// <summary>An account has named it; its merchant has not connected it yet.</summary>
    Waiting,
    Connected,

    /// <summary>It can't be asked until its merchant does something: the reason says what.</summary>
    Degraded,

    /// <summary>The merchant has removed the app; its tokens are wiped.</summary>
    Uninstalled,
}

/// <summary>Why a shop can't be asked. What each means to its merchant is in <see cref="ShopAdvice"/>.</summary>
public enum DegradedReason
{
    RefreshTokenMissing,
    RefreshTokenExpired,
    RefreshTokenRefused,
    TokenRefusedAfterRefresh,
    LegacyTokenRefused,
    ScopeMissing,
    DataNotApproved,
    Frozen,
    Locked,
    Gone,
}

/// <summary>A shop that an account's merchant has connected, as its row tells it.</summary>
/// <param name="AccountId">The account it belongs to: no other one sees it.</param>
/// <param name="Detail">What Shopify said, for the merchant; never a token.</param>
/// <param name="AccessToken">The copy that existing apps keep with the shop, beside the session's.</param>
/// <param name="Session">The offline session; null before the first connection and after an uninstallation.</param>
/// <param name="ProbedAt">When a degraded shop was last tried all the same.</param>
/// <param name="KnownOrder">The name of an order that was found, to try a new connection with.</param>
/// <param name="Check">What came of the lookup that follows a connection.</param>
/// <param name="Version">The version of the shop's stream: whoever writes with an older one is refused.</param>
public sealed record Shop(
    ShopDomain Domain,
    string AccountId,
    ShopStatus Status,
    DegradedReason? Reason,
    string? Detail,
    DateTimeOffset StatusSince,
    ShopScopes Scopes,
    Secret? AccessToken,
    ShopSession? Session,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? ProbedAt,
    string? KnownOrder,
    ConnectionCheck? Check,
    long Version)
{
    /// <summary>When Shopify told the latest change of scopes: an older one that comes late changes nothing.</summary>
    public DateTimeOffset? ScopesToldAt { get; init; }

    public static Shop New(ShopDomain domain, string accountId, DateTimeOffset now) => new(
        domain, accountId, ShopStatus.Waiting, null, null, now, ShopScopes.None, null, null, null, null, null, null, 0);
}

/// <summary>The first lookup over a new connection.</summary>
/// <param name="IsWorking">Whether Shopify answered it; an order need not have been found.</param>
public sealed record ConnectionCheck(DateTimeOffset At, bool IsWorking, string Outcome);

/// <summary>A shop's offline session: the tokens, and until when they are good.</summary>
/// <param name="ExpiresAt">Null for a token that does not expire.</param>
/// <param name="RefreshToken">Null when it has none: such a session can't be renewed.</param>
/// <param name="RefreshExpiresAt">Null when Shopify did not say.</param>
public sealed record ShopSession(
    Secret AccessToken,
    DateTimeOffset? ExpiresAt,
    Secret? RefreshToken,
    DateTimeOffset? RefreshExpiresAt,
    ShopScopes Scopes)
{
    public bool IsExpiredAt(DateTimeOffset now) => ExpiresAt <= now;
}
