using System.Text.Json.Serialization;
using Cartwright.Merchants;
using Cartwright.Payments;
using Cartwright.Storage;

namespace Cartwright.Orders;

/// <summary>What happens to an order. The names are the journal's: a case is never renamed.</summary>
public abstract record OrderEvent
{
    private OrderEvent() { }

    /// <summary>
    /// The order is wanted. With a card it is also the durable intent to charge <paramref name="Amount"/>.
    /// </summary>
    /// <param name="MerchantUrl">Where the merchant was registered then; placed is only with the same one.</param>
    /// <param name="Card">Null when the account is billed by invoice.</param>
    /// <param name="Trace">Where the submission's trace stands, as W3C's traceparent; null when it is not traced.</param>
    public sealed record SubmissionStarted(
        string AccountId,
        string CartId,
        string Store,
        Marketplace Marketplace,
        Uri MerchantUrl,
        IReadOnlyList<OrderLine> Lines,
        BuyerIdentity Buyer,
        Quote Quote,
        Money Amount,
        CardPayment? Card,
        string? Trace = null) : OrderEvent;

    public sealed record PaymentActionRequired(string PaymentId, Uri Url, DateTimeOffset ExpiresAt) : OrderEvent;

    /// <summary>The whole amount was captured at once.</summary>
    public sealed record PaymentSucceeded(string PaymentId, Money Amount) : OrderEvent;

    /// <summary>The amount is set aside on the card until <paramref name="ExpiresAt"/>, to be captured later.</summary>
    public sealed record PaymentAuthorized(string PaymentId, Money Amount, DateTimeOffset ExpiresAt) : OrderEvent;

    public sealed record PaymentRefused(string? PaymentId, PaymentRefusal Reason, string VendorCode) : OrderEvent;

    /// <summary>The intent to place: the bytes that will be sent, with every repeat the same.</summary>
    public sealed record PlacementStarted(string Key, string SealedBody) : OrderEvent;

    /// <summary>The merchant wants a person to finish it in a browser.</summary>
    public sealed record MerchantActionRequired(Uri Url) : OrderEvent;

    public sealed record SubmissionSucceeded : OrderEvent;

    public sealed record Placed(string MerchantOrderId, Uri? Permalink) : OrderEvent;

    /// <param name="Retryable">
    /// Whether ordering the same again in a new cart is safe and useful; null when not known.
    /// </param>
    /// <param name="VendorCode">The other side's own code, for operators.</param>
    public sealed record Failed(
        OrderFailedReason ReasonCode, string Reason, bool? Retryable, string VendorCode) : OrderEvent;

    /// <summary>The intent to capture what was authorized, once the merchant has accepted the order.</summary>
    public sealed record CaptureStarted(string Key, string PaymentId, Money Amount) : OrderEvent;

    public sealed record PaymentCaptured(string PaymentId, Money Amount) : OrderEvent;

    /// <summary>The processor will not capture, while the order stands with its merchant: a person must act.</summary>
    public sealed record CaptureRefused(string VendorCode) : OrderEvent;

    /// <summary>The intent to let an authorization go.</summary>
    public sealed record VoidStarted(string Key, string PaymentId) : OrderEvent;

    public sealed record Voided : OrderEvent;

    /// <summary>The intent to give money back.</summary>
    public sealed record RefundStarted(string Key, string PaymentId, Money Amount) : OrderEvent;

    public sealed record Refunded(string RefundId, Money Amount) : OrderEvent;

    /// <summary>The processor will not refund: a person must.</summary>
    public sealed record RefundRefused(string VendorCode) : OrderEvent;

    public sealed record TrackingObtained(IReadOnlyList<Shipment> Shipments) : OrderEvent;

    public sealed record ShipmentsUpdated(IReadOnlyList<Shipment> Shipments) : OrderEvent;

    /// <summary>The merchant has cancelled an order it had accepted.</summary>
    public sealed record CancelledByMerchant : OrderEvent;

    /// <summary>The intent to give up a payment that waits for the shopper's bank, because the client cancels.</summary>
    public sealed record PaymentCancelStarted(string Key, string PaymentId) : OrderEvent;

    /// <summary>The intent to take the order back from the merchant, which may have it already.</summary>
    public sealed record WithdrawStarted(string Key, WithdrawalReason Reason) : OrderEvent;

    /// <summary>The client has cancelled the order, and the merchant does not have it and never will.</summary>
    public sealed record Withdrawn : OrderEvent;

    /// <summary>The intent to have the merchant cancel an order that it has accepted.</summary>
    public sealed record CancelStarted(string Key) : OrderEvent;

    /// <summary>The order goes on as before.</summary>
    /// <param name="Reason">Words fit for anyone.</param>
    public sealed record CancelFailed(CancelRefusal Code, string Reason, string VendorCode) : OrderEvent;

    /// <summary>The merchant has cancelled or refunded a part; the rest stands.</summary>
    /// <param name="Lines">What it has cancelled so far, all together.</param>
    /// <param name="Credit">What is given back for it so far, all together.</param>
    public sealed record PartlyCancelled(IReadOnlyList<LineQuantity> Lines, Money Credit) : OrderEvent;

    /// <summary>The intent to ask the merchant for a return.</summary>
    public sealed record ReturnStarted(string ReturnId, string Key, IReadOnlyList<LineQuantity> Lines) : OrderEvent;

    /// <summary>The merchant has the request.</summary>
    public sealed record ReturnRequested(string ReturnId) : OrderEvent;

