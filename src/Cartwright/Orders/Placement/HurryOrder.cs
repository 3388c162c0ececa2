using Cartwright.Journal;

namespace Cartwright.Orders.Placement;

/// <summary>
/// Makes what an order waits for at its processor due now: somebody says that there is news. It decides nothing, so
/// that a false word costs one look.
/// </summary>
public sealed class HurryOrder(IJournal journal, OrderStreams orders)
{
    private const int IdCharactersMax = 100;

    /// <summary>False when there is no such order, or it waits for nothing there.</summary>
    public async Task<bool> HandleAsync(string orderId, CancellationToken cancellationToken)
    {
        if (!orderId.StartsWith("order_", StringComparison.Ordinal) || orderId.Length > IdCharactersMax
            || !orderId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            return false;
        }

        var order = await orders.LoadAsync(orderId, cancellationToken);
        if (QueueOf(order) is not { } queue)
        {
            return false;
        }

        await journal.AppendAsync(new JournalAppend().Enqueue(queue, orderId), cancellationToken);
        return true;
    }

    /// <summary>
    /// The queue that the order waits in, where looking again is always asking first. Not for an order whose charge is
    /// under way for the first time: its row is a worker's already.
    /// </summary>
    private static string? QueueOf(Order order) => order switch
    {
        { Phase: OrderPhase.AwaitingPaymentAction or OrderPhase.CancellingPayment } => OrderQueues.Charge,
        { Money.Phase: MoneyPhase.Capturing } => OrderQueues.Capture,
        { Money.Phase: MoneyPhase.Voiding } => OrderQueues.Void,
        { Money.Phase: MoneyPhase.Refunding } => OrderQueues.Refund,
        _ => null,
    };
}
