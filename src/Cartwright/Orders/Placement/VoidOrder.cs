using Cartwright.Journal;
using Cartwright.Payments;

namespace Cartwright.Orders.Placement;

/// <summary>Lets go what was authorized for an order that does not stand. The intent was written with its end.</summary>
public sealed class VoidOrder(OrderStreams orders, OrderWork work, IPaymentGateway payments) : IWorkHandler
{
    public string Queue => OrderQueues.Void;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 64);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order.Money is not { Phase: MoneyPhase.Voiding, Void: { } intent })
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var outcome = await CancelledPayment.CancelAsync(
            payments, lease, intent.PaymentId, intent.Key, cancellationToken);
        await work.CommitAsync(lease, order, MoneyDecisions.OnVoid(order, outcome));
    }
}
