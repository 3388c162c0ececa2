using System.Diagnostics;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

public abstract record CancelAnswer
{
    private CancelAnswer() { }

    public sealed record Cancelled(Order Order) : CancelAnswer;

    /// <summary>It is under way, and its end is told by the order's events.</summary>
    public sealed record Processing(Order Order) : CancelAnswer;

    /// <param name="Code">One of the checkout contract's CancelOrderErrorCode.</param>
    public sealed record Refused(string Code, string Message) : CancelAnswer;

    /// <summary>Not now, and soon: nothing was changed.</summary>
    public sealed record TryAgain(string Message) : CancelAnswer;
}

/// <summary>
/// Cancels an order at the client's wish, wherever it stands: its payment is given up, it is taken back from the
/// merchant, or the merchant is asked to cancel it. One append writes the intent and the work; the rest is waiting.
/// </summary>
public sealed class CancelOrder(
    OrderStreams orders, MerchantDirectory merchants, IJournal journal, OrderOptions options, TimeProvider clock)
{
    private const int AttemptsMax = 5;

    public async Task<CancelAnswer> HandleAsync(Account account, string orderId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await orders.FindAsync(account.Id, orderId, cancellationToken) is not { } order)
            {
                return new CancelAnswer.Refused(
                    "ORDER_NOT_FOUND", "There is no such order: send the id of one that was submitted.");
            }

            switch (await PlanAsync(order, cancellationToken))
            {
                case CancelPlan.Refuse refuse:
                    return new CancelAnswer.Refused(refuse.Code, refuse.Message);
                case CancelPlan.TryAgain again:
                    return new CancelAnswer.TryAgain(again.Message);
                case CancelPlan.Start start:
                    if (await BeginAsync(order, start, cancellationToken) is { } begun)
                    {
                        return await OutcomeAsync(begun, cancellationToken);
                    }

                    break;
                case var plan:
                    throw new UnreachableException(plan.GetType().Name);
            }
        }

        return new CancelAnswer.TryAgain("The order changes at this moment: send the cancellation again.");
    }

    private async Task<CancelPlan> PlanAsync(Order order, CancellationToken cancellationToken)
    {
        var (withdrawal, cancellation) = (MerchantAbility.NotOffered, MerchantAbility.NotOffered);
        var merchant = await merchants.FindAsync(order.Submitted.Store, cancellationToken);
        if (merchant is not null && merchant.Url == order.Submitted.MerchantUrl)
        {
            var connector = merchants.ConnectorOf(merchant);
            withdrawal = connector is IWithdrawsPlacements ? MerchantAbility.Offered : MerchantAbility.NotOffered;
            cancellation = order.Phase == OrderPhase.Placed && connector is ICancelsOrders cancelling
                ? await cancelling.OffersCancellationAsync(merchant, cancellationToken)
                : MerchantAbility.NotOffered;
        }

        return CancelDecisions.OnAsked(order, withdrawal, cancellation);
    }

    /// <summary>Null when the order has changed meanwhile: look again.</summary>
    private async Task<Order?> BeginAsync(Order order, CancelPlan.Start start, CancellationToken cancellationToken)
    {
        var append = new JournalAppend();
        var begun = await orders.AddAsync(
            append, order, [start.Intent], clock.GetUtcNow(), cancellationToken);
        append.Enqueue(start.Queue, order.Id);
        return await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed ? begun : null;
    }

    private async Task<CancelAnswer> OutcomeAsync(Order begun, CancellationToken cancellationToken)
    {
        var order = await OrderAnswers.WaitAsync(
            orders, journal, begun, IsUnderWay, TimeSpan.FromSeconds(options.AnswerSecondsMax), clock, cancellationToken);
        return order switch
        {
            { Phase: OrderPhase.Cancelled } => new CancelAnswer.Cancelled(order),
            { CancelFailure: { } failure } =>
                new CancelAnswer.Refused(CancelDecisions.Contract(failure.Code), failure.Reason),
            _ => new CancelAnswer.Processing(order),
        };
    }

    private static bool IsUnderWay(Order order) =>
        order.Phase is OrderPhase.CancellingPayment or OrderPhase.Withdrawing or OrderPhase.Cancelling;
}
