using System.Buffers;

namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>
/// Takes endings off that a word has in one place and not in another: plurals, participles, a last vowel. One set of
/// rules serves all languages, because the language of a question of three words is a guess. It need not be right, only
/// the same for documents and questions.
/// </summary>
internal static class LightStemmer
{
    private const int RoundsMax = 4;

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <param name="word">Folded, as <see cref="Folding"/> leaves it.</param>
    public static string Stem(string word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterLower(c))
            {
                return word;
            }
        }

        for (var round = 0; round < RoundsMax; round++)
        {
            var shorter = Shorten(word);
            if (shorter.Length == word.Length)
            {
                break;
            }

            word = shorter;
        }

        return word;
    }

    private static string Shorten(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length >= 6)
        {
            return word[..^3] + "y";
        }

        foreach (var (ending, lengthMin) in Endings)
        {
            var length = word.Length - ending.Length;
            if (length >= lengthMin && word.EndsWith(ending, StringComparison.Ordinal) && HasVowel(word, length))
            {
                return word[..length];
            }
        }

        // "shipping" and "cancelled" lose their ending, and then the letter that was doubled for it.
        return word.Length >= 4 && word[^1] == word[^2] && word[^1] is not ('s' or 'e' or 'o') ? word[..^1] : word;
    }

    private static bool HasVowel(string word, int length) =>
        word.AsSpan(0, length).ContainsAny(Vowels);

    // The ending, and how many letters stay in front of it at least. Longer endings stand first.
    private static readonly (string Ending, int LengthMin)[] Endings =
    [
        ("ment", 3), ("ing", 3), ("ung", 4), ("eau", 9), ("ed", 3), ("en", 4), ("er", 5), ("em", 5),
        ("us", 99), ("ss", 99), ("is", 99), ("s", 3), ("x", 5), ("a", 4), ("e", 4), ("i", 4), ("o", 4), ("y", 4),
    ];
}
