using Cartwright.Lookup;

namespace Cartwright.Assistant.Turns;

/// <summary>What a message says that may show an order to be the shopper's. It is never logged.</summary>
/// <param name="Phone">Digits, and the plus when there was one.</param>
public sealed record ShopperDetails(string? Email = null, string? Phone = null, string? Postcode = null)
{
    public static readonly ShopperDetails None = new();

    public bool IsEmpty => Email is null && Phone is null && Postcode is null;

    /// <param name="customerId">The signed-in customer's, as Shopify signed it.</param>
    public ShopperProof ToProof(string? customerId = null) => new(customerId, Email, Phone, Postcode);

    public override string ToString() => "***";
}
