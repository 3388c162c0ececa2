namespace Cartwright.Sandbox.Stripe;

internal enum PaymentIntentStatus
{
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    RequiresCapture,
    Canceled,
    Succeeded,
}

/// <summary>A payment as the processor keeps it. Changes happen under its own lock.</summary>
internal sealed class PaymentIntent
{
    public Lock Lock { get; } = new();

    public required string Id { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public required bool IsCapturedManually { get; init; }

    public required bool HasAutomaticMethods { get; init; }

    public required bool AllowsRedirects { get; init; }

    public required KeyValuePair<string, string>[] Metadata { get; init; }

    public string? Description { get; init; }

    /// <summary>In seconds since 1970.</summary>
    public required long Created { get; init; }

    public PaymentIntentStatus Status { get; set; }

    public TestCard? Card { get; set; }

    public string? PaymentMethodId { get; set; }

    public string? ReturnUrl { get; set; }

    public string? ChargeId { get; set; }

    public StripeCardError? LastError { get; set; }

    public long AmountReceived { get; set; }

    public long AmountRefunded { get; set; }

    public int Captures { get; set; }

    public long? CanceledAt { get; set; }

    public string? CancellationReason { get; set; }

    public long AmountCapturable => Status == PaymentIntentStatus.RequiresCapture ? Amount : 0;

    public string? OrderId
    {
        get
        {
            foreach (var (key, value) in Metadata)
            {
                if (key == "order_id")
                    return value;
            }

            return null;
        }
    }

    public static string NameOf(PaymentIntentStatus status) => status switch
    {
        PaymentIntentStatus.RequiresPaymentMethod => "requires_payment_method",
        PaymentIntentStatus.RequiresConfirmation => "requires_confirmation",
        PaymentIntentStatus.RequiresAction => "requires_action",
        PaymentIntentStatus.RequiresCapture => "requires_capture",
        PaymentIntentStatus.Canceled => "canceled",
        PaymentIntentStatus.Succeeded => "succeeded",
    };
}

/// <summary>Why the last confirmation failed; kept with the payment and sent with a 402.</summary>
internal sealed record StripeCardError(string Type, string Code, string? DeclineCode, string Message);

/// <param name="FailsAtOnce">Whether it was refused when it was made.</param>
internal sealed record StripeRefund(
    string Id,
    PaymentIntent Payment,
    long Amount,
    string? Reason,
    KeyValuePair<string, string>[] Metadata,
    long Created,
    bool FailsAtOnce,
    long SettlesAt)
{
    /// <summary>Also when the shopper's bank has sent it back later; set under the payment's lock.</summary>
    public bool IsFailed { get; set; } = FailsAtOnce;

    public string StatusAt(long now) => IsFailed ? "failed" : now < SettlesAt ? "pending" : "succeeded";
}
