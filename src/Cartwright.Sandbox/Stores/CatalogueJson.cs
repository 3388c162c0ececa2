using System.Text.Json;

namespace Cartwright.Sandbox.Stores;

/// <summary>A product on the wire.</summary>
internal static class CatalogueJson
{
    private const int ImageSide = 640;

    /// <param name="asked">The identifiers of a lookup, which each variant repeats as what it was found by.</param>
    public static void Write(
        Utf8JsonWriter json, string baseUrl, StoreDesk desk, StoreProduct product, List<string> asked)
    {
        var store = desk.Store;
        var storeUrl = $"{baseUrl}/stores/{store.Name}";
        json.WriteStartObject();
        json.WriteString("id"u8, product.Id);
        json.WriteString("handle"u8, product.Handle);
        json.WriteString("title"u8, product.Title);
        WriteDescription(json, product.Description);
        json.WriteString("url"u8, $"{storeUrl}/products/{product.Handle}");
        json.WriteStartArray("categories"u8);
        json.WriteStartObject();
        json.WriteString("value"u8, product.Category);
        json.WriteString("taxonomy"u8, "merchant"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("price_range"u8);
        WritePrice(json, "min"u8, desk.VariantsOf(product).Min(variant => variant.Price), store.Currency);
        WritePrice(json, "max"u8, desk.VariantsOf(product).Max(variant => variant.Price), store.Currency);
        json.WriteEndObject();
        WriteMedia(json, $"{storeUrl}/images/{product.Id}.svg", product.Title);
        WriteOptions(json, product);
        json.WriteStartArray("variants"u8);
        foreach (var variant in desk.VariantsOf(product))
            WriteVariant(json, storeUrl, desk, product, variant, asked);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteVariant(
        Utf8JsonWriter json, string storeUrl, StoreDesk desk, StoreProduct product, StoreVariant variant,
        List<string> asked)
    {
        var isAvailable = desk.StockOf(variant) is not 0;
        json.WriteStartObject();
        json.WriteString("id"u8, variant.Id);
        json.WriteString("sku"u8, variant.Id.ToUpperInvariant());
        json.WriteString("title"u8, variant.Title);
        WriteDescription(json, $"{product.Title}, {variant.Title}");
        json.WriteString("url"u8, $"{storeUrl}/products/{product.Handle}?variant={variant.Id}");
        WritePrice(json, "price"u8, variant.Price, desk.Store.Currency);
        json.WriteStartObject("availability"u8);
        json.WriteBoolean("available"u8, isAvailable);
        json.WriteString("status"u8, isAvailable ? "in_stock"u8 : "out_of_stock"u8);
        json.WriteEndObject();
        json.WriteStartArray("options"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, product.OptionName);
        json.WriteString("label"u8, variant.Title);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteMedia(json, $"{storeUrl}/images/{variant.Id}.svg", $"{product.Title}, {variant.Title}");
        WriteInputs(json, product, variant, asked);
        json.WriteEndObject();
    }

    private static void WriteInputs(
        Utf8JsonWriter json, StoreProduct product, StoreVariant variant, List<string> asked)
    {
        var isNamed = asked.Contains(variant.Id);
        var isFeatured = asked.Contains(product.Id);
        if (!isNamed && !isFeatured)
            return;
        json.WriteStartArray("inputs"u8);
        if (isNamed)
            WriteInput(json, variant.Id, "exact");
        if (isFeatured)
            WriteInput(json, product.Id, "featured");
        json.WriteEndArray();
    }

    private static void WriteInput(Utf8JsonWriter json, string id, string match)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("match"u8, match);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, StoreProduct product)
    {
        json.WriteStartArray("options"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, product.OptionName);
        json.WriteStartArray("values"u8);
        foreach (var variant in product.Variants)
        {
            json.WriteStartObject();
            json.WriteString("label"u8, variant.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteDescription(Utf8JsonWriter json, string plain)
    {
        json.WriteStartObject("description"u8);
        json.WriteString("plain"u8, plain);
        json.WriteEndObject();
    }

    private static void WritePrice(Utf8JsonWriter json, ReadOnlySpan<byte> name, long amount, string currency)
    {
        json.WriteStartObject(name);
        json.WriteNumber("amount"u8, amount);
        json.WriteString("currency"u8, currency);
        json.WriteEndObject();
    }

    private static void WriteMedia(Utf8JsonWriter json, string url, string alt)
    {
        json.WriteStartArray("media"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "image"u8);
        json.WriteString("url"u8, url);
        json.WriteString("alt_text"u8, alt);
        json.WriteNumber("width"u8, ImageSide);
        json.WriteNumber("height"u8, ImageSide);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
