using System.Diagnostics;
using System.Globalization;
using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Cli.Shops;

/// <summary>What was known when a lookup ended.</summary>
/// <param name="Shop">Null when nobody has named it.</param>
/// <param name="Findings">What its connection lacks, whatever the lookup came to.</param>
/// <param name="HasAppKey">Whether the app's credentials are set for this command.</param>
/// <param name="ConnectAddress">What the merchant opens; null while the gateway's own address is not set.</param>
internal sealed record LookupSight(
    LookupReport Report, Shop? Shop, IReadOnlyList<ShopFinding> Findings, bool HasAppKey, Uri? ConnectAddress);

/// <summary>What to do about what a lookup found, in the order in which to try it: pure.</summary>
internal static class LookupAdvice
{
    internal static IReadOnlyList<string> Of(LookupSight sight)
    {
        List<string> advice = [];
        if (!sight.HasAppKey)
        {
            advice.Add(
                "No app key is set, so no token can be renewed: set Shops__ClientId and Shops__ClientSecret as the "
                + "gateway has them.");
        }

        // The outcome tells of a shop that is degraded or not connected.
        advice.AddRange(sight.Findings
            .Where(one => one.Finding is not (
                HealthFinding.Degraded or HealthFinding.NotConnected or HealthFinding.Uninstalled))
            .Select(one => one.Words)
            .Where(words => !sight.Report.Words.Merchant.Contains(words, StringComparison.Ordinal)));
        advice.AddRange(OfOutcome(sight));
        return advice;
    }

    private static IEnumerable<string> OfOutcome(LookupSight sight) => sight.Report.Outcome switch
    {
        LookupOutcome.Found => [],
        LookupOutcome.NotFound missing => OfMiss(missing.MayBeTooOld),
        LookupOutcome.NotVerified => ["Compare the e-mail, phone or postcode with the order's own in Shopify."],
        LookupOutcome.ShopDegraded degraded => [OfConnection(sight, degraded.Reason)],
        LookupOutcome.Throttled throttled =>
        [
            (throttled.RetryAfter is { } wait
                ? $"Try again after {Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s. "
                : "Try again in a moment. ")
            + "Other calls of the app spend the same budget; --verbose shows the points that are left.",
        ],
        LookupOutcome.Unavailable when sight.Report.Attempts is [.., { Outcome: "unauthorized" }] =>
        [
            "Every token was refused and none could be renewed. Check that Shops__ClientId and Shops__ClientSecret are "
            + "those of the app that the shop has installed, then try again.",
        ],
        LookupOutcome.Unavailable =>
        [
            "Try again. If it lasts, read each attempt with --verbose, or in the gateway's log with "
            + "ORDER_LOOKUP_DEBUG=true, and look whether Shopify reports a disturbance.",
        ],
        _ => throw new UnreachableException(),
    };

    private static IEnumerable<string> OfMiss(bool mayBeTooOld)
    {
        yield return "No token was refused: check the number's form and that the order exists, in Shopify's admin.";
        if (mayBeTooOld)
        {
            yield return
                "Check the order's age there: without read_all_orders the app sees 60 days. Request that scope from "
                + "Shopify, add it to Shops:Scopes and reconnect, only if older orders are needed.";
        }
    }

    private static string OfConnection(LookupSight sight, DegradedReason? reason)
    {
        if (reason is { } known && !ShopAdvice.IsMendedByReconnecting(known))
        {
            return "Connecting again does not help. The gateway tries the shop again by itself, now and then.";
        }

        var shop = sight.Shop?.Domain.Value ?? "SHOP";
        return sight.Shop is not null && sight.ConnectAddress is { } address
            ? $"Have the shop's merchant open {address.AbsoluteUri}, then look a known order up."
            : $"'cartwright shops connect {shop}' tells what the shop's merchant opens, once Shops__PublicAddress is set.";
    }
}
