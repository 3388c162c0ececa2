namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// One ranking of several, by reciprocal rank fusion: an entry gains 1 / (60 + its place) in each that it is in (Cormack,
/// Clarke, Büttcher, 2009). Only places count, so that scores of different kinds need not be compared. Pure.
/// </summary>
internal static class MergeRankings
{
    private const int K = 60;

    /// <param name="rankings">The best first; of entries that gain the same, the first one's order holds.</param>
    public static IReadOnlyList<string> Of(params IReadOnlyList<IReadOnlyList<string>> rankings)
    {
        // The order in which they are first met is what is left between equals.
        OrderedDictionary<string, double> gains = new(StringComparer.Ordinal);
        foreach (var ranking in rankings)
        {
            foreach (var (place, id) in ranking.Index())
            {
                gains[id] = gains.GetValueOrDefault(id) + (1.0 / (K + place + 1));
            }
        }

        return [.. gains.OrderByDescending(one => one.Value).Select(one => one.Key)];
    }
}
