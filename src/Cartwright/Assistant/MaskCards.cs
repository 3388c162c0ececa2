using System.Globalization;
using System.Text;

namespace Cartwright.Assistant;

/// <summary>
/// Takes card numbers out of a text before it is kept or looked at: pure. A card has 13 to 19 digits, the last of
/// which is a check, in the groups that are on cards. (ISO/IEC 7812.)
/// </summary>
public static class MaskCards
{
    private const int DigitsMin = 13;
    private const int DigitsMax = 19;
    private const int DigitsShown = 4;
    private const int SeparatorsMax = 3;
    private const int RunCharactersMax = 80;

    /// <summary>
    /// How the digits stand together; without blanks between them they may be as many as any card has. One number in
    /// ten has the right check digit: without this an order's number and a telephone behind it could be taken for a
    /// card's.
    /// </summary>
    private static readonly int[][] Groupings =
    [
        [4, 4, 4, 4, 3], [4, 4, 4, 4, 2], [4, 4, 4, 4, 1], [6, 13], [8, 11],
        [4, 4, 4, 4], [8, 8], [6, 10],
        [4, 6, 5], [4, 5, 6], [4, 4, 4, 3],
        [4, 6, 4], [4, 4, 4, 2],
        [4, 3, 3, 3], [4, 4, 4, 1],
    ];

    /// <summary>
    /// Groups of digits, with a few blanks, dots or dashes between them, that together have the right check digit.
    /// </summary>
    public static string In(string text)
    {
        StringBuilder? masked = null;
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsDigit(text[at]))
            {
                at++;
                continue;
            }

            var end = EndOfRun(text, at);
            if (CardIn(text, at, end) is { } card)
            {
                masked ??= new(text);
                Mask(masked, card.Start, card.End);
                // What is left of the run may hold another one.
                end = card.End;
            }

            at = end;
        }

        return masked?.ToString() ?? text;
    }

    /// <summary>The first card among the groups of a run, the longest reading first.</summary>
    private static (int Start, int End)? CardIn(string text, int start, int end)
    {
        var groups = GroupsOf(text, start, end);
        for (var from = 0; from < groups.Count; from++)
        {
            for (var to = groups.Count; to > from; to--)
            {
                var some = groups[from..to];
                if (AreOfCard(some) && IsCard([.. text[some[0].Start..some[^1].End].Where(char.IsDigit)]))
                {
                    return (some[0].Start, some[^1].End);
                }
            }
        }

        return null;
    }

    private static List<(int Start, int End)> GroupsOf(string text, int start, int end)
    {
        List<(int Start, int End)> groups = [];
        for (var at = start; at < end; at++)
        {
            if (!char.IsDigit(text[at]))
            {
                continue;
            }

            if (at > start && char.IsDigit(text[at - 1]))
            {
                groups[^1] = (groups[^1].Start, at + 1);
            }
            else
            {
                groups.Add((at, at + 1));
            }
        }

        return groups;
    }

    private static bool AreOfCard(List<(int Start, int End)> groups)
    {
        var lengths = groups.Select(group => group.End - group.Start);
        return groups.Count is 1 or >= DigitsMin
            // As one number, or spelled digit by digit.
            ? lengths.Sum() is >= DigitsMin and <= DigitsMax
                && (groups.Count == 1 || lengths.All(length => length == 1))
            : Groupings.Any(lengths.SequenceEqual);
    }

    private static void Mask(StringBuilder text, int start, int end)
    {
        var left = Enumerable.Range(start, end - start).Count(index => char.IsDigit(text[index])) - DigitsShown;
        for (var index = start; index < end && left > 0; index++)
        {
            if (char.IsDigit(text[index]))
            {
                text[index] = '•';
                left--;
            }
        }
    }

    private static int EndOfRun(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && end - start < RunCharactersMax)
        {
            var next = end;
            while (next < text.Length && next - end < SeparatorsMax && IsSeparator(text[next]))
            {
                next++;
            }

            if (next == text.Length || !char.IsDigit(text[next]))
            {
                return end;
            }

            end = next + 1;
        }

        return end;
    }

    /// <summary>A blank of any width, what can't be seen, a stop or a dash; never the end of a line.</summary>
    private static bool IsSeparator(char letter) => letter is '-' or '.' or '_' or '‐' or '‑' or '–' or '—' or '\t'
        || char.GetUnicodeCategory(letter) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format;

    /// <summary>The check digit of Luhn's formula.</summary>
    private static bool IsCard(char[] digits)
    {
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(digits[digits.Length - 1 - index]);
            var counted = index % 2 == 1 ? digit * 2 : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum % 10 == 0 && digits.Any(digit => CharUnicodeInfo.GetDecimalDigitValue(digit) != 0);
    }
}
