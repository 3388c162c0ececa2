using Cartwright.Sandbox.Stores;
using Cartwright.Sandbox.Stripe;

namespace Cartwright.Sandbox.Books;

/// <summary>Reads off the processor and the stores what really happened.</summary>
internal sealed class SandboxBooks(StripeProcessor processor, StoreStreet street)
{
    public BooksView All()
    {
        var now = processor.Now;
        return new(
            [.. processor.Payments().Select(View)],
            [.. processor.Refunds().Select(refund => new RefundView(
                refund.Id, refund.Payment.Id, refund.Payment.OrderId, refund.Amount, refund.StatusAt(now)))],
            [.. street.Desks.SelectMany(desk => desk.Orders.Select(order => View(desk, order)))
                .OrderBy(order => order.OrderId, StringComparer.Ordinal)],
            Summary());
    }

    public SummaryView Summary()
    {
        var captures = new Dictionary<string, int>(StringComparer.Ordinal);
        var placed = new Dictionary<string, int>(StringComparer.Ordinal);
        var payments = processor.Payments();
        foreach (var payment in payments)
        {
            if (payment.OrderId is { } order && payment.Captures > 0)
                captures[order] = captures.GetValueOrDefault(order) + payment.Captures;
        }

        foreach (var order in street.Desks.SelectMany(desk => desk.Orders))
        {
            if (order.ClientOrderId is { } clientOrder)
                placed[clientOrder] = placed.GetValueOrDefault(clientOrder) + 1;
        }

        return new()
        {
            Payments = payments.Length,
            SuccessfulCaptures = payments.Sum(payment => payment.Captures),
            Captured = payments.Sum(payment => payment.AmountReceived),
            Refunded = payments.Sum(payment => payment.AmountRefunded),
            Refunds = processor.Refunds().Length,
            OrdersPlaced = street.Desks.Sum(desk => desk.Orders.Count()),
            OrdersPlacedByStore = street.Desks.ToDictionary(desk => desk.Store.Name, desk => desk.Orders.Count()),
            OrdersCapturedTwice = captures.Where(pair => pair.Value > 1).ToDictionary(),
            OrdersPlacedTwice = placed.Where(pair => pair.Value > 1).ToDictionary(),
        };
    }

    private static PaymentView View(PaymentIntent payment)
    {
        lock (payment.Lock)
        {
            return new(payment.Id, payment.OrderId, PaymentIntent.NameOf(payment.Status), payment.Amount,
                payment.AmountReceived, payment.AmountRefunded, payment.Captures, payment.Currency);
        }
    }

    private static OrderView View(StoreDesk desk, PlacedOrder order)
    {
        lock (order.Lock)
        {
            return new(
                desk.Store.Name, order.Id, order.SessionId, order.Key, order.ClientOrderId,
                [.. order.Lines.Select(line => new OrderLineView(line.Variant.Id, line.Quantity))],
                order.Totals.Total, desk.Store.Currency, order.PlacedAt, order.IsCancelled(desk.Now),
                [.. order.Returns.Values.Select(made => new ReturnBookView(
                    made.Id, made.Status, [.. made.Lines.Select(line => new OrderLineView(line.Id, line.Quantity))]))]);
        }
    }
}
