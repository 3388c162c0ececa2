using Cartwright.Assistant.Knowledge.Words;

namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>One word of a question.</summary>
/// <param name="Weight">How much it tells passages apart: the rarer, the more.</param>
internal sealed record QuestionWord(string Word, string Stem, string? Concept, double Weight)
{
    // Dozens of passages are asked for each.
    public int StemHash { get; } = StoredPassage.HashOf(Stem);
    public int HeadingHash { get; } = StoredPassage.HashOf("=" + Stem);
    public int? ConceptHash { get; } = Concept is null ? null : StoredPassage.HashOf("@" + Concept);
}

/// <summary>What a question asks for, and by which terms the database is searched for it: pure.</summary>
/// <param name="Terms">The rarest, as many as keep the search short.</param>
internal sealed record QuestionPlan(IReadOnlyList<QuestionWord> Words, IReadOnlyList<WeightedTerm> Terms)
{
    public const int WordsMax = 16;

    /// <summary>So many passages are looked at in the database, unless the rarest term alone is in more.</summary>
    private const int MatchesMax = 300;
    private const int TermsMax = 8;

    /// <summary>Of so few passages with a word all are ranked, wherever in them it stands.</summary>
    private const int FewMax = 24;

    /// <summary>A passage that means the same in other words gains less than one with the word itself.</summary>
    public const double OfConcept = 0.75;
    private const double OfHeading = 0.5;

    /// <summary>A shop of three pages would take a word that is on two of them for one that says nothing.</summary>
    private const int PassagesMin = 200;

    /// <summary>
    /// A word that is in no document weighs less than a rare one: it may be what is asked for ("surfboards"), or only
    /// a turn of phrase.
    /// </summary>
    private const double OfUnknown = 0.4;

    /// <summary>The words of a question, each once.</summary>
    public static IReadOnlyList<IndexWord> WordsOf(string question) =>
        [.. WordIndex.WordsOf(question).DistinctBy(word => word.Stem).Take(WordsMax)];

    /// <summary>All terms that the plan needs the counts of.</summary>
    public static IReadOnlyList<string> TermsOf(string key, IReadOnlyList<IndexWord> words) =>
        [.. words.SelectMany(word => TermsOf(key, word)).Distinct()];

    /// <param name="counts">In how many passages each of the terms is.</param>
    /// <param name="passages">How many the shop has.</param>
    public static QuestionPlan Of(
        string key, IReadOnlyList<IndexWord> words, IReadOnlyDictionary<string, int> counts, int passages)
    {
        List<QuestionWord> weighed = [];
        Dictionary<string, double> gains = new(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var own = counts.GetValueOrDefault(key + word.Stem);
            var meant = word.Concept is { } concept ? counts.GetValueOrDefault($"{key}@{concept}") : 0;
            // A word of a concept weighs what its meaning does; one that nobody has written weighs as one written once.
            var weight = Rarity(Math.Max(own, meant), passages);
            weighed.Add(new(word.Word, word.Stem, word.Concept, weight));
            foreach (var (term, gain) in TermsOf(key, word).Zip([weight, weight * OfHeading, weight * OfConcept]))
            {
                gains[term] = Math.Max(gain, gains.GetValueOrDefault(term));
            }
        }

        List<WeightedTerm> terms = [];
        var matches = 0;
        foreach (var (term, gain) in gains.OrderBy(one => counts.GetValueOrDefault(one.Key))
            .ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            var count = counts.GetValueOrDefault(term);
            var isOfHeading = term[key.Length] == '=';
            if (count == 0 || (isOfHeading && counts.GetValueOrDefault(key + term[(key.Length + 1)..]) <= FewMax))
            {
                continue;
            }

            if (terms.Count > 0 && (matches + count > MatchesMax || terms.Count >= TermsMax))
            {
                break;
            }

            terms.Add(new(term, gain));
            matches += count;
        }

        return new(weighed, terms);
    }

    private static IEnumerable<string> TermsOf(string key, IndexWord word)
    {
        yield return key + word.Stem;
        yield return $"{key}={word.Stem}";
        if (word.Concept is { } concept)
        {
            yield return $"{key}@{concept}";
        }
    }

    private static double Rarity(int count, int passages)
    {
        var all = Math.Max(passages, PassagesMin);
        var rarity = Math.Log(1 + ((all - count + 0.5) / (Math.Max(count, 1) + 0.5)));
        return count > 0 ? rarity : rarity * OfUnknown;
    }
}
