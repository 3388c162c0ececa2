using System.Text.Json.Serialization;
using Cartwright.Merchants;
using Cartwright.Storage;

namespace Cartwright.Carts;

/// <summary>What happens to a cart. The names are the journal's: a case is never renamed.</summary>
public abstract record CartEvent
{
    private CartEvent() { }

    public sealed record Created(
        string AccountId,
        DateTimeOffset ExpiresAt,
        IReadOnlyList<CartAttribute> Attributes,
        BuyerIdentity? Buyer) : CartEvent;

    /// <summary>A store has its first line; its order's id is fixed from here on.</summary>
    public sealed record StoreAdded(string Store, Marketplace Marketplace, string OrderId) : CartEvent;

    public sealed record ItemsAdded(string Store, IReadOnlyList<CartLine> Lines) : CartEvent;

    /// <summary>Lines that are there get another quantity or price adjustment.</summary>
    public sealed record ItemsUpdated(string Store, IReadOnlyList<CartLine> Lines) : CartEvent;

    public sealed record ItemsDeleted(string Store, IReadOnlyList<string> ItemIds) : CartEvent;

    public sealed record BuyerChanged(BuyerIdentity Buyer) : CartEvent;

    public sealed record ShippingSelected(string Store, string ShippingMethodId) : CartEvent;

    /// <param name="Quote">Null when the merchant gave none.</param>
    /// <param name="Unavailable">Why the merchant could not be asked; null when it answered.</param>
    /// <param name="IsUntold">
    /// True for the quote of a submission that failed for another reason than its total: the answer told no total.
    /// </param>
    public sealed record StoreQuoted(
        string Store,
        Quote? Quote,
        IReadOnlyList<QuoteProblem> Problems,
        string? Unavailable,
        DateTimeOffset QuotedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsUntold = false) : CartEvent;

    /// <summary>From here on each of these stores is an order of its own. A store that is submitted again after a
    /// refused payment comes with a new order id: one order, one intent to charge.</summary>
    public sealed record SubmissionStarted(IReadOnlyList<SubmittedStore> Stores) : CartEvent;

    public sealed record Removed : CartEvent;
}

public sealed record CartAttribute(string Key, string Value);

public sealed record SubmittedStore(string Store, string OrderId);

/// <param name="ItemId">The merchant's own id of the variant.</param>
/// <param name="MarkupPercent">What the shopper pays on top of the merchant's price: 0 to 50.</param>
/// <param name="Item">What it was called when it was added, for the time when the merchant can't be asked.</param>
public sealed record CartLine(string ItemId, int Quantity, decimal MarkupPercent, ItemSnapshot Item);

public sealed record ItemSnapshot(
    string ProductId,
    string Handle,
    string Title,
    string VariantTitle,
    Uri Url,
    Uri? Image,
    string Vendor,
    Money? Price);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CartEvent.Created))]
[JsonSerializable(typeof(CartEvent.StoreAdded))]
[JsonSerializable(typeof(CartEvent.ItemsAdded))]
[JsonSerializable(typeof(CartEvent.ItemsUpdated))]
[JsonSerializable(typeof(CartEvent.ItemsDeleted))]
[JsonSerializable(typeof(CartEvent.BuyerChanged))]
[JsonSerializable(typeof(CartEvent.ShippingSelected))]
[JsonSerializable(typeof(CartEvent.StoreQuoted))]
[JsonSerializable(typeof(CartEvent.SubmissionStarted))]
[JsonSerializable(typeof(CartEvent.Removed))]
internal sealed partial class CartEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<CartEvent> Codec => field ??= new(Default);
}
