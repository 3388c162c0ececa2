namespace Cartwright.Merchants;

/// <summary>A connector that can have its merchants cancel orders which they have accepted.</summary>
public interface ICancelsOrders
{
    Task<MerchantAbility> OffersCancellationAsync(Merchant merchant, CancellationToken cancellationToken);

    /// <param name="key">The idempotency key, the same with every repeat.</param>
    Task<CancelOutcome> CancelOrderAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string key, CancellationToken cancellationToken);

    /// <summary>Asks what became of the cancellation with this key, after an unknown outcome.</summary>
    Task<CancelFinding> FindCancellationAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string key, CancellationToken cancellationToken);
}

/// <summary>Whether a merchant offers something that not all do.</summary>
public enum MerchantAbility
{
    Offered,
    NotOffered,

    /// <summary>It can't be asked now.</summary>
    NotKnown,
}

public abstract record CancelOutcome
{
    private CancelOutcome() { }

    public sealed record Cancelled : CancelOutcome;

    /// <summary>The merchant has the request and has not decided: ask again with Find.</summary>
    public sealed record Pending : CancelOutcome;

    public sealed record Refused(CancelRefusal Reason, string VendorCode) : CancelOutcome;

    public sealed record Unknown(string Why) : CancelOutcome;
}

public abstract record CancelFinding
{
    private CancelFinding() { }

    public sealed record Found(CancelOutcome Outcome) : CancelFinding;

    /// <summary>The merchant is known not to have it: asking with the same key is safe.</summary>
    public sealed record Absent : CancelFinding;

    public sealed record Unknown(string Why) : CancelFinding;
}

/// <summary>Why a merchant does not cancel an order, as the checkout contract's CancelOrderErrorCode has it.</summary>
public enum CancelRefusal
{
    OrderAlreadyShipped,
    OrderShippingInProgress,
    CancelWindowExpired,
    RequestManualCancellation,
    NotSupported,
}
