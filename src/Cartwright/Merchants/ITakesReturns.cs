namespace Cartwright.Merchants;

/// <summary>A connector that can ask its merchants for returns.</summary>
public interface ITakesReturns
{
    Task<MerchantAbility> OffersReturnsAsync(Merchant merchant, CancellationToken cancellationToken);

    Task<ReturnOutcome> RequestReturnAsync(
        Merchant merchant,
        Quote quote,
        string merchantOrderId,
        ReturnRequest request,
        CancellationToken cancellationToken);

    /// <summary>How a return stands, asked by the id that this gateway gave it.</summary>
    Task<ReturnFinding> FindReturnAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string returnId, CancellationToken cancellationToken);
}

/// <param name="ReturnId">This gateway's own id: the merchant keeps it, so that a return is found by it.</param>
/// <param name="Key">The idempotency key, the same with every repeat.</param>
/// <param name="Lines">So many of each item.</param>
public sealed record ReturnRequest(
    string ReturnId, string Key, IReadOnlyList<LineQuantity> Lines);

/// <summary>How a return stands at its merchant.</summary>
/// <param name="Credit">What the merchant gives back for it; null when it does not say.</param>
public sealed record ReturnReport(ReturnStanding Standing, Uri? ShippingLabelUrl, Money? Credit);

public enum ReturnStanding
{
    Requested,

    /// <summary>The goods may be sent back.</summary>
    Accepted,

    /// <summary>The goods have arrived.</summary>
    Received,

    /// <summary>The merchant gives the money back.</summary>
    Approved,
    Denied,
    Closed,
}

public abstract record ReturnOutcome
{
    private ReturnOutcome() { }

    public sealed record Taken(ReturnReport Report) : ReturnOutcome;

    /// <summary>The merchant has refused for good: there is no such return.</summary>
    public sealed record Refused(ReturnRefusal Reason, string VendorCode) : ReturnOutcome;

    public sealed record Unknown(string Why) : ReturnOutcome;
}

public abstract record ReturnFinding
{
    private ReturnFinding() { }

    public sealed record Found(ReturnReport Report) : ReturnFinding;

    /// <summary>The merchant is known not to have it: asking with the same key is safe.</summary>
    public sealed record Absent : ReturnFinding;

    public sealed record Unknown(string Why) : ReturnFinding;
}

/// <summary>Why a merchant does not take a return, as the checkout contract's ReturnOrderErrorCode has it.</summary>
public enum ReturnRefusal
{
    AlreadyDenied,
    AlreadyReturned,
    InvalidQuantity,
    NotSupported,
    OrderShippingInProgress,
    ReturnCreationFailed,
    ReturnWindowExpired,
}
