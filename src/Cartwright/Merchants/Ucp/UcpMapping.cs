using System.Collections.Frozen;
using Problems = Cartwright.Merchants.QuoteProblemCode;
using Refusals = Cartwright.Merchants.PlacementRefusal;

namespace Cartwright.Merchants.Ucp;

/// <summary>What a merchant's code means here.</summary>
/// <param name="VendorCode">
/// The merchant's code in lower case; with <c>@field</c>, only where the message points at that field; as
/// <c>http_400</c>, a refusal that carries no code.
/// </param>
/// <param name="Problem">What it means in a quote; null: nothing stands in the way of a quote.</param>
/// <param name="Refusal">What it means in a placement; null: it proves nothing, the outcome stays unknown.</param>
/// <param name="Words">Safe for the client's developer.</param>
internal sealed record UcpRule(string VendorCode, QuoteProblemCode? Problem, PlacementRefusal? Refusal, string Words)
{
    /// <summary>The merchant could not look into it just now: the quote is unavailable, not refused.</summary>
    public bool IsPassing { get; init; }

    /// <summary>Said before the merchant looks at what is asked, so that it tells nothing of an earlier call.</summary>
    public bool IsDoor { get; init; }
}

/// <summary>The one table from merchants' codes to the gateway's own.</summary>
internal static class UcpMapping
{
    private const string OutOfStockWords = "The store is out of stock of this item. Remove it or choose another.";
    private const string BuyerWords = "The store needs more of the buyer's identity. Complete it and try again.";
    private const string BuyerInvalidWords = "The store does not accept part of the buyer's identity. Correct it.";
    private const string PhoneInvalidWords = "The store does not accept the buyer's phone number. Correct it.";
    private const string AddressWords = "The store does not deliver to this address. Use another one.";
    private const string OptionWords = "The store does not offer this shipping option. Choose one that it offers.";
    private const string PaymentWords = "The store could not take the payment for this order.";
    private const string SessionWords = "The store's checkout session is over. Ask for a new quote.";
    private const string ProtocolWords = "The store can't be bought from through this gateway as it is set up.";
    private const string AccessWords = "The store does not let this gateway in. Its operator must look into it.";
    private const string RequestWords = "The store did not accept the request.";
    private const string PassingWords = "The store could not look into it just now. Try again.";

