using Cartwright.Merchants;

namespace Cartwright.Tests.Merchants;

/// <summary>What stores send, written from the specification, one form for each version.</summary>
internal static class UcpShapes
{
    public static readonly string[] Versions = ["2026-08-25", "2026-04-08", "2026-01-11"];

    public static readonly BuyerIdentity Jane = new()
    {
        FirstName = "Jane",
        LastName = "Doe",
        Email = "jane@example.com",
        Phone = "+12175550123",
        Address1 = "123 Main St",
        City = "Springfield",
        ProvinceCode = "IL",
        PostalCode = "62701",
        CountryCode = "US",
    };

    public static QuoteRequest Request(
        BuyerIdentity? buyer = null, string? method = null, Quote? earlier = null, string currency = "USD",
        int quantity = 2) =>
        new("cart_1", [new("item_123", quantity)], currency, buyer, method, earlier);

    public static string Profile(string version, string endpoint) =>
        (version == "2026-01-11" ? FirstProfile : LaterProfile)
            .Replace("VERSION", version, StringComparison.Ordinal)
            .Replace("ENDPOINT", endpoint, StringComparison.Ordinal);

    private const string FirstProfile =
        """
        {"ucp":{"version":"2026-01-11","services":{"dev.ucp.shopping":{"version":"2026-01-11",
          "rest":{"schema":"https://ucp.dev/s.json","endpoint":"ENDPOINT"}}},
          "capabilities":[{"name":"dev.ucp.shopping.checkout","version":"2026-01-11"},
            {"name":"dev.ucp.shopping.order","version":"2026-01-11"},
            {"name":"dev.ucp.shopping.fulfillment","version":"2026-01-11","extends":"dev.ucp.shopping.checkout"}]},
         "payment":{"handlers":[{"id":"card_tokens","name":"com.example.tokens","version":"2026-01-11"}]}}
        """;

    private const string LaterProfile =
        """
        {"ucp":{"version":"VERSION","services":{"dev.ucp.shopping":[
          {"version":"VERSION","transport":"mcp","endpoint":"ENDPOINT/mcp"},
          {"version":"VERSION","transport":"rest","endpoint":"ENDPOINT"}]},
          "capabilities":{"dev.ucp.shopping.checkout":[{"version":"VERSION"}],
            "dev.ucp.shopping.fulfillment":[{"version":"VERSION","extends":["dev.ucp.shopping.checkout"]}],
            "dev.ucp.shopping.order":[{"version":"VERSION"}],
            "dev.ucp.shopping.catalog.search":[{"version":"VERSION"}],
            "dev.ucp.shopping.catalog.lookup":[{"version":"VERSION"}]},
          "payment_handlers":{"com.example.tokens":[{"id":"card_tokens","version":"VERSION"}]}},
         "keys":[]}
        """;

    /// <summary>A checkout; <paramref name="more"/> are further members, each with a comma before it.</summary>
    public static string Checkout(
        string status = "ready_for_complete", string more = "", string version = "2026-08-25", string id = "chk_1",
        string totals = FullTotals, int quantity = 2) =>
        $$"""
        {"ucp":{"version":"{{version}}"{{(version == "2026-08-25" ? ",\"status\":\"success\"" : "")}},
          "capabilities":{{(version == "2026-01-11" ? "[]" : "{}")}}},
         "id":"{{id}}","status":"{{status}}","currency":"USD",
         "line_items":[{"id":"li_1","item":{"id":"item_123","title":"Red T-Shirt","price":2500},
           "quantity":{{quantity}},"totals":[{"type":"subtotal","amount":5000},{"type":"total","amount":5000}]}],
         "totals":[{{totals}}],"links":[]{{more}}}
        """;

    public const string BareTotals =
        """{"type":"subtotal","amount":5000},{"type":"total","amount":5000}""";

    public const string FullTotals =
        """
        {"type":"subtotal","amount":5000},{"type":"fulfillment","amount":500},
        {"type":"tax","amount":440},{"type":"total","amount":5940}
        """;

    public static string Fulfillment(string selected = "\"standard\"", string destination = "\"dest_home\"") =>
        $$"""
        ,"fulfillment":{"methods":[{"id":"shipping_1","type":"shipping","line_item_ids":["li_1"],
          "selected_destination_id":{{destination}},
          "destinations":[{"type":"shipping_address","id":"dest_home","street_address":"123 Main St",
            "address_locality":"Springfield","address_region":"IL","postal_code":"62701","address_country":"US"}],
          "groups":[{"id":"package_1","line_item_ids":["li_1"],"selected_option_id":{{selected}},"options":[
            {"id":"express","title":"Express Shipping","description":{"plain":"2-3 days"},
              "totals":[{"type":"total","amount":1000}]},
            {"id":"standard","title":"Standard Shipping","totals":[{"type":"total","amount":500}]}]}]}]}
        """;

    public static string Message(string code, string? path = null, string severity = "recoverable") =>
        $$"""
        {"type":"error","code":"{{code}}","content":"The store's own words.","severity":"{{severity}}"{{
            (path is null ? "" : $",\"path\":\"{path}\"")}}}
        """;

    public static string Messages(params string[] messages) => $",\"messages\":[{string.Join(',', messages)}]";

    public static string Refusal(params string[] messages) =>
        $$"""{"ucp":{"version":"2026-08-25","status":"error"},"messages":[{{string.Join(',', messages)}}]}""";

    public const string OrderPart =
        ""","order":{"id":"ord_9","permalink_url":"https://stub.example/orders/ord_9"}""";
}
