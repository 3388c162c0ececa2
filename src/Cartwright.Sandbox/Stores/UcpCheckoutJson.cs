using System.Globalization;
using System.Text.Json;

namespace Cartwright.Sandbox.Stores;

/// <summary>A checkout session on the wire, in the shape of the store's version.</summary>
internal static class UcpCheckoutJson
{
    private const string Checkout = "dev.ucp.shopping.checkout";
    private const string Fulfillment = "dev.ucp.shopping.fulfillment";

    public static Reply Reply(int status, Call call, CheckoutSession session, CheckoutAssessment assessment) =>
        Sandbox.Reply.Json(status, (call.BaseUrl, session, assessment), static (json, state) =>
            Write(json, state.BaseUrl, state.session, state.assessment));

    private static void Write(
        Utf8JsonWriter json, string baseUrl, CheckoutSession session, CheckoutAssessment assessment)
    {
        var store = session.Store;
        var storeUrl = $"{baseUrl}/stores/{store.Name}";
        json.WriteStartObject();
        WriteEnvelope(json, store, true, Checkout, Fulfillment);
        json.WriteString("id"u8, session.Id);
        json.WriteString("status"u8, assessment.Status);
        json.WriteString("currency"u8, store.Currency);
        WriteLines(json, session);
        WriteBuyer(json, session.Buyer);
        WriteTotals(json, assessment.Totals);
        WriteFulfillment(json, session, assessment);
        WriteMessages(json, assessment.Messages);
        json.WriteStartArray("links"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "terms_of_service"u8);
        json.WriteString("url"u8, $"{storeUrl}/terms");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("expires_at"u8, TimeText(session.ExpiresAt));
        if (session.Phase is SessionPhase.Open or SessionPhase.Escalated)
            json.WriteString("continue_url"u8, $"{storeUrl}/checkout/{session.Id}");
        if (session.Phase == SessionPhase.Completed && session.Order is { } order)
        {
            json.WriteStartObject("order"u8);
            json.WriteString("id"u8, order.Id);
            json.WriteString("permalink_url"u8, $"{storeUrl}/orders/{order.Id}/page");
            json.WriteEndObject();
        }

        WritePayment(json, store);
        json.WriteEndObject();
    }

    public static string TimeText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void WriteEnvelope(
        Utf8JsonWriter json, Store store, bool hasHandlers, params ReadOnlySpan<string> capabilities)
    {
        json.WriteStartObject("ucp"u8);
        json.WriteString("version"u8, store.VersionText);
        if (store.Version == UcpVersion.V20260111)
        {
            json.WriteStartArray("capabilities"u8);
            foreach (var name in capabilities)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, name);
                json.WriteString("version"u8, store.VersionText);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("status"u8, "success"u8);
            json.WriteStartObject("capabilities"u8);
            foreach (var name in capabilities)
            {
                json.WriteStartArray(name);
                json.WriteStartObject();
                json.WriteString("version"u8, store.VersionText);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndObject();
            if (hasHandlers)
                UcpProfileJson.WriteHandlers(json, store);
        }

        json.WriteEndObject();
    }

