using System.ComponentModel.DataAnnotations;

namespace Cartwright.Shops;

/// <summary>Where the offline sessions are kept.</summary>
public enum SessionStorage
{
    /// <summary>In the gateway's own journal, encrypted.</summary>
    Own,

    /// <summary>In the table <c>Session</c> of an app that keeps its sessions with Prisma.</summary>
    Prisma,

    /// <summary>In <c>shopify_sessions</c> of Shopify's PostgreSQL session storage.</summary>
    ShopifyPostgres,

    /// <summary>In <c>shopify_sessions</c> of Shopify's SQLite session storage.</summary>
    ShopifySqlite,
}

/// <summary>Section <c>Shops</c> of the configuration: the Shopify app that shops are connected through.</summary>
public sealed class ShopOptions
{
    public const string Section = "Shops";
    public const string Placeholder = "{shop}";

    /// <summary>The app's client id; null while no shops are looked up.</summary>
    public string? ClientId { get; set; }

    /// <summary>The binder makes no secrets, so AddShops sets it and its predecessor.</summary>
    public Secret? ClientSecret { get; internal set; }

    /// <summary>The client secret before the last rotation, while Shopify may still sign with it.</summary>
    public Secret? PreviousClientSecret { get; internal set; }

    /// <summary>What a merchant is asked to allow.</summary>
    public string Scopes { get; set; } = "read_orders";

    /// <summary>The gateway's own address as browsers reach it; Shopify sends merchants back to it.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Where a shop is, with <c>{shop}</c> for its domain.</summary>
    public string BaseAddress { get; set; } = "https://{shop}/";

    /// <summary>
    /// Your own proxies in front of the gateway that each add an entry to X-Forwarded-For: a shopper's address is read
    /// before theirs.
    /// </summary>
    [Range(0, 10)]
    public int ProxiesInFront { get; set; }

    public string ApiVersion { get; set; } = "2026-10";

    /// <summary>Whom a shop belongs to that is connected without an account having named it first.</summary>
    public string Account { get; set; } = Accounts.ApiKeys.DefaultAccount;

    public SessionStorage Sessions { get; set; }

    /// <summary>The database of <see cref="Sessions"/> when it is not the gateway's own.</summary>
    public string? SessionsConnectionString { get; set; }

    [Range(1, 60)]
    public double CallTimeoutSecondsMax { get; set; } = 3;

    /// <summary>For one refresh with its repeats.</summary>
    [Range(1, 60)]
    public double RefreshTimeoutSecondsMax { get; set; } = 6;

    /// <summary>How long before its end an access token is renewed without anybody waiting for it; 0: never.</summary>
    [Range(0, 1800)]
    public double RefreshAheadSeconds { get; set; } = 300;

    [Range(1, 1440)]
    public double ProbeMinutes { get; set; } = 15;

    /// <summary>How long before its end a refresh token is told of.</summary>
    [Range(1, 90)]
    public double RefreshTokenWarningDays { get; set; } = 14;

    internal TimeSpan CallTimeout => TimeSpan.FromSeconds(CallTimeoutSecondsMax);
    internal TimeSpan ProbeInterval => TimeSpan.FromMinutes(ProbeMinutes);
    internal TimeSpan RefreshAhead => TimeSpan.FromSeconds(RefreshAheadSeconds);
    internal ShopScopes WantedScopes => ShopScopes.Parse(Scopes);

    /// <summary>An address of a shop's own.</summary>
    internal Uri AddressOf(ShopDomain shop, string path) =>
        new(BaseAddress.Replace(Placeholder, shop.Value, StringComparison.Ordinal) + path);

    /// <summary>Null while the app is not set up.</summary>
    internal ShopifyApp? App => ClientId is { Length: > 0 } id && ClientSecret is { } secret ? new(id, secret) : null;
}

/// <summary>The app's credentials.</summary>
public sealed record ShopifyApp(string ClientId, Secret ClientSecret);
