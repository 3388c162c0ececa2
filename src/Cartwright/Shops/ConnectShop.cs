using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Journal;
using Cartwright.Lookup;
using Cartwright.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Shops;

public abstract record ConnectOutcome
{
    private ConnectOutcome() { }

    /// <param name="Shop">As it stands, with what came of its first lookup.</param>
    public sealed record Connected(Shop Shop) : ConnectOutcome;

    /// <param name="Message">What to do, in a sentence.</param>
    /// <param name="MayPass">Whether the same may work in a moment.</param>
    /// <param name="Degrades">What the refusal says of a shop that was connected; null for nothing.</param>
    public sealed record Refused(
        int Status, string Message, bool MayPass = false, DegradedReason? Degrades = null) : ConnectOutcome;
}

/// <summary>
/// Connects a shop by Shopify's authorization code flow, or by exchanging the session token of an embedded app. The
/// state that travels through Shopify is sealed, names the shop, ends after ten minutes and must come back to the
/// browser that began.
/// </summary>
public sealed class ConnectShop(
    ShopDirectory directory,
    ShopifyAdmin shopify,
    CheckConnection check,
    SecretSealer sealer,
    IJournal journal,
    AppAlarm alarm,
    IOptions<ShopOptions> options,
    TimeProvider clock)
{
    public const string CallbackPath = "/v1/shops/callback";
    private const string Migration = "migration";
    private static readonly TimeSpan StateKept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CallbackAgeMax = TimeSpan.FromMinutes(10);

    /// <summary>What must be set before shops can be connected; null when all of it is.</summary>
    public string? Missing => options.Value.App is null
        ? "Set Shops:ClientId and Shops:ClientSecret to the credentials of your Shopify app."
        : options.Value.PublicAddress is null
            ? "Set Shops:PublicAddress to the address at which browsers reach this gateway."
            : null;

    /// <summary>Where the merchant's browser begins; null while the public address is not set.</summary>
    public Uri? AddressOf(ShopDomain shop) => options.Value.PublicAddress is { } own
        ? new(own, $"v1/shops/{shop.Value}/connect")
        : null;

    /// <summary>Where the browser goes now, and the state it must bring back.</summary>
    public (Uri Address, string State) Begin(ShopDomain shop)
    {
        var app = options.Value.App!;
        var until = (clock.GetUtcNow() + StateKept).ToUnixTimeSeconds();
        var state = sealer.Seal(Encoding.UTF8.GetBytes(
            $"{shop.Value} {until} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}"));
        var query = $"client_id={Uri.EscapeDataString(app.ClientId)}"
            + $"&scope={Uri.EscapeDataString(options.Value.WantedScopes.ToString())}"
            + $"&redirect_uri={Uri.EscapeDataString(new Uri(options.Value.PublicAddress!, CallbackPath).AbsoluteUri)}"
            + $"&state={Uri.EscapeDataString(state)}";
        return (options.Value.AddressOf(shop, $"admin/oauth/authorize?{query}"), state);
    }

    /// <param name="query">What Shopify sent the browser back with.</param>
    /// <param name="kept">The state that the browser has kept.</param>
    public async Task<ConnectOutcome> FinishAsync(
        IReadOnlyCollection<KeyValuePair<string, StringValues>> query,
        string? kept,
        CancellationToken cancellationToken)
    {
        string ValueOf(string name) => query.FirstOrDefault(pair => pair.Key == name).Value.ToString();
        if (options.Value.App is not { } app || !IsSigned(query))
        {
            return new ConnectOutcome.Refused(401, "The callback is not signed by Shopify: begin again.");
        }

        if (!ShopDomain.TryParse(ValueOf("shop"), out var domain)
            || !ShopifySignatures.IsFresh(ValueOf("timestamp"), CallbackAgeMax, clock.GetUtcNow())
            || kept is not { Length: > 0 } || kept != ValueOf("state") || !IsState(kept, domain))
        {
            return new ConnectOutcome.Refused(
                400, "The connection was begun too long ago, or in another browser: begin again.");
        }

        await using var held = await journal.LockAsync(RefreshShop.LockOf(domain), cancellationToken);
        var reply = await shopify.TokenAsync(
            domain, [("code", ValueOf("code")), ("expiring", "1")], CancellationToken.None);
        return await KeepAsync(domain, reply, "authorization_code");
    }

    /// <param name="sessionToken">One that was verified for this shop.</param>
    public async Task<ConnectOutcome> ExchangeAsync(
        ShopDomain domain, string sessionToken, CancellationToken cancellationToken)
    {
        // Of two pairs that Shopify gives, the later one ends the earlier: they are asked for and kept in one order.
        await using var held = await journal.LockAsync(RefreshShop.LockOf(domain), cancellationToken);
        var reply = await shopify.TokenAsync(
            domain,
            [
                .. ShopifyGrants.Exchange, ("subject_token", sessionToken),
                ("subject_token_type", ShopifyGrants.IdToken), ("expiring", "1"),
            ],
            CancellationToken.None);
        return await KeepAsync(domain, reply, "token_exchange");
    }

    /// <summary>
    /// Turns a token that does not expire, and that Shopify no longer takes, into one that does: once, whoever asks at
    /// the same time, since the exchange ends the old one.
    /// </summary>
    public async Task<ConnectOutcome> MigrateAsync(
        ShopDomain domain, Secret legacyToken, CancellationToken cancellationToken)
    {
        if (options.Value.App is null)
        {
            return new ConnectOutcome.Refused(503, Missing!);
        }

        await using var held = await journal.LockAsync(RefreshShop.LockOf(domain), cancellationToken);
        if (await directory.FindAsync(domain, cancellationToken) is { Session: { } session } shop
            && !ShopDecisions.IsSame(session.AccessToken, legacyToken))
        {
            return new ConnectOutcome.Connected(shop);
        }

        if (!alarm.MayTry())
        {
            return new ConnectOutcome.Refused(503, alarm.Detail);
        }

        // From here on the old token may be at its end: what Shopify gives is kept although the caller has left.
        var reply = await shopify.TokenAsync(
            domain,
            [
                .. ShopifyGrants.Exchange, ("subject_token", legacyToken.Reveal()),
                ("subject_token_type", ShopifyGrants.OfflineToken), ("expiring", "1"),
            ],
            CancellationToken.None);
        return await KeepAsync(domain, reply, Migration);
    }

    private async Task<ConnectOutcome> KeepAsync(ShopDomain domain, TokenReply reply, string by)
    {
        switch (reply)
        {
            case TokenReply.Refused refused:
                if (refused.Fault == ShopifyFault.AppRefused)
                {
                    await alarm.RaiseAsync(refused.Detail);
                }
                else if (refused.Fault == ShopifyFault.RefreshTokenRefused)
                {
                    // It is not the app that was refused.
                    await alarm.ClearAsync();
                }

                var reason = ReasonOf(refused.Fault);
                return new ConnectOutcome.Refused(
                    reason is null ? 503 : 400, $"Shopify gave no token ({refused.Detail}): begin again.",
                    refused.Fault is ShopifyFault.Transient or ShopifyFault.Throttled, reason);
            case TokenReply.Granted { Session: var session }:
                // A migration has ended the old token: its successor is kept whatever it may do.
                var missing = by == Migration ? [] : session.Scopes.MissingOf(options.Value.WantedScopes);
                if (missing.Count > 0
                    && await directory.FindAsync(domain, CancellationToken.None) is not { Session: { } })
                {
                    return NotAllowed(missing);
                }

                // The tokens have been given, and a shop's earlier ones end with that: they are kept although they
                // allow too little, or the browser has gone.
                await directory.RegisterAsync(domain, options.Value.Account, CancellationToken.None);
                await directory.ChangeAsync(
                    domain,
                    shop => ShopDecisions.Connect(shop, session, by, clock.GetUtcNow()),
                    append => _ = missing.Count == 0
                        ? append.Settle(CheckShops.AttentionKind, domain.Value)
                        : append.Attend(
                            CheckShops.AttentionKind, domain.Value, ShopAdvice.Of(DegradedReason.ScopeMissing)),
                    CancellationToken.None);
                // Not before: were it not possible, the pair would be lost.
                await alarm.ClearAsync();
                // What came of it is kept although the browser has gone.
                var connected = await check.HandleAsync(domain, CancellationToken.None);
                return missing.Count == 0 ? new ConnectOutcome.Connected(connected) : NotAllowed(missing);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>What a token that can't be exchanged says of its shop; null when that is not to blame.</summary>
    private static DegradedReason? ReasonOf(ShopifyFault fault) => fault switch
    {
        ShopifyFault.Frozen => DegradedReason.Frozen,
        ShopifyFault.Locked => DegradedReason.Locked,
        ShopifyFault.Gone => DegradedReason.Gone,
        ShopifyFault.RefreshTokenRefused or ShopifyFault.Unauthorized or ShopifyFault.LegacyTokenRefused
            or ShopifyFault.ScopeMissing or ShopifyFault.DataNotApproved => DegradedReason.LegacyTokenRefused,
        ShopifyFault.AppRefused or ShopifyFault.Throttled or ShopifyFault.CostExceeded or ShopifyFault.Transient
            or ShopifyFault.Unexpected => null,
    };

    private static ConnectOutcome.Refused NotAllowed(IReadOnlyList<string> missing) =>
        new(403, $"The app was not allowed {string.Join(", ", missing)}: begin again and approve it.");

    private bool IsSigned(IReadOnlyCollection<KeyValuePair<string, StringValues>> query) =>
        new[] { options.Value.ClientSecret, options.Value.PreviousClientSecret }
            .Any(secret => secret is not null && ShopifySignatures.IsCallback(query, secret));

    private bool IsState(string state, ShopDomain domain)
    {
        try
        {
            var parts = sealer.Open(state).Reveal().Split(' ');
            return parts.Length == 3 && parts[0] == domain.Value
                && long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)
                    >= clock.GetUtcNow().ToUnixTimeSeconds();
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>The names that Shopify's token endpoint wants.</summary>
internal static class ShopifyGrants
{
    public const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    public const string OfflineToken = "urn:shopify:params:oauth:token-type:offline-access-token";

    public static readonly IReadOnlyList<(string Name, string Value)> Exchange =
    [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("requested_token_type", OfflineToken),
    ];
}
