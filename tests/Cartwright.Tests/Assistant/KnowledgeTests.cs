using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Knowledge.Search;
using Cartwright.Assistant.Knowledge.Words;
using Cartwright.Journal;
using static Cartwright.Tests.Assistant.AShelf;

namespace Cartwright.Tests.Assistant;

public sealed class KnowledgeTests
{
    private const string Returns = """
        # Returns

        ## How long you have
        You may send anything back within 30 days of delivery.

        ## Exchanges
        We exchange a cracked mug free of charge.
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Question_in_other_forms_of_its_words_finds_the_passage(bool onPostgres)
    {
        await using var shelf = await AShelf.OpenAsync(onPostgres);
        await shelf.AddAsync(Tulips, "returns.md", Returns);
        await shelf.AddAsync(Tulips, "shipping.txt", "We ship bulbs from September on.\n\nParcels take three days.");

        (await shelf.SearchAsync(Tulips, "Can you exchange mugs that crack?"))[0].Heading.ShouldBe("Exchanges");
        (await shelf.SearchAsync(Tulips, "shipping of a bulb"))[0].Source.ShouldBe("shipping.txt");
        (await shelf.SearchAsync(Tulips, "Wie lange habe ich für eine Rückgabe?"))[0].Text.ShouldContain("30 days");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Document_that_is_removed_is_found_no_more(bool onPostgres)
    {
        await using var shelf = await AShelf.OpenAsync(onPostgres);
        await shelf.AddAsync(Tulips, "returns.md", Returns);
        (await shelf.SearchAsync(Tulips, "exchange a mug")).ShouldNotBeEmpty();
        (await shelf.Get<IPassageSearch>().CountAsync([WordIndex.KeyOf(Tulips) + "mug"], Stop)).ShouldBe([1]);

        (await shelf.Get<RemoveDocument>().HandleAsync(Tulips, "returns.md", Stop))
            .ShouldBeOfType<RemoveDocumentResult.Removed>();

        (await shelf.SearchAsync(Tulips, "exchange a mug")).ShouldBeEmpty();
        (await shelf.Get<IJournal>().QueryAsync(
            "select count(*) from knowledge_passages", row => row.GetInt64(0), cancellationToken: Stop)).ShouldBe([0]);
        (await shelf.Get<IPassageSearch>().CountAsync([WordIndex.KeyOf(Tulips) + "mug"], Stop)).ShouldBe([0]);
        (await shelf.Get<ListDocuments>().HandleAsync(Tulips, Stop)).ShouldBeEmpty();
        (await shelf.Get<RemoveDocument>().HandleAsync(Tulips, "returns.md", Stop))
            .ShouldBeOfType<RemoveDocumentResult.NotFound>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Document_that_is_added_again_writes_only_what_has_changed(bool onPostgres)
    {
        await using var shelf = await AShelf.OpenAsync(onPostgres);
        var first = (await shelf.AddAsync(Tulips, "returns.md", Returns)).ShouldBeOfType<AddDocumentResult.Added>();

        (await shelf.AddAsync(Tulips, "returns.md", Returns)).ShouldBeOfType<AddDocumentResult.Unchanged>();
        var second = (await shelf.AddAsync(
                Tulips, "returns.md", Returns.Replace("30 days", "45 days", StringComparison.Ordinal)))
            .ShouldBeOfType<AddDocumentResult.Added>();

        second.Document.Id.ShouldBe(first.Document.Id);
        (second.PassagesAdded, second.PassagesRemoved, second.PassagesKept).ShouldBe((1, 1, 1));
        var found = await shelf.SearchAsync(Tulips, "How many days to send something back?");
        found[0].Text.ShouldContain("45 days");
        found.ShouldNotContain(passage => passage.Text.Contains("30 days"));
        (await shelf.SearchAsync(Tulips, "exchange"))[0].Text.ShouldContain("cracked mug");
    }

    [Fact]
    public async Task Documents_of_another_shop_are_neither_found_nor_removed()
    {
        await using var shelf = await AShelf.OpenAsync();
        await shelf.AddAsync(Tulips, "returns.md", Returns);
        await shelf.AddAsync(Mugs, "mugs.md", "Our mugs hold 300 ml.");

        (await shelf.SearchAsync(Mugs, "exchange a cracked mug"))
            .ShouldAllBe(passage => passage.Source == "mugs.md");
        (await shelf.Get<RemoveDocument>().HandleAsync(Mugs, "returns.md", Stop))
            .ShouldBeOfType<RemoveDocumentResult.NotFound>();
        (await shelf.SearchAsync(Tulips, "exchange")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Documents_beyond_the_bounds_are_refused_with_what_to_do()
    {
        await using var shelf = await AShelf.OpenAsync(
            false, "--Knowledge:DocumentsPerShopMax=1", "--Knowledge:DocumentBytesMax=1000");
        await shelf.AddAsync(Tulips, "returns.md", Returns);

        Refusal(await shelf.AddAsync(Tulips, "two.md", "Two.")).ShouldContain("remove one");
        Refusal(await shelf.AddAsync(Tulips, "long.md", new string('a', 1001))).ShouldContain("DocumentBytesMax");
        Refusal(await shelf.AddAsync(Tulips, "empty.md", " ")).ShouldContain("holds no text");
        Refusal(await shelf.AddAsync(Tulips, "picture.png", [0x89, 0x50, 0, 0xff])).ShouldContain("Markdown");
        Refusal(await shelf.AddAsync(Tulips, "broken.pdf", "%PDF-1.7 and nothing more")).ShouldContain("PDF");
        (await shelf.Get<ListDocuments>().HandleAsync(Tulips, Stop)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Documents_that_are_added_at_once_are_all_found()
    {
        await using var shelf = await AShelf.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => shelf.AddAsync(Tulips, $"{number}.txt", $"Tulip variety number {number}00 blooms in May.")));

        (await shelf.Get<ListDocuments>().HandleAsync(Tulips, Stop)).Count.ShouldBe(8);
        foreach (var number in Enumerable.Range(1, 7))
        {
            (await shelf.SearchAsync(Tulips, $"variety {number}00"))[0].Source.ShouldBe($"{number}.txt");
        }
    }

    [Theory]
    [InlineData("\" OR 1 --")]
    [InlineData("'; drop table knowledge_passages; --")]
    [InlineData("NEAR(mug exchange) AND * : ^ & | !")]
    [InlineData("\ud800 \0 ¿? 🌷")]
    public async Task Signs_of_the_search_languages_are_only_text(string question)
    {
        await using var shelf = await AShelf.OpenAsync();
        await shelf.AddAsync(Tulips, "returns.md", Returns);

        await shelf.SearchAsync(Tulips, question);

        (await shelf.SearchAsync(Tulips, "exchange")).ShouldNotBeEmpty();
    }

    private static string Refusal(AddDocumentResult result) =>
        result.ShouldBeOfType<AddDocumentResult.Refused>().Message;
}
