using System.Diagnostics;
using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <summary>
/// What an outcome is called and what is said of it: to the shopper, who learns nothing of tokens, limits and faults,
/// and to the merchant, who learns the truth.
/// </summary>
/// <param name="Code">For the app, which may not show it: mismatch and not-found share one.</param>
/// <param name="Shopper">One sentence that is safe to show.</param>
/// <param name="Merchant">What happened and what helps.</param>
public sealed record LookupWords(string Code, string Shopper, string Merchant)
{
    private const string Miss =
        "I couldn't find that order with these details. Please check the order number and the e-mail, phone number or "
        + "postcode it was placed with.";

    private const string Later = "I can't reach the order system right now. Please try again in a few minutes.";

    private const string Recent =
        " I can only see recent orders; for an older one, please contact the shop's support.";

    /// <param name="mayBeTooOld">
    /// Whether the app sees recent orders only. It is a fact about the shop, so that it can't tell a mismatch from an
    /// order that is not there.
    /// </param>
    public static LookupWords Of(LookupOutcome outcome, bool mayBeTooOld) => outcome switch
    {
        LookupOutcome.Found { IsWhole: true } found => new(
            "FOUND", $"Here is your order {found.Order.Name}.", "The order was found."),
        LookupOutcome.Found found => new(
            "FOUND", $"Here is the status of order {found.Order.Name}.",
            "The order was found; without a proof only its status is told."),
        LookupOutcome.NotFound => new(
            "NOT_FOUND", Miss + (mayBeTooOld ? Recent : ""),
            "The shop answered no order of this name."
            + (mayBeTooOld
                ? " Orders older than 60 days may not be visible, since the app lacks read_all_orders: check the "
                    + "order's age in Shopify."
                : " Check the number in Shopify.")),
        LookupOutcome.NotVerified { WasAsked: false } => new(
            "VERIFICATION_NEEDED",
            "To show you this order, I need the e-mail, phone number or postcode it was placed with.",
            "Nothing was given to compare, so the shop was not asked."),
        LookupOutcome.NotVerified verified => new(
            "NOT_FOUND", Miss + (mayBeTooOld ? Recent : ""),
            verified.WhyBlind ?? "There is an order of this name, but the details that were given are not its."),
        LookupOutcome.ShopDegraded degraded => new(
            "SHOP_DEGRADED", Later,
            degraded.Reason is { } reason
                ? $"{ShopAdvice.Of(reason)} ({degraded.Detail})"
                : "The shop is not connected: open its connection address."),
        LookupOutcome.Throttled => new(
            "THROTTLED", Later, "Shopify takes no more calls of this app for the shop within the deadline."),
        LookupOutcome.Unavailable unavailable => new(
            "UNAVAILABLE", Later, $"Shopify could not be asked within the deadline. ({unavailable.Detail})"),
        _ => throw new UnreachableException(),
    };
}
