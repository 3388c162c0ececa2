using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>Gives money back. The intent was written with what led to it.</summary>
public sealed class RefundOrder(OrderStreams orders, OrderWork work, IPaymentGateway payments) : IWorkHandler
{
    public string Queue => OrderQueues.Refund;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 64);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order.Money is not { Phase: MoneyPhase.Refunding, Refund: { } refund })
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var startedAt = order.History.First(recorded => recorded.Change == refund).At;
        var settled = order.History.Select(recorded => recorded.Change).OfType<OrderEvent.Refunded>()
            .Select(refunded => refunded.RefundId);
        var request = new RefundRequest(
            order.Id, refund.Key, refund.PaymentId, refund.Amount, startedAt, [.. settled]);
        var outcome = await RefundAsync(request, cancellationToken);
        await work.CommitAsync(lease, order, MoneyDecisions.OnRefund(order, outcome));
    }

    /// <summary>
    /// Always asks first: a refund on its way is polled, and refunds are too rare for the call to matter.
    /// </summary>
    private async Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken)
    {
        var finding = await payments.FindRefundAsync(request, cancellationToken);
        return finding switch
        {
            RefundFinding.Found found => found.Outcome,
            RefundFinding.Absent => await payments.RefundAsync(request, cancellationToken),
            RefundFinding.Unknown unknown => new RefundOutcome.Unknown(unknown.Why),
            _ => throw new UnreachableException(finding.GetType().Name),
        };
    }
}
