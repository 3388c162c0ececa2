using System.Text.Json;

namespace Cartwright.Sandbox.Stripe;

/// <summary>Stripe's objects on the wire.</summary>
internal static class StripeJson
{
    /// <param name="baseUrl">Where the challenge's page is; null inside of errors.</param>
    public static void Write(Utf8JsonWriter json, PaymentIntent payment, string? baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, payment.Id);
        json.WriteString("object"u8, "payment_intent"u8);
        json.WriteNumber("amount"u8, payment.Amount);
        json.WriteNumber("amount_capturable"u8, payment.AmountCapturable);
        json.WriteNumber("amount_received"u8, payment.AmountReceived);
        if (payment.HasAutomaticMethods)
        {
            json.WriteStartObject("automatic_payment_methods"u8);
            json.WriteString("allow_redirects"u8, payment.AllowsRedirects ? "always"u8 : "never"u8);
            json.WriteBoolean("enabled"u8, true);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("automatic_payment_methods"u8);
        }

        WriteInteger(json, "canceled_at"u8, payment.CanceledAt);
        json.WriteString("cancellation_reason"u8, payment.CancellationReason);
        json.WriteString("capture_method"u8, payment.IsCapturedManually ? "manual"u8 : "automatic"u8);
        json.WriteString("client_secret"u8, $"{payment.Id}_secret_sandbox");
        json.WriteString("confirmation_method"u8, "automatic"u8);
        json.WriteNumber("created"u8, payment.Created);
        json.WriteString("currency"u8, payment.Currency);
        json.WriteNull("customer"u8);
        json.WriteString("description"u8, payment.Description);
        WriteLastError(json, payment);
        json.WriteString("latest_charge"u8, payment.ChargeId);
        json.WriteBoolean("livemode"u8, false);
        WriteMetadata(json, payment.Metadata);
        WriteNextAction(json, payment, baseUrl);
        json.WriteString("payment_method"u8, payment.PaymentMethodId);
        json.WriteStartArray("payment_method_types"u8);
        json.WriteStringValue("card"u8);
        json.WriteEndArray();
        json.WriteNull("receipt_email"u8);
        json.WriteString("status"u8, PaymentIntent.NameOf(payment.Status));
        json.WriteEndObject();
    }

    public static void WriteMethod(Utf8JsonWriter json, PaymentIntent payment)
    {
        if (payment.Card is not { } card)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("id"u8, payment.PaymentMethodId ?? "pm_sandbox");
        json.WriteString("object"u8, "payment_method"u8);
        json.WriteString("type"u8, "card"u8);
        json.WriteStartObject("card"u8);
        json.WriteString("brand"u8, card.Brand);
        json.WriteString("last4"u8, card.Last4);
        json.WriteNumber("exp_month"u8, 12);
        json.WriteNumber("exp_year"u8, 2034);
        json.WriteEndObject();
        json.WriteNumber("created"u8, payment.Created);
        json.WriteBoolean("livemode"u8, false);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, StripeRefund refund, long now)
    {
        var status = refund.StatusAt(now);
        json.WriteStartObject();
        json.WriteString("id"u8, refund.Id);
        json.WriteString("object"u8, "refund"u8);
        json.WriteNumber("amount"u8, refund.Amount);
        json.WriteNull("balance_transaction"u8);
        json.WriteString("charge"u8, refund.Payment.ChargeId);
        json.WriteNumber("created"u8, refund.Created);
        json.WriteString("currency"u8, refund.Payment.Currency);
        if (refund.IsFailed)
            json.WriteString("failure_reason"u8, "expired_or_canceled_card"u8);
        WriteMetadata(json, refund.Metadata);
        json.WriteString("payment_intent"u8, refund.Payment.Id);
        json.WriteString("reason"u8, refund.Reason);
        json.WriteNull("receipt_number"u8);
        json.WriteString("status"u8, status);
        json.WriteEndObject();
    }

    private static void WriteLastError(Utf8JsonWriter json, PaymentIntent payment)
    {
        if (payment.LastError is not { } error)
        {
            json.WriteNull("last_payment_error"u8);
            return;
        }

        json.WriteStartObject("last_payment_error"u8);
        if (payment.ChargeId is { } charge)
            json.WriteString("charge"u8, charge);
        json.WriteString("code"u8, error.Code);
        if (error.DeclineCode is { } declineCode)
            json.WriteString("decline_code"u8, declineCode);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type);
        json.WriteEndObject();
    }

    /// <summary>With a return_url the shopper is sent to a page; without one, the browser library has to act.</summary>
    private static void WriteNextAction(Utf8JsonWriter json, PaymentIntent payment, string? baseUrl)
    {
        if (payment.Status != PaymentIntentStatus.RequiresAction)
        {
            json.WriteNull("next_action"u8);
            return;
        }

        var url = $"{baseUrl}/stripe/challenge/{payment.Id}";
        json.WriteStartObject("next_action"u8);
        if (payment.ReturnUrl is { } returnUrl)
        {
            json.WriteStartObject("redirect_to_url"u8);
            json.WriteString("return_url"u8, returnUrl);
            json.WriteString("url"u8, url);
            json.WriteEndObject();
            json.WriteString("type"u8, "redirect_to_url"u8);
        }
        else
        {
            json.WriteString("type"u8, "use_stripe_sdk"u8);
            json.WriteStartObject("use_stripe_sdk"u8);
            json.WriteString("type"u8, "three_d_secure_redirect"u8);
            json.WriteString("stripe_js"u8, url);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, KeyValuePair<string, string>[] metadata)
    {
        json.WriteStartObject("metadata"u8);
        foreach (var (key, value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteInteger(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
