using System.Collections.Concurrent;

namespace Cartwright.Sandbox.Stripe;

/// <summary>What the processor knows: payments and refunds, in the order they were made.</summary>
internal sealed class StripeProcessor(SandboxIds ids, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<PaymentIntent> _payments = [];
    private readonly List<StripeRefund> _refunds = [];
    private readonly ConcurrentDictionary<string, PaymentIntent> _paymentsById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StripeRefund> _refundsById = new(StringComparer.Ordinal);

    /// <summary>The payments of each order, newest first.</summary>
    private readonly ConcurrentDictionary<string, PaymentIntent[]> _paymentsByOrder = new(StringComparer.Ordinal);

    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public string Mint(string prefix) => ids.Mint(prefix);

    public void Add(PaymentIntent payment)
    {
        _paymentsById[payment.Id] = payment;
        if (payment.OrderId is { } order)
            _paymentsByOrder.AddOrUpdate(order, [payment], (_, known) => [payment, .. known]);
        lock (_lock)
            _payments.Add(payment);
    }

    public void Add(StripeRefund refund)
    {
        _refundsById[refund.Id] = refund;
        lock (_lock)
            _refunds.Add(refund);
    }

    public PaymentIntent? Find(string id) => _paymentsById.GetValueOrDefault(id);

    public StripeRefund? FindRefund(string id) => _refundsById.GetValueOrDefault(id);

    public IReadOnlyList<PaymentIntent> OfOrder(string orderId) => _paymentsByOrder.GetValueOrDefault(orderId, []);

    /// <summary>A copy, oldest first.</summary>
    public PaymentIntent[] Payments()
    {
        lock (_lock)
            return [.. _payments];
    }

    /// <summary>A copy, oldest first.</summary>
    public StripeRefund[] Refunds()
    {
        lock (_lock)
            return [.. _refunds];
    }

    /// <summary>Newest first, as far as <paramref name="takes"/> says so, without copying the rest.</summary>
    public List<PaymentIntent> Newest(int countMax, Func<PaymentIntent, bool> takes, Func<PaymentIntent, bool> isPast)
    {
        var found = new List<PaymentIntent>();
        lock (_lock)
        {
            for (var at = _payments.Count - 1; at >= 0 && found.Count < countMax; at--)
            {
                if (isPast(_payments[at]))
                    break;
                if (takes(_payments[at]))
                    found.Add(_payments[at]);
            }
        }

        return found;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _payments.Clear();
            _refunds.Clear();
        }

        _paymentsById.Clear();
        _refundsById.Clear();
        _paymentsByOrder.Clear();
    }
}
