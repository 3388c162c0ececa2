using Cartwright.Journal;

namespace Cartwright.Orders;

/// <summary>Waits for what a worker finds out, so that a client is told at once when it is quick.</summary>
internal static class OrderAnswers
{
    /// <summary>The order as it stands when <paramref name="isUnderWay"/> ends, or when the time is over.</summary>
    public static async Task<Order> WaitAsync(
        OrderStreams orders,
        IJournal journal,
        Order order,
        Func<Order, bool> isUnderWay,
        TimeSpan limit,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            while (isUnderWay(order))
            {
                await journal.WaitAsync(order.Id, order.Version, either.Token);
                order = await orders.LoadAsync(order.Id, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The work goes on; the client follows it.
        }
        catch (JournalUnavailableException)
        {
            // What was asked for is written: only how it goes on can't be read now.
        }

        return order;
    }
}
