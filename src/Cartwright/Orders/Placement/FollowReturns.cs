using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>
/// Asks the merchant for a return, whose intent was written when the client asked, and watches it until it is over.
/// </summary>
public sealed class FollowReturns(
    OrderStreams orders, OrderWork work, MerchantDirectory merchants, TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Return;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 32);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        var open = order.Returns.Where(made => !made.HasEnded).ToList();
        // All that was paid for a cancelled order has gone back already.
        if (!order.IsAtMerchant || open.Count == 0)
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var heard = new List<(OrderReturn, ReturnOutcome)>();
        foreach (var made in open)
        {
            heard.Add((made, await LookAsync(order, made, cancellationToken)));
        }

        await work.CommitAsync(lease, order, ReturnDecisions.OnLooked(order, heard, clock.GetUtcNow()));
    }

    /// <summary>Always asks first: most looks are at returns that the merchant has.</summary>
    private async Task<ReturnOutcome> LookAsync(Order order, OrderReturn made, CancellationToken cancellationToken)
    {
        var (submitted, id) = (order.Submitted, order.Placed!.MerchantOrderId);
        if (await merchants.FindAsync(submitted.Store, cancellationToken) is not { } merchant)
        {
            return new ReturnOutcome.Unknown($"The merchant {submitted.Store} is no longer registered: add it.");
        }

        if (merchants.ConnectorOf(merchant) is not ITakesReturns connector)
        {
            return new ReturnOutcome.Unknown($"Orders can't be returned over '{merchant.Protocol}'.");
        }

        var finding = await connector.FindReturnAsync(merchant, submitted.Quote, id, made.Id, cancellationToken);
        return finding switch
        {
            ReturnFinding.Found found => new ReturnOutcome.Taken(found.Report),
            ReturnFinding.Absent when made.Phase == ReturnPhase.Started => await connector.RequestReturnAsync(
                merchant, submitted.Quote, id, new(made.Id, made.Key, made.Lines), cancellationToken),
            ReturnFinding.Absent => new ReturnOutcome.Unknown("The merchant does not show a return that it had taken."),
            ReturnFinding.Unknown unknown => new ReturnOutcome.Unknown(unknown.Why),
            _ => throw new UnreachableException(finding.GetType().Name),
        };
    }
}
