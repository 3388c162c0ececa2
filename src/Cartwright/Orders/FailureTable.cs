using Cartwright.Merchants;
using Cartwright.Payments;

namespace Cartwright.Orders;

/// <summary>
/// The one table of failures: what a processor's or merchant's refusal is called in the checkout contract, whether
/// ordering the same again is safe and useful (true, false, or null when not known), and words fit for anyone.
/// </summary>
public static class FailureTable
{
    public static OrderEvent.Failed Of(PaymentRefusal refusal, string vendorCode) => refusal switch
    {
        PaymentRefusal.Declined => new(OrderFailedReason.PaymentDeclined,
            "The card was declined. Ask for another card.", false, vendorCode),
        PaymentRefusal.InsufficientFunds => new(OrderFailedReason.InsufficientFunds,
            "The card has insufficient funds. Ask for another card.", false, vendorCode),
        PaymentRefusal.Expired => new(OrderFailedReason.PaymentDeclined,
            "The card has expired. Ask for another card.", false, vendorCode),
        PaymentRefusal.InvalidCard => new(OrderFailedReason.PaymentInvalid,
            "The card's details are not valid. Ask for them again.", false, vendorCode),
        PaymentRefusal.InvalidToken => new(OrderFailedReason.PaymentInvalid,
            "The payment token is not known to the processor, or was used before. Make a new one.", false, vendorCode),
        PaymentRefusal.Unsupported => new(OrderFailedReason.PaymentUnsupported,
            "The card or its currency is not supported. Ask for another card.", false, vendorCode),
        PaymentRefusal.ChallengeRejected => new(OrderFailedReason.ThreeDsChallengeRejected,
            "The bank's challenge was not passed. Ask for another card or try the challenge again.", false, vendorCode),
        PaymentRefusal.ChallengeExpired => new(OrderFailedReason.ThreeDsChallengeExpired,
            "The bank's challenge was not answered in time.", true, vendorCode),
        PaymentRefusal.AuthorizationExpired => new(OrderFailedReason.PaymentDishonored,
            "The card's authorization expired before the order was placed.", true, vendorCode),
        PaymentRefusal.InvalidPostalCode => new(OrderFailedReason.BillingAddressInvalidPostalCode,
            "The bank does not accept the billing postal code. Ask for it again.", false, vendorCode),
        PaymentRefusal.InvalidRequest => new(OrderFailedReason.InvalidRequest,
            "The processor could not take this payment. Contact the operator of this gateway.", false, vendorCode),
        PaymentRefusal.EnvironmentMismatch => new(OrderFailedReason.EnvironmentMismatch,
            "The payment token is from the processor's other environment (test or live).", false, vendorCode),
        PaymentRefusal.Unauthenticated => new(OrderFailedReason.Unauthenticated,
            "This gateway's account at the processor was refused. Contact its operator.", false, vendorCode),
    };

    public static OrderEvent.Failed Of(PlacementRefusal refusal, string vendorCode) => refusal switch
    {
        PlacementRefusal.OutOfStock => new(OrderFailedReason.OutOfStock,
            "The merchant ran out of stock. Order again when it is back.", true, vendorCode),
        PlacementRefusal.AddressUndeliverable => new(OrderFailedReason.ShippingAddressUnavailable,
            "The merchant does not deliver to this address.", false, vendorCode),
        PlacementRefusal.AddressBlocked => new(OrderFailedReason.ShippingAddressBlacklisted,
            "The merchant refuses this address.", false, vendorCode),
        PlacementRefusal.PaymentRefused => new(OrderFailedReason.PaymentFailed,
            "The merchant did not accept this gateway's payment. Contact the operator of this gateway.",
            false,
            vendorCode),
        PlacementRefusal.MerchantUnsupported => new(OrderFailedReason.MerchantConfiguration,
            "The merchant's set-up is not supported.", false, vendorCode),
        PlacementRefusal.InvalidRequest => new(OrderFailedReason.InvalidRequest,
            "The merchant could not take this order as it is.", false, vendorCode),
        PlacementRefusal.SessionExpired => new(OrderFailedReason.UpstreamServiceError,
            "The merchant's checkout expired before the order was placed.", true, vendorCode),
        PlacementRefusal.SessionCancelled => new(OrderFailedReason.DeniedByMarketplace,
            "The merchant cancelled the checkout.", null, vendorCode),
        PlacementRefusal.PriceChanged => new(OrderFailedReason.DeniedByMarketplace,
            "The merchant changed the price. Make a new cart to see it.", null, vendorCode),
        PlacementRefusal.Unauthenticated => new(OrderFailedReason.Unauthenticated,
            "The merchant does not know this gateway. Contact its operator.", false, vendorCode),
        PlacementRefusal.RefusedByMerchant => new(OrderFailedReason.DeniedByMarketplace,
            "The merchant refused the order.", null, vendorCode),
    };
}
