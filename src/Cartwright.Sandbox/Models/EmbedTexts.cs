using System.Collections.Frozen;
using System.Text;

namespace Cartwright.Sandbox.Models;

/// <summary>
/// Turns a text into a vector: its words' stems, their letters by threes and what they mean (<c>meanings.txt</c>) are
/// each hashed to a few places of the vector. The same text gives the same vector; texts with words of one meaning, in
/// any of five languages, are near each other. It stands in for a real model, which can't be had here.
/// </summary>
internal sealed class EmbedTexts(string name, int dimensions)
{
    public const int DimensionsMax = 1_024;

    private const int StemLetters = 5;
    private const int LettersMin = 3;
    private const int PlacesPerFeature = 4;
    private const double OfStem = 1;
    private const double OfMeaning = 1.2;
    private const double OfThree = 0.18;
    private const double OfSmallWord = 0.1;

    public static readonly IReadOnlyList<EmbedTexts> Table = [new("sandbox-embed", 384), new("sandbox-embed-2", 256)];

    private static readonly FrozenSet<string> SmallWords = ("the and for you your are can what how does this that with "
        + "have has not will was were from there they them his her its our which who why would could should may must any "
        + "der die das und ist ich sie wir ein eine einen nicht kann wie was mit fur von auf den dem des ihr auch habt "
        + "les des une est que qui vous nous mon mes ses dans pour pas sur avec avez puis "
        + "los las una que por con para del hay esta sus mis son puedo se "
        + "uma dos das com nao meu minha posso qual onde ate").Split(' ').ToFrozenSet();

    private static readonly Lazy<Meanings> Known = new(Meanings.Read);

    public string Name => name;

    public int Dimensions => dimensions;

    public static EmbedTexts? Find(string? name) => Table.FirstOrDefault(model => model.Name == name);

    public float[] Of(string text, int length)
    {
        Dictionary<string, double> features = new(StringComparer.Ordinal);
        foreach (var word in WordsOf(text))
        {
            var weight = SmallWords.Contains(word) || word.Length < LettersMin ? OfSmallWord : 1;
            Add(features, $"stem {word[..Math.Min(StemLetters, word.Length)]}", weight * OfStem);
            foreach (var meaning in Known.Value.Of(word))
            {
                Add(features, $"meaning {meaning}", weight * OfMeaning);
            }

            var framed = $"^{word}$";
            for (var at = 0; at + LettersMin <= framed.Length; at++)
            {
                Add(features, $"three {framed.AsSpan(at, LettersMin)}", weight * OfThree);
            }
        }

        var vector = new float[length];
        vector[0] = 1e-3f; // An empty text has a direction too.
        foreach (var (feature, weight) in features)
        {
            // What is said often counts more, but not in proportion.
            Scatter(vector, feature, Math.Sqrt(weight));
        }

        var size = MathF.Sqrt(vector.Sum(number => number * number));
        return [.. vector.Select(number => number / size)];
    }

    /// <summary>The words in lower case, without accents: the culture's data may be missing, so by a table.</summary>
    internal static IEnumerable<string> WordsOf(string text)
    {
        const string From = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
        const string To = "aaaaaaceeeeiiiinooooouuuuyy";
        var word = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant() + " ")
        {
            if (char.IsLetterOrDigit(letter))
            {
                var at = From.IndexOf(letter, StringComparison.Ordinal);
                word.Append(at >= 0 ? To[at] : letter).Replace("ß", "ss");
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }

    private static void Add(Dictionary<string, double> features, string feature, double weight) =>
        features[feature] = features.GetValueOrDefault(feature) + weight;

    private void Scatter(float[] vector, string feature, double weight)
    {
        // FNV-1a, since the runtime's own hash differs from one process to the next.
        var hash = 14695981039346656037UL;
        foreach (var letter in $"{name} {feature}")
        {
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        }

        for (var place = 0; place < PlacesPerFeature; place++)
        {
            hash = unchecked((hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9UL);
            var sign = (hash & (1UL << 40)) == 0 ? 1 : -1;
            vector[(int)((hash >> 8) % (ulong)vector.Length)] += (float)(sign * weight);
        }
    }

    /// <summary>The table of words and what they mean.</summary>
    private sealed class Meanings(ILookup<string, string> whole, IReadOnlyList<(string Start, string Meaning)> starts)
    {
        public static Meanings Read()
        {
            using var stream = typeof(EmbedTexts).Assembly
                .GetManifestResourceStream("Cartwright.Sandbox.Models.meanings.txt")!;
            using var reader = new StreamReader(stream);
            var entries = reader.ReadToEnd().Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(parts => parts.Skip(1).Select(word => (Word: word, Meaning: parts[0])))
                .ToList();
            return new(
                entries.Where(entry => !entry.Word.EndsWith('*')).ToLookup(entry => entry.Word, entry => entry.Meaning),
                [.. entries.Where(entry => entry.Word.EndsWith('*')).Select(entry => (entry.Word[..^1], entry.Meaning))]);
        }

        public IEnumerable<string> Of(string word) => whole[word]
            .Concat(starts.Where(one => word.StartsWith(one.Start, StringComparison.Ordinal)).Select(one => one.Meaning))
            .Distinct();
    }
}
