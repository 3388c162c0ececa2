using System.Diagnostics;
using Cartwright.Accounts;
using Cartwright.Merchants;

namespace Cartwright.Carts;

public sealed record CreateCartRequest(
    IReadOnlyList<RequestedItem> Items, BuyerIdentity? Buyer, IReadOnlyList<CartAttribute> Attributes);

/// <summary>Makes a cart of items from any number of stores, with a quote from each.</summary>
public sealed class CreateCart(ResolveItems resolveItems, ChangeCart changeCart, IIdSource ids, TimeProvider clock)
{
    public async Task<CartOutcome> HandleAsync(
        Account account, CreateCartRequest request, CancellationToken cancellationToken)
    {
        var empty = Cart.Empty(ids.Next("cart"));
        var resolved = await resolveItems.HandleAsync(request.Items, cancellationToken);
        var decision = Decide(account, request, resolved, ids, clock.GetUtcNow());
        return decision switch
        {
            CartDecision.Refuse refuse => new CartOutcome.Refused(empty, refuse.Problems),
            CartDecision.Change change => new CartOutcome.Changed(
                await changeCart.AppendAsync(empty, change.Events, cancellationToken)
                ?? throw new InvalidOperationException($"The new id {empty.Id} is taken.")),
            _ => throw new UnreachableException(decision.GetType().Name),
        };
    }

    private static CartDecision Decide(
        Account account, CreateCartRequest request, ResolvedItems resolved, IIdSource ids, DateTimeOffset now)
    {
        List<CartProblem> problems = [];
        if (resolved is ResolvedItems.Refused refused)
        {
            problems.AddRange(refused.Problems);
        }

        if (request.Buyer is { } buyer)
        {
            problems.AddRange(UpdateBuyerIdentity.Problems(buyer));
        }

        if (problems.Count > 0)
        {
            return new CartDecision.Refuse(problems);
        }

        var normal = request.Buyer is null ? null : BuyerIdentityRules.Normalize(request.Buyer);
        var created = new CartEvent.Created(account.Id, now + Cart.Lifetime, request.Attributes, normal);
        var items = ((ResolvedItems.All)resolved).Items;
        return new CartDecision.Change([created, .. AddCartItems.Events(Cart.Empty(""), items, ids)]);
    }
}
