using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

public abstract record ReturnAnswer
{
    private ReturnAnswer() { }

    /// <summary>The return is written down, and the merchant has it or will.</summary>
    public sealed record Made(Order Order, OrderReturn Return) : ReturnAnswer;

    /// <param name="Code">One of the checkout contract's ReturnOrderErrorCode.</param>
    public sealed record Refused(string Code, string Message) : ReturnAnswer;
}

/// <summary>
/// Asks the merchant to take back some of an order's items. One append writes the intent, with the return's id, and the
/// work; the rest is waiting.
/// </summary>
public sealed class ReturnOrder(
    OrderStreams orders,
    MerchantDirectory merchants,
    IJournal journal,
    IIdSource ids,
    OrderOptions options,
    TimeProvider clock)
{
    private const int AttemptsMax = 5;

    /// <param name="lines">By the merchant's own ids; at least one.</param>
    public async Task<ReturnAnswer> HandleAsync(
        Account account, string orderId, IReadOnlyList<LineQuantity> lines, CancellationToken cancellationToken)
    {
        var returnId = ids.Next("return");
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await orders.FindAsync(account.Id, orderId, cancellationToken) is not { } order)
            {
                return new ReturnAnswer.Refused(
                    "ORDER_NOT_FOUND", "There is no such order: send the id of one that was submitted.");
            }

            var ability = await AbilityAsync(order, cancellationToken);
            var (intent, refusal) = ReturnDecisions.OnAsked(order, lines, ability, returnId);
            if (intent is null)
            {
                return new ReturnAnswer.Refused(refusal!.Code, refusal.Message);
            }

            var append = new JournalAppend();
            var begun = await orders.AddAsync(append, order, [intent], clock.GetUtcNow(), cancellationToken);
            append.Enqueue(OrderQueues.Return, order.Id);
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                return await OutcomeAsync(begun, returnId, cancellationToken);
            }
        }

        return new ReturnAnswer.Refused(
            "RETURN_CREATION_FAILED", "The order changes at this moment: send the return again.");
    }

    private async Task<MerchantAbility> AbilityAsync(Order order, CancellationToken cancellationToken)
    {
        var merchant = await merchants.FindAsync(order.Submitted.Store, cancellationToken);
        return merchant is not null && merchant.Url == order.Submitted.MerchantUrl
            && merchants.ConnectorOf(merchant) is ITakesReturns connector
            ? await connector.OffersReturnsAsync(merchant, cancellationToken)
            : MerchantAbility.NotOffered;
    }

    private async Task<ReturnAnswer> OutcomeAsync(Order begun, string returnId, CancellationToken cancellationToken)
    {
        var order = await OrderAnswers.WaitAsync(
            orders, journal, begun, current => Of(current).Phase == ReturnPhase.Started,
            TimeSpan.FromSeconds(options.AnswerSecondsMax), clock, cancellationToken);
        return Of(order) is { Refusal: { } refused }
            ? new ReturnAnswer.Refused(ReturnDecisions.Contract(refused.Code), ReturnDecisions.Words(refused.Code))
            : new ReturnAnswer.Made(order, Of(order));

        OrderReturn Of(Order current) => current.Returns.First(made => made.Id == returnId);
    }
}
