using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.Reconciliation;

/// <param name="Compared">The orders that were compared, with the processor and with their merchant.</param>
/// <param name="Unchecked">The orders that were not, or not with their merchant: they need another look.</param>
/// <param name="BeganAt">
/// When each order that differs or is unchecked began; of one that the journal does not know, when it was first paid
/// for.
/// </param>
public sealed record ReconciliationReport(
    IReadOnlyList<Difference> Differences,
    IReadOnlyList<string> Compared,
    IReadOnlyList<UncheckedOrder> Unchecked,
    IReadOnlyDictionary<string, DateTimeOffset> BeganAt);

/// <param name="Why">One sentence, for an operator.</param>
public sealed record UncheckedOrder(string OrderId, string Why);

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

    /// <summary>What a payment names is text from outside; no id of this gateway's is as long.</summary>
    private const int OrderIdCharsMax = 100;

    /// <summary>How far the processor's clock may differ from this one.</summary>
    internal static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Compares the orders that began within the window, and looks for a second capture of all that were paid for
    /// since.
    /// </summary>
    /// <exception cref="PaymentsUnreadableException">The processor could not be asked.</exception>
    public Task<ReconciliationReport> HandleAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken) =>
        HandleAsync(since, until, new Dictionary<string, DateTimeOffset>(), cancellationToken);

    /// <param name="also">Orders from before the window to compare too, with when they began.</param>
    /// <exception cref="PaymentsUnreadableException">The processor could not be asked.</exception>
    public async Task<ReconciliationReport> HandleAsync(
        DateTimeOffset since,
        DateTimeOffset until,
        IReadOnlyDictionary<string, DateTimeOffset> also,
        CancellationToken cancellationToken)
    {
        var started = await journal.QueryAsync(
            "select order_id from orders where started_at >= @since and started_at < @until order by order_id",
            row => row.GetString(0),
            [("since", since.ToUnixTimeMilliseconds()), ("until", until.ToUnixTimeMilliseconds())],
            cancellationToken);
        var asked = started.Concat(also.Keys).ToHashSet(StringComparer.Ordinal);
        // The list must reach back to the first payment of every order that is asked for.
        var paid = await ListPaidAsync(also.Values.Append(since).Min(), cancellationToken);
        var looks = new List<Look>();
        foreach (var chunk in asked.Concat(paid.Keys.Where(id => !asked.Contains(id))).Chunk(MerchantCallsMax))
        {
            looks.AddRange(await Task.WhenAll(chunk.Select(id =>
                LookAsync(id, paid.GetValueOrDefault(id) ?? [], asked.Contains(id), cancellationToken))));
        }

        return new(
            [.. looks.SelectMany(look => look.Differences)],
            [.. looks.Where(look => look.IsCompared).Select(look => look.OrderId)],
            [.. looks.Where(look => look.Unchecked is not null).Select(look =>
                new UncheckedOrder(look.OrderId, look.Unchecked!))],
            looks.Where(look => look.Differences.Count > 0 || look.Unchecked is not null)
                .ToDictionary(look => look.OrderId, look => look.BeganAt ?? since, StringComparer.Ordinal));
    }

    private async Task<Dictionary<string, List<ProcessorPayment>>> ListPaidAsync(
        DateTimeOffset since, CancellationToken cancellationToken)
    {
        var paid = new Dictionary<string, List<ProcessorPayment>>(StringComparer.Ordinal);
        // An order that began within the window may have been paid for long after it.
        await foreach (var payment in payments.ListAsync(
            since - ClockSkewMax, clock.GetUtcNow() + ClockSkewMax, cancellationToken))
        {
            if (payment.OrderId.Length == 0) continue;
            var id = payment.OrderId[..Math.Min(payment.OrderId.Length, OrderIdCharsMax)];
            if (!paid.TryGetValue(id, out var ofOrder)) paid[id] = ofOrder = [];
            ofOrder.Add(payment);
        }

        return paid;
    }

    /// <param name="isAsked">
    /// False for an order that only turned up in the list, which then may not hold all its payments.
    /// </param>
    private async Task<Look> LookAsync(
        string orderId, List<ProcessorPayment> paid, bool isAsked, CancellationToken cancellationToken)
    {
        var order = orderId.StartsWith("order_", StringComparison.Ordinal)
            ? await orders.LoadAsync(orderId, cancellationToken)
            : Order.NotStarted(orderId);
        if (order.Submission is null)
        {
            return new(orderId, paid.Min(payment => payment.MadeAt), [.. Differences.OfUnknownOrder(orderId, paid)])
            {
                IsCompared = true,
            };
        }

        if (!isAsked || WhyNotYet(order) is not null)
        {
            return new(orderId, order.StartedAt, [.. Differences.OfCaptures(order, paid)])
            {
                Unchecked = isAsked ? WhyNotYet(order) : null,
            };
        }

        var merchant = await AskAsync(order, cancellationToken);
        var why = merchant is MerchantOrderOutcome.Unavailable { IsAbsent: false } unavailable ? unavailable.Why : null;
        return new(orderId, order.StartedAt, [.. Differences.Of(order, paid, merchant)])
        {
            Unchecked = why,
            IsCompared = why is null,
        };
    }

    /// <summary>Null when nothing has happened to the order for long enough.</summary>
    private string? WhyNotYet(Order order) =>
        !order.IsTerminal ? $"It is under way: {order.Phase}, its money {order.Money.Phase}."
        : clock.GetUtcNow() - order.History[^1].At < TimeSpan.FromSeconds(options.RestSeconds)
            ? $"Something happened to it less than {options.RestSeconds} seconds ago."
            : null;

    private async Task<MerchantOrderOutcome?> AskAsync(Order order, CancellationToken cancellationToken)
    {
        if (!order.IsAtMerchant || order.Placed is not { } placed) return null;
        return await merchants.FindAsync(order.Submitted.Store, cancellationToken) is { } merchant
            && merchant.Url == order.Submitted.MerchantUrl
            ? await merchants.ConnectorOf(merchant).ReadOrderAsync(
                merchant, order.Submitted.Quote, placed.MerchantOrderId, cancellationToken)
            : new MerchantOrderOutcome.Unavailable("The merchant is no longer registered.");
    }

    /// <param name="BeganAt">Null when neither the journal nor the processor says.</param>
    private sealed record Look(string OrderId, DateTimeOffset? BeganAt, IReadOnlyList<Difference> Differences)
    {
        public bool IsCompared { get; init; }

        /// <summary>Why it needs another look; null when it does not.</summary>
        public string? Unchecked { get; init; }
    }
}
