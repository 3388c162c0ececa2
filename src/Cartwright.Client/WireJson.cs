using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Client;

internal sealed record WireRequest(string Query, WireVariables Variables);

/// <summary>The variables of every document: an id for a query, an input and a page for others.</summary>
internal sealed record WireVariables(
    string? Id = null, WireInput? Input = null, WirePagination? Pagination = null);

internal sealed record WirePagination(int Limit, int Offset);

/// <summary>All inputs of the client's documents in one shape: what is null is left out.</summary>
internal sealed record WireInput
{
    public string? Id { get; init; }
    public object? Items { get; init; }
    public Buyer? BuyerIdentity { get; init; }
    public IReadOnlyList<AttributeInput>? Attributes { get; init; }
    public IReadOnlyList<ShippingChoice>? ShippingOptions { get; init; }
    public IReadOnlyList<ShippingChoice>? SelectedShippingOptions { get; init; }
    public string? Token { get; init; }
    public string? Domain { get; init; }
    public string? OrderId { get; init; }
    public IReadOnlyList<ReturnLine>? LineItems { get; init; }
    public Marketplace? Marketplace { get; init; }
}

internal sealed record OrderProgress(OrderEvent? Event, Order Order);

internal sealed record RemovedCart(string DeletedId);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
        [typeof(CheckoutStatusConverter), typeof(OrderStatusConverter), typeof(MarketplaceConverter),
            typeof(CancellationStatusConverter)])]
[JsonSerializable(typeof(WireRequest))]
[JsonSerializable(typeof(CartItemsInput))]
[JsonSerializable(typeof(DeletedLinesInput))]
[JsonSerializable(typeof(CartAnswer))]
[JsonSerializable(typeof(Submission))]
[JsonSerializable(typeof(IReadOnlyList<StoreFailure>))]
[JsonSerializable(typeof(Checkout))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderProgress))]
[JsonSerializable(typeof(RemovedCart))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(ReturnAnswer))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(IReadOnlyList<Product>))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>The contract writes its enums as SUCCEEDED or ACTION_REQUIRED.</summary>
internal sealed class CheckoutStatusConverter()
    : JsonStringEnumConverter<CheckoutStatus>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);

internal sealed class OrderStatusConverter()
    : JsonStringEnumConverter<OrderStatus>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);

internal sealed class MarketplaceConverter()
    : JsonStringEnumConverter<Marketplace>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);
