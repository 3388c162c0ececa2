using System.Text.Json.Serialization;

namespace Cartwright.Client;

/// <summary>The answer to a submission. Orders run on from here: follow them.</summary>
public sealed record Submission
{
    /// <summary>The submitted stores.</summary>
    public required SubmittedCart Cart { get; init; }

    /// <summary>Problems of the cart as a whole.</summary>
    public required IReadOnlyList<CartError> Errors { get; init; }

    /// <summary>
    /// What the answer's extensions say of the stores that could not be submitted; empty when all were, or when the
    /// gateway says it for the answer as a whole only.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<StoreFailure> Failures { get; init; } = [];

    /// <summary>The codes of the cart and of its stores, in that order.</summary>
    [JsonIgnore]
    public IEnumerable<CartError> AllErrors => Errors.Concat(Cart.Stores.SelectMany(store => store.Errors));
}

/// <summary>Why a store could not be submitted.</summary>
/// <param name="Store">The store's domain.</param>
/// <param name="Code">The contract's code, such as <c>PAYMENT_FAILED</c>.</param>
/// <param name="Reason">Finer than the code, such as <c>TOTAL_CHANGED</c>; null when the gateway does not say.</param>
/// <param name="Retryable">Whether the same may safely be tried again; null when the gateway can't tell.</param>
public sealed record StoreFailure(string Store, string Code, string? Reason = null, bool? Retryable = null);

/// <summary>The stores of a submission.</summary>
/// <param name="Id">The cart's id.</param>
/// <param name="Stores">One for each store of the cart.</param>
public sealed record SubmittedCart(string Id, IReadOnlyList<SubmittedStore> Stores);

/// <summary>What became of one store.</summary>
/// <param name="Store">Which store.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="IsSubmitted">Whether the order exists.</param>
/// <param name="Errors">Why not, or why not again.</param>
public sealed record SubmittedStore(
    StoreName Store, string OrderId, bool IsSubmitted, IReadOnlyList<CartError> Errors);

/// <summary>A store by its name.</summary>
/// <param name="Domain">The store's domain.</param>
public sealed record StoreName([property: JsonPropertyName("store")] string Domain);

/// <summary>How the orders of a cart stand.</summary>
/// <param name="Status">All of them together.</param>
/// <param name="Orders">Each of them.</param>
public sealed record Checkout(CheckoutStatus Status, IReadOnlyList<Order> Orders);

/// <summary>One order: what one store supplies.</summary>
public sealed record Order
{
    /// <summary>The order's id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>What it costs.</summary>
    public Price? Total { get; init; }

    /// <summary>The merchant's own numbers for it.</summary>
    public IReadOnlyList<string> MarketplaceOrderIds { get; init; } = [];

    /// <summary>What happened, oldest first. Events are only ever added.</summary>
    public IReadOnlyList<OrderEvent> Events { get; init; } = [];

    /// <summary>What the shopper has to do before it can go on.</summary>
    public IReadOnlyList<RequiredAction> RequiredActions { get; init; } = [];

    /// <summary>Where its parcels are.</summary>
    public IReadOnlyList<Shipment> Shipments { get; init; } = [];

    /// <summary>What was asked to be returned.</summary>
    public IReadOnlyList<OrderReturn> Returns { get; init; } = [];

    /// <summary>
    /// Whether the order has ended: with its merchant, whether its payment is captured yet or not
    /// (<see cref="IsPaid"/>), or failed or cancelled, with a captured payment refunded. An amount that was only set
    /// aside for a failed order is let go by the gateway, perhaps a little later: no event tells it.
    /// </summary>
    [JsonIgnore]
    public bool IsSettled => Status switch
    {
        OrderStatus.Failed or OrderStatus.Cancelled =>
            !Has(OrderEventKind.PaymentSucceeded) || Has(OrderEventKind.PaymentRefunded),
        OrderStatus.Succeeded or OrderStatus.PartiallyCancelled or
        OrderStatus.ReturnApproved or OrderStatus.ReturnClosed or OrderStatus.ReturnDenied or
        OrderStatus.ReturnRequested or OrderStatus.ReturnRequestAccepted => true,
        OrderStatus.ActionRequired or OrderStatus.Pending or OrderStatus.Processing or
        OrderStatus.CancellationInProgress or OrderStatus.CancellationRequested => false,
    };

    /// <summary>
    /// Whether a payment was captured for it. A gateway that captures when the merchant has accepted does so after
    /// <see cref="OrderEventKind.OrderPlaced"/>; with invoice billing it never is.
    /// </summary>
    [JsonIgnore]
    public bool IsPaid => Has(OrderEventKind.PaymentSucceeded);

    private bool Has(OrderEventKind kind) => Events.Any(happened => happened.Kind == kind);
}

/// <summary>What the shopper has to do.</summary>
/// <param name="RedirectUrl">The page of the card's bank on which the payment is confirmed.</param>
public sealed record RequiredAction([property: JsonPropertyName("redirectURL")] Uri? RedirectUrl = null);

/// <summary>A parcel.</summary>
/// <param name="CarrierName">Who carries it.</param>
/// <param name="CarrierTrackingNumber">Its number there.</param>
/// <param name="CarrierTrackingUrl">Where to look it up.</param>
/// <param name="Status">NOT_SHIPPED, SHIPPED, DELIVERED or NOT_DELIVERED.</param>
public sealed record Shipment(
    string CarrierName, string CarrierTrackingNumber, Uri? CarrierTrackingUrl, string Status);

/// <summary>Where the orders of a cart stand together, as the contract names it.</summary>
public enum CheckoutStatus
{
    /// <summary>The shopper has to act.</summary>
    ActionRequired,

    /// <summary>Being cancelled.</summary>
    CancellationInProgress,

    /// <summary>To be cancelled.</summary>
    CancellationRequested,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>Every order failed.</summary>
    Failed,

    /// <summary>No single word fits.</summary>
    Mixed,

    /// <summary>Some orders succeeded, others did not.</summary>
    PartiallySucceeded,

    /// <summary>Not submitted, or not yet begun.</summary>
    Pending,

    /// <summary>At work.</summary>
    Processing,

    /// <summary>Every order is placed.</summary>
    Succeeded,
}

/// <summary>Where one order stands, as the contract names it.</summary>
public enum OrderStatus
{
    /// <summary>The shopper has to act.</summary>
    ActionRequired,

    /// <summary>Being cancelled.</summary>
    CancellationInProgress,

    /// <summary>To be cancelled.</summary>
    CancellationRequested,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>Failed for good.</summary>
    Failed,

    /// <summary>Cancelled in part.</summary>
    PartiallyCancelled,

    /// <summary>Not submitted, or not yet begun.</summary>
    Pending,

    /// <summary>At work.</summary>
    Processing,

    /// <summary>A return was approved.</summary>
    ReturnApproved,

    /// <summary>A return is closed.</summary>
    ReturnClosed,

    /// <summary>A return was denied.</summary>
    ReturnDenied,

    /// <summary>A return was asked for.</summary>
    ReturnRequested,

    /// <summary>A return request was accepted.</summary>
    ReturnRequestAccepted,

    /// <summary>Placed with the merchant.</summary>
    Succeeded,
}
