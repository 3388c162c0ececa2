namespace Cartwright.Carts;

/// <summary>What became of a change to a cart.</summary>
public abstract record CartOutcome
{
    private CartOutcome() { }

    public sealed record Changed(Cart Cart) : CartOutcome;

    /// <summary>Nothing changed; the problems say why.</summary>
    public sealed record Refused(Cart Cart, IReadOnlyList<CartProblem> Problems) : CartOutcome;

    public sealed record NotFound(string CartId) : CartOutcome;
}

/// <summary>Too many requests change one cart at once. Nothing was changed by this one.</summary>
public sealed class CartBusyException(string cartId)
    : Exception($"The cart {cartId} is being changed by too many requests at once.");

/// <summary>What a cart's decision wants.</summary>
public abstract record CartDecision
{
    private CartDecision() { }

    public sealed record Change(IReadOnlyList<CartEvent> Events) : CartDecision;

    public sealed record Refuse(IReadOnlyList<CartProblem> Problems) : CartDecision;

    public static CartDecision Refused(CartErrorCode code, string message) => new Refuse([new(code, message)]);
}

/// <param name="SuggestedValue">What may have been meant, for an address.</param>
public sealed record CartProblem(CartErrorCode Code, string Message, string? SuggestedValue = null);

/// <summary>The contract's CartErrorCode.</summary>
public enum CartErrorCode
{
    BuyerIdentityAddressAmbiguous,
    BuyerIdentityInvalidAddress,
    BuyerIdentityInvalidCity,
    BuyerIdentityInvalidCountry,
    BuyerIdentityInvalidEmail,
    BuyerIdentityInvalidFirstName,
    BuyerIdentityInvalidLastName,
    BuyerIdentityInvalidPhone,
    BuyerIdentityInvalidPostalCode,
    BuyerIdentityInvalidProvince,
    CartModificationForbidden,
    OfferError,
    ProductNotFound,
    ShopifyServiceTemporarilyUnavailable,
    StoreNotFound,
    StoreOperationFailed,
}
