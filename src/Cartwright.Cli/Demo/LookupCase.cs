using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Cli.Demo;

/// <summary>What happens to the shop, or on the way to it, before a case's lookups.</summary>
internal enum ShopTrouble
{
    None,
    TokenExpires,
    FailsTwice,
    ThrottlesOnce,
    RevokesTokens,
    Reconnects,
    Uninstalls,
}

/// <summary>One case of the demo of lookups, and how one knows that it came out as it should.</summary>
/// <param name="What">What the watcher is to see.</param>
/// <param name="Order">As a shopper writes it.</param>
/// <param name="Lookups">How many are made at once.</param>
/// <param name="Code">What each must answer.</param>
/// <param name="Shopper">What each must say to the shopper.</param>
/// <param name="Refreshes">How often the shop must have renewed its token.</param>
/// <param name="QueriesMax">How often the shop may have been asked; null for any number.</param>
/// <param name="MillisecondsMin">What the case takes at least, for the waits that it shows.</param>
/// <param name="Status">How the shop must stand afterwards.</param>
internal sealed record LookupCase(
    string Name,
    string What,
    string Order,
    string Shopper,
    ShopTrouble Trouble = ShopTrouble.None,
    string Email = LookupCase.Ada,
    int Lookups = 1,
    string Code = "FOUND",
    int Refreshes = 0,
    int? QueriesMax = null,
    int MillisecondsMin = 0,
    ShopStatus Status = ShopStatus.Connected)
{
    internal const string Shop = "tulips.myshopify.com";
    private const string Ada = "ada@example.com";
    private const string Found = "Here is your order #1001.";

    private static readonly string Miss = LookupWords.Of(new LookupOutcome.NotFound(true), true).Shopper;
    private static readonly string Later = LookupWords.Of(new LookupOutcome.ShopDegraded(null, ""), true).Shopper;

    internal static readonly IReadOnlyList<LookupCase> Table =
    [
        new("found", "An order is found by its number, and shown to who knows its e-mail.", "Where is my order #1001?",
            Found),
        new("bare-number", "The bare number is enough.", "1001", Found),
        new("expired", "The shop's token has expired: it is renewed, and the lookup goes on.", "#1001", Found,
            ShopTrouble.TokenExpires, Refreshes: 1),
        new("concurrent", "20 lookups meet an expired token at once: one renews it, the others wait for that one.",
            "#1001", Found, ShopTrouble.TokenExpires, Lookups: 20, Refreshes: 1),
        new("transient", "Shopify answers 502 twice: the lookup is repeated, later each time.", "#1001", Found,
            ShopTrouble.FailsTwice, MillisecondsMin: 900),
        new("throttled", "Shopify asks to wait half a second: the lookup does.", "#1001", Found,
            ShopTrouble.ThrottlesOnce, MillisecondsMin: 400),
        new("too-old", "An order of 120 days ago is hidden from an app without read_all_orders.", "#900", Miss,
            Code: "NOT_FOUND"),
        new("wrong-email", "The order is there, the e-mail is not its own: it reads as if there were none.", "#1001",
            Miss, Email: "eve@example.com", Code: "NOT_FOUND"),
        new("revoked", "Every token is dead: the shop is degraded, and its merchant asked to reconnect.", "#1001",
            Later, ShopTrouble.RevokesTokens, Code: "SHOP_DEGRADED", Status: ShopStatus.Degraded),
        new("left-alone", "A degraded shop is not asked again until it reconnects.", "#1001", Later,
            Lookups: 5, Code: "SHOP_DEGRADED", QueriesMax: 0, Status: ShopStatus.Degraded),
        new("reconnected", "The merchant connects the shop again: lookups go on.", "#1001", Found,
            ShopTrouble.Reconnects),
        new("uninstalled", "The merchant removes the app: its tokens are wiped, and the shop is not asked.", "#1001",
            Later, ShopTrouble.Uninstalls, Code: "SHOP_DEGRADED", QueriesMax: 0, Status: ShopStatus.Uninstalled),
    ];

    /// <summary>What is not as it should be; null when the case showed what it claims.</summary>
    internal string? FindDifference(LookupSights seen)
    {
        if (seen.Answers.Count != Lookups) return $"{Lookups} answers should have come, and {seen.Answers.Count} did.";
        foreach (var answer in seen.Answers)
        {
            if (answer.Code != Code) return $"{Code} should have been answered, not {answer.Code}.";
            if (answer.Message != Shopper) return $"The shopper should have read '{Shopper}', not '{answer.Message}'.";
        }
        if (seen.Books.Refreshes != Refreshes)
        {
            return $"The shop should have renewed {Refreshes} tokens, and renewed {seen.Books.Refreshes}.";
        }
        if (seen.Books.Queries > QueriesMax) return $"The shop was asked {seen.Books.Queries} times.";
        if (seen.Elapsed < TimeSpan.FromMilliseconds(MillisecondsMin)) return "It did not wait as it should have.";
        return seen.Status == Status.ToString()
            ? null
            : $"The shop should stand as {Status} afterwards, not as {seen.Status}.";
    }
}

/// <summary>What came out of a case.</summary>
/// <param name="Books">What the shop saw meanwhile.</param>
/// <param name="Status">How the shop stands afterwards, in the gateway's word.</param>
internal sealed record LookupSights(
    IReadOnlyList<ShopperReply> Answers, SandboxShopBooks Books, TimeSpan Elapsed, string Status);

/// <summary>What the gateway answers a lookup.</summary>
internal sealed record ShopperReply(string Code, string Message);
