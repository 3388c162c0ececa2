using Cartwright.Accounts;

namespace Cartwright.Carts;

/// <summary>Tells who buys and where it goes. Every store is quoted anew.</summary>
public sealed class UpdateBuyerIdentity(ChangeCart changeCart)
{
    public Task<CartOutcome> HandleAsync(
        Account account, string cartId, BuyerIdentity buyer, CancellationToken cancellationToken) =>
        changeCart.HandleAsync(account.Id, cartId, _ => Decide(buyer), cancellationToken);

    private static CartDecision Decide(BuyerIdentity buyer)
    {
        var problems = Problems(buyer);
        return problems.Count > 0
            ? new CartDecision.Refuse(problems)
            : new CartDecision.Change([new CartEvent.BuyerChanged(BuyerIdentityRules.Normalize(buyer))]);
    }

    internal static IReadOnlyList<CartProblem> Problems(BuyerIdentity buyer) =>
    [
        .. BuyerIdentityRules.Validate(buyer).Select(problem =>
            new CartProblem(
                Enum.Parse<CartErrorCode>($"BuyerIdentity{problem.Code}"), problem.Message, problem.SuggestedValue)),
    ];
}
