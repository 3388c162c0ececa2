using Cartwright.Payments;

namespace Cartwright.Simulation.Bugs;

/// <summary>The payment gateway as it would be with a wrong mapping of what is not known.</summary>
internal sealed class FaultyGateway(IPaymentGateway payments, DeliberateBug bug) : IPaymentGateway
{
    public async Task<PaymentOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        var outcome = await payments.ChargeAsync(request, cancellationToken);
        return outcome is not PaymentOutcome.Unknown ? outcome
            : bug == DeliberateBug.UnknownChargeIsRefused
                ? new PaymentOutcome.Refused(null, PaymentRefusal.Declined, "card_declined")
            : bug == DeliberateBug.UnknownChargeIsPaid
                ? new PaymentOutcome.Succeeded($"pi_{request.OrderId}", request.Amount)
            : outcome;
    }

    public Task<PaymentFinding> FindAsync(ChargeRequest request, CancellationToken cancellationToken) =>
        payments.FindAsync(request, cancellationToken);

    public Task<PaymentOutcome> RetrieveAsync(string paymentId, CancellationToken cancellationToken) =>
        payments.RetrieveAsync(paymentId, cancellationToken);

    public Task<PaymentOutcome> CaptureAsync(string paymentId, string key, CancellationToken cancellationToken) =>
        payments.CaptureAsync(paymentId, key, cancellationToken);

    public Task<PaymentOutcome> CancelAsync(string paymentId, string key, CancellationToken cancellationToken) =>
        payments.CancelAsync(paymentId, key, cancellationToken);

    public Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken) =>
        payments.RefundAsync(request, cancellationToken);

    public Task<RefundFinding> FindRefundAsync(RefundRequest request, CancellationToken cancellationToken) =>
        payments.FindRefundAsync(request, cancellationToken);
}
