using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>Has the merchant cancel an order that it has accepted. The intent was written when the client asked.</summary>
public sealed class CancelAtMerchant(
    OrderStreams orders, OrderWork work, MerchantDirectory merchants, TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Cancel;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 64);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order is not { Phase: OrderPhase.Cancelling, Cancellation: { } intent, Placed: { } placed })
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var startedAt = order.History.Last(recorded => recorded.Change == intent).At;
        var outcome = await CancelAsync(order, placed, intent, cancellationToken);
        await work.CommitAsync(
            lease, order, CancelDecisions.OnCancellation(order, outcome, clock.GetUtcNow() - startedAt));
    }

    /// <summary>Always asks first: a cancellation may be pending, and the call is too rare to matter.</summary>
    private async Task<CancelOutcome> CancelAsync(
        Order order,
        OrderEvent.Placed placed,
        OrderEvent.CancelStarted intent,
        CancellationToken cancellationToken)
    {
        var (submitted, id) = (order.Submitted, placed.MerchantOrderId);
        if (await merchants.FindAsync(submitted.Store, cancellationToken) is not { } merchant)
        {
            return new CancelOutcome.Unknown($"The merchant {submitted.Store} is no longer registered: add it.");
        }

        if (merchants.ConnectorOf(merchant) is not ICancelsOrders connector)
        {
            return new CancelOutcome.Unknown($"Orders can't be cancelled over '{merchant.Protocol}'.");
        }

        var finding = await connector.FindCancellationAsync(
            merchant, submitted.Quote, id, intent.Key, cancellationToken);
        return finding switch
        {
            CancelFinding.Found found => found.Outcome,
            CancelFinding.Absent => await connector.CancelOrderAsync(
                merchant, submitted.Quote, id, intent.Key, cancellationToken),
            CancelFinding.Unknown unknown => new CancelOutcome.Unknown(unknown.Why),
            _ => throw new UnreachableException(finding.GetType().Name),
        };
    }
}
