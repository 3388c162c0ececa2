using System.Collections.Concurrent;
using System.Diagnostics;
using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

/// <summary>What came of a refresh.</summary>
public abstract record RefreshOutcome
{
    private RefreshOutcome() { }

    /// <summary>A token that may be tried now.</summary>
    /// <param name="WasAsked">False when somebody else had renewed it already.</param>
    public sealed record Renewed(Secret AccessToken, bool WasAsked) : RefreshOutcome;

    /// <summary>Only its merchant can help: the shop is degraded.</summary>
    public sealed record Dead(DegradedReason Reason, string Detail) : RefreshOutcome;

    /// <summary>The app's credentials are refused; the shop is not to blame.</summary>
    public sealed record AppRefused(string Detail) : RefreshOutcome;

    /// <summary>It did not work this time.</summary>
    /// <param name="MayPass">False for an answer that the same request would bring again.</param>
    public sealed record Unavailable(string Detail, TimeSpan? RetryAfter = null, bool MayPass = true) : RefreshOutcome;
}

/// <summary>
/// Renews a shop's tokens: one refresh per shop at a time, on all nodes. Nothing is written before the call, since it
/// is safe to repeat: Shopify takes the refresh token again until its successor is first used.
/// </summary>
public sealed partial class RefreshShop(
    ShopDirectory directory,
    ShopifyAdmin shopify,
    IJournal journal,
    AppAlarm alarm,
    IOptions<ShopOptions> options,
    TimeProvider clock,
    Random random,
    ILogger<RefreshShop> logger)
{
    private const int AttemptsMax = 4;
    private const int PausesMax = 10_000;

    /// <summary>Until when Shopify does not want to be asked for a pair of a shop.</summary>
    private readonly ConcurrentDictionary<ShopDomain, (DateTimeOffset Until, string Detail)> pauses = new();

    /// <summary>Who holds it may ask Shopify for another pair of the shop.</summary>
    internal static string LockOf(ShopDomain domain) => $"shop-refresh:{domain.Value}";

    /// <param name="refused">The tokens that were tried and refused; a session with another one is newer.</param>
    /// <param name="isAhead">Whether to renew a token that still works.</param>
    public async Task<RefreshOutcome> HandleAsync(
        ShopDomain domain, IReadOnlyCollection<Secret> refused, bool isAhead, CancellationToken cancellationToken)
    {
        // Most of a crowd need not queue: somebody has renewed it already.
        if (Newer(await directory.FindAsync(domain, cancellationToken), refused, isAhead) is { } already)
        {
            return already;
        }

        await using var held = await journal.LockAsync(LockOf(domain), cancellationToken);
        // Whoever held the lock before has written: look before anything else.
        var shop = await directory.FindAsync(domain, cancellationToken);
        if (Newer(shop, refused, isAhead) is { } newer)
        {
            return newer;
        }

        var now = clock.GetUtcNow();
        if (shop?.Session is not { } session)
        {
            return await DegradeAsync(
                domain, null, DegradedReason.RefreshTokenMissing, "There is no offline session.");
        }

        if (options.Value.App is null)
        {
            return new RefreshOutcome.AppRefused("Shops:ClientId and Shops:ClientSecret are not set.");
        }

        if (session.RefreshToken is not { } refreshToken)
        {
            return await DegradeAsync(
                domain, session, DegradedReason.RefreshTokenMissing, "The offline session has no refresh token.");
        }

        if (session.RefreshExpiresAt <= now)
        {
            return await DegradeAsync(
                domain, session, DegradedReason.RefreshTokenExpired,
                $"The refresh token ended on {session.RefreshExpiresAt:yyyy-MM-dd}.");
        }

        if (pauses.TryGetValue(domain, out var pause) && pause.Until > now)
        {
            return new RefreshOutcome.Unavailable(pause.Detail, pause.Until - now);
        }

        if (!alarm.MayTry())
        {
            return new RefreshOutcome.AppRefused(alarm.Detail);
        }

        // A caller that stops waiting must not lose a pair that Shopify has given.
        var outcome = await AskAsync(domain, session, refreshToken);
        var name = NameOf(outcome);
        LogRefreshed(domain.Value, name);
        ShopCounters.CountRefresh(name);
        return outcome;
    }

    /// <summary>A token that nobody here has tried yet and that has not ended; null when there is none.</summary>
    private RefreshOutcome.Renewed? Newer(Shop? shop, IReadOnlyCollection<Secret> refused, bool isAhead)
    {
        var now = clock.GetUtcNow();
        return shop?.Session is { } session
            && !session.IsExpiredAt(isAhead ? now + options.Value.RefreshAhead : now)
            && !refused.Any(token => ShopDecisions.IsSame(token, session.AccessToken))
                ? new(session.AccessToken, WasAsked: false)
                : null;
    }

    public static string NameOf(RefreshOutcome outcome) => outcome switch
    {
        RefreshOutcome.Renewed { WasAsked: true } => "renewed",
        RefreshOutcome.Renewed => "renewed_elsewhere",
        RefreshOutcome.Dead => "dead",
        RefreshOutcome.AppRefused => "app_refused",
        RefreshOutcome.Unavailable => "unavailable",
        _ => throw new UnreachableException(),
    };

    private async Task<RefreshOutcome> AskAsync(ShopDomain domain, ShopSession session, Secret refreshToken)
    {
        using var deadline = new CancellationTokenSource(
            TimeSpan.FromSeconds(options.Value.RefreshTimeoutSecondsMax), clock);
        TokenReply.Refused? last = null;
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                var reply = await shopify.TokenAsync(
                    domain,
                    [("grant_type", "refresh_token"), ("refresh_token", refreshToken.Reveal())],
                    deadline.Token);
                if (reply is TokenReply.Granted granted)
                {
                    pauses.TryRemove(domain, out _);
                    return await KeepAsync(domain, session, granted.Session);
                }

                last = (TokenReply.Refused)reply;
                if (last.Fault is not (ShopifyFault.Transient or ShopifyFault.Throttled))
                {
                    return await RefusedAsync(domain, session, last);
                }

                Pause(domain, last);
                var pause = last.RetryAfter ?? TimeSpan.FromMilliseconds(100 * attempt * (1 + Drawn()));
                await Task.Delay(pause, clock, deadline.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return new RefreshOutcome.Unavailable(last?.Detail ?? "The token endpoint did not answer.", last?.RetryAfter);
    }

    /// <summary>Whoever comes next need not ask before the time that Shopify named.</summary>
    private void Pause(ShopDomain domain, TokenReply.Refused refused)
    {
        if (refused.RetryAfter is { } wait)
        {
            if (pauses.Count >= PausesMax)
            {
                pauses.Clear();
            }

            pauses[domain] = (clock.GetUtcNow() + wait, refused.Detail);
        }
    }

    private double Drawn()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }

    private async Task<RefreshOutcome> KeepAsync(ShopDomain domain, ShopSession used, ShopSession given)
    {
        // A reply may leave out what has not changed.
        var renewed = given with
        {
            RefreshToken = given.RefreshToken ?? used.RefreshToken,
            RefreshExpiresAt = given.RefreshExpiresAt ?? (given.RefreshToken is null ? used.RefreshExpiresAt : null),
            Scopes = given.Scopes == ShopScopes.None ? used.Scopes : given.Scopes,
        };
        var shop = await directory.ChangeAsync(
            domain, standing => ShopDecisions.Refresh(standing, used, renewed, clock.GetUtcNow()), null,
            CancellationToken.None);
        await alarm.ClearAsync();
        return shop?.Session is { } session
            ? new RefreshOutcome.Renewed(session.AccessToken, WasAsked: true)
            // It was uninstalled meanwhile: the pair that came is not kept.
            : new RefreshOutcome.Dead(DegradedReason.RefreshTokenMissing, "The app was uninstalled meanwhile.");
    }

    private async Task<RefreshOutcome> RefusedAsync(ShopDomain domain, ShopSession used, TokenReply.Refused refused)
    {
        switch (refused.Fault)
        {
            case ShopifyFault.AppRefused:
                await alarm.RaiseAsync(refused.Detail);
                return new RefreshOutcome.AppRefused(refused.Detail);
            case ShopifyFault.RefreshTokenRefused or ShopifyFault.Unauthorized:
                // It is not the app that was refused.
                await alarm.ClearAsync();
                return await DegradeAsync(domain, used, DegradedReason.RefreshTokenRefused, refused.Detail);
            case ShopifyFault.Frozen:
                return await DegradeAsync(domain, used, DegradedReason.Frozen, refused.Detail);
            case ShopifyFault.Locked:
                return await DegradeAsync(domain, used, DegradedReason.Locked, refused.Detail);
            case ShopifyFault.Gone:
                return await DegradeAsync(domain, used, DegradedReason.Gone, refused.Detail);
            case ShopifyFault.Throttled or ShopifyFault.Transient:
                return new RefreshOutcome.Unavailable(refused.Detail, refused.RetryAfter);
            case ShopifyFault.LegacyTokenRefused or ShopifyFault.ScopeMissing or ShopifyFault.DataNotApproved
                or ShopifyFault.CostExceeded or ShopifyFault.Unexpected:
                return new RefreshOutcome.Unavailable(refused.Detail, MayPass: false);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// What was refused must still be the pair that stands: a shop that was connected anew meanwhile, which ends its
    /// earlier tokens, is well.
    /// </summary>
    private async Task<RefreshOutcome> DegradeAsync(
        ShopDomain domain, ShopSession? used, DegradedReason reason, string detail)
    {
        var shop = await directory.ChangeAsync(
            domain,
            standing => ShopDecisions.IsSame(standing.Session?.RefreshToken, used?.RefreshToken)
                && ShopDecisions.IsSame(standing.Session?.AccessToken, used?.AccessToken)
                    ? ShopDecisions.Degrade(standing, reason, detail, clock.GetUtcNow())
                    : null,
            append => append.Attend(CheckShops.AttentionKind, domain.Value, ShopAdvice.Of(reason)),
            CancellationToken.None);
        return shop?.Session is { } session && !ShopDecisions.IsSame(session.AccessToken, used?.AccessToken)
            ? new RefreshOutcome.Renewed(session.AccessToken, WasAsked: false)
            : new RefreshOutcome.Dead(reason, detail);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tokens of {Shop}: {Outcome}.")]
    private partial void LogRefreshed(string shop, string outcome);
}
