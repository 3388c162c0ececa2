using Cartwright.Journal;
using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>Watches a placed order at its merchant until it is delivered or cancelled.</summary>
public sealed class TrackOrder(
    OrderStreams orders, OrderWork work, MerchantDirectory merchants, TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Track;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 32);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (!order.IsAtMerchant || order.Placed is not { } placed)
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var merchant = await merchants.FindAsync(order.Submitted.Store, cancellationToken);
        MerchantOrderOutcome outcome = merchant is null
            ? new MerchantOrderOutcome.Unavailable("The merchant is no longer registered.")
            : await merchants.ConnectorOf(merchant).ReadOrderAsync(
                merchant, order.Submitted.Quote, placed.MerchantOrderId, cancellationToken);
        await work.CommitAsync(lease, order, PlacementDecisions.OnMerchantOrder(order, outcome, clock.GetUtcNow()));
    }
}
