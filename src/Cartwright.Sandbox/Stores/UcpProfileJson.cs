using System.Text.Json;

namespace Cartwright.Sandbox.Stores;

/// <summary>What a store publishes at <c>/.well-known/ucp</c>.</summary>
internal static class UcpProfileJson
{
    public const string HandlerName = "test.sandbox.card";
    private const string Site = "https://ucp.dev";

    private static readonly (string Name, string Page, string? Extends)[] s_capabilities =
    [
        ("dev.ucp.shopping.checkout", "checkout", null),
        ("dev.ucp.shopping.fulfillment", "fulfillment", "dev.ucp.shopping.checkout"),
        ("dev.ucp.shopping.order", "order", null),
        ("dev.ucp.shopping.catalog.search", "catalog_search", null),
        ("dev.ucp.shopping.catalog.lookup", "catalog_lookup", null),
    ];

    private static readonly string[] s_changes = ["dev.cartwright.order_cancel", "dev.cartwright.returns"];

    public static Reply Reply(Call call, Store store) =>
        Sandbox.Reply.Json(200, ($"{call.BaseUrl}/stores/{store.Name}", store), static (json, state) =>
        {
            var (storeUrl, store) = state;
            json.WriteStartObject();
            json.WriteStartObject("ucp"u8);
            json.WriteString("version"u8, store.VersionText);
            if (store.Version == UcpVersion.V20260111)
                WriteOlder(json, store, storeUrl);
            else
                WriteNewer(json, store, storeUrl);
            if (store.Version == UcpVersion.V20260111)
            {
                json.WriteStartObject("payment"u8);
                WriteOlderHandlers(json, store);
                json.WriteEndObject();
            }

            json.WriteStartArray(store.Version == UcpVersion.V20260825 ? "keys"u8 : "signing_keys"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }) with { CacheControl = "public, max-age=60" };

    public static void WriteHandlers(Utf8JsonWriter json, Store store)
    {
        json.WriteStartObject("payment_handlers"u8);
        json.WriteStartArray(HandlerName);
        json.WriteStartObject();
        json.WriteString("id"u8, store.HandlerId);
        json.WriteString("version"u8, store.VersionText);
        json.WriteString("spec"u8, "https://sandbox.test/payments/card"u8);
        json.WriteString("schema"u8, "https://sandbox.test/payments/card.json"u8);
        json.WriteStartArray("available_instruments"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "card"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteOlderHandlers(Utf8JsonWriter json, Store store)
    {
        json.WriteStartArray("handlers"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, store.HandlerId);
        json.WriteString("name"u8, HandlerName);
        json.WriteString("version"u8, store.VersionText);
        json.WriteString("spec"u8, "https://sandbox.test/payments/card"u8);
        json.WriteString("config_schema"u8, "https://sandbox.test/payments/card_config.json"u8);
        json.WriteStartArray("instrument_schemas"u8);
        json.WriteStringValue($"{Site}/schemas/shopping/types/card_payment_instrument.json");
        json.WriteEndArray();
        json.WriteStartObject("config"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNewer(Utf8JsonWriter json, Store store, string storeUrl)
    {
        json.WriteStartObject("services"u8);
        json.WriteStartArray("dev.ucp.shopping"u8);
        json.WriteStartObject();
        json.WriteString("version"u8, store.VersionText);
        json.WriteString("spec"u8, $"{Site}/{store.VersionText}/specification/overview");
        json.WriteString("transport"u8, "rest"u8);
        json.WriteString("schema"u8, $"{Site}/{store.VersionText}/services/shopping/rest.openapi.json");
        json.WriteString("endpoint"u8, storeUrl);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("capabilities"u8);
        foreach (var (name, page, extends) in s_capabilities)
        {
            json.WriteStartArray(name);
            json.WriteStartObject();
            json.WriteString("version"u8, store.VersionText);
            json.WriteString("spec"u8, $"{Site}/{store.VersionText}/specification/{page}");
            json.WriteString("schema"u8, $"{Site}/{store.VersionText}/schemas/shopping/{page}.json");
            if (extends is not null)
                json.WriteString("extends"u8, extends);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        foreach (var name in ChangesOf(store))
        {
            json.WriteStartArray(name);
            json.WriteStartObject();
            json.WriteString("version"u8, store.VersionText);
            json.WriteString("extends"u8, "dev.ucp.shopping.order"u8);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteHandlers(json, store);
        json.WriteEndObject();
    }

    private static string[] ChangesOf(Store store) => store.TakesChanges ? s_changes : [];

    private static void WriteOlder(Utf8JsonWriter json, Store store, string storeUrl)
    {
        json.WriteStartObject("services"u8);
        json.WriteStartObject("dev.ucp.shopping"u8);
        json.WriteString("version"u8, store.VersionText);
        json.WriteString("spec"u8, $"{Site}/specification/overview");
        json.WriteStartObject("rest"u8);
        json.WriteString("schema"u8, $"{Site}/services/shopping/rest.openapi.json");
        json.WriteString("endpoint"u8, storeUrl);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("capabilities"u8);
        foreach (var (name, page, extends) in s_capabilities)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("version"u8, store.VersionText);
            json.WriteString("spec"u8, $"{Site}/specification/{page}");
            json.WriteString("schema"u8, $"{Site}/schemas/shopping/{page}.json");
            if (extends is not null)
                json.WriteString("extends"u8, extends);
            json.WriteEndObject();
        }

        foreach (var name in ChangesOf(store))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("version"u8, store.VersionText);
            json.WriteString("extends"u8, "dev.ucp.shopping.order"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
