namespace Cartwright.Sandbox.Stripe;

internal enum TestCardOutcome
{
    Approved,
    Declined,
    Challenged,
}

/// <summary>
/// The processor's test cards and what a charge with each comes to. A card is sent as a token
/// (<c>payment_method_data[card][token]=tok_visa</c>) or as a payment method (<c>pm_card_visa</c>, <c>tok_visa</c>).
/// </summary>
internal sealed record TestCard(
    string Name,
    TestCardOutcome Outcome,
    string Brand = "visa",
    string Last4 = "4242",
    string Code = "card_declined",
    string? DeclineCode = null,
    string Message = "Your card was declined.")
{
    public static readonly IReadOnlyList<TestCard> Table =
    [
        new("visa", TestCardOutcome.Approved),
        new("visa_debit", TestCardOutcome.Approved, Last4: "5556"),
        new("mastercard", TestCardOutcome.Approved, "mastercard", "4444"),
        new("amex", TestCardOutcome.Approved, "amex", "8431"),
        new("discover", TestCardOutcome.Approved, "discover", "1117"),
        new("chargeDeclined", TestCardOutcome.Declined, Last4: "0002", DeclineCode: "generic_decline"),
        new("chargeDeclinedInsufficientFunds", TestCardOutcome.Declined, Last4: "9995",
            DeclineCode: "insufficient_funds", Message: "Your card has insufficient funds."),
        new("chargeDeclinedLostCard", TestCardOutcome.Declined, Last4: "9987", DeclineCode: "lost_card"),
        new("chargeDeclinedStolenCard", TestCardOutcome.Declined, Last4: "9979", DeclineCode: "stolen_card"),
        new("chargeDeclinedFraudulent", TestCardOutcome.Declined, Last4: "0019", DeclineCode: "fraudulent"),
        new("chargeDeclinedExpiredCard", TestCardOutcome.Declined, Last4: "0069", Code: "expired_card",
            Message: "Your card has expired."),
        new("chargeDeclinedIncorrectCvc", TestCardOutcome.Declined, Last4: "0127", Code: "incorrect_cvc",
            Message: "Your card's security code is incorrect."),
        new("chargeDeclinedProcessingError", TestCardOutcome.Declined, Last4: "0119", Code: "processing_error",
            Message: "An error occurred while processing your card. Try again in a little bit."),
        // The sandbox's account has the rule on that blocks what fails the postal code check.
        new("avsFail", TestCardOutcome.Declined, Last4: "0010", Code: "incorrect_zip",
            Message: "Your card's zip code failed validation."),
        new("avsZipFail", TestCardOutcome.Declined, Last4: "0036", Code: "incorrect_zip",
            Message: "Your card's zip code failed validation."),
        new("threeDSecure2Required", TestCardOutcome.Challenged, Last4: "3220"),
        new("threeDSecureRequired", TestCardOutcome.Challenged, Last4: "3063"),
        new("authenticationRequired", TestCardOutcome.Challenged, Last4: "3184"),
    ];

    private static readonly Dictionary<string, TestCard> s_byId = Table
        .SelectMany(card => new[] { $"tok_{card.Name}", $"pm_card_{card.Name}", $"pm_card_visa_{card.Name}" }
            .Select(id => (id, card)))
        .ToDictionary(pair => pair.id, pair => pair.card, StringComparer.Ordinal);

    public static TestCard? Find(string id) => s_byId.GetValueOrDefault(id);
}
