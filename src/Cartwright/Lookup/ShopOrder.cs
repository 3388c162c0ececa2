using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Lookup;

/// <summary>An order as its shop tells it. E-mail, phone, postcode and customer are for the proof alone.</summary>
public sealed record ShopOrder(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CancelledAt,
    string FulfillmentStatus,
    string? FinancialStatus,
    string ReturnStatus,
    Uri? StatusPage,
    IReadOnlyList<ShopShipment> Shipments,
    IReadOnlyList<ShopRefund> Refunds,
    OrderOwner Owner);

/// <param name="Status">Shopify's word, such as <c>IN_TRANSIT</c>; null when it has none.</param>
public sealed record ShopShipment(
    string? Status,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? EstimatedDeliveryAt,
    IReadOnlyList<ShopTracking> Tracking);

/// <param name="Url">An https address, or null.</param>
public sealed record ShopTracking(string? Company, string? Number, Uri? Url);

/// <param name="Amount">As Shopify writes it: a decimal in the currency's major unit.</param>
public sealed record ShopRefund(DateTimeOffset? At, string Amount, string Currency);

/// <summary>Who an order belongs to, as far as the app may see it. It is never shown.</summary>
public sealed record OrderOwner(string? CustomerId, string? Email, string? Phone, string? Postcode, string? Country)
{
    public override string ToString() => "***";
}

/// <summary>What a shop answered to the three searches, each order once.</summary>
public sealed record OrdersFound(string Prefix, string Suffix, IReadOnlyList<ShopOrder> Orders)
{
    /// <exception cref="JsonException">It is not what was asked for.</exception>
    internal static OrdersFound Read(JsonElement data)
    {
        var wire = data.Deserialize(OrderWireJson.Default.FindOrderWire) ?? throw new JsonException("It is null.");
        var orders = new[] { wire.ByName, wire.ByNumber, wire.BySearch }
            .SelectMany(found => FindOrderWire.Whole(found.Nodes))
            .DistinctBy(order => order.Id).Select(order => order.ToOrder());
        return new(wire.Shop.OrderNumberFormatPrefix, wire.Shop.OrderNumberFormatSuffix, [.. orders]);
    }
}

/// <summary>The answer as it comes. What is missing or null and may not be makes it unreadable, never empty.</summary>
internal sealed record FindOrderWire(
    FindOrderWire.ShopWire Shop,
    FindOrderWire.OrdersWire ByName,
    FindOrderWire.OrdersWire ByNumber,
    FindOrderWire.OrdersWire BySearch)
{
    private const int TextCharactersMax = 200;

    internal sealed record ShopWire(string OrderNumberFormatPrefix, string OrderNumberFormatSuffix);

    internal sealed record OrdersWire(IReadOnlyList<OrderWire> Nodes);

    internal sealed record OrderWire(
        string Id,
        string Name,
        string? Email,
        string? Phone,
        DateTimeOffset CreatedAt,
        DateTimeOffset? CancelledAt,
        string DisplayFulfillmentStatus,
        string? DisplayFinancialStatus,
        string ReturnStatus,
        string? StatusPageUrl,
        AddressWire? ShippingAddress,
        IReadOnlyList<FulfillmentWire> Fulfillments,
        IReadOnlyList<RefundWire> Refunds,
        IdWire? Customer = null)
    {
        public ShopOrder ToOrder() => new(
            Id,
            Name,
            CreatedAt,
            CancelledAt,
            DisplayFulfillmentStatus,
            DisplayFinancialStatus,
            ReturnStatus,
            Https(StatusPageUrl),
            [.. Whole(Fulfillments).Select(one => new ShopShipment(
                one.DisplayStatus, one.CreatedAt, one.DeliveredAt, one.EstimatedDeliveryAt,
                [.. Whole(one.TrackingInfo).Select(track => new ShopTracking(
                    Line(track.Company), Line(track.Number), Https(track.Url)))]))],
            [.. Whole(Refunds).Select(refund => new ShopRefund(
                refund.CreatedAt, refund.TotalRefundedSet.ShopMoney.Amount,
                refund.TotalRefundedSet.ShopMoney.CurrencyCode))],
            new(Customer?.Id, Email, Phone, ShippingAddress?.Zip, ShippingAddress?.CountryCodeV2));
    }

    internal sealed record IdWire(string Id);

    internal sealed record AddressWire(string? Zip, string? CountryCodeV2);

    internal sealed record FulfillmentWire(
        string? DisplayStatus,
        DateTimeOffset CreatedAt,
        DateTimeOffset? DeliveredAt,
        DateTimeOffset? EstimatedDeliveryAt,
        IReadOnlyList<TrackingWire> TrackingInfo);

    internal sealed record TrackingWire(string? Company, string? Number, string? Url);

    internal sealed record RefundWire(DateTimeOffset? CreatedAt, MoneyBagWire TotalRefundedSet);

    internal sealed record MoneyBagWire(MoneyWire ShopMoney);

    internal sealed record MoneyWire(string Amount, string CurrencyCode);

    /// <exception cref="JsonException">The list has a hole: what stood there is not known.</exception>
    internal static IReadOnlyList<T> Whole<T>(IReadOnlyList<T> list)
        where T : class => list.All(one => (T?)one is not null)
            ? list
            : throw new JsonException("A list has a hole.");

    /// <summary>Whoever ships the parcel writes these: one line, of a length that fits an answer.</summary>
    private static string? Line(string? text) => text is null
        ? null
        : string.Concat(text.Where(letter => !char.IsControl(letter)).Take(TextCharactersMax));

    /// <summary>Anything else could be a script that a page would run.</summary>
    private static Uri? Https(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "https" ? url : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FindOrderWire))]
internal sealed partial class OrderWireJson : JsonSerializerContext;
