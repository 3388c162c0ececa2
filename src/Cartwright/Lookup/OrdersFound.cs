using System.Text.Json;

namespace Cartwright.Lookup;

/// <summary>What a shop answered to the three searches, each order once.</summary>
public sealed record OrdersFound(string Prefix, string Suffix, IReadOnlyList<ShopOrder> Orders)
{
    private const int TextCharactersMax = 200;
    private const int SearchCount = 3;

    private delegate T ReadItem<out T>(ref Utf8JsonReader json);

    /// <summary>
    /// Reads the answer by hand: binding it to types was the larger part of what a lookup computes. What is missing or
    /// null and may not be makes it unreadable, never empty.
    /// </summary>
    /// <exception cref="JsonException">It is not what was asked for.</exception>
    internal static OrdersFound Read(ref Utf8JsonReader json)
    {
        try
        {
            return Answer(ref json);
        }
        catch (InvalidOperationException half)
        {
            // Half of a surrogate pair is JSON and no text.
            throw new JsonException("A text can't be read.", half);
        }
    }

    private static OrdersFound Answer(ref Utf8JsonReader json)
    {
        (string Prefix, string Suffix)? shop = null;
        List<ShopOrder> orders = [];
        var searches = 0;
        Begin(in json, JsonTokenType.StartObject);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("shop"u8))
            {
                shop = Shop(ref json);
            }
            else if (json.ValueTextEquals("byName"u8) || json.ValueTextEquals("byNumber"u8)
                || json.ValueTextEquals("bySearch"u8))
            {
                Search(ref json, orders);
                searches++;
            }
            else
            {
                json.Skip();
            }
        }

        return shop is var (prefix, suffix) && searches == SearchCount
            ? new(prefix, suffix, orders)
            : throw new JsonException("The answer lacks the shop or a search.");
    }

    private static (string Prefix, string Suffix) Shop(ref Utf8JsonReader json)
    {
        string? prefix = null, suffix = null;
        json.Read();
        Begin(in json, JsonTokenType.StartObject);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("orderNumberFormatPrefix"u8)) prefix = TextOrNull(ref json);
            else if (json.ValueTextEquals("orderNumberFormatSuffix"u8)) suffix = TextOrNull(ref json);
            else json.Skip();
        }

        return (Needed(prefix, "The number's prefix"), Needed(suffix, "The number's suffix"));
    }

    private static void Search(ref Utf8JsonReader json, List<ShopOrder> orders)
    {
        var isThere = false;
        json.Read();
        Begin(in json, JsonTokenType.StartObject);
        while (Next(ref json))
        {
            if (!json.ValueTextEquals("nodes"u8))
            {
                json.Skip();
                continue;
            }

            isThere = true;
            json.Read();
            Begin(in json, JsonTokenType.StartArray);
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (Order(ref json, orders) is { } order)
                {
                    orders.Add(order);
                }
            }
        }

        _ = isThere ? isThere : throw new JsonException("A search lacks its orders.");
    }

    /// <summary>Null for an order that another search has found already; the searches mostly find the same.</summary>
    private static ShopOrder? Order(ref Utf8JsonReader json, List<ShopOrder> known)
    {
        const int membersNeeded = 13;
        string? id = null, name = null, email = null, phone = null, fulfillment = null, financial = null;
        string? returns = null, statusPage = null, customer = null;
        DateTimeOffset? createdAt = null, cancelledAt = null;
        (string? Zip, string? Country) address = default;
        List<ShopShipment> shipments = [];
        List<ShopRefund> refunds = [];
        var members = 0;
        Begin(in json, JsonTokenType.StartObject);
        for (; Next(ref json); members++)
        {
            if (json.ValueTextEquals("id"u8))
            {
                id = TextOrNull(ref json);
                if (id is not null && known.Exists(order => order.Id == id))
                {
                    Leave(ref json);
                    return null;
                }
            }
            else if (json.ValueTextEquals("name"u8)) name = TextOrNull(ref json);
            else if (json.ValueTextEquals("email"u8)) email = TextOrNull(ref json);
            else if (json.ValueTextEquals("phone"u8)) phone = TextOrNull(ref json);
            else if (json.ValueTextEquals("createdAt"u8)) createdAt = TimeOrNull(ref json);
            else if (json.ValueTextEquals("cancelledAt"u8)) cancelledAt = TimeOrNull(ref json);
            else if (json.ValueTextEquals("displayFulfillmentStatus"u8)) fulfillment = TextOrNull(ref json);
            else if (json.ValueTextEquals("displayFinancialStatus"u8)) financial = TextOrNull(ref json);
            else if (json.ValueTextEquals("returnStatus"u8)) returns = TextOrNull(ref json);
            else if (json.ValueTextEquals("statusPageUrl"u8)) statusPage = TextOrNull(ref json);
            else if (json.ValueTextEquals("shippingAddress"u8)) address = Address(ref json);
            else if (json.ValueTextEquals("fulfillments"u8)) shipments = Items(ref json, Shipment);
            else if (json.ValueTextEquals("refunds"u8)) refunds = Items(ref json, Refund);
            else
            {
                // The customer is asked for only where the app may read customers.
                if (json.ValueTextEquals("customer"u8)) customer = Customer(ref json);
                else json.Skip();
                members--;
            }
        }

        _ = members == membersNeeded ? members : throw new JsonException("An order lacks a member.");
        return new(
            Needed(id, "id"), Needed(name, "name"), Needed(createdAt), cancelledAt,
            Needed(fulfillment, "displayFulfillmentStatus"), financial, Needed(returns, "returnStatus"),
            Https(statusPage), shipments, refunds, new(customer, email, phone, address.Zip, address.Country));
    }

    private static (string? Zip, string? Country) Address(ref Utf8JsonReader json)
    {
        string? zip = null, country = null;
        var members = 0;
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        Begin(in json, JsonTokenType.StartObject);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("zip"u8)) (zip, members) = (TextOrNull(ref json), members + 1);
            else if (json.ValueTextEquals("countryCodeV2"u8)) (country, members) = (TextOrNull(ref json), members + 1);
            else json.Skip();
        }

        return members == 2 ? (zip, country) : throw new JsonException("An address lacks a member.");
    }

    private static string? Customer(ref Utf8JsonReader json)
    {
        string? id = null;
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Begin(in json, JsonTokenType.StartObject);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("id"u8)) id = TextOrNull(ref json);
            else json.Skip();
        }

        return Needed(id, "The customer's id");
    }

    private static ShopShipment Shipment(ref Utf8JsonReader json)
    {
        const int membersNeeded = 5;
        string? status = null;
        DateTimeOffset? createdAt = null, deliveredAt = null, estimatedAt = null;
        List<ShopTracking> tracking = [];
        var members = 0;
        Begin(in json, JsonTokenType.StartObject);
        for (; Next(ref json); members++)
        {
            if (json.ValueTextEquals("displayStatus"u8)) status = TextOrNull(ref json);
            else if (json.ValueTextEquals("createdAt"u8)) createdAt = TimeOrNull(ref json);
            else if (json.ValueTextEquals("deliveredAt"u8)) deliveredAt = TimeOrNull(ref json);
            else if (json.ValueTextEquals("estimatedDeliveryAt"u8)) estimatedAt = TimeOrNull(ref json);
            else if (json.ValueTextEquals("trackingInfo"u8)) tracking = Items(ref json, Tracking);
            else
            {
                json.Skip();
                members--;
            }
        }

        return members == membersNeeded
            ? new(status, Needed(createdAt), deliveredAt, estimatedAt, tracking)
            : throw new JsonException("A shipment lacks a member.");
    }

    private static ShopTracking Tracking(ref Utf8JsonReader json)
    {
        const int membersNeeded = 3;
        string? company = null, number = null, url = null;
        var members = 0;
        Begin(in json, JsonTokenType.StartObject);
        for (; Next(ref json); members++)
        {
            if (json.ValueTextEquals("company"u8)) company = TextOrNull(ref json);
            else if (json.ValueTextEquals("number"u8)) number = TextOrNull(ref json);
            else if (json.ValueTextEquals("url"u8)) url = TextOrNull(ref json);
            else
            {
                json.Skip();
                members--;
            }
        }

        return members == membersNeeded
            ? new(Line(company), Line(number), Https(url))
            : throw new JsonException("A tracking number lacks a member.");
    }

    /// <summary>Refunds are seldom, so theirs is read the short way.</summary>
    private static ShopRefund Refund(ref Utf8JsonReader json)
    {
        using var refund = JsonDocument.ParseValue(ref json);
        var node = refund.RootElement;
        return node.ValueKind == JsonValueKind.Object && node.TryGetProperty("createdAt", out var at)
            && node.TryGetProperty("totalRefundedSet", out var total) && total.ValueKind == JsonValueKind.Object
            && total.TryGetProperty("shopMoney", out var money) && money.ValueKind == JsonValueKind.Object
            && money.TryGetProperty("amount", out var amount) && money.TryGetProperty("currencyCode", out var currency)
                ? new(
                    at.ValueKind == JsonValueKind.Null ? null
                        : at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time) ? time
                        : throw new JsonException("A refund has no time."),
                    Needed(amount.GetString(), "A refund's amount"), Needed(currency.GetString(), "A refund's currency"))
                : throw new JsonException("A refund lacks a member.");
    }

    private static List<T> Items<T>(ref Utf8JsonReader json, ReadItem<T> read)
    {
        List<T> items = [];
        json.Read();
        Begin(in json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(read(ref json));
        }

        return items;
    }

    private static void Begin(in Utf8JsonReader json, JsonTokenType wanted)
    {
        if (json.TokenType != wanted)
        {
            throw new JsonException($"A {json.TokenType} stands where a {wanted} should.");
        }
    }

    private static bool Next(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Reads to the end of the object.</summary>
    private static void Leave(ref Utf8JsonReader json)
    {
        while (Next(ref json))
        {
            json.Skip();
        }
    }

    private static string? TextOrNull(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Null => null,
            _ => throw new JsonException($"A {json.TokenType} is no text."),
        };
    }

    private static DateTimeOffset? TimeOrNull(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Null ? null
            : json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var time) ? time
            : throw new JsonException($"A {json.TokenType} is no time.");
    }

    private static string Needed(string? text, string what) => text ?? throw new JsonException($"{what} is null.");

    private static DateTimeOffset Needed(DateTimeOffset? time) => time ?? throw new JsonException("A time is null.");

    /// <summary>Whoever ships the parcel writes these: one line, of a length that fits an answer.</summary>
    private static string? Line(string? text) =>
        text is null || (text.Length <= TextCharactersMax && !text.Any(char.IsControl))
            ? text
            : string.Concat(text.Where(letter => !char.IsControl(letter)).Take(TextCharactersMax));

    /// <summary>Anything else could be a script that a page would run.</summary>
    private static Uri? Https(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "https" ? url : null;
}
