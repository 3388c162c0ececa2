namespace Cartwright.Payments;

/// <summary>
/// A card processor. Every call may be repeated with the same key, and a repeat never charges or refunds twice.
/// A timeout, a 5xx or a reply that can't be read is Unknown, never a refusal.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>
    /// Captures the whole amount, or sets it aside when it is captured on placement. The idempotency key is
    /// <see cref="ChargeRequest.Key"/>.
    /// </summary>
    Task<PaymentOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken);

    /// <summary>Asks what became of the charge with this request's key, after an unknown outcome.</summary>
    Task<PaymentFinding> FindAsync(ChargeRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Asks how a payment stands that the processor is known to have, such as one that waits for 3DS.
    /// </summary>
    Task<PaymentOutcome> RetrieveAsync(string paymentId, CancellationToken cancellationToken);

    /// <summary>
    /// Captures all of an authorized payment. Answers how the payment stands then: Succeeded when it is captured, now
    /// or before; Refused when it can't be captured any more.
    /// </summary>
    Task<PaymentOutcome> CaptureAsync(string paymentId, string key, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up a payment that was not captured (a 3DS challenge nobody answered, an authorization that is not needed).
    /// Answers how the payment stands then: Refused when it is cancelled, Succeeded when it had been captured meanwhile.
    /// </summary>
    Task<PaymentOutcome> CancelAsync(string paymentId, string key, CancellationToken cancellationToken);

    Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken);

    /// <summary>Asks what became of the refund with this request's key, after an unknown outcome.</summary>
    Task<RefundFinding> FindRefundAsync(RefundRequest request, CancellationToken cancellationToken);
}

/// <param name="OrderId">The order that is paid; kept in the processor's metadata as <c>order_id</c>.</param>
/// <param name="Key">The idempotency key, derived from the order's id and the step.</param>
/// <param name="Token">The card's stand-in, as the shopper's client got it from the processor.</param>
/// <param name="RequestedAt">When the intent to charge became durable.</param>
/// <param name="Capture">When the amount is captured.</param>
/// <param name="IsRepeat">
/// False only when no call can have been made with this key before. A repeat that the processor turns away at the
/// door (a wrong API key, say) tells nothing about the first call, so it is looked up before it counts as refused.
/// </param>
/// <param name="IsLastLook">
/// True when nothing is sent after it: Absent then means that the processor has no such charge, not only that the key
/// makes a repeat safe.
/// </param>
public sealed record ChargeRequest(
    string OrderId,
    string CartId,
    string Key,
    Money Amount,
    Secret Token,
    DateTimeOffset RequestedAt,
    PaymentCapture Capture = PaymentCapture.AtSubmission,
    bool IsRepeat = true,
    bool IsLastLook = false);

/// <summary>When an order's money is taken from the card.</summary>
public enum PaymentCapture
{
    /// <summary>When the cart is submitted, before the order is placed.</summary>
    AtSubmission,

    /// <summary>Set aside when the cart is submitted, taken when the merchant has accepted the order.</summary>
    OnPlacement,
}

/// <param name="SettledRefundIds">
/// The processor's refunds that have settled earlier refunds of this order: none of them settles this one too.
/// </param>
public sealed record RefundRequest(
    string OrderId,
    string Key,
    string PaymentId,
    Money Amount,
    DateTimeOffset RequestedAt,
    IReadOnlyList<string> SettledRefundIds);

public abstract record PaymentOutcome
{
    private PaymentOutcome() { }

    public sealed record Succeeded(string PaymentId, Money Captured) : PaymentOutcome;

    /// <summary>The amount is set aside until <paramref name="ExpiresAt"/>; it is not captured.</summary>
    public sealed record Authorized(string PaymentId, Money Amount, DateTimeOffset ExpiresAt) : PaymentOutcome;

    /// <param name="PaymentId">Null when the processor refused before it made a payment.</param>
    public sealed record Refused(string? PaymentId, PaymentRefusal Reason, string VendorCode) : PaymentOutcome
    {
        /// <summary>Words that the shopper may read; null when the reason says it all.</summary>
        public string? SafeWords { get; init; }

        /// <summary>
        /// Nothing can be taken by this payment any more. A declined one may still be tried by who holds its secret.
        /// </summary>
        public bool IsCancelled { get; init; }
    }

    /// <summary>The shopper must pass a 3DS challenge at <paramref name="Url"/>.</summary>
    public sealed record ActionRequired(string PaymentId, Uri Url) : PaymentOutcome;

    /// <param name="Why">For the operator; no secrets.</param>
    public sealed record Unknown(string Why) : PaymentOutcome;
}

public abstract record PaymentFinding
{
    private PaymentFinding() { }

    public sealed record Found(PaymentOutcome Outcome) : PaymentFinding;

    /// <summary>The processor is known not to have it: repeating with the same key is safe.</summary>
    public sealed record Absent : PaymentFinding;

    public sealed record Unknown(string Why) : PaymentFinding;
}

public abstract record RefundOutcome
{
    private RefundOutcome() { }

    public sealed record Succeeded(string RefundId, Money Amount) : RefundOutcome;

    /// <summary>Accepted and on its way; ask again with Find.</summary>
    public sealed record Pending(string RefundId) : RefundOutcome;

    public sealed record Refused(string VendorCode) : RefundOutcome;

    public sealed record Unknown(string Why) : RefundOutcome;
}

public abstract record RefundFinding
{
    private RefundFinding() { }

    public sealed record Found(RefundOutcome Outcome) : RefundFinding;

    public sealed record Absent : RefundFinding;

    public sealed record Unknown(string Why) : RefundFinding;
}

/// <summary>Why a card was not charged, in the words the rest of the gateway knows.</summary>
public enum PaymentRefusal
{
    Declined,
    InsufficientFunds,
    Expired,
    InvalidCard,
    InvalidToken,
    Unsupported,
    ChallengeRejected,
    ChallengeExpired,

    /// <summary>What was set aside is free again: too much time has passed.</summary>
    AuthorizationExpired,
    InvalidPostalCode,
    InvalidRequest,
    EnvironmentMismatch,
    Unauthenticated,

    /// <summary>Not for good: the bank could not be reached or could not decide.</summary>
    NotNow,
}
