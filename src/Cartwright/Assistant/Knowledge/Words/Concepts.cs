namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>
/// What shops write about, in the words of five languages, so that "money back" finds "refund" and a German question
/// finds an English page. A line is a concept: its name, then its words, folded; one that ends in a star stands for all
/// words that begin with it.
/// </summary>
internal static class Concepts
{
    private static readonly Dictionary<string, string> ByStem = new(StringComparer.Ordinal);
    private static readonly Dictionary<char, List<(string Prefix, string Concept)>> ByPrefix = [];

    static Concepts()
    {
        using var stream = typeof(Concepts).Assembly.GetManifestResourceStream(
            "Cartwright.Assistant.Knowledge.Words.concepts.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var concept, .. var words]
                || concept.StartsWith('#'))
            {
                continue;
            }

            foreach (var word in words)
            {
                Add(concept.TrimEnd(':'), word);
            }
        }
    }

    /// <summary>Null for a word that belongs to none.</summary>
    /// <param name="word">Folded, not yet stemmed.</param>
    public static string? Find(string word, string stem)
    {
        if (ByStem.TryGetValue(stem, out var found))
        {
            return found;
        }

        if (ByPrefix.TryGetValue(word[0], out var prefixes))
        {
            foreach (var (prefix, concept) in prefixes)
            {
                if (word.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return concept;
                }
            }
        }

        return null;
    }

    private static void Add(string concept, string word)
    {
        if (!word.EndsWith('*'))
        {
            ByStem.TryAdd(LightStemmer.Stem(word), concept);
            return;
        }

        if (!ByPrefix.TryGetValue(word[0], out var prefixes))
        {
            ByPrefix[word[0]] = prefixes = [];
        }

        prefixes.Add((word[..^1], concept));
    }
}
