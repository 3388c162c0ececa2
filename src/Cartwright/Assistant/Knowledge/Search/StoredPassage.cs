using Cartwright.Assistant.Knowledge.Words;

namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>A passage with its words laid out for ranking. Never changes, since its id holds its hash.</summary>
internal sealed class StoredPassage(
    string id, string documentId, string title, string source, string heading, string text)
{
    // Small arrays instead of a dictionary: thousands of passages are kept in memory.
    private readonly int[] terms = HashesOf(title, heading, text, out _);
    private readonly byte[] counts = CountsOf(title, heading, text);

    public string Id => id;
    public string DocumentId => documentId;
    public string Title => title;
    public string Source => source;
    public string Heading => heading;
    public string Text => text;

    /// <summary>A term as a passage knows it, in this process.</summary>
    public static int HashOf(string term) => term.GetHashCode(StringComparison.Ordinal);

    /// <summary>How often a term is in the passage, up to 255.</summary>
    /// <param name="term">Its hash.</param>
    public int CountOf(int term)
    {
        var at = Array.BinarySearch(terms, term);
        return at >= 0 ? counts[at] : 0;
    }

    private static int[] HashesOf(string title, string heading, string text, out byte[] counts)
    {
        var byHash = new SortedDictionary<int, byte>();
        foreach (var term in WordIndex.TermsOf($"{title} {heading}", text))
        {
            var hash = HashOf(term);
            byHash[hash] = (byte)Math.Min(byHash.GetValueOrDefault(hash) + 1, byte.MaxValue);
        }

        counts = [.. byHash.Values];
        return [.. byHash.Keys];
    }

    private static byte[] CountsOf(string title, string heading, string text)
    {
        HashesOf(title, heading, text, out var counts);
        return counts;
    }
}
