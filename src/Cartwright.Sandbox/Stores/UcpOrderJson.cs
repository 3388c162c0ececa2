using System.Text.Json;

namespace Cartwright.Sandbox.Stores;

/// <summary>An order on the wire. What happened to the parcel follows from the time since placement.</summary>
internal static class UcpOrderJson
{
    public static Reply Reply(Call call, StoreDesk desk, PlacedOrder order) =>
        Sandbox.Reply.Json(200, (call.BaseUrl, desk, order), static (json, state) =>
            Write(json, state.BaseUrl, state.desk, state.order));

    private static void Write(Utf8JsonWriter json, string baseUrl, StoreDesk desk, PlacedOrder order)
    {
        var storeUrl = $"{baseUrl}/stores/{desk.Store.Name}";
        var age = desk.Now - order.PlacedAt;
        var isShipped = age >= desk.ShippedAfter;
        json.WriteStartObject();
        UcpCheckoutJson.WriteEnvelope(json, desk.Store, false, "dev.ucp.shopping.order");
        json.WriteString("id"u8, order.Id);
        json.WriteString("checkout_id"u8, order.SessionId);
        json.WriteString("permalink_url"u8, $"{storeUrl}/orders/{order.Id}/page");
        json.WriteString("currency"u8, desk.Store.Currency);
        json.WriteStartArray("line_items"u8);
        foreach (var line in order.Lines)
            WriteLine(json, desk.Store, line, isShipped);
        json.WriteEndArray();
        json.WriteStartObject("fulfillment"u8);
        WriteExpectation(json, desk, order);
        WriteEvents(json, desk, order, storeUrl, age);
        json.WriteEndObject();
        WriteAdjustments(json, desk, order);
        UcpCheckoutJson.WriteTotals(json, order.Totals);
        json.WriteEndObject();
    }

    private static void WriteAdjustments(Utf8JsonWriter json, StoreDesk desk, PlacedOrder order)
    {
        json.WriteStartArray("adjustments"u8);
        lock (order.Lock)
        {
            foreach (var change in order.Adjustments)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, change.Id);
                json.WriteString("type"u8, change.Type);
                json.WriteString("occurred_at"u8, UcpCheckoutJson.TimeText(change.At));
                json.WriteString("status"u8, change.StatusAt(desk.Now));
                if (change.Lines.Count > 0)
                    UcpReturnJson.WriteLines(json, change.Lines, sign: -1);
                if (change.Amount is { } amount)
                    WriteAmount(json, desk.Store, -amount);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteAmount(Utf8JsonWriter json, Store store, long amount)
    {
        if (store.Version == UcpVersion.V20260111)
        {
            json.WriteNumber("amount"u8, amount);
            return;
        }

        json.WriteStartArray("totals"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "total"u8);
        json.WriteNumber("amount"u8, amount);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteLine(Utf8JsonWriter json, Store store, SessionLine line, bool isShipped)
    {
        json.WriteStartObject();
        UcpCheckoutJson.WriteItem(json, line);
        json.WriteStartObject("quantity"u8);
        if (store.Version != UcpVersion.V20260111)
            json.WriteNumber("original"u8, line.Quantity);
        json.WriteNumber("total"u8, line.Quantity);
        json.WriteNumber("fulfilled"u8, isShipped ? line.Quantity : 0);
        json.WriteEndObject();
        UcpCheckoutJson.WriteLineTotals(json, line);
        json.WriteString("status"u8, isShipped ? "fulfilled"u8 : "processing"u8);
        json.WriteEndObject();
    }

    private static void WriteExpectation(Utf8JsonWriter json, StoreDesk desk, PlacedOrder order)
    {
        json.WriteStartArray("expectations"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, "exp_1"u8);
        WriteQuantities(json, order);
        json.WriteString("method_type"u8, "shipping"u8);
        json.WriteStartObject("destination"u8);
        UcpCheckoutJson.WriteAddress(json, order.Destination);
        json.WriteEndObject();
        var days = desk.Store.ZoneOf(order.Destination.AddressCountry!)?.DaysMax ?? 0;
        json.WriteString("description"u8, $"Arrives within {days} business days");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteEvents(
        Utf8JsonWriter json, StoreDesk desk, PlacedOrder order, string storeUrl, TimeSpan age)
    {
        json.WriteStartArray("events"u8);
        WriteEvent(json, order, storeUrl, "evt_1", "processing", "Being packed", TimeSpan.Zero);
        if (age >= desk.ShippedAfter)
            WriteEvent(json, order, storeUrl, "evt_2", "shipped", "Handed to the carrier", desk.ShippedAfter);
        if (age >= desk.DeliveredAfter)
            WriteEvent(json, order, storeUrl, "evt_3", "delivered", "Left at the door", desk.DeliveredAfter);
        json.WriteEndArray();
    }

    private static void WriteEvent(
        Utf8JsonWriter json, PlacedOrder order, string storeUrl, string id, string type, string what, TimeSpan after)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("occurred_at"u8, UcpCheckoutJson.TimeText(order.PlacedAt + after));
        json.WriteString("type"u8, type);
        WriteQuantities(json, order);
        if (type != "processing")
        {
            var number = order.Id.Replace("ord_", "SB", StringComparison.Ordinal).ToUpperInvariant();
            json.WriteString("tracking_number"u8, number);
            json.WriteString("tracking_url"u8, $"{storeUrl}/tracking/{number}");
            json.WriteString("carrier"u8, "Sandbox Parcel"u8);
        }

        json.WriteString("description"u8, what);
        json.WriteEndObject();
    }

    private static void WriteQuantities(Utf8JsonWriter json, PlacedOrder order)
    {
        json.WriteStartArray("line_items"u8);
        foreach (var line in order.Lines)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, line.Id);
            json.WriteNumber("quantity"u8, line.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
