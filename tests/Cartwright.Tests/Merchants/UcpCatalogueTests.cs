using System.Text.Json;
using Cartwright.Merchants;

namespace Cartwright.Tests.Merchants;

public sealed class UcpCatalogueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_id_is_read_as_a_whole_product()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer($$"""{"ucp":{"version":"2026-08-25"},"product":{{Runner}} }""");

        var product = (await FoundAsync(store, "prod_1")).Single();

        store.ShoppingCalls.Single().Body.ShouldBe("""{"id":"prod_1"}""");
        (product.Id, product.Handle, product.Title, product.Vendor, product.ProductType).ShouldBe(
            ("prod_1", "runner", "Runner", "Example Store", "Footwear"));
        (product.Description, product.DescriptionHtml).ShouldBe(("Light.", "<p>Light.</p>"));
        product.Url.ShouldBe(new Uri("https://stub.example/products/runner"));
        product.Tags.ShouldBe(["road"]);
        product.Images.ShouldBe([new ProductImage(new Uri("https://cdn.example/1.jpg"), 800, 600)]);
        product.Options.Single().Name.ShouldBe("Size");
        product.Options.Single().Values.ShouldBe(["9", "10"]);
        var variant = product.Variants[0];
        (variant.Id, variant.Title, variant.Sku, variant.IsAvailable).ShouldBe(("var_9", "Size 9", "R-9", false));
        variant.Price.ShouldBe(new Money(12000, "USD"));
        variant.CompareAtPrice.ShouldBe(new Money(15000, "USD"));
        variant.OptionValues.ShouldBe(["9"]);
        product.Variants[1].IsAvailable.ShouldBeTrue("nothing was said against it");
    }

    [Fact]
    public async Task Several_ids_are_one_lookup_and_products_with_options_are_completed()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer($$"""{"products":[{{Runner}},{{Mug}}]}""");
        store.Answer($$"""{"product":{{Runner}} }""");

        var products = await FoundAsync(store, "prod_1", "var_mug", "nowhere");

        products.Select(product => product.Id).ShouldBe(["prod_1", "prod_mug"]);
        store.ShoppingCalls.Select(call => call.Path).ShouldBe(["/ucp/catalog/lookup", "/ucp/catalog/product"]);
        store.ShoppingCalls[0].Body.ShouldBe("""{"ids":["prod_1","var_mug","nowhere"]}""");
    }

    [Fact]
    public async Task Ids_are_looked_up_ten_at_a_time()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer("""{"products":[]}""").Answer("""{"products":[]}""");

        await FoundAsync(store, [.. Enumerable.Range(0, 11).Select(number => $"p{number}")]);

        store.ShoppingCalls.Select(call =>
                JsonDocument.Parse(call.Body).RootElement.GetProperty("ids").GetArrayLength())
            .ShouldBe([10, 1]);
    }

    [Fact]
    public async Task Unknown_id_is_left_out()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Refusal(UcpShapes.Message("not_found", severity: "unrecoverable")));

        (await FoundAsync(store, "nowhere")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Listing_follows_cursors_and_starts_the_next_page_where_the_last_ended()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer($$"""{"products":[{{Named("a")}}],"pagination":{"has_next_page":true,"cursor":"c1"} }""");
        store.Answer($$"""{"products":[{{Named("b")}}],"pagination":{"has_next_page":true,"cursor":"c2"} }""");
        store.Answer($$"""{"products":[{{Named("c")}}],"pagination":{"has_next_page":false} }""");

        var first = await ListedAsync(store, 0, 2);
        var second = await ListedAsync(store, 2, 2);

        first.ShouldBe(["a", "b"]);
        second.ShouldBe(["c"]);
        store.ShoppingCalls.Select(call => call.Body).ShouldBe(
        [
            """{"filters":{"price":{"min":0}},"pagination":{"limit":2}}""",
            """{"filters":{"price":{"min":0}},"pagination":{"cursor":"c1","limit":1}}""",
            """{"filters":{"price":{"min":0}},"pagination":{"cursor":"c2","limit":2}}""",
        ]);
    }

    [Fact]
    public async Task Page_in_the_middle_is_reached_from_the_start_when_no_cursor_is_known()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(
            $$"""{"products":[{{Named("a")}},{{Named("b")}}],"pagination":{"has_next_page":true,"cursor":"c"} }""");
        store.Answer($$"""{"products":[{{Named("c")}}],"pagination":{"has_next_page":false} }""");

        (await ListedAsync(store, 2, 5)).ShouldBe(["c"]);
    }

    [Fact]
    public async Task Page_of_the_shop_is_found_by_its_address()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer($$"""{"products":[{{Mug}}]}""");

        var outcome = await store.Catalogue.FindByUrlAsync(
            store.Merchant, new Uri("https://stub.example/products/mug?variant=1"), Stop);

        outcome.ShouldBeOfType<CatalogueOutcome.Products>().Found.Single().Id.ShouldBe("prod_mug");
        store.ShoppingCalls.Single().Body.ShouldBe("""{"ids":["https://stub.example/products/mug","mug"]}""");
    }

    [Fact]
    public async Task Page_is_searched_for_where_addresses_are_no_identifiers()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer("""{"products":[]}""").Answer($$"""{"products":[{{Runner}},{{Mug}}]}""");

        var outcome = await store.Catalogue.FindByUrlAsync(
            store.Merchant, new Uri("https://stub.example/products/mug"), Stop);

        outcome.ShouldBeOfType<CatalogueOutcome.Products>().Found.Single().Id.ShouldBe("prod_mug");
        store.ShoppingCalls[1].Body.ShouldBe("""{"query":"mug","pagination":{"limit":100}}""");
    }

    [Fact]
    public async Task Store_without_a_catalogue_says_so()
    {
        await using var store = await StubStore.StartAsync("2026-01-11");

        (await store.Catalogue.ListAsync(store.Merchant, 0, 10, Stop))
            .ShouldBeOfType<CatalogueOutcome.Unavailable>().Why.ShouldContain("2026-01-11");
        store.ShoppingCalls.ShouldBeEmpty();
    }

    private static string Named(string id) =>
        $$"""{"id":"{{id}}","title":"T","variants":[{"id":"v","title":"V","price":{"amount":1,"currency":"USD"} }]}""";

    private static async Task<IReadOnlyList<Product>> FoundAsync(StubStore store, params string[] ids) =>
        (await store.Catalogue.LookUpAsync(store.Merchant, ids, Stop))
        .ShouldBeOfType<CatalogueOutcome.Products>().Found;

    private static async Task<List<string>> ListedAsync(StubStore store, int offset, int countMax) =>
    [
        .. (await store.Catalogue.ListAsync(store.Merchant, offset, countMax, Stop))
            .ShouldBeOfType<CatalogueOutcome.Products>().Found.Select(product => product.Id),
    ];

    private const string Runner =
        """
        {"id":"prod_1","handle":"runner","title":"Runner","description":{"plain":"Light.","html":"<p>Light.</p>"},
         "url":"https://stub.example/products/runner",
         "categories":[{"value":"187","taxonomy":"google_product_category"},{"value":"Footwear","taxonomy":"merchant"}],
         "media":[{"type":"video","url":"https://cdn.example/1.mp4"},
           {"type":"image","url":"https://cdn.example/1.jpg","width":800,"height":600}],
         "options":[{"name":"Size","values":[{"label":"9"},{"label":"10"}]}],"tags":["road"],
         "variants":[{"id":"var_9","sku":"R-9","title":"Size 9","price":{"amount":12000,"currency":"USD"},
             "list_price":{"amount":15000,"currency":"USD"},"availability":{"available":false},
             "options":[{"name":"Size","label":"9"}],"seller":{"name":"Example Store"}},
           {"id":"var_10","title":"Size 10","price":{"amount":12000,"currency":"USD"}}]}
        """;

    private const string Mug =
        """
        {"id":"prod_mug","handle":"mug","title":"Mug","description":"A mug.",
         "variants":[{"id":"var_mug","title":"Mug","price":{"amount":900,"currency":"USD"}}]}
        """;
}
