using System.Globalization;

namespace Cartwright.Assistant;

/// <summary>
/// Takes card numbers out of a text before it is kept or looked at: pure. A card has 13 to 19 digits, the last of
/// which is a check, and begins as its scheme's do. (ISO/IEC 7812.) One number too many is masked rather than one card
/// kept.
/// </summary>
public static class MaskCards
{
    private const int DigitsMin = 13;
    private const int DigitsMax = 19;
    private const int DigitsShown = 4;
    private const int SeparatorsMax = 3;
    private const int OrderDigitsMax = 6;
    private const char Masked = '•';

    /// <summary>How the digits stand on cards, of whatever scheme.</summary>
    private static readonly int[][] Groupings =
    [
        [4, 4, 4, 4, 3], [4, 4, 4, 4, 2], [4, 4, 4, 4, 1], [6, 13], [8, 11],
        [4, 4, 4, 4], [8, 8], [6, 10],
        [4, 6, 5], [4, 5, 6], [4, 4, 4, 3],
        [4, 6, 4], [4, 4, 4, 2],
        [4, 3, 3, 3], [4, 4, 4, 1],
    ];

    /// <summary>What is glued to a card: its code, its month and year, or both.</summary>
    private static readonly int[] Glued = [0, 3, 4, 6, 7, 8];

    /// <summary>What a number is taken for a card by. What is surer comes first, and is not taken apart by the next.</summary>
    private static readonly Func<Run, int, int, Card?>[] Readings = [AsOnCards, AsAnyGroups, AsOfUnknownScheme, AsGlued];

    public static string In(string text)
    {
        char[]? masked = null;
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsDigit(text[at]))
            {
                at++;
                continue;
            }

            var run = Run.At(text, at);
            foreach (var card in CardsIn(run))
            {
                Mask(masked ??= text.ToCharArray(), card);
            }

