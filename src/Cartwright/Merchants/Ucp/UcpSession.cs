using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Merchants.Ucp;

/// <summary>
/// What the connector remembers of a checkout session in <see cref="Quote.Session"/>. Its JSON is stored with orders,
/// so names are never given another meaning.
/// </summary>
internal sealed record UcpSession
{
    [JsonPropertyName("v")] public required string Version { get; init; }
    [JsonPropertyName("e")] public required string Endpoint { get; init; }
    [JsonPropertyName("i")] public required string Id { get; init; }

    /// <summary>The handler as the merchant names it; null when none is set.</summary>
    [JsonPropertyName("h")] public string? Handler { get; init; }

    /// <summary>The merchant's line ids by item.</summary>
    [JsonPropertyName("l")] public required Dictionary<string, string> Lines { get; init; }
    [JsonPropertyName("m")] public string? MethodId { get; init; }
    [JsonPropertyName("g")] public List<string>? GroupIds { get; init; }

    /// <summary>This gateway's own id of the address that was sent, and what the merchant calls it.</summary>
    [JsonPropertyName("a")] public string? AddressId { get; init; }
    [JsonPropertyName("d")] public string? DestinationId { get; init; }

    public Uri Address => new($"{Endpoint}/checkout-sessions/{Uri.EscapeDataString(Id)}");

    public Uri CompleteAddress => new($"{Endpoint}/checkout-sessions/{Uri.EscapeDataString(Id)}/complete");

    public Uri CancelAddress => new($"{Endpoint}/checkout-sessions/{Uri.EscapeDataString(Id)}/cancel");

    public Uri OrderAddress(string merchantOrderId, string rest = "") =>
        new($"{Endpoint}/orders/{Uri.EscapeDataString(merchantOrderId)}{rest}");

    public string Write() => JsonSerializer.Serialize(this, UcpJson.Default.UcpSession);

    /// <summary>Throws when it is not of this connector: quotes never change hands.</summary>
    public static UcpSession Read(Quote quote) =>
        JsonSerializer.Deserialize(quote.Session, UcpJson.Default.UcpSession)
        ?? throw new JsonException("The quote holds no UCP session.");

    public static UcpSession Of(UcpCheckout checkout, UcpProfile profile, string? handler, string? addressId)
    {
        var lines = new Dictionary<string, string>();
        foreach (var line in checkout.LineItems.Each())
            if (line is { Id: { } id, Item.Id: { } item }) lines[item] = id;
        var method = UcpShipping.MethodOf(checkout);
        return new()
        {
            Version = profile.Version,
            Endpoint = profile.Endpoint,
            Id = checkout.Id!,
            Handler = handler,
            Lines = lines,
            MethodId = method?.Id,
            GroupIds = method?.Groups is null ? null : [.. method.Groups.Each().Select(group => group.Id ?? "")],
            AddressId = addressId,
            DestinationId = method?.SelectedDestinationId,
        };
    }
}