    /// <summary>The merchant did not take the request: there is no such return.</summary>
    public sealed record ReturnRefused(string ReturnId, ReturnRefusal Code, string VendorCode) : OrderEvent;

    /// <summary>The shopper may send the goods back.</summary>
    public sealed record ReturnRequestAccepted(string ReturnId, Uri? ShippingLabelUrl) : OrderEvent;

    /// <summary>The goods are back at the merchant.</summary>
    public sealed record ReturnAccepted(string ReturnId) : OrderEvent;

    /// <param name="Credit">What is given back for it.</param>
    public sealed record ReturnApproved(string ReturnId, Money Credit) : OrderEvent;

    public sealed record ReturnDenied(string ReturnId) : OrderEvent;

    public sealed record ReturnClosed(string ReturnId) : OrderEvent;

    /// <summary>A person has settled what the gateway could not; the events that follow from it come next.</summary>
    /// <param name="Operator">Who, as they named themselves.</param>
    /// <param name="Why">What they found out; no secrets.</param>
    /// <param name="Reason">
    /// Why it fails, when it does. On an order that is not paid it is an intent: the order ends once it is known that
    /// no money has moved, or what has is on its way back.
    /// </param>
    public sealed record SettledByOperator(
        string Operator, string Why, Settlement Settlement, OrderFailedReason? Reason = null) : OrderEvent;
}

public sealed record OrderLine(string ItemId, string ProductId, int Quantity, string Title, Money UnitPrice);

/// <param name="Key">The idempotency key of the charge.</param>
/// <param name="SealedToken">The card's stand-in, encrypted.</param>
public sealed record CardPayment(string Key, string SealedToken, PaymentCapture Capture = PaymentCapture.AtSubmission);

/// <summary>Why an order is taken back from its merchant.</summary>
public enum WithdrawalReason
{
    /// <summary>The client cancels it.</summary>
    Cancelled,

    /// <summary>What is set aside on the card would be free again before the merchant has the order.</summary>
    AuthorizationExpiring,
}

/// <summary>What a person decided about an order.</summary>
public enum Settlement
{
    Placed,
    Failed,
    Retried,
}

/// <summary>Why an order failed, as the checkout contract's OrderFailedReasonCode has it.</summary>
public enum OrderFailedReason
{
    BillingAddressInvalidPostalCode,
    Canceled,
    DeniedByMarketplace,
    EnvironmentMismatch,
    InsufficientFunds,
    InternalError,
    InvalidRequest,
    MerchantConfiguration,
    OutOfStock,
    PaymentDeclined,
    PaymentDishonored,
    PaymentFailed,
    PaymentInvalid,
    PaymentUnsupported,
    ShippingAddressBlacklisted,
    ShippingAddressUnavailable,
    ThreeDsChallengeExpired,
    ThreeDsChallengeRejected,
    Unauthenticated,
    UpstreamServiceError,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderEvent.SubmissionStarted))]
[JsonSerializable(typeof(OrderEvent.PaymentActionRequired))]
[JsonSerializable(typeof(OrderEvent.PaymentSucceeded))]
[JsonSerializable(typeof(OrderEvent.PaymentAuthorized))]
[JsonSerializable(typeof(OrderEvent.CaptureStarted))]
[JsonSerializable(typeof(OrderEvent.PaymentCaptured))]
[JsonSerializable(typeof(OrderEvent.CaptureRefused))]
[JsonSerializable(typeof(OrderEvent.VoidStarted))]
[JsonSerializable(typeof(OrderEvent.Voided))]
[JsonSerializable(typeof(OrderEvent.SettledByOperator))]
[JsonSerializable(typeof(OrderEvent.PaymentRefused))]
[JsonSerializable(typeof(OrderEvent.PlacementStarted))]
[JsonSerializable(typeof(OrderEvent.MerchantActionRequired))]
[JsonSerializable(typeof(OrderEvent.SubmissionSucceeded))]
[JsonSerializable(typeof(OrderEvent.Placed))]
[JsonSerializable(typeof(OrderEvent.Failed))]
[JsonSerializable(typeof(OrderEvent.RefundStarted))]
[JsonSerializable(typeof(OrderEvent.Refunded))]
[JsonSerializable(typeof(OrderEvent.RefundRefused))]
[JsonSerializable(typeof(OrderEvent.TrackingObtained))]
[JsonSerializable(typeof(OrderEvent.ShipmentsUpdated))]
[JsonSerializable(typeof(OrderEvent.CancelledByMerchant))]
[JsonSerializable(typeof(OrderEvent.PaymentCancelStarted))]
[JsonSerializable(typeof(OrderEvent.WithdrawStarted))]
[JsonSerializable(typeof(OrderEvent.Withdrawn))]
[JsonSerializable(typeof(OrderEvent.CancelStarted))]
[JsonSerializable(typeof(OrderEvent.CancelFailed))]
[JsonSerializable(typeof(OrderEvent.PartlyCancelled))]
[JsonSerializable(typeof(OrderEvent.ReturnStarted))]
[JsonSerializable(typeof(OrderEvent.ReturnRequested))]
[JsonSerializable(typeof(OrderEvent.ReturnRefused))]
[JsonSerializable(typeof(OrderEvent.ReturnRequestAccepted))]
[JsonSerializable(typeof(OrderEvent.ReturnAccepted))]
[JsonSerializable(typeof(OrderEvent.ReturnApproved))]
[JsonSerializable(typeof(OrderEvent.ReturnDenied))]
[JsonSerializable(typeof(OrderEvent.ReturnClosed))]
internal sealed partial class OrderEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<OrderEvent> Codec => field ??= new(Default);
}
