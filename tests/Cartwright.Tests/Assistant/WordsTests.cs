using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Knowledge.Words;

namespace Cartwright.Tests.Assistant;

public sealed class WordsTests
{
    [Theory]
    [InlineData("return", "returns", "returned", "returning")]
    [InlineData("ship", "ships", "shipped", "shipping", "shipment")]
    [InlineData("delivery", "deliveries", "delivered", "deliver")]
    [InlineData("Karte", "Karten")]
    [InlineData("carta", "cartas")]
    [InlineData("flor", "flores")]
    [InlineData("Größe", "GROSSE")]
    [InlineData("Açores", "acores")]
    public void Forms_of_a_word_have_one_stem(string word, params string[] forms)
    {
        foreach (var form in forms)
        {
            StemOf(form).ShouldBe(StemOf(word), form);
        }
    }

    [Theory]
    [InlineData("spring", "string")]
    [InlineData("poster", "post")]
    [InlineData("care", "car")]
    public void Different_words_have_different_stems(string one, string other) =>
        StemOf(one).ShouldNotBe(StemOf(other));

    [Theory]
    [InlineData("It takes 3.5 days. Then call No. 7!", "It takes 3.5 days.", "Then call No. 7!")]
    [InlineData("Becher, z. B. aus Ton.\nOder Glas", "Becher, z. B. aus Ton.", "Oder Glas")]
    public void Sentences_end_where_a_reader_says_so(string text, params string[] sentences) =>
        Sentences.Of(text).ShouldBe(sentences);

    [Fact]
    public void Passage_that_holds_little_of_the_question_is_not_quoted()
    {
        var passage = new PassageFound("doc_1", "Mugs", "mugs.md", "", "A mug holds 300 ml.", 0.3);

        BestAnswer.Of("Do you sell bicycles or mugs?", [passage]).ShouldBeOfType<BestAnswer.Nothing>();
        BestAnswer.Of("", []).ShouldBeOfType<BestAnswer.Nothing>();
    }

    [Fact]
    public void Quote_is_the_sentence_that_answers_and_not_the_whole_passage()
    {
        var passage = new PassageFound(
            "doc_1", "Mugs", "mugs.md", "",
            "We love clay. A kiln is hot. The big mug holds 300 ml. It is blue. Nobody knows why.", 0.9);

        var quote = BestAnswer.Of("How much does the big mug hold?", [passage]).ShouldBeOfType<BestAnswer.Quote>();

        quote.Text.ShouldContain("300 ml");
        quote.Text.ShouldNotContain("clay");
        quote.Text.ShouldNotContain("Nobody");
    }

    private static string StemOf(string word) => LightStemmer.Stem(Folding.WordsOf(word).ShouldHaveSingleItem());
}
