using System.Text.Json.Serialization;

namespace Cartwright.Client;

/// <summary>Something that happened to an order.</summary>
public sealed record OrderEvent
{
    private const string Suffix = "OrderEvent";

    /// <summary>The event's id, unique over all orders.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The contract's name of the event's type, such as <c>OrderPlacedOrderEvent</c>.</summary>
    [JsonPropertyName("__typename")]
    public required string TypeName { get; init; }

    /// <summary>Why, where something failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, as the contract's code, such as <c>OUT_OF_STOCK</c>.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Whether buying the same again in a new cart is safe; null when the gateway can't tell.</summary>
    public bool? Retryable { get; init; }

    /// <summary>The event's name without its suffix, such as <c>OrderPlaced</c>.</summary>
    [JsonIgnore]
    public string Name => TypeName.EndsWith(Suffix, StringComparison.Ordinal) ? TypeName[..^Suffix.Length] : TypeName;

    /// <summary>The event as one of the known kinds.</summary>
    [JsonIgnore]
    public OrderEventKind Kind =>
        Enum.TryParse<OrderEventKind>(Name, ignoreCase: false, out var kind) && kind.ToString() == Name
            ? kind
            : OrderEventKind.Other;
}

/// <summary>The kinds of events of the contract.</summary>
public enum OrderEventKind
{
    /// <summary>A kind that this version of the client does not know.</summary>
    Other,

    /// <summary>The payment was captured.</summary>
    PaymentSucceeded,

    /// <summary>The payment was refused.</summary>
    PaymentFailed,

    /// <summary>The payment went back to the shopper.</summary>
    PaymentRefunded,

    /// <summary>Placement with the merchant has begun.</summary>
    OrderSubmissionStarted,

    /// <summary>The merchant has the order.</summary>
    OrderSubmissionSucceeded,

    /// <summary>The merchant has confirmed the order.</summary>
    OrderPlaced,

    /// <summary>The order failed for good.</summary>
    OrderFailed,

    /// <summary>A parcel can be followed.</summary>
    TrackingObtained,

    /// <summary>A cancellation has begun.</summary>
    OrderCancelStarted,

    /// <summary>The order is cancelled.</summary>
    OrderCancelSucceeded,

    /// <summary>The order can't be cancelled.</summary>
    OrderCancelFailed,

    /// <summary>A return was asked for.</summary>
    ReturnRequested,

    /// <summary>A return request was accepted.</summary>
    ReturnRequestAccepted,

    /// <summary>A return arrived.</summary>
    ReturnAccepted,

    /// <summary>A return was approved.</summary>
    ReturnApproved,

    /// <summary>A return was denied.</summary>
    ReturnDenied,

    /// <summary>A return is closed.</summary>
    ReturnClosed,
}
