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
    OrderOptions options,
    TimeProvider clock) : IWorkHandler
{
    public string Queue => OrderQueues.Charge;

    public WorkLimits Limits { get; } = OrderWork.Limits(concurrencyMax: 256);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(lease.Key, cancellationToken);
        using var span = OrderTrace.Step(order, lease);
        if (order is { Phase: OrderPhase.CancellingPayment, PaymentCancel: { } cancel })
        {
            var ended = await CancelledPayment.CancelAsync(
                payments, lease, cancel.PaymentId, cancel.Key, cancellationToken);
            await work.CommitAsync(lease, order, MoneyDecisions.OnPaymentCancel(order, ended));
            return;
        }

        if (order.Phase is not (OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction))
        {
            await work.CommitAsync(lease, order, new([], new NextWork.Rest()));
            return;
        }

        if (order.FailedByOperatorAt is { } failedAt)
        {
            var finding = await LetGoAsync(order, cancellationToken);
            await work.CommitAsync(lease, order, OperatorDecisions.OnUnpaidFound(
                order, finding, failedAt + TimeSpan.FromSeconds(options.CallSecondsMax), clock.GetUtcNow()));
            return;
        }

        // Made before the call: once money has moved, nothing may stand between it and its being written down.
        var intent = await PlacementIntentAsync(order, cancellationToken);
        var step = order.PaymentAction is { } action
            ? OnPayment(order, await AfterChallengeAsync(order, action, cancellationToken), intent)
            : await ChargeAsync(lease, order, intent, cancellationToken);
        await work.CommitAsync(lease, order, step);
    }

    private OrderStep OnPayment(Order order, PaymentOutcome outcome, OrderEvent.PlacementStarted? intent) =>
        MoneyDecisions.OnPayment(
            order, outcome, intent, clock.GetUtcNow(), TimeSpan.FromSeconds(options.ChallengePollSeconds));

    /// <summary>Only the first attempt charges without asking first: after it, a call may have gone out.</summary>
    private async Task<OrderStep> ChargeAsync(
        WorkLease lease, Order order, OrderEvent.PlacementStarted? intent, CancellationToken cancellationToken)
    {
        var request = UnpaidOrder.Charge(order, sealer);
        PaymentFinding finding = lease.Attempt == 1
            ? new PaymentFinding.Absent()
            : await payments.FindAsync(request, cancellationToken);
        switch (finding)
        {
            case PaymentFinding.Found found:
                return OnPayment(order, found.Outcome, intent);
            case PaymentFinding.Absent when intent is null && lease.Attempt == 1:
                return MoneyDecisions.OnMerchantGone();
            case PaymentFinding.Absent when intent is null:
                // Absent allows a repeat under the same key. It does not prove that no earlier call is on its way.
                return new([], new NextWork.LookAgain(
                    "The merchant is gone, and an earlier charge may still be on its way: resolve the order by hand."));
            case PaymentFinding.Absent:
                var charge = request with { IsRepeat = lease.Attempt > 1 };
                return OnPayment(order, await payments.ChargeAsync(charge, cancellationToken), intent);
            case PaymentFinding.Unknown unknown:
                return OnPayment(order, new PaymentOutcome.Unknown(unknown.Why), intent);
            default:
                throw new UnreachableException(finding.GetType().Name);
        }
    }

    /// <summary>Never charges. A payment that waits for the shopper's bank is given up.</summary>
    private async Task<PaymentFinding> LetGoAsync(Order order, CancellationToken cancellationToken)
    {
        var finding = await UnpaidOrder.FindAsync(order, payments, sealer, cancellationToken);
        return finding is PaymentFinding.Found { Outcome: PaymentOutcome.ActionRequired action }
            && order.PaymentAction is not null
            ? new PaymentFinding.Found(await payments.CancelAsync(
                action.PaymentId, CancelDecisions.PaymentCancelKey(order.Id), cancellationToken))
            : finding;
    }

    private async Task<PaymentOutcome> AfterChallengeAsync(
        Order order, OrderEvent.PaymentActionRequired action, CancellationToken cancellationToken)
    {
        var outcome = await payments.RetrieveAsync(action.PaymentId, cancellationToken);
        return outcome is PaymentOutcome.ActionRequired && clock.GetUtcNow() >= action.ExpiresAt
            ? await payments.CancelAsync(action.PaymentId, $"{order.Id}-cancel", cancellationToken)
            : outcome;
    }

    /// <summary>Null when the merchant is gone, or is registered elsewhere than where it gave the quote.</summary>
    private async Task<OrderEvent.PlacementStarted?> PlacementIntentAsync(
        Order order, CancellationToken cancellationToken)
    {
        var merchant = await merchants.FindAsync(order.Submitted.Store, cancellationToken);
        return merchant is not null && merchant.Url == order.Submitted.MerchantUrl
            ? PlacementIntent.For(merchants.ConnectorOf(merchant), merchant, order.Submitted.Quote, order.Id, sealer)
            : null;
    }
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
