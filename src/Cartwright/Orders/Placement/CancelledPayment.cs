using Cartwright.Journal;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>Cancels a payment that is not captured, or learns that it has ended before.</summary>
internal static class CancelledPayment
{
    /// <summary>
    /// Only the first attempt cancels without asking first. The key may keep an error that was answered after the
    /// effect, so that a repeat would hear nothing but that error; the payment itself shows how it stands.
    /// </summary>
    public static async Task<PaymentOutcome> CancelAsync(
        IPaymentGateway payments, WorkLease lease, string paymentId, string key, CancellationToken cancellationToken)
    {
        var found = lease.Attempt > 1 ? await payments.RetrieveAsync(paymentId, cancellationToken) : null;
        return found is PaymentOutcome.Refused { IsCancelled: true } or PaymentOutcome.Succeeded
            ? found
            : await payments.CancelAsync(paymentId, key, cancellationToken);
    }
}
