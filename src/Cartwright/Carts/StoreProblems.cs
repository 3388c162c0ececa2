using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>Why a store was not submitted.</summary>
/// <param name="Reason">The cause in a word: finer than the contract's code.</param>
public sealed record StoreProblem(StoreProblemCode Code, string Message, bool? Retryable, string Reason);

/// <summary>The contract's SubmitStoreResultErrorCode.</summary>
public enum StoreProblemCode
{
    AlreadySubmitted,
    FeatureUnsupported,
    InternalServerError,
    PaymentFailed,
    ProductsUnavailable,
    SubmitStoreFailed,
    Undeliverable,
    UpstreamServiceError,
}

/// <summary>A way a store's submission is stopped.</summary>
/// <param name="Retryable">Whether submitting the same again is safe and useful; null when it is not known.</param>
/// <param name="When">When it arises, for developers.</param>
/// <param name="Words">Fit for anyone; null where the merchant's table has the words.</param>
public sealed record StoreRule(
    string Reason, StoreProblemCode Code, bool? Retryable, string When, string? Words = null)
{
    public StoreProblem Problem => new(Code, Words!, Retryable, Reason);
}

/// <summary>
/// The one table of what stops a store's submission. Orders that began and then failed are in
/// <see cref="FailureTable"/>; docs/errors.md shows both.
/// </summary>
public static class StoreProblems
{
    private static readonly StoreRule UnreachableRule = new(
        "STORE_UNREACHABLE", StoreProblemCode.UpstreamServiceError, true,
        "The merchant did not answer its live quote, or not readably.",
        "The store can't be reached now. Submit the cart again.");

    private static readonly StoreRule NoTotalRule = new(
        "NO_TOTAL", StoreProblemCode.SubmitStoreFailed, false,
        "The merchant gives no final total for this buyer.",
        "The store gives no final total for this buyer. Complete the buyer's identity and read the cart.");

    private static readonly StoreRule TotalChangedRule = new(
        "TOTAL_CHANGED", StoreProblemCode.SubmitStoreFailed, false,
        "The live total is not the one that the cart showed. The cart shows it now; submitting again agrees to it.",
        "The store's total is not the one the cart showed. Read the cart, agree on the new total, and submit again.");

    private static readonly StoreRule AlreadySubmittedRule = new(
        "ALREADY_SUBMITTED", StoreProblemCode.AlreadySubmitted, false,
        "This store's order began with an earlier submission, whatever became of it.",
        "This store's order was submitted before. Follow it with checkoutByCartID; to buy again, create a new cart.");

    public static StoreProblem Unreachable { get; } = UnreachableRule.Problem;

    public static StoreProblem NoTotal { get; } = NoTotalRule.Problem;

    public static StoreProblem TotalChanged { get; } = TotalChangedRule.Problem;

    public static StoreProblem AlreadySubmitted { get; } = AlreadySubmittedRule.Problem;

    /// <summary>Every way, but for refused payments, which <see cref="Of(OrderEvent.Failed)"/> takes over.</summary>
    public static IReadOnlyList<StoreRule> Rules { get; } =
    [
        .. Enum.GetValues<QuoteProblemCode>().Select(RuleOf),
        UnreachableRule, NoTotalRule, TotalChangedRule, AlreadySubmittedRule,
    ];

    public static StoreProblem Of(QuoteProblem problem)
    {
        var rule = RuleOf(problem.Code);
        return new(rule.Code, rule.Words ?? problem.Message, rule.Retryable, rule.Reason);
    }

    public static StoreRule RuleOf(QuoteProblemCode code) => code switch
    {
        QuoteProblemCode.OutOfStock => new("OUT_OF_STOCK", StoreProblemCode.ProductsUnavailable, true,
            "The merchant has none of an item left."),
        QuoteProblemCode.QuantityExceeded => new("QUANTITY_EXCEEDED", StoreProblemCode.ProductsUnavailable, true,
            "The merchant has, or sells, fewer of an item than the cart wants."),
        QuoteProblemCode.ItemUnknown => new("ITEM_UNKNOWN", StoreProblemCode.ProductsUnavailable, false,
            "The merchant does not sell an item of the cart any more."),
        QuoteProblemCode.Undeliverable => new("UNDELIVERABLE", StoreProblemCode.Undeliverable, false,
            "The merchant does not deliver to the buyer's address or region."),
        QuoteProblemCode.BuyerMissing => new("BUYER_INCOMPLETE", StoreProblemCode.SubmitStoreFailed, false,
            "The merchant wants more of the buyer's identity."),
        QuoteProblemCode.BuyerInvalid => new("BUYER_NOT_ACCEPTED", StoreProblemCode.SubmitStoreFailed, false,
            "The merchant does not accept part of the buyer's identity."),
        QuoteProblemCode.PhoneMissing => new("PHONE_REQUIRED", StoreProblemCode.SubmitStoreFailed, false,
            "The merchant wants the buyer's phone number."),
        QuoteProblemCode.PhoneInvalid => new("PHONE_NOT_ACCEPTED", StoreProblemCode.SubmitStoreFailed, false,
            "The merchant does not accept the buyer's phone number."),
        QuoteProblemCode.AddressLine2Missing => new("ADDRESS2_REQUIRED", StoreProblemCode.SubmitStoreFailed, false,
            "The merchant wants the second line of the address."),
        QuoteProblemCode.CompanyMissing => new("COMPANY_REQUIRED", StoreProblemCode.FeatureUnsupported, false,
            "The merchant sells to companies only, and the checkout contract has no company."),
        QuoteProblemCode.ShippingMethodUnknown => new("SHIPPING_UNKNOWN", StoreProblemCode.SubmitStoreFailed, false,
            "The chosen shipping is not offered any more."),
        QuoteProblemCode.MerchantUnsupported => new("MERCHANT_UNSUPPORTED", StoreProblemCode.FeatureUnsupported, false,
            "The merchant's set-up can't be bought from, or the merchant is no longer registered."),
        QuoteProblemCode.MerchantRefused => new("REFUSED_BY_MERCHANT", StoreProblemCode.SubmitStoreFailed, null,
            "The merchant refuses for a reason of its own."),
        QuoteProblemCode.GatewayFault => new("GATEWAY_FAULT", StoreProblemCode.InternalServerError, null,
            "The gateway itself failed while it asked the merchant; its log says why. Other stores go on.",
            "The gateway could not ask this store. Contact its operator."),
    };

    /// <summary>
    /// An order that ended before it reached its merchant: the payment was refused, or the merchant is gone.
    /// </summary>
    public static StoreProblem Of(OrderEvent.Failed failure) => new(
        failure.ReasonCode == OrderFailedReason.MerchantConfiguration
            ? StoreProblemCode.FeatureUnsupported
            : StoreProblemCode.PaymentFailed,
        failure.Reason,
        failure.Retryable,
        ContractNames.Of(failure.ReasonCode));
}
