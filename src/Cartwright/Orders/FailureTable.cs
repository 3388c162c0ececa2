using Cartwright.Merchants;
using Cartwright.Payments;

namespace Cartwright.Orders;

/// <summary>A way an order fails.</summary>
/// <param name="Retryable">
/// Whether ordering the same again in a new cart is safe and useful; null when it is not known.
/// </param>
/// <param name="When">When it arises, for developers.</param>
/// <param name="Words">Fit for anyone.</param>
public sealed record FailureRule(OrderFailedReason Reason, bool? Retryable, string When, string Words);

/// <summary>
/// The one table of how orders fail: what a processor's or merchant's refusal is called in the checkout contract, and
/// whether ordering the same again is safe and useful. Stores that are not submitted at all are in
/// <c>Carts/StoreProblems.cs</c>; docs/errors.md shows both.
/// </summary>
public static class FailureTable
{
    public static OrderEvent.Failed Of(PaymentRefusal refusal, string vendorCode) => Of(RuleOf(refusal), vendorCode);

    public static OrderEvent.Failed Of(PlacementRefusal refusal, string vendorCode) => Of(RuleOf(refusal), vendorCode);

    public static OrderEvent.Failed Of(FailureRule rule, string vendorCode) =>
        new(rule.Reason, rule.Words, rule.Retryable, vendorCode);

    /// <summary>A person says that the order has failed for this reason.</summary>
    public static OrderEvent.Failed Of(OrderFailedReason reason) => Of(
        Enum.GetValues<PlacementRefusal>().Select(RuleOf).LastOrDefault(rule => rule.Reason == reason)
            ?? Enum.GetValues<PaymentRefusal>().Select(RuleOf).FirstOrDefault(rule => rule.Reason == reason)
            ?? InternalError with { Reason = reason },
        "settled_by_operator");

    public static FailureRule RuleOf(PaymentRefusal refusal) => refusal switch
    {
        PaymentRefusal.Declined => new(
            OrderFailedReason.PaymentDeclined, false,
            "The card's bank refuses the charge.",
            "The card was declined. Ask for another card."),
        PaymentRefusal.InsufficientFunds => new(
            OrderFailedReason.InsufficientFunds, false,
            "The card's bank says that the funds don't suffice.",
            "The card has insufficient funds. Ask for another card."),
        PaymentRefusal.Expired => new(
            OrderFailedReason.PaymentDeclined, false,
            "The card has expired.",
            "The card has expired. Ask for another card."),
        PaymentRefusal.InvalidCard => new(
            OrderFailedReason.PaymentInvalid, false,
            "The card's number, code or date is wrong.",
            "The card's details are not valid. Ask for them again."),
        PaymentRefusal.InvalidToken => new(
            OrderFailedReason.PaymentInvalid, false,
            "The token is not the processor's, or was used up.",
            "The payment token is not known to the processor, or was used before. Make a new one."),
        PaymentRefusal.Unsupported => new(
            OrderFailedReason.PaymentUnsupported, false,
            "The card can't be used for this kind of purchase.",
            "The card or its currency is not supported. Ask for another card."),
        PaymentRefusal.ChallengeRejected => new(
            OrderFailedReason.ThreeDsChallengeRejected, false,
            "The shopper did not pass the bank's challenge.",
            "The bank's challenge was not passed. Ask for another card or try the challenge again."),
        PaymentRefusal.ChallengeExpired => new(
            OrderFailedReason.ThreeDsChallengeExpired, true,
            "The shopper did not answer the bank's challenge within 15 minutes, or the payment was cancelled there.",
            "The bank's challenge was not answered in time."),
        PaymentRefusal.AuthorizationExpired => new(
            OrderFailedReason.PaymentDishonored, true,
            "With Payments:Capture=OnPlacement: the authorization ran out before the merchant had accepted.",
            "The card's authorization expired before the order was placed."),
        PaymentRefusal.InvalidPostalCode => new(
            OrderFailedReason.BillingAddressInvalidPostalCode, false,
            "The card's bank knows another postal code.",
            "The bank does not accept the billing postal code. Ask for it again."),
        PaymentRefusal.InvalidRequest => new(
            OrderFailedReason.InvalidRequest, false,
            "The processor refuses the request itself, such as its amount.",
            "The processor could not take this payment. Contact the operator of this gateway."),
        PaymentRefusal.EnvironmentMismatch => new(
            OrderFailedReason.EnvironmentMismatch, false,
            "A test token meets a live account, or the other way round.",
            "The payment token is from the processor's other environment (test or live)."),
        PaymentRefusal.Unauthenticated => new(
            OrderFailedReason.Unauthenticated, false,
            "The processor does not accept the gateway's key.",
            "This gateway's account at the processor was refused. Contact its operator."),
        PaymentRefusal.NotNow => new(
            OrderFailedReason.PaymentDeclined, null,
            "The card's bank could not be asked, or could not decide. The same card may do later; nobody knows when.",
            "The card's bank could not be asked now. Try again later, or ask for another card."),
    };

    public static FailureRule RuleOf(PlacementRefusal refusal) => refusal switch
    {
        PlacementRefusal.OutOfStock => new(
            OrderFailedReason.OutOfStock, true,
            "The last one was sold between submission and placement.",
            "The merchant ran out of stock. Order again when it is back."),
        PlacementRefusal.AddressUndeliverable => new(
            OrderFailedReason.ShippingAddressUnavailable, false,
            "The merchant found out at placement that it does not deliver there.",
            "The merchant does not deliver to this address."),
        PlacementRefusal.AddressBlocked => new(
            OrderFailedReason.ShippingAddressBlacklisted, false,
            "The merchant sends nothing to this address.",
            "The merchant refuses this address."),
        PlacementRefusal.PaymentRefused => new(
            OrderFailedReason.PaymentFailed, false,
            "The merchant refuses what the gateway pays it with.",
            "The merchant did not accept this gateway's payment. Contact its operator."),
        PlacementRefusal.MerchantUnsupported => new(
            OrderFailedReason.MerchantConfiguration, false,
            "The merchant wants something the gateway can't do, or is no longer registered.",
            "The merchant's set-up is not supported."),
        PlacementRefusal.InvalidRequest => new(
            OrderFailedReason.InvalidRequest, false,
            "The merchant refuses the order's details.",
            "The merchant could not take this order as it is."),
        PlacementRefusal.SessionExpired => new(
            OrderFailedReason.UpstreamServiceError, true,
            "The merchant's checkout was over before the order reached it.",
            "The merchant's checkout expired before the order was placed."),
        PlacementRefusal.SessionCancelled => new(
            OrderFailedReason.Canceled, null,
            "The merchant cancelled the checkout before it was an order.",
            "The merchant cancelled the checkout."),
        PlacementRefusal.PriceChanged => new(
            OrderFailedReason.DeniedByMarketplace, null,
            "The merchant wants another price than it had quoted.",
            "The merchant changed the price. Make a new cart to see it."),
        PlacementRefusal.Unauthenticated => new(
            OrderFailedReason.Unauthenticated, false,
            "The merchant does not let the gateway in.",
            "The merchant does not know this gateway. Contact its operator."),
        PlacementRefusal.RefusedByMerchant => new(
            OrderFailedReason.DeniedByMarketplace, null,
            "The merchant refuses for a reason of its own.",
            "The merchant refused the order."),
    };

    /// <summary>Nothing gives it by itself: it is the word of a person who settles a stuck order.</summary>
    public static FailureRule InternalError { get; } = new(
        OrderFailedReason.InternalError, null,
        "A person has settled an order that the gateway could not place.",
        "The gateway could not place the order.");
}
