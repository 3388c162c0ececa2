using Cartwright.Assistant.Knowledge.Search;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// Puts what full text and what the vectors found in one order, and says how well each passage fits: pure. Models differ
/// in what their cosines mean, so a passage's vector counts by how far it stands out from the shop's other passages. It
/// lifts a passage that shares some words with the question; one that shares none is found, but a lift alone is less
/// than what is quoted.
/// </summary>
internal static class RankTogether
{
    private const double LiftMax = 0.3;

    // The nearest of hundreds stands out by about three when nothing fits. With less, questions of the tests that
    // nothing answers were quoted to.
    private const double StandOutMin = 3;
    private const double StandOutFull = 6;

    /// <param name="ranked">All passages of both, by full text's ranking with its scores.</param>
    /// <param name="found">The ids that full text found.</param>
    /// <param name="nearest">Those that the vectors found, the nearest first.</param>
    public static IEnumerable<(StoredPassage Passage, double Score)> Of(
        IReadOnlyList<(StoredPassage Passage, double Score)> ranked,
        IReadOnlyList<string> found,
        IReadOnlyList<NearPassage> nearest)
    {
        var isFound = found.ToHashSet(StringComparer.Ordinal);
        var byId = ranked.ToDictionary(one => one.Passage.Id, StringComparer.Ordinal);
        var lifts = nearest.ToDictionary(
            one => one.Id,
            one => LiftMax * Math.Clamp((one.StandOut - StandOutMin) / (StandOutFull - StandOutMin), 0, 1),
            StringComparer.Ordinal);
        string[] byWords = [.. ranked.Select(one => one.Passage.Id).Where(isFound.Contains)];
        // Words that are shared say more than a nearness: full text's ranking counts twice.
        return MergeRankings.Of(byWords, byWords, [.. nearest.Select(one => one.Id).Where(byId.ContainsKey)])
            .Select(id => (
                byId[id].Passage, Math.Min(1, byId[id].Score + lifts.GetValueOrDefault(id))));
    }
}
