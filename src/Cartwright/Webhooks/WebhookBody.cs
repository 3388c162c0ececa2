using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Webhooks;

/// <summary>An event of an order as a webhook tells it.</summary>
/// <param name="Id">The event's id, the same as in the checkout's list of events.</param>
public sealed record WebhookMessage(string Id, string Type, DateTimeOffset CreatedAt, Action<Utf8JsonWriter> WriteData);

/// <summary>The bodies of webhooks. They say nothing of the buyer: who needs more asks for the order.</summary>
public static class WebhookBody
{
    public const string Verification = "WEBHOOK_URL_VERIFICATION";

    /// <summary>The types that an endpoint may ask for.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        "ORDER_SUBMISSION_STARTED", "PAYMENT_SUCCEEDED", "PAYMENT_FAILED", "PAYMENT_REFUNDED", "REFUND_CREATED",
        "ORDER_SUBMISSION_SUCCEEDED", "ORDER_PLACED", "ORDER_FAILED", "TRACKING_OBTAINED", "ORDER_CANCEL_STARTED",
        "ORDER_CANCEL_SUCCEEDED", "ORDER_CANCEL_FAILED", "RETURN_REQUESTED", "RETURN_REQUEST_ACCEPTED",
        "RETURN_ACCEPTED", "RETURN_APPROVED", "RETURN_DENIED", "RETURN_CLOSED",
    ];

    // What the answer's readers are shown is JSON, not HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null for what the contract does not tell.</summary>
    public static WebhookMessage? MessageOf(Order order, RecordedOrderEvent recorded)
    {
        var type = TypeOf(order.Id, recorded);
        return type is null
            ? null
            : new($"{order.Id}.{recorded.Version}", type, recorded.At, json =>
            {
                json.WriteString("cartId", order.Submitted.CartId);
                json.WriteString("store", order.Submitted.Store);
                WriteDetails(json, recorded.Change);
            });
    }

    /// <summary>The same bytes whenever it is asked for: a repeat carries what the first one had.</summary>
    public static byte[] Of(Order order, WebhookMessage message) => Write(
        message.Id, order.Id, order.Submitted.AccountId, message.Type, message.CreatedAt, message.WriteData);

    public static byte[] Challenge(string id, string accountId, string challenge, DateTimeOffset now) => Write(
        id, null, accountId, Verification, now, json => json.WriteString("challenge", challenge));

    private static string? TypeOf(string orderId, RecordedOrderEvent recorded) =>
        // The checkout's list of events has no word for the start of a refund; webhooks have.
        recorded.Change is OrderEvent.RefundStarted ? "REFUND_CREATED" : PublicOrderEvent.Of(orderId, recorded) switch
        {
            null => null,
            PublicOrderEvent.OrderSubmissionStarted => "ORDER_SUBMISSION_STARTED",
            PublicOrderEvent.PaymentSucceeded => "PAYMENT_SUCCEEDED",
            PublicOrderEvent.PaymentFailed => "PAYMENT_FAILED",
            PublicOrderEvent.PaymentRefunded => "PAYMENT_REFUNDED",
            PublicOrderEvent.OrderSubmissionSucceeded => "ORDER_SUBMISSION_SUCCEEDED",
            PublicOrderEvent.OrderPlaced => "ORDER_PLACED",
            PublicOrderEvent.OrderFailed => "ORDER_FAILED",
            PublicOrderEvent.OrderCancelStarted => "ORDER_CANCEL_STARTED",
            PublicOrderEvent.OrderCancelSucceeded => "ORDER_CANCEL_SUCCEEDED",
            PublicOrderEvent.OrderCancelFailed => "ORDER_CANCEL_FAILED",
            PublicOrderEvent.ReturnRequested => "RETURN_REQUESTED",
            PublicOrderEvent.ReturnRequestAccepted => "RETURN_REQUEST_ACCEPTED",
            PublicOrderEvent.ReturnAccepted => "RETURN_ACCEPTED",
            PublicOrderEvent.ReturnApproved => "RETURN_APPROVED",
            PublicOrderEvent.ReturnDenied => "RETURN_DENIED",
            PublicOrderEvent.ReturnClosed => "RETURN_CLOSED",
            PublicOrderEvent.TrackingObtained => "TRACKING_OBTAINED",
            var other => throw new UnreachableException(other.GetType().Name),
        };

    private static void WriteDetails(Utf8JsonWriter json, OrderEvent change)
    {
        switch (change)
        {
            case OrderEvent.PaymentSucceeded succeeded:
                WriteAmount(json, succeeded.Amount);
                break;
            case OrderEvent.PaymentCaptured captured:
                WriteAmount(json, captured.Amount);
                break;
            case OrderEvent.RefundStarted started:
                WriteAmount(json, started.Amount);
                break;
            case OrderEvent.Refunded refunded:
                WriteAmount(json, refunded.Amount);
                break;
            case OrderEvent.Placed placed:
                json.WriteStartArray("marketplaceOrderIds");
                json.WriteStringValue(placed.MerchantOrderId);
                json.WriteEndArray();
                break;
            case OrderEvent.Failed failed:
                json.WriteString("reason", failed.Reason);
                json.WriteString("reasonCode", ContractName(failed.ReasonCode.ToString()));
                // Absent when it is not known, as everywhere in the contract.
                if (failed.Retryable is { } retryable) json.WriteBoolean("retryable", retryable);
                break;
            case OrderEvent.CancelFailed failed:
                json.WriteString("reason", failed.Reason);
                break;
            case OrderEvent.ReturnRequested requested:
                json.WriteString("returnId", requested.ReturnId);
                break;
            case OrderEvent.ReturnRequestAccepted accepted:
                // Not its shipping label: the buyer's address stands on it.
                json.WriteString("returnId", accepted.ReturnId);
                break;
            case OrderEvent.ReturnAccepted accepted:
                json.WriteString("returnId", accepted.ReturnId);
                break;
            case OrderEvent.ReturnApproved approved:
                json.WriteString("returnId", approved.ReturnId);
                WriteAmount(json, approved.Credit);
                break;
            case OrderEvent.ReturnDenied denied:
                json.WriteString("returnId", denied.ReturnId);
                break;
            case OrderEvent.ReturnClosed closed:
                json.WriteString("returnId", closed.ReturnId);
                break;
            case OrderEvent.TrackingObtained obtained:
                WriteShipments(json, obtained.Shipments);
                break;
        }
    }

    private static void WriteShipments(Utf8JsonWriter json, IReadOnlyList<Shipment> shipments)
    {
        json.WriteStartArray("shipments");
        foreach (var shipment in shipments)
        {
            json.WriteStartObject();
            json.WriteString("carrierName", shipment.Carrier);
            json.WriteString("carrierTrackingNumber", shipment.TrackingNumber);
            json.WriteString("carrierTrackingUrl", shipment.TrackingUrl?.AbsoluteUri);
            json.WriteString("status", ContractName(shipment.Status.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAmount(Utf8JsonWriter json, Money amount)
    {
        json.WriteStartObject("amount");
        json.WriteNumber("value", amount.Minor);
        json.WriteString("currency", amount.Currency);
        json.WriteEndObject();
    }

    private static string ContractName(string name) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);

    private static byte[] Write(
        string id, string? orderId, string accountId, string type, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("requestId", orderId);
            json.WriteString("developerId", accountId);
            json.WriteString(
                "createdAt", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("type", type);
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
