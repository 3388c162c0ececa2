using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Payments;
using Cartwright.Storage;

namespace Cartwright.Orders.Placement;

/// <summary>Charges the shopper for one order. The intent was written with the submission.</summary>
public sealed class ChargeOrder(
    OrderStreams orders,
    OrderWork work,
    IPaymentGateway payments,
    MerchantDirectory merchants,
    SecretSealer sealer,
    TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Charge;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 256);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        if (order.Phase is not (OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction))
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        var outcome = order.PaymentAction is { } action
            ? await AfterChallengeAsync(order, action, cancellationToken)
            : await ChargeAsync(lease, order, cancellationToken);
        var intent = outcome is PaymentOutcome.Succeeded
            ? await PlacementIntentAsync(order, cancellationToken)
            : null;
        await work.CommitAsync(lease, order, PlacementDecisions.OnPayment(order, outcome, intent, clock.GetUtcNow()));
    }

    /// <summary>Only the first attempt charges without asking first: after it, a call may have gone out.</summary>
    private async Task<PaymentOutcome> ChargeAsync(WorkLease lease, Order order, CancellationToken cancellationToken)
    {
        var submitted = order.Submitted;
        var card = submitted.Card ?? throw new InvalidOperationException($"Order {order.Id} is billed by invoice.");
        var request = new ChargeRequest(
            order.Id, submitted.CartId, card.Key, submitted.Amount, sealer.Open(card.SealedToken), order.StartedAt);
        if (lease.Attempt == 1)
        {
            return await payments.ChargeAsync(request with { IsRepeat = false }, cancellationToken);
        }

        var finding = await payments.FindAsync(request, cancellationToken);
        return finding switch
        {
            PaymentFinding.Found found => found.Outcome,
            PaymentFinding.Absent => await payments.ChargeAsync(request, cancellationToken),
            PaymentFinding.Unknown unknown => new PaymentOutcome.Unknown(unknown.Why),
            _ => throw new UnreachableException(finding.GetType().Name),
        };
    }

    private async Task<PaymentOutcome> AfterChallengeAsync(
        Order order, OrderEvent.PaymentActionRequired action, CancellationToken cancellationToken)
    {
        var outcome = await payments.RetrieveAsync(action.PaymentId, cancellationToken);
        return outcome is PaymentOutcome.ActionRequired && clock.GetUtcNow() >= action.ExpiresAt
            ? await payments.CancelAsync(action.PaymentId, $"{order.Id}-cancel", cancellationToken)
            : outcome;
    }

    private async Task<OrderEvent.PlacementStarted?> PlacementIntentAsync(
        Order order, CancellationToken cancellationToken) =>
        await merchants.FindAsync(order.Submitted.Store, cancellationToken) is { } merchant
            ? PlacementIntent.For(merchants.ConnectorOf(merchant), merchant, order.Submitted.Quote, order.Id, sealer)
            : null;
}

internal static class PlacementIntent
{
    public static OrderEvent.PlacementStarted For(
        IMerchantConnector connector, Merchant merchant, Quote quote, string orderId, SecretSealer sealer)
    {
        var prepared = connector.Prepare(merchant, quote, orderId);
        return new(prepared.Key, sealer.Seal(prepared.Body.Span));
    }
}
