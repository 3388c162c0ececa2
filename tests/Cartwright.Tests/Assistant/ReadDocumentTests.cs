using System.Text;
using Cartwright.Assistant.Knowledge.Reading;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Cartwright.Tests.Assistant;

public sealed class ReadDocumentTests
{
    [Fact]
    public void Markdown_keeps_its_words_under_their_headings_and_names_the_columns_of_a_row()
    {
        var text = Read("shipping.md", """
            ---
            title: "Shipping"
            ---
            Prices
            ------
            | Where | Standard |
            |---|---|
            | Germany | **6.50** EUR |

            ### Express
            - See [our page](https://x.example/a) <!-- not this -->
            - Next *working* day
            """);

        text.Title.ShouldBe("Shipping");
        Lines(text).ShouldBe(
        [
            "Prices: Germany; Standard: 6.50 EUR",
            "Prices › Express: See our page / Next working day",
        ]);
    }

    [Fact]
    public void Page_keeps_its_contents_and_leaves_menus_and_scripts_out()
    {
        var text = Read("https://tulips.example/returns", """
            <!doctype html><html><head><title>Returns – Tulips</title><style>p{}</style></head><body>
            <nav>Home Basket</nav><main><h1>Returns</h1><p>Within <b>30&nbsp;days</b>,
            free.</p><script>var hidden = 1;</script>
            <h2>Sizes</h2><table><tr><th>Format</th><th>Price</th></tr><tr><td>A3</td><td>19 EUR</td></tr></table>
            <details><summary>Who pays?</summary><ul><li>You do.</li><li>Or we.</li></ul></details>
            </main><footer>Imprint</footer></body></html>
            """);

        text.Title.ShouldBe("Returns");
        Lines(text).ShouldBe(
        [
            ": Within 30 days, free.",
            "Sizes: Format; Price / A3; Price: 19 EUR",
            "Sizes › Who pays?: You do. / Or we.",
        ]);
    }

    [Fact]
    public void Pdf_is_read_by_its_text()
    {
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        var page = builder.AddPage(PageSize.A4);
        page.AddText("Mugs are guaranteed for three years.", 12, new PdfPoint(40, 700), font);

        var text = ReadDocument.Of("warranty.pdf", builder.Build());

        string.Join(' ', text.Blocks.Select(block => block.Text)).ShouldContain("guaranteed for three years");
    }

    [Fact]
    public void Old_page_in_latin_1_keeps_its_letters() =>
        ReadDocument.Of("a.txt", Encoding.Latin1.GetBytes("Rückgabe")).Blocks[0].Text.ShouldBe("Rückgabe");

    [Fact]
    public void Text_of_any_length_is_cut_into_passages_that_hold_all_of_it()
    {
        var random = new Random(5);
        var words = Enumerable.Range(0, 3_000)
            .Select(number => random.Next(9) == 0 ? $"w{number}." : $"w{number}").ToList();
        words.Insert(50, string.Concat(Enumerable.Range(0, 700)));

        var passages = SplitPassages.Of(ReadPlainText.Of(string.Join(' ', words)));

        passages.ShouldAllBe(passage => passage.Text.Length <= SplitPassages.CharactersMax);
        string.Concat(passages.Select(passage => passage.Text)).Replace(" ", "").ShouldBe(string.Concat(words));
    }

    private static DocumentText Read(string name, string text) => ReadDocument.Of(name, Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Lines(DocumentText text) => text.Blocks.Select(block =>
        $"{string.Join(" › ", block.Headings)}: {block.Text.Replace("\n", " / ", StringComparison.Ordinal)}");
}
