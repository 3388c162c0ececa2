using System.Security.Cryptography;
using System.Text;
using Cartwright.Shops;
using Cartwright.Storage;

namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>
/// The terms that a passage is stored under and a question asks for. They are made here and not by the database, so
/// that SQLite and PostgreSQL find the same. A term is a word's stem; <c>=stem</c> when the word stands in a heading;
/// <c>@concept</c> for what it means.
/// </summary>
internal static class WordIndex
{
    /// <summary>Part of a passage's hash: what other rules stored is written anew when it is added again.</summary>
    public const string Version = "1";

    private const int KeyCharacters = 10;
    private const int KeptPerGenerationMax = 20_000;

    // Most words of a text were met before; finding their stem and concept again is most of the work.
    private static readonly FoldCache<IndexWord> Kept = new(KeptPerGenerationMax);

    /// <summary>
    /// Stands before each of a shop's terms, so that a search of one shop reads nothing of another's.
    /// </summary>
    public static string KeyOf(ShopDomain shop) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shop.Value)))[..KeyCharacters];

    /// <summary>A passage's terms; a stem as often as it is in the text, all others once.</summary>
    public static List<string> TermsOf(string heading, string text)
    {
        List<string> terms = [];
        HashSet<string> once = new(StringComparer.Ordinal);
        foreach (var word in WordsOf(heading))
        {
            once.Add("=" + word.Stem);
            terms.Add(word.Stem);
            AddConcept(once, word);
        }

        foreach (var word in WordsOf(text))
        {
            terms.Add(word.Stem);
            AddConcept(once, word);
        }

        terms.AddRange(once);
        return terms;
    }

    /// <summary>The words of a text that say something, in their order.</summary>
    public static IEnumerable<IndexWord> WordsOf(string text)
    {
        foreach (var word in Folding.WordsOf(text))
        {
            if (!StopWords.Contains(word))
            {
                yield return WordOf(word);
            }
        }
    }

    private static IndexWord WordOf(string word)
    {
        if (Kept.Find(word) is { } known)
        {
            return known;
        }

        var stem = LightStemmer.Stem(word);
        var made = new IndexWord(word, stem, Concepts.Find(word, stem));
        Kept.Keep(word, made);
        return made;
    }

    private static void AddConcept(HashSet<string> terms, IndexWord word)
    {
        if (word.Concept is { } concept)
        {
            terms.Add("@" + concept);
        }
    }
}

/// <param name="Word">Folded.</param>
/// <param name="Concept">What it means to a shop; null for a word of no concept.</param>
internal sealed record IndexWord(string Word, string Stem, string? Concept);
