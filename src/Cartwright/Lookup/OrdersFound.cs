using System.Text.Json;

namespace Cartwright.Lookup;

/// <summary>What a shop answered to the three searches, each order once.</summary>
public sealed record OrdersFound(string Prefix, string Suffix, IReadOnlyList<ShopOrder> Orders)
{
    private const int TextCharactersMax = 200;
    private static readonly string[] Searches = ["byName", "byNumber", "bySearch"];

    /// <summary>
    /// Reads the answer by hand: binding it to types was the larger part of what a lookup computes. What is missing or
    /// null and may not be makes it unreadable, never empty.
    /// </summary>
    /// <exception cref="JsonException">It is not what was asked for.</exception>
    internal static OrdersFound Read(JsonElement data)
    {
        try
        {
            return ReadAnswer(data);
        }
        catch (InvalidOperationException half)
        {
            // Half of a surrogate pair is JSON and no text.
            throw new JsonException("A text can't be read.", half);
        }
    }

    private static OrdersFound ReadAnswer(JsonElement data)
    {
        var shop = Member(data, "shop");
        Dictionary<string, ShopOrder> orders = new(StringComparer.Ordinal);
        foreach (var search in Searches)
        {
            foreach (var node in Items(Member(data, search), "nodes"))
            {
                var id = Text(node, "id");
                if (!orders.ContainsKey(id))
                {
                    orders.Add(id, Order(id, node));
                }
            }
        }

        return new(
            Text(shop, "orderNumberFormatPrefix"), Text(shop, "orderNumberFormatSuffix"), [.. orders.Values]);
    }

    private static ShopOrder Order(string id, JsonElement node) => new(
        id,
        Text(node, "name"),
        Time(node, "createdAt"),
        TimeOrNull(node, "cancelledAt"),
        Text(node, "displayFulfillmentStatus"),
        TextOrNull(node, "displayFinancialStatus"),
        Text(node, "returnStatus"),
        Https(TextOrNull(node, "statusPageUrl")),
        [.. Items(node, "fulfillments").Select(Shipment)],
        [.. Items(node, "refunds").Select(Refund)],
        Owner(node));

    private static ShopShipment Shipment(JsonElement node) => new(
        TextOrNull(node, "displayStatus"),
        Time(node, "createdAt"),
        TimeOrNull(node, "deliveredAt"),
        TimeOrNull(node, "estimatedDeliveryAt"),
        [
            .. Items(node, "trackingInfo").Select(track => new ShopTracking(
                Line(TextOrNull(track, "company")), Line(TextOrNull(track, "number")), Https(TextOrNull(track, "url")))),
        ]);

    private static ShopRefund Refund(JsonElement node)
    {
        var money = Member(Member(node, "totalRefundedSet"), "shopMoney");
        return new(TimeOrNull(node, "createdAt"), Text(money, "amount"), Text(money, "currencyCode"));
    }

    private static OrderOwner Owner(JsonElement node)
    {
        var address = Member(node, "shippingAddress");
        // The customer is asked for only where the app may read customers.
        var customer = node.TryGetProperty("customer", out var found) && found.ValueKind != JsonValueKind.Null
            ? Text(found, "id")
            : null;
        return new(
            customer,
            TextOrNull(node, "email"),
            TextOrNull(node, "phone"),
            address.ValueKind == JsonValueKind.Null ? null : TextOrNull(address, "zip"),
            address.ValueKind == JsonValueKind.Null ? null : TextOrNull(address, "countryCodeV2"));
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member)
            ? member
            : throw new JsonException($"The answer lacks {name}.");

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray()
            : throw new JsonException($"{name} is no list.");

    private static string Text(JsonElement parent, string name) =>
        TextOrNull(parent, name) ?? throw new JsonException($"{name} is null.");

    private static string? TextOrNull(JsonElement parent, string name)
    {
        var member = Member(parent, name);
        return member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.Null => null,
            _ => throw new JsonException($"{name} is no text."),
        };
    }

    private static DateTimeOffset Time(JsonElement parent, string name) =>
        TimeOrNull(parent, name) ?? throw new JsonException($"{name} is null.");

    private static DateTimeOffset? TimeOrNull(JsonElement parent, string name)
    {
        var member = Member(parent, name);
        return member.ValueKind == JsonValueKind.Null ? null
            : member.ValueKind == JsonValueKind.String && member.TryGetDateTimeOffset(out var time) ? time
            : throw new JsonException($"{name} is no time.");
    }

    /// <summary>Whoever ships the parcel writes these: one line, of a length that fits an answer.</summary>
    private static string? Line(string? text) => text is null
        ? null
        : string.Concat(text.Where(letter => !char.IsControl(letter)).Take(TextCharactersMax));

    /// <summary>Anything else could be a script that a page would run.</summary>
    private static Uri? Https(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "https" ? url : null;
}
