using Cartwright.Merchants.Ucp;

namespace Cartwright.Tests.Merchants;

public sealed class UcpMappingTests
{
    [Fact]
    public void Table_is_as_recorded()
    {
        var table = string.Join('\n', UcpMapping.Rules.Append(UcpMapping.Other).Append(UcpMapping.OtherStatus)
            .Select(rule => $"{rule.VendorCode} | "
                + $"{(rule.IsPassing ? "unavailable" : rule.Problem?.ToString() ?? "no obstacle")} | "
                + $"{rule.Refusal?.ToString() ?? "unknown"}\n    {rule.Words}"));

        table.ShouldBe(Golden.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Words_are_sentences_that_are_safe_to_show()
    {
        foreach (var rule in UcpMapping.Rules)
        {
            rule.Words.ShouldEndWith(".");
            rule.Words.ShouldNotContain("{");
        }
    }

    [Fact]
    public void Code_that_proves_nothing_is_never_a_refusal()
    {
        foreach (var code in new[] { "http_404", "http_409", "http_410", "http_424", "idempotency_conflict" })
            UcpMapping.Own(code).Refusal.ShouldBeNull();
    }

    private const string Golden =
        """
        out_of_stock | OutOfStock | OutOfStock
            The store is out of stock of this item. Remove it or choose another.
        insufficient_stock | QuantityExceeded | OutOfStock
            The store has fewer of this item than asked for. Lower the quantity.
        quantity_exceeded | QuantityExceeded | OutOfStock
            The store sells fewer of this item than asked for. Lower the quantity.
        item_unavailable | ItemUnknown | OutOfStock
            The store does not sell this item any more. Remove it.
        not_found | ItemUnknown | unknown
            The store does not know this item. Remove it.
        address_undeliverable | Undeliverable | AddressUndeliverable
            The store does not deliver to this address. Use another one.
        address_blocked | Undeliverable | AddressBlocked
            The store does not deliver to this address. Use another one.
        missing@phone | PhoneMissing | InvalidRequest
            The store wants a phone number. Add the buyer's and try again.
        invalid@phone | PhoneInvalid | InvalidRequest
            The store does not accept the buyer's phone number. Correct it.
        missing@address2 | AddressLine2Missing | InvalidRequest
            The store wants the second line of the address. Add the buyer's address2 and try again.
        missing@company | CompanyMissing | MerchantUnsupported
            The store sells to companies only, and a cart can't carry one. Remove its items.
        invalid@destination | BuyerInvalid | InvalidRequest
            The store does not accept part of the buyer's identity. Correct it.
        missing@destination | BuyerMissing | InvalidRequest
            The store needs more of the buyer's identity. Complete it and try again.
        invalid@buyer | BuyerInvalid | InvalidRequest
            The store does not accept part of the buyer's identity. Correct it.
        missing@buyer | BuyerMissing | InvalidRequest
            The store needs more of the buyer's identity. Complete it and try again.
        invalid_phone | PhoneInvalid | InvalidRequest
            The store does not accept the buyer's phone number. Correct it.
        invalid_email | BuyerInvalid | InvalidRequest
            The store does not accept part of the buyer's identity. Correct it.
        invalid_address | BuyerInvalid | InvalidRequest
            The store does not accept part of the buyer's identity. Correct it.
        invalid@option | ShippingMethodUnknown | InvalidRequest
            The store does not offer this shipping option. Choose one that it offers.
        missing@option | ShippingMethodUnknown | InvalidRequest
            The store does not offer this shipping option. Choose one that it offers.
        invalid@line | ItemUnknown | InvalidRequest
            The store does not accept this item as asked for.
        invalid@payment | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        missing@payment | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        payment_failed | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        payment_declined | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        payment_required | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        insufficient_funds | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        fraud_detected | no obstacle | PaymentRefused
            The store could not take the payment for this order.
        price_changed | MerchantRefused | PriceChanged
            The store has changed a price. Ask for a new quote.
        totals_mismatch | MerchantRefused | PriceChanged
            The store's amounts do not add up, so it is not bought from. Ask for a new quote.
        currency_mismatch | MerchantUnsupported | MerchantUnsupported
            The store sells in another currency than the cart's.
        handler_unsupported | MerchantUnsupported | MerchantUnsupported
            The store does not take the payment handler that is set for it. Its operator must set another.
        session_expired | MerchantRefused | SessionExpired
            The store's checkout session is over. Ask for a new quote.
        checkout_expired | MerchantRefused | SessionExpired
            The store's checkout session is over. Ask for a new quote.
        session_canceled | MerchantRefused | SessionCancelled
            The store's checkout session is over. Ask for a new quote.
        checkout_canceled | MerchantRefused | SessionCancelled
            The store's checkout session is over. Ask for a new quote.
        checkout_not_modifiable | MerchantRefused | unknown
            The store's checkout session is over. Ask for a new quote.
        idempotency_conflict | unavailable | unknown
            The store could not look into it just now. Try again.
        eligibility_invalid | MerchantRefused | RefusedByMerchant
            The store does not sell this to this buyer.
        identity_required | MerchantUnsupported | MerchantUnsupported
            The store sells to buyers who are signed in with it only.
        requires_sign_in | MerchantUnsupported | MerchantUnsupported
            The store sells to buyers who are signed in with it only.
        requires_identity_linking | MerchantUnsupported | MerchantUnsupported
            The store sells to buyers who are signed in with it only.
        insufficient_scope | MerchantUnsupported | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        unauthorized | MerchantRefused | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        signature_missing | MerchantUnsupported | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        signature_invalid | MerchantUnsupported | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        key_not_found | MerchantUnsupported | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        digest_mismatch | MerchantUnsupported | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        algorithm_unsupported | MerchantUnsupported | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        version_unsupported | MerchantUnsupported | MerchantUnsupported
            The store can't be bought from through this gateway as it is set up.
        capabilities_incompatible | MerchantUnsupported | MerchantUnsupported
            The store can't be bought from through this gateway as it is set up.
        invalid_profile_url | MerchantUnsupported | MerchantUnsupported
            The store can't be bought from through this gateway as it is set up.
        profile_malformed | MerchantUnsupported | MerchantUnsupported
            The store can't be bought from through this gateway as it is set up.
        profile_unreachable | unavailable | unknown
            The store could not look into it just now. Try again.
        invalid_request | MerchantRefused | InvalidRequest
            The store did not accept the request.
        http_400 | MerchantRefused | InvalidRequest
            The store did not accept the request.
        http_401 | MerchantRefused | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        http_402 | MerchantRefused | PaymentRefused
            The store could not take the payment for this order.
        http_403 | MerchantRefused | Unauthenticated
            The store does not let this gateway in. Its operator must look into it.
        http_404 | MerchantRefused | unknown
            The store's checkout session is over. Ask for a new quote.
        http_409 | unavailable | unknown
            The store could not look into it just now. Try again.
        http_410 | MerchantRefused | unknown
            The store's checkout session is over. Ask for a new quote.
        http_422 | MerchantRefused | InvalidRequest
            The store did not accept the request.
        http_424 | unavailable | unknown
            The store could not look into it just now. Try again.
        (any other code) | MerchantRefused | RefusedByMerchant
            The store does not sell this as asked for.
        (any other 4xx) | MerchantRefused | unknown
            The store did not accept the request.
        """;
}