    public static readonly IReadOnlyList<UcpRule> Rules =
    [
        new("out_of_stock", Problems.OutOfStock, Refusals.OutOfStock, OutOfStockWords),
        new("insufficient_stock", Problems.QuantityExceeded, Refusals.OutOfStock,
            "The store has fewer of this item than asked for. Lower the quantity."),
        new("quantity_exceeded", Problems.QuantityExceeded, Refusals.OutOfStock,
            "The store sells fewer of this item than asked for. Lower the quantity."),
        new("item_unavailable", Problems.ItemUnknown, Refusals.OutOfStock,
            "The store does not sell this item any more. Remove it."),
        new("not_found", Problems.ItemUnknown, null, "The store does not know this item. Remove it."),
        new("address_undeliverable", Problems.Undeliverable, Refusals.AddressUndeliverable, AddressWords),
        new("address_blocked", Problems.Undeliverable, Refusals.AddressBlocked, AddressWords),
        new("missing@phone", Problems.PhoneMissing, Refusals.InvalidRequest,
            "The store wants a phone number. Add the buyer's and try again."),
        new("invalid@phone", Problems.PhoneInvalid, Refusals.InvalidRequest, PhoneInvalidWords),
        new("missing@address2", Problems.AddressLine2Missing, Refusals.InvalidRequest,
            "The store wants the second line of the address. Add the buyer's address2 and try again."),
        new("missing@company", Problems.CompanyMissing, Refusals.MerchantUnsupported,
            "The store sells to companies only, and a cart can't carry one. Remove its items."),
        new("invalid@destination", Problems.BuyerInvalid, Refusals.InvalidRequest, BuyerInvalidWords),
        new("missing@destination", Problems.BuyerMissing, Refusals.InvalidRequest, BuyerWords),
        new("invalid@buyer", Problems.BuyerInvalid, Refusals.InvalidRequest, BuyerInvalidWords),
        new("missing@buyer", Problems.BuyerMissing, Refusals.InvalidRequest, BuyerWords),
        new("invalid_phone", Problems.PhoneInvalid, Refusals.InvalidRequest, PhoneInvalidWords),
        new("invalid_email", Problems.BuyerInvalid, Refusals.InvalidRequest, BuyerInvalidWords),
        new("invalid_address", Problems.BuyerInvalid, Refusals.InvalidRequest, BuyerInvalidWords),
        new("invalid@option", Problems.ShippingMethodUnknown, Refusals.InvalidRequest, OptionWords),
        new("missing@option", Problems.ShippingMethodUnknown, Refusals.InvalidRequest, OptionWords),
        new("invalid@line", Problems.ItemUnknown, Refusals.InvalidRequest,
            "The store does not accept this item as asked for."),
        new("invalid@payment", null, Refusals.PaymentRefused, PaymentWords),
        new("missing@payment", null, Refusals.PaymentRefused, PaymentWords),
        new("payment_failed", null, Refusals.PaymentRefused, PaymentWords),
        new("payment_declined", null, Refusals.PaymentRefused, PaymentWords),
        new("payment_required", null, Refusals.PaymentRefused, PaymentWords),
        new("insufficient_funds", null, Refusals.PaymentRefused, PaymentWords),
        new("fraud_detected", null, Refusals.PaymentRefused, PaymentWords),
        new("price_changed", Problems.MerchantRefused, Refusals.PriceChanged,
            "The store has changed a price. Ask for a new quote."),
        new("totals_mismatch", Problems.MerchantRefused, Refusals.PriceChanged,
            "The store's amounts do not add up, so it is not bought from. Ask for a new quote."),
        new("currency_mismatch", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            "The store sells in another currency than the cart's."),
        new("handler_unsupported", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            "The store does not take the payment handler that is set for it. Its operator must set another."),
        new("session_expired", Problems.MerchantRefused, Refusals.SessionExpired, SessionWords),
        new("checkout_expired", Problems.MerchantRefused, Refusals.SessionExpired, SessionWords),
        new("session_canceled", Problems.MerchantRefused, Refusals.SessionCancelled, SessionWords),
        new("checkout_canceled", Problems.MerchantRefused, Refusals.SessionCancelled, SessionWords),
        new("checkout_not_modifiable", Problems.MerchantRefused, null, SessionWords),
        new("idempotency_conflict", null, null, PassingWords) { IsPassing = true },
        new("eligibility_invalid", Problems.MerchantRefused, Refusals.RefusedByMerchant,
            "The store does not sell this to this buyer."),
        new("identity_required", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            "The store sells to buyers who are signed in with it only."),
        new("requires_sign_in", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            "The store sells to buyers who are signed in with it only."),
        new("requires_identity_linking", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            "The store sells to buyers who are signed in with it only."),
        new("insufficient_scope", Problems.MerchantUnsupported,
            Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("unauthorized", Problems.MerchantRefused, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("signature_missing", Problems.MerchantUnsupported, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("signature_invalid", Problems.MerchantUnsupported, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("key_not_found", Problems.MerchantUnsupported, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("digest_mismatch", Problems.MerchantUnsupported, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("algorithm_unsupported", Problems.MerchantUnsupported,
            Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("version_unsupported", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            ProtocolWords) { IsDoor = true },
        new("capabilities_incompatible", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            ProtocolWords) { IsDoor = true },
        new("invalid_profile_url", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            ProtocolWords) { IsDoor = true },
        new("profile_malformed", Problems.MerchantUnsupported, Refusals.MerchantUnsupported,
            ProtocolWords) { IsDoor = true },
        new("profile_unreachable", null, null, PassingWords) { IsPassing = true },
        new("invalid_request", Problems.MerchantRefused, Refusals.InvalidRequest, RequestWords) { IsDoor = true },
        new("http_400", Problems.MerchantRefused, Refusals.InvalidRequest, RequestWords) { IsDoor = true },
        new("http_401", Problems.MerchantRefused, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        new("http_402", Problems.MerchantRefused, Refusals.PaymentRefused, PaymentWords),
        new("http_403", Problems.MerchantRefused, Refusals.Unauthenticated, AccessWords) { IsDoor = true },
        // A missing page proves nothing: the session may have ended because the order was placed.
        new("http_404", Problems.MerchantRefused, null, SessionWords),
        // Two requests met, or one was a repeat. Neither says what became of the order.
        new("http_409", null, null, PassingWords) { IsPassing = true },
        new("http_410", Problems.MerchantRefused, null, SessionWords),
        new("http_422", Problems.MerchantRefused, Refusals.InvalidRequest, RequestWords) { IsDoor = true },
        new("http_424", null, null, PassingWords) { IsPassing = true },
    ];

    /// <summary>A code that is not in the table, in a message that says the merchant refuses.</summary>
    public static readonly UcpRule Other = new("(any other code)", Problems.MerchantRefused, Refusals.RefusedByMerchant,
        "The store does not sell this as asked for.");

    /// <summary>A 4xx status that is not in the table and carries no code: it is not known what it means.</summary>
    public static readonly UcpRule OtherStatus = new("(any other 4xx)", Problems.MerchantRefused, null, RequestWords);

    private static readonly FrozenDictionary<string, UcpRule> ByCode =
        Rules.ToFrozenDictionary(rule => rule.VendorCode, StringComparer.Ordinal);

    /// <summary>Older merchants write their codes in capitals, and one of them by another name.</summary>
    public static string Normalize(string code)
    {
        var lower = code.Trim().ToLowerInvariant();
        return lower switch
        {
            "resource_not_found" => "not_found",
            { Length: > 64 } => lower[..64],
            _ => lower,
        };
    }

    public static UcpRule For(UcpMessage message)
    {
        var code = Normalize(message.Code ?? "");
        return At(Detail(message.Path)) ?? At(Field(message.Path)) ?? ByCode.GetValueOrDefault(code) ?? Other;

        UcpRule? At(string? field) => field is null ? null : ByCode.GetValueOrDefault($"{code}@{field}");
    }

    public static UcpRule For(int status, string? code) =>
        (code is null ? null : ByCode.GetValueOrDefault(code))
        ?? ByCode.GetValueOrDefault($"http_{status}")
        ?? OtherStatus;

    /// <summary>The rule of a code that this gateway itself gives.</summary>
    public static UcpRule Own(string code) => ByCode[code];

    /// <summary>The fields that merchants want and this gateway tells apart.</summary>
    private static string? Detail(string? path) =>
        path is null ? null
        : path.EndsWith(".phone_number", StringComparison.Ordinal) ? "phone"
        : path.EndsWith(".extended_address", StringComparison.Ordinal) ? "address2"
        : path.EndsWith(".company", StringComparison.Ordinal)
            || path.EndsWith(".organization", StringComparison.Ordinal) ? "company"
        : null;

    /// <summary>Which part of the checkout a message points at, coarsely.</summary>
    private static string? Field(string? path) =>
        path is null ? null
        : path.Contains("selected_option", StringComparison.Ordinal)
            || path.Contains("selected_fulfillment_option", StringComparison.Ordinal) ? "option"
        : path.StartsWith("$.fulfillment", StringComparison.Ordinal) ? "destination"
        : path.StartsWith("$.buyer", StringComparison.Ordinal) ? "buyer"
        : path.StartsWith("$.payment", StringComparison.Ordinal) ? "payment"
        : path.StartsWith("$.line_items", StringComparison.Ordinal) ? "line"
        : null;
}
