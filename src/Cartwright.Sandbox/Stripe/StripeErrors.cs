using System.Text.Json;

namespace Cartwright.Sandbox.Stripe;

/// <summary>Stripe's error bodies.</summary>
internal static class StripeErrors
{
    private const string Docs = "https://stripe.com/docs/error-codes/";

    /// <summary>A parameter is wrong: refused before anything ran, so the idempotency key stays free.</summary>
    public static Reply Invalid(string? code, string message, string? param, int status = 400) =>
        Write(status, "invalid_request_error", code, message, param) with { IsStorable = false };

    public static Reply Missing(string param) =>
        Invalid("parameter_missing", $"Missing required param: {param}.", param);

    public static Reply NoSuch(string kind, string id, string param, int status) =>
        Write(status, "invalid_request_error", "resource_missing", $"No such {kind}: '{id}'", param);

    public static Reply Unauthenticated(string message) =>
        Write(401, "invalid_request_error", null, message, null) with { IsStorable = false };

    public static Reply Idempotency(int status, string? code, string message) =>
        Write(status, "idempotency_error", code, message, null) with { IsStorable = false };

    /// <summary>The payment's state does not allow it; the body carries the payment.</summary>
    public static Reply UnexpectedState(PaymentIntent payment, string message) =>
        Reply.Json(400, (payment, message), static (json, state) =>
        {
            Begin(json, "invalid_request_error", "payment_intent_unexpected_state", state.message);
            json.WritePropertyName("payment_intent"u8);
            StripeJson.Write(json, state.payment, null);
            End(json);
        });

    /// <summary>Answered with 402: the card was refused. The lock of the payment is held by the caller.</summary>
    public static Reply Card(PaymentIntent payment, StripeCardError error) =>
        Reply.Json(402, (payment, error), static (json, state) =>
        {
            Begin(json, state.error.Type, state.error.Code, state.error.Message);
            if (state.payment.ChargeId is { } charge)
                json.WriteString("charge"u8, charge);
            if (state.error.DeclineCode is { } declineCode)
                json.WriteString("decline_code"u8, declineCode);
            json.WritePropertyName("payment_intent"u8);
            StripeJson.Write(json, state.payment, null);
            json.WritePropertyName("payment_method"u8);
            StripeJson.WriteMethod(json, state.payment);
            End(json);
        });

    private static Reply Write(int status, string type, string? code, string message, string? param) =>
        Reply.Json(status, (type, code, message, param), static (json, state) =>
        {
            Begin(json, state.type, state.code, state.message);
            if (state.param is { } param)
                json.WriteString("param"u8, param);
            End(json);
        });

    private static void Begin(Utf8JsonWriter json, string type, string? code, string message)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, type);
        if (code is not null)
        {
            json.WriteString("code"u8, code);
            json.WriteString("doc_url"u8, Docs + code.Replace('_', '-'));
        }

        json.WriteString("message"u8, message);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
