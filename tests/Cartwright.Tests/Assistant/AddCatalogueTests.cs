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

    private static async Task AddAsync(World world, string source, string? feed = null) =>
        (await world.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(Shop, source, Encoding.UTF8.GetBytes("Some words about it."), Feed: feed), TestContext.Current.CancellationToken))
            .ShouldBeOfType<AddDocumentResult.Added>();
}
