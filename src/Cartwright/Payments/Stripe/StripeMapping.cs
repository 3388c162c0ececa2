using System.Collections.Frozen;

namespace Cartwright.Payments.Stripe;

/// <param name="Code">Stripe's decline code, else its error code.</param>
/// <param name="SafeWords">For the shopper; says nothing of fraud, loss or theft, as Stripe asks.</param>
internal sealed record StripeRefusal(string Code, PaymentRefusal Reason, string SafeWords);

/// <summary>
/// The one place where Stripe's codes become ours. Sources: docs.stripe.com/declines/codes,
/// docs.stripe.com/error-codes, docs.stripe.com/currencies.
/// </summary>
internal static class StripeMapping
{
    private const string Declined = "The card was declined. Use another card, or ask the bank that issued it.";
    private const string NotNow = "The bank could not be asked now. Try again later, or use another card.";
    private const string WrongCard = "The card's details are not right. Check them, or use another card.";
    private const string WrongToken = "The card's token can't be used. Tokenize the card again and send the new token.";
    private const string NotSupported = "This card can't be used for this purchase. Use another card.";
    private const string NotVerified = "The bank could not confirm the cardholder. Try again, or use another card.";
    private const string WrongRequest = "The payment could not be made. Nothing was charged.";
    private const string OtherMode = "The card's token and the shop's account are not of the same mode (test or live).";

    /// <summary>What a code that is not in the table counts as, once Stripe has said that it is a card error.</summary>
    public static StripeRefusal OtherDecline(string code) => new(code, PaymentRefusal.Declined, Declined);

    public static readonly IReadOnlyList<StripeRefusal> Table =
    [
        .. Rows(PaymentRefusal.Declined, Declined,
            "approve_with_id", "call_issuer", "card_decline_rate_limit_exceeded", "card_declined",
            "card_velocity_exceeded", "do_not_honor",
            "do_not_try_again", "duplicate_transaction", "fraudulent", "generic_decline",
            "lost_card", "merchant_blacklist", "new_account_information_available", "no_action_taken", "pickup_card",
            "restricted_card", "revocation_of_all_authorizations",
            "revocation_of_authorization", "security_violation", "stolen_card", "stop_payment_order",
            "transaction_not_allowed", "withdrawal_count_limit_exceeded"),
        .. Rows(PaymentRefusal.NotNow, NotNow,
            "issuer_not_available", "processing_error", "reenter_transaction", "try_again_later"),
        .. Rows(PaymentRefusal.InsufficientFunds,
            "The card has not enough funds for this purchase. Use another card.",
            "insufficient_funds"),
        .. Rows(PaymentRefusal.Expired, "The card has expired. Use another card.", "expired_card"),
        .. Rows(PaymentRefusal.InvalidCard, WrongCard,
            "incorrect_address", "incorrect_cvc", "incorrect_number", "invalid_account", "invalid_card_type",
            "invalid_characters", "invalid_cvc", "invalid_expiry_month", "invalid_expiry_year", "invalid_number",
            "incorrect_pin", "invalid_pin", "pin_try_exceeded"),
        .. Rows(PaymentRefusal.InvalidPostalCode,
            "The billing postal code does not match the card. Correct it, or use another card.",
            "incorrect_zip", "postal_code_invalid"),
        .. Rows(PaymentRefusal.InvalidToken, WrongToken,
            "payment_method_invalid_parameter", "resource_missing", "token_already_used", "token_in_use"),
        .. Rows(PaymentRefusal.Unsupported, NotSupported,
            "card_not_supported", "currency_not_supported", "not_permitted", "offline_pin_required",
            "online_or_offline_pin_required",
            "payment_intent_incompatible_payment_method", "payment_method_not_available", "service_not_allowed"),
        .. Rows(PaymentRefusal.ChallengeRejected, NotVerified,
            "authentication_not_handled", "authentication_required", "mobile_device_authentication_required",
            "payment_intent_authentication_failure"),
        .. Rows(PaymentRefusal.ChallengeExpired,
            "The bank's check was not finished in time. Submit the cart again.",
            "canceled", "payment_intent_payment_attempt_expired"),
        .. Rows(PaymentRefusal.AuthorizationExpired,
            "The payment could not be completed in time. Submit the cart again.",
            "capture_charge_authorization_expired", "charge_expired_for_capture"),
        .. Rows(PaymentRefusal.EnvironmentMismatch, OtherMode,
            "live_mode_test_card", "livemode_mismatch", "testmode_charges_only", "testmode_decline"),
        .. Rows(PaymentRefusal.InvalidRequest, WrongRequest,
            "amount_too_large", "amount_too_small", "invalid_amount", "invalid_charge_amount",
            "parameter_invalid_empty", "parameter_invalid_integer", "parameter_missing", "parameter_unknown"),
        .. Rows(PaymentRefusal.Unauthenticated, WrongRequest,
            "account_invalid", "api_key_expired", "platform_api_key_expired", "secret_key_required"),
    ];

