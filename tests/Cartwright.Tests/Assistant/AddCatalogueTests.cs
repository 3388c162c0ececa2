using System.Text;
using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Assistant;

/// <summary>A shop's products are answered from, as a merchant's catalogue has them.</summary>
public sealed class AddCatalogueTests
{
    private const string Store = "tulips.sandbox.test";
    private static readonly ShopDomain Shop = ShopDomain.Parse("tulips.myshopify.com");

    [Fact]
    public async Task Products_of_a_merchant_are_found_and_written_once()
    {
        await using var world = await World.StartAsync();

        var first = (await ReadAsync(world)).ShouldBeOfType<AddCatalogueResult.Read>();
        first.Products.ShouldBeGreaterThan(0);
        first.Written.ShouldBe(first.Products);
        first.Refusals.ShouldBeEmpty();
        (await ReadAsync(world)).ShouldBeOfType<AddCatalogueResult.Read>().Written.ShouldBe(0);

        var found = await world.Services.GetRequiredService<SearchKnowledge>().HandleAsync(
            Shop, "How much does the tulip bouquet cost?", 5, TestContext.Current.CancellationToken);
        found[0].Text.ShouldContain("costs");
        found[0].Source.ShouldStartWith("http");
    }

    [Fact]
    public async Task Product_that_is_no_longer_sold_goes_and_the_shops_other_pages_stay()
    {
        await using var world = await World.StartAsync();
        await ReadAsync(world);
        var documents = await DocumentsAsync(world);
        var folder = documents[0].Source[..(documents[0].Source.LastIndexOf('/') + 1)];
        await AddAsync(world, folder + "a-product-of-last-year", AddCatalogue.FeedOf(Store));
        await AddAsync(world, "https://tulips.example/pages/returns");

        (await ReadAsync(world)).ShouldBeOfType<AddCatalogueResult.Read>().Removed.ShouldBe(1);

        (await DocumentsAsync(world)).Select(document => document.Source).ShouldBe(
            [.. documents.Select(document => document.Source), "https://tulips.example/pages/returns"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Page_that_a_person_added_stays_wherever_its_address_is()
    {
        await using var world = await World.StartAsync();
        await ReadAsync(world);
        var product = (await DocumentsAsync(world))[0].Source;
        var page = product[..(product.LastIndexOf('/') + 1)] + "how-to-choose-a-size";
        await AddAsync(world, page);
        await AddAsync(world, "https://tulips.example/pages/old", AddCatalogue.FeedOf("another.example"));

        (await ReadAsync(world)).ShouldBeOfType<AddCatalogueResult.Read>().Removed.ShouldBe(0);

        var sources = (await DocumentsAsync(world)).Select(document => document.Source).ToList();
        sources.ShouldContain(page);
        sources.ShouldContain("https://tulips.example/pages/old");
    }

    [Fact]
    public async Task Page_of_a_product_from_before_feeds_is_kept_fresh_and_goes_with_its_product()
    {
        await using var world = await World.StartAsync();
        await ReadAsync(world);
        var product = (await DocumentsAsync(world))[0];
        await RemoveAsync(world, product.Source);
        // As they were stored then.
        await AddAsync(
            world, product.Source, title: product.Title,
            text: $"{product.Title}\n\nAs it was.\n\n{product.Title} costs $1.00 and is sold out.\n");
        var gone = product.Source[..(product.Source.LastIndexOf('/') + 1)] + "red-tulips";
        await AddAsync(
            world, gone, title: "Red tulips",
            text: "Red tulips\n\nRed.\n\nRed tulips Small costs $12.50 and is in stock.\n"
                + "Red tulips Large costs $20.00 and is sold out.\n");

        var read = (await ReadAsync(world)).ShouldBeOfType<AddCatalogueResult.Read>();

        (read.Written, read.Removed).ShouldBe((1, 1));
        var documents = await DocumentsAsync(world);
        documents.ShouldNotContain(document => document.Source == gone);
        documents.Single(document => document.Source == product.Source).Feed.ShouldBe(AddCatalogue.FeedOf(Store));
    }

    [Fact]
    public async Task Document_that_a_person_added_at_a_product_s_address_is_neither_replaced_nor_removed()
    {
        await using var world = await World.StartAsync();
        await ReadAsync(world);
        var product = (await DocumentsAsync(world))[0];
        await RemoveAsync(world, product.Source);
        await AddAsync(world, product.Source, title: product.Title, text: $"{product.Title} smells of spring.");
        var page = product.Source[..(product.Source.LastIndexOf('/') + 1)] + "sizes";
        await AddAsync(world, page, title: "Sizes", text: "Sizes\n\nThe large one costs $5.00 more and is in stock.\n");

        var read = (await ReadAsync(world)).ShouldBeOfType<AddCatalogueResult.Read>();

        (read.Written, read.Removed).ShouldBe((0, 0));
        read.Refusals.ShouldBeEmpty();
        var documents = await DocumentsAsync(world);
        documents.Single(document => document.Source == product.Source).Feed.ShouldBeNull();
        documents.ShouldContain(document => document.Source == page);
        (await world.Services.GetRequiredService<SearchKnowledge>().HandleAsync(
            Shop, "What smells of spring?", 5, TestContext.Current.CancellationToken))
            .ShouldContain(passage => passage.Text.Contains("smells of spring"));
    }

    [Fact]
    public async Task Merchant_that_does_not_answer_or_is_not_there_changes_nothing()
    {
        await using var world = await World.StartAsync();

        (await world.Services.GetRequiredService<AddCatalogue>().HandleAsync(
                Shop, "nobody.example", TestContext.Current.CancellationToken))
            .ShouldBeOfType<AddCatalogueResult.Refused>().Message.ShouldContain("merchants list");
        (await DocumentsAsync(world)).ShouldBeEmpty();
    }

    private static Task<AddCatalogueResult> ReadAsync(World world) =>
        world.Services.GetRequiredService<AddCatalogue>().HandleAsync(
            Shop, Store, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<KnowledgeDocument>> DocumentsAsync(World world) =>
        await world.Services.GetRequiredService<ListDocuments>().HandleAsync(
            Shop, TestContext.Current.CancellationToken);

    private static async Task AddAsync(
        World world, string source, string? feed = null, string? title = null, string text = "Some words about it.") =>
        (await world.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(Shop, source, Encoding.UTF8.GetBytes(text), title, feed), TestContext.Current.CancellationToken))
            .ShouldBeOfType<AddDocumentResult.Added>();

    private static async Task RemoveAsync(World world, string source) =>
        (await world.Services.GetRequiredService<RemoveDocument>().HandleAsync(
            Shop, source, TestContext.Current.CancellationToken)).ShouldBeOfType<RemoveDocumentResult.Removed>();
}
