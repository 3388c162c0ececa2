using Cartwright.Accounts;

namespace Cartwright.Carts;

public sealed record ShippingSelection(string Store, string ShippingMethodId);

/// <summary>Chooses shipping methods that the stores' quotes offer.</summary>
public sealed class SelectShipping(ChangeCart changeCart)
{
    public Task<CartOutcome> HandleAsync(
        Account account,
        string cartId,
        IReadOnlyList<ShippingSelection> selections,
        CancellationToken cancellationToken) =>
        changeCart.HandleAsync(account.Id, cartId, cart => Decide(cart, selections), cancellationToken);

    private static CartDecision Decide(Cart cart, IReadOnlyList<ShippingSelection> selections)
    {
        var problems = Problems(cart, selections);
        return problems.Count > 0
            ? new CartDecision.Refuse(problems)
            : new CartDecision.Change(Events(cart, selections));
    }

    internal static IReadOnlyList<CartProblem> Problems(Cart cart, IReadOnlyList<ShippingSelection> selections)
    {
        List<CartProblem> problems = [];
        foreach (var selection in selections)
        {
            var store = cart.Store(selection.Store);
            if (store is null)
            {
                problems.Add(new(CartErrorCode.StoreNotFound,
                    $"The cart has no store '{selection.Store}'. Read the cart to see its stores."));
            }
            else if (store.Session?.ShippingMethods.Any(method => method.Id == selection.ShippingMethodId) != true)
            {
                problems.Add(new(CartErrorCode.OfferError,
                    $"The store {selection.Store} does not offer shipping '{selection.ShippingMethodId}'. "
                    + "Choose one of its offer's shippingMethods."));
            }
        }

        return problems;
    }

    internal static IReadOnlyList<CartEvent> Events(Cart cart, IReadOnlyList<ShippingSelection> selections) =>
    [
        .. selections.DistinctBy(selection => selection.Store)
            .Where(selection => cart.Store(selection.Store)?.ShippingMethodId != selection.ShippingMethodId)
            .Select(selection => new CartEvent.ShippingSelected(selection.Store, selection.ShippingMethodId)),
    ];
}
