using Cartwright.Assistant.Knowledge.Search;
using Cartwright.Assistant.Knowledge.Words;

namespace Cartwright.Assistant.Knowledge;

/// <summary>What is quoted to a shopper, or that nothing fits well enough: pure.</summary>
public abstract record BestAnswer
{
    // Found by trying on the questions of the tests: below, more is quoted that answers nothing.
    private const double ScoreMin = 0.46;
    private const double OfNumber = 0.6;
    private const double OfNeighbour = 0.5;
    private const int PassagesMax = 3;
    private const int QuoteCharactersMax = 600;

    private BestAnswer() { }

    /// <param name="Text">One or two sentences of the passage, as they stand there.</param>
    public sealed record Quote(PassageFound Passage, string Text) : BestAnswer;

    public sealed record Nothing : BestAnswer;

    /// <param name="passages">As the search has found them, the best first.</param>
    public static BestAnswer Of(string question, IReadOnlyList<PassageFound> passages)
    {
        // Beside full text, a passage may stand first for its vector alone.
        var score = passages.Take(PassagesMax).Select(passage => passage.Score).DefaultIfEmpty(0).Max();
        if (score < ScoreMin)
        {
            return new Nothing();
        }

        var words = QuestionPlan.WordsOf(question);
        var wantsNumber = AsksForNumber(question);
        return passages.Take(PassagesMax).Where(passage => passage.Score >= score * 0.95)
            .Select(passage => (Quote: QuoteOf(words, wantsNumber, passage), passage.Score))
            .Where(one => one.Quote is not null)
            .OrderByDescending(one => one.Quote!.Value.Gain + (one.Score * words.Count * 2))
            .FirstOrDefault().Quote?.Quote ?? (BestAnswer)new Nothing();
    }

    /// <summary>Null for a passage that only speaks to a model.</summary>
    private static (Quote Quote, double Gain)? QuoteOf(
        IReadOnlyList<IndexWord> words, bool wantsNumber, PassageFound passage)
    {
        var sentences = ToldSentence.Of(passage.Text).ToList();
        var gains = sentences.Select(sentence => GainOf(words, wantsNumber, sentence)).ToList();
        var best = gains.IndexOf(gains.Max());
        while (sentences[best].IsInstruction)
        {
            sentences.RemoveAt(best);
            gains.RemoveAt(best);
            if (sentences.Count == 0)
            {
                return null;
            }

            best = gains.IndexOf(gains.Max());
        }

        // The neighbour with more of the question's words comes along; of two that are alike the one behind.
        var before = best > 0 ? gains[best - 1] : -1;
        var behind = best + 1 < gains.Count ? gains[best + 1] + OfNeighbour : -1;
        var (from, to) = behind >= before ? (best, Math.Min(best + 1, gains.Count - 1)) : (best - 1, best);
        var neighbour = from == best ? to : from;
        var text = from == to || sentences[neighbour].IsInstruction
            || sentences[from].Text.Length + sentences[to].Text.Length > QuoteCharactersMax
            ? sentences[best].Text
            : $"{sentences[from].Text} {sentences[to].Text}";
        return (new(passage, text), gains[best]);
    }

    private static double GainOf(IReadOnlyList<IndexWord> words, bool wantsNumber, ToldSentence sentence)
    {
        var gain = words.Sum(word => sentence.Says(word.Stem) ? 1.0
            : word.Concept is { } concept && sentence.Means(concept) ? QuestionPlan.OfConcept
            : 0);
        return wantsNumber && sentence.HasNumber ? gain + OfNumber : gain;
    }

    private static bool AsksForNumber(string question)
    {
        var words = Folding.WordsOf(question);
        return words.Exists(word => word is
            "much" or "many" or "long" or "when" or "cost" or "price" or "big" or "size" or "wie" or "wann" or "kostet"
            or "combien" or "quand" or "cuanto" or "cuanta" or "cuantos" or "cuando" or "quanto" or "quantos"
            or "quando");
    }
}
