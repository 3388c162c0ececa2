using Cartwright.Storage;

namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>A sentence of a passage with its words laid out for comparing.</summary>
internal sealed class ToldSentence
{
    private const int TextsKeptPerGenerationMax = 1_000;

    // A few passages answer most questions, and taking them apart is most of what choosing a sentence costs.
    private static readonly FoldCache<IReadOnlyList<ToldSentence>> Kept = new(TextsKeptPerGenerationMax);

    private readonly string[] stems;
    private readonly string[] concepts;

    private ToldSentence(string text)
    {
        var words = WordIndex.WordsOf(text).ToList();
        Text = text;
        stems = [.. words.Select(word => word.Stem).Distinct(StringComparer.Ordinal)];
        concepts = [.. words.Select(word => word.Concept).OfType<string>().Distinct(StringComparer.Ordinal)];
        HasNumber = text.Any(char.IsAsciiDigit);
        IsInstruction = Instructions.IsOne(text);
    }

    public string Text { get; }

    public bool HasNumber { get; }

    /// <summary>It speaks to a model, and answers nobody.</summary>
    public bool IsInstruction { get; }

    public bool Says(string stem) => Array.IndexOf(stems, stem) >= 0;

    public bool Means(string concept) => Array.IndexOf(concepts, concept) >= 0;

    public static IReadOnlyList<ToldSentence> Of(string text)
    {
        if (Kept.Find(text) is { } known)
        {
            return known;
        }

        IReadOnlyList<ToldSentence> made = [.. Sentences.Of(text).Select(sentence => new ToldSentence(sentence))];
        Kept.Keep(text, made);
        return made;
    }
}
