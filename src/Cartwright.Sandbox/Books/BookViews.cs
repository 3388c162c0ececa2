using System.Text.Json.Serialization;
using Cartwright.Sandbox.Faults;
using Cartwright.Sandbox.Scenarios;
using Cartwright.Sandbox.Stripe;

namespace Cartwright.Sandbox.Books;

/// <summary>What <c>/sandbox/…</c> answers. The books count effects, not requests.</summary>
internal sealed record BooksView(
    IReadOnlyList<PaymentView> Payments, IReadOnlyList<RefundView> Refunds, IReadOnlyList<OrderView> Orders,
    SummaryView Summary);

/// <param name="Captures">How many captures succeeded: 0 or 1, unless the processor is broken.</param>
internal sealed record PaymentView(
    string Id, string? OrderId, string Status, long Amount, long Captured, long Refunded, int Captures,
    string Currency);

internal sealed record RefundView(string Id, string PaymentIntent, string? OrderId, long Amount, string Status);

/// <param name="Key">The idempotency key of the completion that placed it.</param>
/// <param name="Cancelled">As a whole.</param>
/// <param name="ClientOrderId">What the caller sent as <c>attribution.order_id</c> or <c>metadata.order_id</c>.</param>
internal sealed record OrderView(
    string Store, string OrderId, string SessionId, string? Key, string? ClientOrderId,
    IReadOnlyList<OrderLineView> Items, long Total, string Currency, DateTimeOffset PlacedAt, bool Cancelled,
    IReadOnlyList<ReturnBookView> Returns);

internal sealed record ReturnBookView(string Id, string Status, IReadOnlyList<OrderLineView> Items);

internal sealed record OrderLineView(string Item, int Quantity);

internal sealed record SummaryView
{
    public required int Payments { get; init; }

    public required int SuccessfulCaptures { get; init; }

    public required long Captured { get; init; }

    public required long Refunded { get; init; }

    public required int Refunds { get; init; }

    public required int OrdersPlaced { get; init; }

    public required IReadOnlyDictionary<string, int> OrdersPlacedByStore { get; init; }

    /// <summary>The orders that more than one capture succeeded for, with how many. Must be empty.</summary>
    public required IReadOnlyDictionary<string, int> OrdersCapturedTwice { get; init; }

    /// <summary>The client's orders that were placed more than once, with how often. Must be empty.</summary>
    public required IReadOnlyDictionary<string, int> OrdersPlacedTwice { get; init; }
}

internal sealed record StoreView(
    string Name, string Title, string Url, string Domain, string Marketplace, string UcpVersion,
    string PaymentHandlerId, string PaymentToken, string Currency, IReadOnlyList<string> Countries);

internal sealed record ProductView(
    string Store, string Id, string Title, string Url, string? OnlyTo, IReadOnlyList<VariantView> Variants);

/// <param name="Stock">Null for as many as anyone wants.</param>
internal sealed record VariantView(string Id, string Title, long Price, int? Stock);

internal sealed record ErrorView(string Error);

internal sealed record FaultKindView(string Kind, string What, IReadOnlyList<string> Operations);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(BooksView))]
[JsonSerializable(typeof(SummaryView))]
[JsonSerializable(typeof(StoreView[]))]
[JsonSerializable(typeof(ProductView[]))]
[JsonSerializable(typeof(ErrorView))]
[JsonSerializable(typeof(HookTarget))]
[JsonSerializable(typeof(FaultKindView[]))]
[JsonSerializable(typeof(Scenario[]))]
[JsonSerializable(typeof(Scenario))]
internal sealed partial class BookJson : JsonSerializerContext;
