using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>Pure: what stands in the way of a submission.</summary>
internal static class SubmissionRules
{
    public static IReadOnlyList<SubmissionProblem> Problems(Cart cart, IReadOnlyList<ShippingSelection> shipping)
    {
        if (cart.Stores.IsEmpty)
        {
            return [CartProblems.Empty];
        }

        if (cart.Buyer is not { } buyer)
        {
            return [CartProblems.BuyerMissing];
        }

        return
        [
            .. BuyerIdentityRules.Missing(buyer).Concat(BuyerIdentityRules.Validate(buyer)).Select(problem =>
                new SubmissionProblem(
                    problem.Code.BuyerIdentityCode(), problem.Message, false, problem.SuggestedValue)),
            .. SelectShipping.Problems(cart, shipping).Select(problem =>
                CartProblems.Shipping(problem.Message)),
        ];
    }

    /// <summary>
    /// What stops one store. A total that the client has not seen is never charged: it is told, and the client submits
    /// again when it agrees.
    /// </summary>
    public static IReadOnlyList<StoreProblem> Problems(CartStore store, CartEvent.StoreQuoted answer)
    {
        if (answer.Unavailable is not null)
        {
            return [StoreProblems.Unreachable];
        }

        if (answer.Problems.Count > 0)
        {
            return [.. answer.Problems.Select(StoreProblems.Of)];
        }

        if (answer.Quote is not { } quote || store.ChargeAt(quote) is not { } charge)
        {
            return [StoreProblems.NoTotal];
        }

        return ToldTotal(store, quote) == charge ? [] : [StoreProblems.TotalChanged];
    }

    /// <summary>What the last quote of a store said against buying from it.</summary>
    public static IReadOnlyList<StoreProblem> LastProblems(CartStore store) => store.Unavailable is null
        ? [.. store.Problems.Select(StoreProblems.Of)]
        : [StoreProblems.Unreachable];

    /// <summary>What the client was told for the shipping method that the new quote selects.</summary>
    private static Money? ToldTotal(CartStore store, Quote quote)
    {
        if (store.ToldQuote is not { } told)
        {
            return null;
        }

        if (told.SelectedShippingMethodId == quote.SelectedShippingMethodId)
        {
            return store.ChargeAt(told);
        }

        var method = told.ShippingMethods.FirstOrDefault(offered => offered.Id == quote.SelectedShippingMethodId);
        return method?.Total is { } total ? store.ChargeAt(told with { Total = total }) : null;
    }

    public static IReadOnlyList<OrderLine> OrderLines(CartStore store, Quote quote) =>
    [
        .. store.Lines.Select(line => new OrderLine(
            line.ItemId,
            line.Item.ProductId,
            line.Quantity,
            line.Item.Title,
            quote.Lines.FirstOrDefault(quoted => quoted.ItemId == line.ItemId)?.UnitPrice
                ?? line.Item.Price
                ?? Money.Zero(quote.Subtotal.Currency))),
    ];
}
