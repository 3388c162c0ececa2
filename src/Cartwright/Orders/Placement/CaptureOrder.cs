using Cartwright.Journal;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>Takes the money that was authorized. The intent was written with the merchant's acceptance.</summary>
public sealed class CaptureOrder(
    OrderStreams orders, OrderWork work, IPaymentGateway payments, OrderOptions options, TimeProvider clock)
    : IWorkHandler
{
    public string Queue => OrderQueues.Capture;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 256);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order.Money is not { Phase: MoneyPhase.Capturing, Capture: { } capture })
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var outcome = await CaptureAsync(lease, capture, cancellationToken);
        var firstTracking = clock.GetUtcNow() + TimeSpan.FromSeconds(options.FirstTrackingSeconds);
        await work.CommitAsync(lease, order, MoneyDecisions.OnCapture(order, outcome, firstTracking));
    }

    /// <summary>Only the first attempt captures without asking first: after it, a call may have gone out.</summary>
    private async Task<PaymentOutcome> CaptureAsync(
        WorkLease lease, OrderEvent.CaptureStarted capture, CancellationToken cancellationToken)
    {
        if (lease.Attempt > 1
            && await payments.RetrieveAsync(capture.PaymentId, cancellationToken) is not PaymentOutcome.Authorized
                and var found)
        {
            return found;
        }

        return await payments.CaptureAsync(capture.PaymentId, capture.Key, cancellationToken);
    }
}
