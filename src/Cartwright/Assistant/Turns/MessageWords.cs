using System.Text;
using Cartwright.Lookup;
using Cartwright.Regions;

namespace Cartwright.Assistant.Turns;

/// <summary>A message as it is compared with tables: small words without accents, apart at every sign.</summary>
/// <param name="Plain">The message itself, with plain digits and signs.</param>
internal sealed record MessageWords(string Plain, IReadOnlyList<string> Words)
{
    /// <summary>What a shopper types. Whatever is longer is read to here.</summary>
    public const int CharactersMax = 2_000;

    private const int WordsMax = 300;
    private const int SameLettersMax = 2;

    public bool IsQuestion => Plain.Contains('?', StringComparison.Ordinal);

    /// <summary>The parts of an e-mail are no words of a language.</summary>
    public static MessageWords Of(string message)
    {
        var plain = PlainText.Of(message.Length > CharactersMax ? message[..CharactersMax] : message);
        return new(plain, Split(string.Join(' ', plain.Split(' ').Where(part => !part.Contains('@')))));
    }

    /// <summary>Letters, digits and the marks that some keyboards write apart from their letter make a word.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var at = 0; at <= text.Length && words.Count < WordsMax; at++)
        {
            if (at < text.Length && (char.IsLetterOrDigit(text[at]) || IsMark(text[at])))
            {
                continue;
            }

            if (at > start && Fold(text[start..at]) is { Length: > 0 } word)
            {
                words.Add(word);
            }

            start = at + 1;
        }

        return words;
    }

    private static bool IsMark(char letter) => char.GetUnicodeCategory(letter)
        is System.Globalization.UnicodeCategory.NonSpacingMark;

    private static string Fold(string word) => Squeeze(FoldedName.Of(word)
        .Replace("ß", "ss", StringComparison.Ordinal)
        .Replace("œ", "oe", StringComparison.Ordinal)
        .Replace("æ", "ae", StringComparison.Ordinal));

    /// <summary>Who is angry or glad holds a key down: <c>hellooo</c> is <c>hello</c>. Digits are left alone.</summary>
    private static string Squeeze(string word)
    {
        var squeezed = new StringBuilder(word.Length);
        for (var at = 0; at < word.Length;)
        {
            var run = 1;
            while (at + run < word.Length && word[at + run] == word[at])
            {
                run++;
            }

            squeezed.Append(word[at], run > SameLettersMax && char.IsLetter(word[at]) ? 1 : run);
            at += run;
        }

        return squeezed.ToString();
    }
}
