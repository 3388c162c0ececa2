using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Orders.Placement;
using Cartwright.Payments;
using Cartwright.Storage;

namespace Cartwright.Orders;

/// <param name="Operator">Who, as they name themselves.</param>
/// <param name="Why">What they found out; no secrets.</param>
public sealed record ResolveRequest(string OrderId, string Operator, string Why, Resolution Resolution);

public abstract record ResolveAnswer
{
    private ResolveAnswer() { }

    /// <param name="Said">What happens now.</param>
    public sealed record Settled(Order Order, string Said) : ResolveAnswer;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Sentence">Why, and what is possible.</param>
    public sealed record Refused(string Sentence) : ResolveAnswer;

    public sealed record NotFound : ResolveAnswer;
}

/// <summary>
/// Settles an order by a person's word. One append writes who and why, what follows, and the work for it; a worker that
/// is in the middle of a call for the order then meets a conflict, looks again, and finds it settled.
/// </summary>
public sealed class ResolveOrder(
    OrderStreams orders,
    IJournal journal,
    IPaymentGateway payments,
    SecretSealer sealer,
    OrderOptions options,
    TimeProvider clock)
{
    public const int OperatorLengthMax = 100;
    public const int WhyLengthMax = 500;
    public const int MerchantOrderIdLengthMax = 200;
    private const int AttemptsMax = 5;

    public async Task<ResolveAnswer> HandleAsync(ResolveRequest request, CancellationToken cancellationToken)
    {
        if (Problem(request) is { } problem)
        {
            return new ResolveAnswer.Refused(problem);
        }

        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var order = await orders.LoadAsync(request.OrderId, cancellationToken);
            if (order.Submission is null)
            {
                return new ResolveAnswer.NotFound();
            }

            switch (await PlanAsync(order, request.Resolution, cancellationToken))
            {
                case ResolvePlan.Refuse refuse:
                    return new ResolveAnswer.Refused(refuse.Sentence);
                case ResolvePlan.Write write:
                    if (await WriteAsync(order, request, write, cancellationToken) is { } settled)
                    {
                        return new ResolveAnswer.Settled(settled, write.Said);
                    }

                    break;
                case var plan:
                    throw new UnreachableException(plan.GetType().Name);
            }
        }

        return new ResolveAnswer.Refused("The order changes at this moment: try again in a few seconds.");
    }

    private async Task<ResolvePlan> PlanAsync(
        Order order, Resolution resolution, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var callsEnd = now + TimeSpan.FromSeconds(options.CallSecondsMax);
        return resolution switch
        {
            Resolution.Placed placed => OperatorDecisions.OnPlaced(
                order, placed, now + TimeSpan.FromSeconds(options.FirstTrackingSeconds), now),
            Resolution.Failed failed when order.Phase is OrderPhase.Submitted or OrderPhase.AwaitingPaymentAction =>
                OperatorDecisions.OnUnpaidFailed(
                    order, failed, await UnpaidOrder.FindAsync(order, payments, sealer, cancellationToken), callsEnd),
            Resolution.Failed failed => OperatorDecisions.OnFailed(order, failed, callsEnd),
            Resolution.Retry => OperatorDecisions.OnRetry(order),
            _ => throw new UnreachableException(resolution.GetType().Name),
        };
    }

    /// <summary>Null when the order has changed meanwhile: look again.</summary>
    private async Task<Order?> WriteAsync(
        Order order, ResolveRequest request, ResolvePlan.Write write, CancellationToken cancellationToken)
    {
        var (settlement, reason) = request.Resolution switch
        {
            Resolution.Placed => (Settlement.Placed, (OrderFailedReason?)null),
            Resolution.Failed failed => (Settlement.Failed, failed.Reason),
            Resolution.Retry => (Settlement.Retried, null),
            _ => throw new UnreachableException(request.Resolution.GetType().Name),
        };
        var append = new JournalAppend();
        var settled = await orders.AddAsync(
            append,
            order,
            [new OrderEvent.SettledByOperator(request.Operator, request.Why, settlement, reason), .. write.Events],
            clock.GetUtcNow(),
            cancellationToken);
        foreach (var queue in write.Queued)
        {
            append.Enqueue(queue.Name, order.Id, queue.Due);
        }

        foreach (var queue in write.Restarted)
        {
            append.Restart(queue.Name, order.Id, queue.Due).Settle(queue.Name, order.Id);
        }

        append.Settle(OrderWork.WaitingKind, order.Id).Settle(OrderWork.SettleKind, order.Id)
            .Settle(FindStuckOrders.Kind, order.Id);
        // An operator who stops waiting now would not know what was done.
        return await journal.AppendAsync(append, CancellationToken.None) is AppendResult.Committed ? settled : null;
    }

    private static string? Problem(ResolveRequest request) => request switch
    {
        { Operator.Length: 0 or > OperatorLengthMax } =>
            $"Say who you are with --by, in 1 to {OperatorLengthMax} characters.",
        { Why.Length: 0 or > WhyLengthMax } =>
            $"Say what you found out with --why, in 1 to {WhyLengthMax} characters.",
        { Resolution: Resolution.Placed { MerchantOrderId.Length: 0 or > MerchantOrderIdLengthMax } } =>
            $"Give the merchant's order number with --placed, in 1 to {MerchantOrderIdLengthMax} characters.",
        _ => null,
    };
}
