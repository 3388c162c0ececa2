using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Storage;

namespace Cartwright.Orders.Placement;

/// <summary>
/// Takes an order back from its merchant, which may have it already. The order ends only when the merchant is known not
/// to have it.
/// </summary>
public sealed class WithdrawOrder(
    OrderStreams orders,
    OrderWork work,
    MerchantDirectory merchants,
    SecretSealer sealer,
    OrderOptions options,
    TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Withdraw;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 64);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order is not { Phase: OrderPhase.Withdrawing, Withdrawal: { } intent })
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var outcome = await WithdrawAsync(lease, order, intent, cancellationToken);
        var firstTracking = clock.GetUtcNow() + TimeSpan.FromSeconds(options.FirstTrackingSeconds);
        await work.CommitAsync(lease, order, CancelDecisions.OnWithdrawal(order, outcome, firstTracking));
    }

    /// <summary>Only the first attempt asks at once: after it, the answer may be there already.</summary>
    private async Task<PlacementOutcome> WithdrawAsync(
        WorkLease lease, Order order, OrderEvent.WithdrawStarted intent, CancellationToken cancellationToken)
    {
        var store = order.Submitted.Store;
        if (await merchants.FindAsync(store, cancellationToken) is not { } merchant)
        {
            return new PlacementOutcome.Unknown($"The merchant {store} is no longer registered: add it.");
        }

        var connector = merchants.ConnectorOf(merchant);
        var quote = order.Submitted.Quote;
        if (connector is not IWithdrawsPlacements withdrawing)
        {
            return new PlacementOutcome.Unknown($"Orders can't be taken back over '{merchant.Protocol}'.");
        }

        if (lease.Attempt > 1)
        {
            var placement = order.Placement
                ?? throw new InvalidOperationException($"Order {order.Id} has no intent to place.");
            var prepared = new PreparedPlacement(placement.Key, sealer.OpenBytes(placement.SealedBody));
            switch (await connector.FindAsync(merchant, quote, prepared, cancellationToken))
            {
                case PlacementFinding.Found { Outcome: not PlacementOutcome.ActionRequired and var known }:
                    return known;
                case PlacementFinding.Unknown unknown:
                    return new PlacementOutcome.Unknown(unknown.Why);
                case PlacementFinding.Found or PlacementFinding.Absent:
                    break;
                case var finding:
                    throw new UnreachableException(finding.GetType().Name);
            }
        }

        return await withdrawing.WithdrawAsync(merchant, quote, intent.Key, cancellationToken);
    }
}
