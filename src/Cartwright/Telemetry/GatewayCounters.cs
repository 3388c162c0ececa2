using System.Diagnostics.Metrics;
using Cartwright.Orders;

namespace Cartwright.Telemetry;

/// <summary>
/// What has happened since the process started. Labels are names from the code: never an id, a merchant's or shopper's
/// word, or a secret.
/// </summary>
public static class GatewayCounters
{
    public const string MeterName = "Cartwright";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>(
        "cartwright.submissions", "{submission}", "Submissions of carts that were answered, by outcome.");
    private static readonly Counter<long> Payments = Meter.CreateCounter<long>(
        "cartwright.payments", "{payment}", "What came of charges, captures, voids and refunds, by outcome.");
    private static readonly Counter<long> Placements = Meter.CreateCounter<long>(
        "cartwright.placements", "{order}", "Orders that were placed, failed or cancelled.");
    private static readonly Counter<long> Unknown = Meter.CreateCounter<long>(
        "cartwright.unknown_outcomes", "{call}", "Calls whose outcome is not known yet, by queue.");

    public static void CountSubmission(string outcome) =>
        Submissions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public static void CountUnknown(string queue) =>
        Unknown.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>Only what is an outcome counts.</summary>
    public static void Count(OrderEvent change)
    {
        var (counter, outcome) = change switch
        {
            OrderEvent.PaymentSucceeded => (Payments, "succeeded"),
            OrderEvent.PaymentAuthorized => (Payments, "authorized"),
            OrderEvent.PaymentRefused => (Payments, "refused"),
            OrderEvent.PaymentActionRequired => (Payments, "action_required"),
            OrderEvent.PaymentCaptured => (Payments, "captured"),
            OrderEvent.CaptureRefused => (Payments, "capture_refused"),
            OrderEvent.Voided => (Payments, "voided"),
            OrderEvent.Refunded => (Payments, "refunded"),
            OrderEvent.RefundRefused => (Payments, "refund_refused"),
            OrderEvent.Placed => (Placements, "placed"),
            OrderEvent.Failed => (Placements, "failed"),
            OrderEvent.CancelledByMerchant or OrderEvent.Withdrawn => (Placements, "cancelled"),
            _ => ((Counter<long>?)null, ""),
        };
        counter?.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
