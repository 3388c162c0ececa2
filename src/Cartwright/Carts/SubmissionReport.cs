using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>What became of a submission.</summary>
public abstract record SubmissionOutcome
{
    private SubmissionOutcome() { }

    public sealed record Answered(SubmissionReport Report) : SubmissionOutcome;

    /// <summary>The time limit passed. The submission goes on: checkoutByCartID tells what becomes of it.</summary>
    public sealed record StillRunning(string CartId) : SubmissionOutcome;

    public sealed record NotFound(string CartId) : SubmissionOutcome;
}

public sealed record SubmissionReport(
    Cart Cart, IReadOnlyList<StoreReport> Stores, IReadOnlyList<SubmissionProblem> Problems)
{
    /// <summary>
    /// Whether sending the same submission again is safe and useful: one false makes the whole false; else one unknown
    /// makes it unknown. A store that was submitted before is left alone by a repeat, so it says nothing while another
    /// one failed. Null also when nothing failed: there is nothing to repeat.
    /// </summary>
    public bool? Retryable
    {
        get
        {
            var ofStores = Stores.SelectMany(store => store.Problems).ToList();
            var failed = ofStores.Where(problem => problem.Code != StoreProblemCode.AlreadySubmitted).ToList();
            bool?[] all =
            [
                .. Problems.Select(problem => problem.Retryable),
                .. (failed.Count > 0 ? failed : ofStores).Select(problem => problem.Retryable),
            ];
            return all.Contains(false) ? false : all.Length == 0 || all.Contains(null) ? null : true;
        }
    }

    public bool HasFailures => Problems.Count > 0 || Stores.Any(store => store.Problems.Count > 0);
}

public sealed record StoreReport(
    CartStore Store, string OrderId, bool IsSubmitted, IReadOnlyList<StoreProblem> Problems);

/// <summary>
/// What is wrong with the whole cart; <paramref name="Code"/> is the contract's SubmitCartResultErrorCode.
/// </summary>
public sealed record SubmissionProblem(string Code, string Message, bool? Retryable, string? SuggestedValue = null);

public sealed record StoreProblem(StoreProblemCode Code, string Message, bool? Retryable);

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

/// <summary>
/// The one table of what stops a store's submission: code, words, and whether a repeat is safe and useful.
/// </summary>
public static class StoreProblems
{
    public static StoreProblem Of(QuoteProblem problem) => problem.Code switch
    {
        QuoteProblemCode.OutOfStock => new(StoreProblemCode.ProductsUnavailable, problem.Message, true),
        QuoteProblemCode.QuantityExceeded => new(StoreProblemCode.ProductsUnavailable, problem.Message, true),
        QuoteProblemCode.ItemUnknown => new(StoreProblemCode.ProductsUnavailable, problem.Message, false),
        QuoteProblemCode.Undeliverable => new(StoreProblemCode.Undeliverable, problem.Message, false),
        QuoteProblemCode.BuyerMissing => new(StoreProblemCode.SubmitStoreFailed, problem.Message, false),
        QuoteProblemCode.BuyerInvalid => new(StoreProblemCode.SubmitStoreFailed, problem.Message, false),
        QuoteProblemCode.ShippingMethodUnknown => new(StoreProblemCode.SubmitStoreFailed, problem.Message, false),
        QuoteProblemCode.MerchantUnsupported => new(StoreProblemCode.FeatureUnsupported, problem.Message, false),
        QuoteProblemCode.MerchantRefused => new(StoreProblemCode.SubmitStoreFailed, problem.Message, null),
    };

    public static StoreProblem Unreachable { get; } = new(
        StoreProblemCode.UpstreamServiceError, "The store can't be reached now. Submit the cart again.", true);

    public static StoreProblem NoTotal { get; } = new(
        StoreProblemCode.SubmitStoreFailed,
        "The store gives no final total for this buyer. Complete the buyer's identity and read the cart.",
        false);

    public static StoreProblem TotalChanged { get; } = new(
        StoreProblemCode.SubmitStoreFailed,
        "The store's total is not the one the cart showed. Read the cart, agree on the new total, and submit it again.",
        false);

    public static StoreProblem AlreadySubmitted { get; } = new(
        StoreProblemCode.AlreadySubmitted,
        "This store's order was submitted before. Follow it with checkoutByCartID; to buy again, create a new cart.",
        false);

    /// <summary>
    /// An order that ended before it reached its merchant: the payment was refused, or the merchant is gone.
    /// </summary>
    public static StoreProblem Of(OrderEvent.Failed failure) => new(
        failure.ReasonCode == OrderFailedReason.MerchantConfiguration
            ? StoreProblemCode.FeatureUnsupported
            : StoreProblemCode.PaymentFailed,
        failure.Reason,
        failure.Retryable);
}