    private static readonly FrozenDictionary<string, StripeRefusal> ByCode =
        Table.ToFrozenDictionary(row => row.Code, StringComparer.Ordinal);

    /// <summary>Null when Stripe's word is no known reason for a charge to be refused.</summary>
    public static StripeRefusal? Find(string? code) =>
        code is not null && ByCode.TryGetValue(code, out var row) ? row : null;

    /// <summary>A card error: Stripe has said that the card was not charged, whatever the code.</summary>
    public static StripeRefusal Decline(StripeError error) =>
        Find(error.DeclineCode) ?? (error.DeclineCode is null ? Find(error.Code) : null)
            ?? OtherDecline(error.MostExactCode);

    /// <summary>A request that Stripe turned away before it made a payment.</summary>
    public static StripeRefusal TurnedAway(int status, StripeError error) =>
        status is 401 or 403
            ? new(error.MostExactCode, PaymentRefusal.Unauthenticated, WrongRequest)
            : Find(error.Code) ?? new(error.MostExactCode, PaymentRefusal.InvalidRequest, WrongRequest);

    /// <summary>
    /// How many digits Stripe expects after the point. Its own list differs from ISO 4217: MGA has none there; ISK and
    /// UGX have none either, yet are still sent with two that are always 00.
    /// </summary>
    private static int? StripeExponent(string currency) => currency switch
    {
        "ISK" or "UGX" => 2,
        "MGA" => 0,
        "BHD" or "JOD" or "KWD" or "OMR" or "TND" => 3,
        _ => MoneyDisplay.Exponent(currency) is { } digits and (0 or 2) ? digits : null,
    };

    /// <summary>
    /// The amount as Stripe wants it; null when Stripe can't charge exactly this: another number would be another
    /// price. Three-decimal amounts must end in 0.
    /// </summary>
    public static long? ToStripe(Money money)
    {
        if (money.Minor <= 0) return null;
        if (StripeExponent(money.Currency) is not { } theirs) return null;
        var amount = Rescale(money.Minor, MoneyDisplay.Exponent(money.Currency) ?? 2, theirs);
        return theirs == 3 && amount % 10 != 0 ? null : amount;
    }

    public static Money? FromStripe(long amount, string currency)
    {
        var code = currency.ToUpperInvariant();
        return StripeExponent(code) is { } theirs
            && Rescale(amount, theirs, MoneyDisplay.Exponent(code) ?? 2) is { } minor
            ? new Money(minor, code)
            : null;
    }

    private static long? Rescale(long amount, int from, int to)
    {
        for (; from < to; from++)
        {
            if (amount > long.MaxValue / 10) return null;
            amount *= 10;
        }

        for (; from > to; from--)
        {
            if (amount % 10 != 0) return null;
            amount /= 10;
        }

        return amount;
    }

    private static IEnumerable<StripeRefusal> Rows(PaymentRefusal reason, string words, params string[] codes) =>
        codes.Select(code => new StripeRefusal(code, reason, words));
}
