using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Storage;

namespace Cartwright.Orders.Placement;

/// <summary>Places one order with its merchant. The intent, with the exact bytes, was written before.</summary>
public sealed class PlaceOrder(
    OrderStreams orders,
    OrderWork work,
    MerchantDirectory merchants,
    SecretSealer sealer,
    OrderOptions options,
    TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Place;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 256);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order is { Phase: OrderPhase.Failed, FailedByOperatorAt: { } failedAt })
        {
            await work.CommitAsync(lease, order, OperatorDecisions.OnLastLook(
                await FindAsync(order, cancellationToken),
                failedAt + TimeSpan.FromSeconds(options.CallSecondsMax),
                clock.GetUtcNow()));
            return;
        }

        if (order.Phase is not (OrderPhase.Placing or OrderPhase.AwaitingMerchantAction))
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        if (PlacementDecisions.MustBeTakenBack(order, clock.GetUtcNow())
            && await merchants.FindAsync(order.Submitted.Store, cancellationToken) is { } known
            && merchants.ConnectorOf(known) is IWithdrawsPlacements)
        {
            await work.CommitAsync(lease, order, CancelDecisions.OnAuthorizationExpiring(order));
            return;
        }

        var outcome = await PlaceAsync(lease, order, cancellationToken);
        var firstTracking = clock.GetUtcNow() + TimeSpan.FromSeconds(options.FirstTrackingSeconds);
        await work.CommitAsync(lease, order, PlacementDecisions.OnPlacement(
            order, outcome, firstTracking, clock.GetUtcNow()));
    }

    /// <summary>Asks the merchant what it has of an order that is not sent any more.</summary>
    private async Task<PlacementFinding> FindAsync(Order order, CancellationToken cancellationToken) =>
        await merchants.FindAsync(order.Submitted.Store, cancellationToken) is not { } merchant
            ? new PlacementFinding.Unknown(Unregistered(order))
            : order.Placement is null
                ? new PlacementFinding.Absent()
                : await merchants.ConnectorOf(merchant).FindAsync(
                    merchant, order.Submitted.Quote, Prepared(order), cancellationToken);

    private PreparedPlacement Prepared(Order order)
    {
        var intent = order.Placement
            ?? throw new InvalidOperationException($"Order {order.Id} has no intent to place.");
        return new(intent.Key, sealer.OpenBytes(intent.SealedBody));
    }

    private static string Unregistered(Order order) =>
        $"The merchant {order.Submitted.Store} is no longer registered: add it.";

    /// <summary>Only the first attempt sends without asking first: after it, a call may have gone out.</summary>
    private async Task<PlacementOutcome> PlaceAsync(WorkLease lease, Order order, CancellationToken cancellationToken)
    {
        var merchant = await merchants.FindAsync(order.Submitted.Store, cancellationToken);
        if (merchant is null)
        {
            return new PlacementOutcome.Unknown(Unregistered(order));
        }

        var connector = merchants.ConnectorOf(merchant);
        var quote = order.Submitted.Quote;
        var prepared = Prepared(order);
        if (lease.Attempt == 1 && order.Phase == OrderPhase.Placing)
        {
            return await connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, cancellationToken);
        }

        var finding = await connector.FindAsync(merchant, quote, prepared, cancellationToken);
        return finding switch
        {
            PlacementFinding.Found found => found.Outcome,
            PlacementFinding.Absent =>
                await connector.PlaceAsync(merchant, quote, prepared, isRepeat: true, cancellationToken),
            PlacementFinding.Unknown unknown => new PlacementOutcome.Unknown(unknown.Why),
            _ => throw new UnreachableException(finding.GetType().Name),
        };
    }
}
