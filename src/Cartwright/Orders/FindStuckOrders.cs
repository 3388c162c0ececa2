using Cartwright.Journal;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

/// <summary>
/// Puts orders that don't move on the attention list, whatever the reason: a worker that does not run, a queue that is
/// stuck, work that is not there. What the workers know of they put there themselves, with a better reason. Nothing is
/// done to the orders.
/// </summary>
public sealed partial class FindStuckOrders(IJournal journal, TimeProvider clock, ILogger<FindStuckOrders> logger)
{
    /// <summary>The kind of its entries. They leave the list by themselves once the order moves.</summary>
    public const string Kind = "order-stuck";

    private const int CountMax = 500;
    private static readonly double Minutes = OrderWork.StuckAfter.TotalMinutes;

    // The shopper's bank has its own limit, and the worker's look at a person's work at the merchant too: ten minutes
    // behind those limits, nobody has acted on them.
    private static readonly TimeSpan BankLimit = MoneyDecisions.ChallengeLifetime + OrderWork.StuckAfter;
    private static readonly TimeSpan MerchantLimit = OrderWork.StuckAfter + OrderWork.StuckAfter;

    private const string IsStuckOrder = """
        o.phase not in ('Placed', 'Failed', 'Cancelled') and (
            (o.phase in ('Submitted', 'PaymentSecured', 'PaymentRefused', 'Placing', 'Accepted')
                and o.changed_at <= @stuck)
            or (o.phase = 'AwaitingPaymentAction' and o.changed_at <= @bank)
            or (o.phase in ('AwaitingMerchantAction', 'CancellingPayment', 'Withdrawing')
                and o.changed_at <= @merchant))
        """;

    // Due for so long: since its lease ran out, if it had one.
    private const string IsStuckWork = """
        w.queue in ('charge', 'place', 'capture', 'void', 'refund', 'withdraw', 'cancel') and w.due <= @stuck
        """;

    private const string Found = $"""
        select key, what, is_work from (
            select o.order_id as key, o.phase as what, 0 as is_work from orders o where {IsStuckOrder}
            union all select w.key, w.queue, 1 from work w where {IsStuckWork}) as stuck
        where not exists (select 1 from attention a where a.key = stuck.key) order by key limit @count
        """;

    // Entry by entry: of a backlog of a million, a list of all that is stuck takes longer than a query may.
    private const string Moved = $"""
        select a.key from attention a where a.kind = '{Kind}' and (
            (not exists (select 1 from orders o where o.order_id = a.key and {IsStuckOrder})
                and not exists (select 1 from work w where w.key = a.key and {IsStuckWork}))
            or exists (select 1 from attention b where b.key = a.key and b.kind <> '{Kind}')) limit @count
        """;

    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await journal.QueryAsync(
            Found,
            row => (Key: row.GetString(0), What: row.GetString(1), IsWork: row.GetInt64(2) > 0),
            [.. Limits(now), ("count", CountMax)],
            cancellationToken);
        var moved = await journal.QueryAsync(
            Moved,
            row => row.GetString(0),
            [.. Limits(now), ("count", CountMax)],
            cancellationToken);
        var append = new JournalAppend();
        foreach (var key in moved) append.Settle(Kind, key);
        foreach (var order in found.DistinctBy(order => order.Key))
        {
            var reason = order.IsWork
                ? $"Its work in '{order.What}' has been due for {Minutes} minutes and nobody does it."
                : $"It has been {order.What} without a change for {Minutes} minutes or more.";
            append.Attend(Kind, order.Key, reason);
            LogStuck(order.Key, reason);
        }

        if (found.Count + moved.Count > 0)
        {
            await journal.AppendAsync(append, cancellationToken);
        }
    }

    private static (string Name, object? Value)[] Limits(DateTimeOffset now) =>
        [("stuck", now - OrderWork.StuckAfter), ("bank", now - BankLimit), ("merchant", now - MerchantLimit)];

    [LoggerMessage(Level = LogLevel.Error, Message = "{OrderId} is stuck and needs a person: {Why}")]
    private partial void LogStuck(string orderId, string why);
}