    public static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<UcpMessage> messages)
    {
        if (messages.Count == 0)
            return;
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, message.Type);
            json.WriteString("code"u8, message.Code);
            if (message.Path is { } path)
                json.WriteString("path"u8, path);
            json.WriteString("content"u8, message.Content);
            if (message.Severity is { } severity)
                json.WriteString("severity"u8, severity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteTotals(Utf8JsonWriter json, CheckoutTotals totals)
    {
        json.WriteStartArray("totals"u8);
        WriteTotal(json, "subtotal"u8, totals.Subtotal);
        if (totals.Fulfillment is { } fulfillment)
            WriteTotal(json, "fulfillment"u8, fulfillment);
        if (totals.Tax is { } tax)
            WriteTotal(json, "tax"u8, tax);
        WriteTotal(json, "total"u8, totals.Total);
        json.WriteEndArray();
    }

    public static void WriteTotal(Utf8JsonWriter json, ReadOnlySpan<byte> type, long amount)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteNumber("amount"u8, amount);
        json.WriteEndObject();
    }

    public static void WriteItem(Utf8JsonWriter json, SessionLine line)
    {
        json.WriteString("id"u8, line.Id);
        json.WriteStartObject("item"u8);
        json.WriteString("id"u8, line.Variant.Id);
        json.WriteString("title"u8, $"{line.Product.Title}, {line.Variant.Title}");
        json.WriteNumber("price"u8, line.Variant.Price);
        json.WriteEndObject();
    }

    public static void WriteLineTotals(Utf8JsonWriter json, SessionLine line)
    {
        json.WriteStartArray("totals"u8);
        WriteTotal(json, "subtotal"u8, line.Variant.Price * line.Quantity);
        WriteTotal(json, "total"u8, line.Variant.Price * line.Quantity);
        json.WriteEndArray();
    }

    public static void WriteAddress(Utf8JsonWriter json, UcpDestination destination)
    {
        WriteText(json, "first_name"u8, destination.FirstName);
        WriteText(json, "last_name"u8, destination.LastName);
        WriteText(json, "full_name"u8, destination.FullName);
        WriteText(json, "phone_number"u8, destination.PhoneNumber);
        WriteText(json, "street_address"u8, destination.StreetAddress);
        WriteText(json, "extended_address"u8, destination.ExtendedAddress);
        WriteText(json, "address_locality"u8, destination.AddressLocality);
        WriteText(json, "address_region"u8, destination.AddressRegion);
        WriteText(json, "postal_code"u8, destination.PostalCode);
        WriteText(json, "address_country"u8, destination.AddressCountry);
    }

    private static void WriteLines(Utf8JsonWriter json, CheckoutSession session)
    {
        json.WriteStartArray("line_items"u8);
        foreach (var line in session.Lines)
        {
            json.WriteStartObject();
            WriteItem(json, line);
            json.WriteNumber("quantity"u8, line.Quantity);
            WriteLineTotals(json, line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBuyer(Utf8JsonWriter json, UcpBuyer? buyer)
    {
        if (buyer is null)
            return;
        json.WriteStartObject("buyer"u8);
        WriteText(json, "email"u8, buyer.Email);
        WriteText(json, "first_name"u8, buyer.FirstName);
        WriteText(json, "last_name"u8, buyer.LastName);
        WriteText(json, "full_name"u8, buyer.FullName);
        WriteText(json, "phone_number"u8, buyer.PhoneNumber);
        json.WriteEndObject();
    }

    private static void WriteFulfillment(Utf8JsonWriter json, CheckoutSession session, CheckoutAssessment assessment)
    {
        json.WriteStartObject("fulfillment"u8);
        json.WriteStartArray("methods"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, "shipping_1"u8);
        json.WriteString("type"u8, "shipping"u8);
        WriteLineIds(json, session);
        if (session.Destination is { } destination)
        {
            json.WriteString("selected_destination_id"u8, destination.Id);
            json.WriteStartArray("destinations"u8);
            json.WriteStartObject();
            if (session.Store.Version == UcpVersion.V20260825)
                json.WriteString("type"u8, "shipping_address"u8);
            json.WriteString("id"u8, destination.Id);
            WriteAddress(json, destination);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (assessment.Zone is { } zone)
            WriteGroup(json, session, zone);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, CheckoutSession session, ShippingZone zone)
    {
        json.WriteStartArray("groups"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, "package_1"u8);
        WriteLineIds(json, session);
        if (session.SelectedOption is "standard" or "express")
            json.WriteString("selected_option_id"u8, session.SelectedOption);
        json.WriteStartArray("options"u8);
        WriteOption(json, session.Store, "standard", "Standard Shipping", zone.DaysMax, zone.Standard);
        WriteOption(json, session.Store, "express", "Express Shipping", Math.Max(1, zone.DaysMax / 2), zone.Express);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteOption(Utf8JsonWriter json, Store store, string id, string title, int days, long price)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("title"u8, title);
        var description = $"Arrives within {days} business days";
        if (store.Version == UcpVersion.V20260825)
        {
            json.WriteStartObject("description"u8);
            json.WriteString("plain"u8, description);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("description"u8, description);
        }

        json.WriteStartArray("totals"u8);
        WriteTotal(json, "total"u8, price);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLineIds(Utf8JsonWriter json, CheckoutSession session)
    {
        json.WriteStartArray("line_item_ids"u8);
        foreach (var line in session.Lines)
            json.WriteStringValue(line.Id);
        json.WriteEndArray();
    }

    private static void WritePayment(Utf8JsonWriter json, Store store)
    {
        json.WriteStartObject("payment"u8);
        if (store.Version == UcpVersion.V20260111)
            UcpProfileJson.WriteOlderHandlers(json, store);
        json.WriteStartArray("instruments"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
