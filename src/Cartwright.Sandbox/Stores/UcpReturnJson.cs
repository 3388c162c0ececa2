using System.Text.Json;

namespace Cartwright.Sandbox.Stores;

/// <summary>A return on the wire, as the extension dev.cartwright.returns has it.</summary>
internal static class UcpReturnJson
{
    public static Reply Reply(int status, Call call, StoreDesk desk, StoreReturn made) =>
        Sandbox.Reply.Json(status, (call.BaseUrl, desk, made), static (json, state) =>
            Write(json, state.BaseUrl, state.desk, state.made));

    public static void WriteLines(Utf8JsonWriter json, IReadOnlyList<(string Id, int Quantity)> lines, int sign)
    {
        json.WriteStartArray("line_items"u8);
        foreach (var (id, quantity) in lines)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteNumber("quantity"u8, sign * quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string baseUrl, StoreDesk desk, StoreReturn made)
    {
        json.WriteStartObject();
        UcpCheckoutJson.WriteEnvelope(json, desk.Store, false, "dev.cartwright.returns");
        json.WriteString("id"u8, made.Id);
        json.WriteString("order_id"u8, made.OrderId);
        json.WriteString("status"u8, made.Status);
        WriteLines(json, made.Lines, sign: 1);
        if (made.Status is "accepted" or "received" or "approved" or "closed")
        {
            json.WriteString(
                "shipping_label_url"u8, $"{baseUrl}/stores/{desk.Store.Name}/orders/{made.OrderId}/labels/{made.Id}");
        }

        if (made is { Status: "approved" or "closed", Credit: { } credit })
        {
            json.WriteStartObject("credit"u8);
            json.WriteNumber("amount"u8, credit);
            json.WriteString("currency"u8, desk.Store.Currency);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
