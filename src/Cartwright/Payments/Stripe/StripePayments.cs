using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Cartwright.Payments.Stripe;

/// <summary>Reads Stripe's lists of payments and refunds, page by page.</summary>
internal sealed class StripePayments(StripeClient stripe) : IListsPayments
{
    private const int PageSize = 100;

    public async IAsyncEnumerable<ProcessorPayment> ListAsync(
        DateTimeOffset since,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A refund is never older than its payment, so those since then are all that these payments have.
        var refunded = new Dictionary<string, long>(StringComparer.Ordinal);
        var refunds = PagesAsync(
            "v1/refunds", $"created%5Bgte%5D={since.ToUnixTimeSeconds()}", StripeJson.Default.StripePageStripeRefund,
            refund => refund.Id, cancellationToken);
        await foreach (var refund in refunds)
        {
            if (refund is { PaymentIntent: { } payment, Status: "succeeded" or "pending" or "requires_action" }
                && StripeMapping.FromStripe(refund.Amount, refund.Currency) is { } amount)
            {
                refunded[payment] = refunded.GetValueOrDefault(payment) + amount.Minor;
            }
        }

        var intents = PagesAsync(
            "v1/payment_intents",
            $"created%5Bgte%5D={since.ToUnixTimeSeconds()}&created%5Blte%5D={until.ToUnixTimeSeconds()}",
            StripeJson.Default.StripePageStripePaymentIntent, intent => intent.Id, cancellationToken);
        await foreach (var intent in intents)
        {
            if (intent.Metadata?.GetValueOrDefault("order_id") is not { } orderId) continue;
            var captured = intent.Status == "succeeded"
                ? StripeMapping.FromStripe(intent.AmountReceived ?? intent.Amount, intent.Currency)
                : null;
            yield return new(
                intent.Id, orderId, intent.Currency.ToUpperInvariant(), captured?.Minor ?? 0,
                refunded.GetValueOrDefault(intent.Id))
            {
                MadeAt = intent.Created is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            };
        }
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path,
        string query,
        JsonTypeInfo<StripePage<T>> type,
        Func<T, string> idOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var reply = await stripe.GetAsync($"{path}?{query}&limit={PageSize}{after}", type, cancellationToken);
            switch (reply)
            {
                case StripeReply<StripePage<T>>.Value { Read: var page }:
                    foreach (var item in page.Data) yield return item;
                    if (!page.HasMore) yield break;
                    if (page.Data.Count == 0)
                        throw new PaymentsUnreadableException("The card processor's list has an empty page.");
                    after = $"&starting_after={Uri.EscapeDataString(idOf(page.Data[^1]))}";
                    break;
                case StripeReply<StripePage<T>>.Error { Status: var status }:
                    throw new PaymentsUnreadableException($"The card processor's list can't be read: HTTP {status}.");
                case StripeReply<StripePage<T>>.Unknown { Why: var why }:
                    throw new PaymentsUnreadableException($"The card processor's list can't be read: {why}.");
                default:
                    throw new UnreachableException();
            }
        }
    }
}
