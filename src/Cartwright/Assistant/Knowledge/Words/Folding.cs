using System.Text;

namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>
/// Splits text into words of lower-case letters and digits without accents. The table is written out because the
/// gateway runs without the cultures' data, where a text can't be decomposed.
/// </summary>
internal static class Folding
{
    private const int WordCharactersMax = 40;
    private const char First = '\u00c0';
    private const char Last = '\u017f';

    // One entry for each letter from U+00C0 to U+017F; a blank stands for a sign that is no letter.
    private static readonly string[] Plain =
    [
        .. "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss".Split(' '),
        .. "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y".Split(' '),
        .. "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h".Split(' '),
        .. "i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n o o o o o o oe oe".Split(' '),
        .. "r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s".Split(' '),
    ];

    /// <summary>The words in their order. A word that is longer than any real one is cut.</summary>
    public static List<string> WordsOf(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (c is >= '\u0300' and <= '\u036f')
            {
                continue;
            }

            var isLetter = char.IsLetterOrDigit(c);
            if (isLetter && c is >= First and <= Last && Plain[c - First] is var plain && plain != "-")
            {
                word.Append(plain);
            }
            else if (isLetter)
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else
            {
                End(words, word);
            }
        }

        End(words, word);
        return words;
    }

    private static void End(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString(0, Math.Min(word.Length, WordCharactersMax)));
            word.Clear();
        }
    }
}