            at = run.End;
        }

        return masked is null ? text : new(masked);
    }

    /// <summary>Each group is of one card at most; of two readings that begin together, the longer is it.</summary>
    private static IEnumerable<Card> CardsIn(Run run)
    {
        if (run.Digits.Length < DigitsMin)
        {
            yield break;
        }

        var isTaken = new bool[run.Groups.Count];
        foreach (var reading in Readings)
        {
            for (var from = 0; from < isTaken.Length; from++)
            {
                for (var to = run.EndOfLongest(from, isTaken); to > from; to--)
                {
                    if (run.DigitsOf(from, to).Length >= DigitsMin && reading(run, from, to) is { } card)
                    {
                        Array.Fill(isTaken, true, from, to - from);
                        yield return card;
                        break;
                    }
                }
            }
        }
    }

    private static Card? AsOnCards(Run run, int from, int to)
    {
        var digits = run.DigitsOf(from, to);
        return BeginsAsCard(digits) && HasCheck(digits)
            && run.LengthsOf(from, to) is var lengths && (AreOnCards(lengths) || AreAlike(lengths))
                ? run.CardOf(from, to)
                : null;
    }

    private static Card? AsAnyGroups(Run run, int from, int to)
    {
        var digits = run.DigitsOf(from, to);
        return BeginsAsCard(digits) && HasCheck(digits) && !IsOrderOrTelephone(run, from, to)
            ? run.CardOf(from, to)
            : null;
    }

    /// <summary>There are schemes of one country, too: what stands as on a card is taken for one.</summary>
    private static Card? AsOfUnknownScheme(Run run, int from, int to)
    {
        var digits = run.DigitsOf(from, to);
        return digits.Length <= DigitsMax && HasCheck(digits) && run.IsPlain(from, to)
            && AreOnCards(run.LengthsOf(from, to))
                ? run.CardOf(from, to)
                : null;
    }

    /// <summary>A card of its scheme's usual length with its code or its date glued to either end.</summary>
    private static Card? AsGlued(Run run, int from, int to)
    {
        var digits = run.DigitsOf(from, to);
        foreach (var before in to - from == 1 ? Glued : [0])
        {
            foreach (var after in Glued)
            {
                var count = digits.Length - before - after;
                if (before + after > 0 && count >= DigitsMin && after < run.Groups[to - 1].Length
                    && UsualLength(digits.Slice(before, count)) == count && HasCheck(digits.Slice(before, count))
                    && !IsOrderOrTelephone(run, from, to))
                {
                    return run.CardOf(from, to, after);
                }
            }
        }

        return null;
    }

    /// <summary>As one number, spelled digit by digit, or as on a card.</summary>
    private static bool AreOnCards(List<int> lengths) =>
        lengths.Count == 1 || (lengths.Count >= DigitsMin && lengths.All(length => length == 1))
        || Groupings.Any(lengths.SequenceEqual);

    /// <summary>Pairs, threes or fives with a rest at the end; or the first four and the others.</summary>
    private static bool AreAlike(List<int> lengths) => lengths is [4, 12]
        || (lengths is [> 1, _, _, ..] && lengths[..^1].All(length => length == lengths[0]) && lengths[^1] <= lengths[0]);

    /// <summary>
    /// What an order's word or a plus stands before; and an order's number with a telephone behind it, by the
    /// telephone's zero. One number alone is neither.
    /// </summary>
    private static bool IsOrderOrTelephone(Run run, int from, int to) =>
        to - from > 1 && ((from == 0 && run.IsNamed) || IsOrderWithTelephone(run, from));

    private static bool IsOrderWithTelephone(Run run, int from) =>
        run.Groups[from].Length <= OrderDigitsMax && run.Text[run.Groups[from + 1].Start] == '0'
        && char.IsWhiteSpace(run.Text[run.Groups[from].End]);

    /// <summary>The schemes' beginnings, with the lengths that their cards have.</summary>
    private static bool BeginsAsCard(ReadOnlySpan<char> digits) =>
        digits.Length is >= DigitsMin and <= DigitsMax && (Head(digits, 1), Head(digits, 2)) switch
        {
            (4, _) => digits.Length is 13 or 16 or 19,
            (_, >= 51 and <= 55) => digits.Length == 16,
            (2, _) => digits.Length == 16 && Head(digits, 4) is (>= 2221 and <= 2720) or (>= 2200 and <= 2204),
            (_, 34 or 37) => digits.Length == 15,
            (_, 30 or 36 or 38 or 39) => digits.Length >= 14,
            (_, 35) => digits.Length >= 16,
            (_, 50 or (>= 56 and <= 58)) or (6, _) => true,
            _ => false,
        };

    private static int UsualLength(ReadOnlySpan<char> digits) => !BeginsAsCard(digits) ? 0 : Head(digits, 2) switch
    {
        34 or 37 => 15,
        30 or 36 or 38 or 39 => 14,
        _ => 16,
    };

    private static int Head(ReadOnlySpan<char> digits, int count)
    {
        var head = 0;
        foreach (var digit in digits[..count])
        {
            head = (head * 10) + CharUnicodeInfo.GetDecimalDigitValue(digit);
        }

        return head;
    }

    /// <summary>The check digit of Luhn's formula.</summary>
    private static bool HasCheck(ReadOnlySpan<char> digits)
    {
        var (sum, isNothing) = (0, true);
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(digits[digits.Length - 1 - index]);
            isNothing &= digit == 0;
            var counted = index % 2 == 1 ? digit * 2 : digit;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum % 10 == 0 && !isNothing;
    }

    /// <summary>All but the card's last digits, and what is glued to it.</summary>
    private static void Mask(char[] text, Card card)
    {
        List<int> digits = [.. Enumerable.Range(card.Start, card.End - card.Start).Where(at => char.IsDigit(text[at]))];
        var shown = digits.Count - card.After - DigitsShown;
        foreach (var (number, at) in digits.Index())
        {
            if (number < shown || number >= shown + DigitsShown)
            {
                text[at] = Masked;
            }
        }
    }

    /// <param name="After">Digits at its end that are glued to it.</param>
    private sealed record Card(int Start, int End, int After);

    private readonly record struct Group(int Start, int End)
    {
        public int Length => End - Start;
    }

    /// <summary>Groups of digits, with at most a few signs between one and the next.</summary>
    private sealed class Run
    {
        private readonly List<int> before = [0];

        private Run(string text, List<Group> groups)
        {
            (Text, Groups) = (text, groups);
            Digits = string.Concat(groups.Select(group => text[group.Start..group.End]));
            groups.ForEach(group => before.Add(before[^1] + group.Length));
            IsNamed = OrderWord.IsBefore(text, groups[0].Start)
                || (groups[0].Start > 0 && text[groups[0].Start - 1] == '+');
        }

        public string Text { get; }

        public List<Group> Groups { get; }

        public string Digits { get; }

        /// <summary>Whether it begins as an order's number or a telephone, by what stands before it.</summary>
        public bool IsNamed { get; }

        public int End => Groups[^1].End;

        public static Run At(string text, int start)
        {
            List<Group> groups = [];
            for (var at = start; at < text.Length && char.IsDigit(text[at]);)
            {
                var end = at + 1;
                while (end < text.Length && char.IsDigit(text[end]))
                {
                    end++;
                }

                groups.Add(new(at, end));
                at = end;
                while (at < text.Length && at - end < SeparatorsMax && IsSeparator(text[at]))
                {
                    at++;
                }
            }

            return new(text, groups);
        }

        /// <summary>Where the longest reading ends that begins at a group: not far, so a run may be of any length.</summary>
        public int EndOfLongest(int from, bool[] isTaken)
        {
            var (to, digits) = (from, 0);
            while (to < Groups.Count && !isTaken[to] && digits < DigitsMax)
            {
                digits += Groups[to].Length;
                to++;
            }

            return to;
        }

        public ReadOnlySpan<char> DigitsOf(int from, int to) => Digits.AsSpan(before[from], before[to] - before[from]);

        public List<int> LengthsOf(int from, int to) => [.. Groups[from..to].Select(group => group.Length)];

        public Card CardOf(int from, int to, int after = 0) => new(Groups[from].Start, Groups[to - 1].End, after);

        /// <summary>No list of numbers: with blanks, stops and dashes alone between them.</summary>
        public bool IsPlain(int from, int to) =>
            !Text.AsSpan(Groups[from].Start, Groups[to - 1].End - Groups[from].Start).ContainsAny("/,*\r\n");
    }

    /// <summary>A blank of any width, what can't be seen, the end of a line, or what people put between fours.</summary>
    private static bool IsSeparator(char letter) =>
        letter is '-' or '.' or '_' or '/' or ',' or '*' or '‐' or '‑' or '–' or '—' or '\t' or '\r' or '\n'
        || char.GetUnicodeCategory(letter) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format;
}
