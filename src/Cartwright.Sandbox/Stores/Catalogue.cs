using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartwright.Sandbox.Stores;

/// <summary>Searching and looking up what a store sells.</summary>
internal sealed class Catalogue(StoreStreet street)
{
    private const int PageMax = 50;
    private const int PageDefault = 10;
    private const int IdsMax = 100;
    private const string SearchCapability = "dev.ucp.shopping.catalog.search";
    private const string LookupCapability = "dev.ucp.shopping.catalog.lookup";

    public Reply Search(Call call)
    {
        var desk = street.Of(call);
        if (Read(call, UcpJson.Default.UcpSearchRequest) is not { } request)
            return UcpReplies.Invalid(desk.Store, "The body is no search in JSON.");
        var limit = Math.Clamp(request.Pagination?.Limit ?? PageDefault, 1, PageMax);
        _ = int.TryParse(request.Pagination?.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var skipped);
        var found = desk.Store.Products.Where(product => Fits(product, request)).ToList();
        var page = found.Skip(skipped).Take(limit).ToList();
        return Reply.Json(200, (call.BaseUrl, desk, page, found.Count, skipped), static (json, state) =>
        {
            json.WriteStartObject();
            UcpCheckoutJson.WriteEnvelope(json, state.desk.Store, false, SearchCapability);
            WriteProducts(json, state.BaseUrl, state.desk, state.page, []);
            var next = state.skipped + state.page.Count;
            json.WriteStartObject("pagination"u8);
            json.WriteBoolean("has_next_page"u8, next < state.Count);
            if (next < state.Count)
                json.WriteString("cursor"u8, next.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("total_count"u8, state.Count);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>Takes products' and variants' ids. What is unknown is named in the messages.</summary>
    public Reply LookUp(Call call)
    {
        var desk = street.Of(call);
        if (Read(call, UcpJson.Default.UcpLookupRequest)?.Ids is not { Count: > 0 and <= IdsMax } ids)
            return UcpReplies.Invalid(desk.Store, $"ids is required, with 1 to {IdsMax} identifiers.");
        var found = desk.Store.Products.Where(product => ids.Exists(id => Holds(product, id))).ToList();
        var unknown = ids.Where(id => !found.Exists(product => Holds(product, id)))
            .Select(id => new UcpMessage("info", "not_found", id, null, null))
            .ToList();
        return Reply.Json(200, (call.BaseUrl, desk, found, ids, unknown), static (json, state) =>
        {
            json.WriteStartObject();
            UcpCheckoutJson.WriteEnvelope(json, state.desk.Store, false, LookupCapability);
            WriteProducts(json, state.BaseUrl, state.desk, state.found, state.ids);
            UcpCheckoutJson.WriteMessages(json, state.unknown);
            json.WriteEndObject();
        });
    }

    public Reply Product(Call call)
    {
        var desk = street.Of(call);
        if (Read(call, UcpJson.Default.UcpProductRequest)?.Id is not { } id)
            return UcpReplies.Invalid(desk.Store, "id is required.");
        return desk.Store.Products.FirstOrDefault(product => Holds(product, id)) is { } found
            ? Reply.Json(200, (call.BaseUrl, desk, found), static (json, state) =>
            {
                json.WriteStartObject();
                UcpCheckoutJson.WriteEnvelope(json, state.desk.Store, false, LookupCapability);
                json.WritePropertyName("product"u8);
                CatalogueJson.Write(json, state.BaseUrl, state.desk, state.found, []);
                json.WriteEndObject();
            })
            : Checkouts.NotFound(desk, call, "Product");
    }

    private static bool Holds(StoreProduct product, string id) =>
        product.Id == id || product.Variants.Any(variant => variant.Id == id);

    private static bool Fits(StoreProduct product, UcpSearchRequest request)
    {
        var words = request.Query?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var text = $"{product.Title} {product.Description} {product.Category}";
        if (!Array.TrueForAll(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return false;
        if (request.Filters?.Categories is { Count: > 0 } categories && !categories.Contains(product.Category))
            return false;
        return request.Filters?.Price is not { } price || product.Variants.Any(variant =>
            variant.Price >= (price.Min ?? 0) && variant.Price <= (price.Max ?? long.MaxValue));
    }

    private static T? Read<T>(Call call, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(call.Body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteProducts(
        Utf8JsonWriter json, string baseUrl, StoreDesk desk, List<StoreProduct> products, List<string> asked)
    {
        json.WriteStartArray("products"u8);
        foreach (var product in products)
            CatalogueJson.Write(json, baseUrl, desk, product, asked);
        json.WriteEndArray();
    }
}
