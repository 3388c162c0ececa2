using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Cli.Orders;

/// <summary>Orders as the operator sees them, of all accounts.</summary>
internal static class OrderJournal
{
    /// <summary>Null when there is no such order, or it has not started.</summary>
    internal static async Task<Order?> FindAsync(
        OperatorAccess access, string orderId, CancellationToken cancellationToken)
    {
        if (!orderId.StartsWith("order_", StringComparison.Ordinal)) return null;
        var order = await access.Get<OrderStreams>().LoadAsync(orderId, cancellationToken);
        return order.Submission is null ? null : order;
    }

    internal static async Task<Order> WaitAsync(
        OperatorAccess access, Order order, CancellationToken cancellationToken)
    {
        await access.Get<IJournal>().WaitAsync(order.Id, order.Version, cancellationToken);
        return await access.Get<OrderStreams>().LoadAsync(order.Id, cancellationToken);
    }
}
