using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.Reconciliation;

/// <param name="Compared">The orders that were compared.</param>
/// <param name="UnderWay">Orders that something still happens to: they are compared another time.</param>
/// <param name="NotAsked">Placed orders that their merchant could not be asked about.</param>
public sealed record ReconciliationReport(
    IReadOnlyList<Difference> Differences,
    IReadOnlyList<string> Compared,
    int UnderWay,
    IReadOnlyList<string> NotAsked);

/// <summary>
/// Compares the journal with the processor's list of payments, and each placed order with its merchant. Merchants have
/// no list of orders to ask for, so one that only a merchant knows of is not found. Changes nothing.
/// </summary>
public sealed class Reconcile(
    IJournal journal,
    OrderStreams orders,
    MerchantDirectory merchants,
    IListsPayments payments,
    ReconciliationOptions options,
    TimeProvider clock)
{
    private const int MerchantCallsMax = 8;

    /// <summary>How far the processor's clock may differ from this one.</summary>
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);

    /// <exception cref="PaymentsUnreadableException">The processor could not be asked.</exception>
    public async Task<ReconciliationReport> HandleAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var started = await journal.QueryAsync(
            "select order_id from orders where started_at >= @since and started_at < @until order by order_id",
            row => row.GetString(0),
            [("since", since.ToUnixTimeMilliseconds()), ("until", until.ToUnixTimeMilliseconds())],
            cancellationToken);
        var paid = new Dictionary<string, List<ProcessorPayment>>(StringComparer.Ordinal);
        // An order that began within the window may have been paid for long after it.
        var listed = payments.ListAsync(
            since - ClockSkewMax, clock.GetUtcNow() + ClockSkewMax, cancellationToken);
        await foreach (var payment in listed)
        {
            if (!paid.TryGetValue(payment.OrderId, out var ofOrder)) paid[payment.OrderId] = ofOrder = [];
            ofOrder.Add(payment);
        }

        var inWindow = started.ToHashSet(StringComparer.Ordinal);
        var differences = new List<Difference>();
        var compared = new List<string>();
        var notAsked = new List<string>();
        var underWay = 0;
        foreach (var chunk in started.Concat(paid.Keys.Where(id => !inWindow.Contains(id))).Chunk(MerchantCallsMax))
        {
            foreach (var order in await Task.WhenAll(
                chunk.Select(id => orders.LoadAsync(id, cancellationToken))))
            {
                var ofOrder = paid.GetValueOrDefault(order.Id) ?? [];
                if (order.Submission is null)
                {
                    compared.Add(order.Id);
                    differences.AddRange(Differences.OfUnknownOrder(order.Id, ofOrder));
                }
                else if (!IsAtRest(order))
                {
                    underWay++;
                }
                // Of an order from before the window the processor's list does not hold all payments.
                else if (inWindow.Contains(order.Id) || ofOrder.Count > 1)
                {
                    var merchant = await AskAsync(order, cancellationToken);
                    if (merchant is MerchantOrderOutcome.Unavailable { IsAbsent: false }) notAsked.Add(order.Id);
                    compared.Add(order.Id);
                    differences.AddRange(Differences.Of(order, ofOrder, merchant));
                }
            }
        }

        return new(differences, compared, underWay, notAsked);
    }

    private bool IsAtRest(Order order) => order.IsTerminal
        && clock.GetUtcNow() - order.History[^1].At >= TimeSpan.FromSeconds(options.RestSeconds);

    private async Task<MerchantOrderOutcome?> AskAsync(Order order, CancellationToken cancellationToken)
    {
        if (!order.IsAtMerchant || order.Placed is not { } placed) return null;
        return await merchants.FindAsync(order.Submitted.Store, cancellationToken) is { } merchant
            && merchant.Url == order.Submitted.MerchantUrl
            ? await merchants.ConnectorOf(merchant).ReadOrderAsync(
                merchant, order.Submitted.Quote, placed.MerchantOrderId, cancellationToken)
            : new MerchantOrderOutcome.Unavailable("The merchant is no longer registered.");
    }
}
