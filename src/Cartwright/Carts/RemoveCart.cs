using Cartwright.Accounts;

namespace Cartwright.Carts;

/// <summary>Removes a cart that was never submitted.</summary>
public sealed class RemoveCart(ChangeCart changeCart)
{
    public Task<CartOutcome> HandleAsync(Account account, string cartId, CancellationToken cancellationToken) =>
        changeCart.HandleAsync(
            account.Id, cartId, _ => new CartDecision.Change([new CartEvent.Removed()]), cancellationToken);
}
