using System.Globalization;
using System.Text;

namespace Cartwright.Lookup;

/// <summary>Makes full-width letters and signs, and the digits of every script, the plain ones.</summary>
internal static class PlainText
{
    private const int FullWidthFirst = 0xFF01;
    private const int FullWidthLast = 0xFF5E;
    private const int FullWidthDistance = 0xFEE0;

    /// <summary>Blanks become one, what can't be seen goes, and so does half of a pair.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Made(text);

    /// <summary>Most texts are plain as they came.</summary>
    private static bool IsPlain(string text)
    {
        var before = ' ';
        foreach (var letter in text)
        {
            if (letter is < ' ' or > '~' || (letter == ' ' && before == ' '))
            {
                return false;
            }

            before = letter;
        }

        return before != ' ' || text.Length == 0;
    }

    private static string Made(string text)
    {
        var plain = new StringBuilder(text.Length);
        Span<char> letters = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (value is >= FullWidthFirst and <= FullWidthLast)
            {
                plain.Append((char)(value - FullWidthDistance));
            }
            else if (Rune.IsDigit(rune))
            {
                plain.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                // One for many: between words they say nothing, and patterns would try each way to share them out.
                if (plain.Length == 0 || plain[^1] != ' ')
                {
                    plain.Append(' ');
                }
            }
            else if (rune != Rune.ReplacementChar
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                plain.Append(letters[..rune.EncodeToUtf16(letters)]);
            }
        }

        return plain.ToString().Trim();
    }
}
