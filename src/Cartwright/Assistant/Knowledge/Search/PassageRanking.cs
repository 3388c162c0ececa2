namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>Puts the passages that the database found in order, by everything that is known of the question: pure.</summary>
internal static class PassageRanking
{
    // Of what a word can gain: for being there at all, for being said more than once, for standing in a heading.
    private const double Present = 0.76;
    private const double Repeated = 0.08;
    private const double InHeading = 0.16;

    /// <returns>The best first, each with its score: the share of the question that it holds, 0 to 1.</returns>
    public static IReadOnlyList<(StoredPassage Passage, double Score)> Of(
        QuestionPlan plan, IEnumerable<StoredPassage> passages)
    {
        var all = plan.Words.Sum(word => word.Weight);
        return
        [
            .. passages
                .Select(passage => (Passage: passage, Score: all > 0 ? GainOf(plan, passage) / all : 0))
                .OrderByDescending(one => one.Score)
                .ThenBy(one => one.Passage.Id, StringComparer.Ordinal),
        ];
    }

    private static double GainOf(QuestionPlan plan, StoredPassage passage)
    {
        var gain = 0.0;
        foreach (var word in plan.Words)
        {
            var count = passage.CountOf(word.StemHash);
            if (count > 0)
            {
                var repeated = Repeated * (1 - (1.0 / count));
                var inHeading = passage.CountOf(word.HeadingHash) > 0 ? InHeading : 0;
                gain += word.Weight * (Present + repeated + inHeading);
            }
            else if (word.ConceptHash is { } concept && passage.CountOf(concept) > 0)
            {
                gain += word.Weight * QuestionPlan.OfConcept;
            }
        }

        return gain;
    }
}
