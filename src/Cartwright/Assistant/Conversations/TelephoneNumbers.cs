namespace Cartwright.Assistant.Conversations;

/// <summary>
/// Telephone numbers as people write them in a text, and how one is known again that is written another way: pure. Two
/// numbers are one when they share a key. (Countries' codes: ITU-T E.164.)
/// </summary>
internal static class TelephoneNumbers
{
    private const int DigitsMin = 7;
    // A country's code, a zero that is written between brackets, and fifteen digits in all.
    private const int DigitsMax = 17;
    // With its area: what stands in front of it, or behind, is another number.
    private const int WholeDigitsMin = 9;
    private const int AbroadDigitsMin = 11;
    private const int OtherNumberDigitsMin = 4;
    private const int SeparatorsMax = 4;
    private const string Separators = " -().+/";
    private const string TwoDigitCountries =
        " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 "
        + "86 90 91 92 93 94 95 98 ";

    /// <summary>The digits without the country and without zeros in front; null for what is no number.</summary>
    public static string? NationalOf(string number)
    {
        var digits = DigitsOf(number);
        var national = IsAbroad(number, digits) ? Split(digits.TrimStart('0')).National : digits.TrimStart('0');
        return digits.Length is >= DigitsMin and <= DigitsMax && national.Length > 0 ? national : null;
    }

    /// <summary>By what a customer's number is looked for.</summary>
    public static IEnumerable<string> KeysOf(string number)
    {
        if (NationalOf(number) is not { } national)
        {
            return [];
        }

        var digits = DigitsOf(number);
        if (IsAbroad(number, digits))
        {
            var whole = digits.TrimStart('0');
            return [InCountry(Split(whole).Country, national), AtHome(national), AtHome(whole)];
        }

        // A country's code may stand in front without its plus.
        return digits.Length >= AbroadDigitsMin && digits[0] != '0' && Split(digits) is var (country, rest)
            ? [Anywhere(national), InCountry(country, rest)]
            : [Anywhere(national)];
    }

    /// <summary>By what all that may be a number in a text is found.</summary>
    /// <param name="text">As it is folded.</param>
    public static IEnumerable<string> KeysIn(string text)
    {
        var groups = GroupsIn(text);
        for (var from = 0; from < groups.Count; from++)
        {
            if (DigitsToBegin(groups, from) is not { } digitsMin)
            {
                continue;
            }

            var digits = "";
            for (var to = from; to < groups.Count && !groups[to].IsTouched; to++)
            {
                if (to > from && (!groups[to].IsJoined || groups[to].HasPlus))
                {
                    break;
                }

                digits += groups[to].Digits;
                if (digits.Length > DigitsMax)
                {
                    break;
                }

                if (digits.Length >= digitsMin && MayEnd(groups, to, digits.Length))
                {
                    foreach (var key in KeysOfWritten(digits, groups[from].HasPlus))
                    {
                        yield return key;
                    }
                }
            }
        }
    }

    private static IEnumerable<string> KeysOfWritten(string digits, bool hasPlus)
    {
        if (hasPlus || digits.StartsWith("00", StringComparison.Ordinal))
        {
            var (country, national) = Split(digits.TrimStart('0'));
            return [InCountry(country, national), Anywhere(national)];
        }

        var home = digits.TrimStart('0');
        return digits.Length >= AbroadDigitsMin && digits[0] != '0' && Split(digits) is var (abroad, rest)
            ? [AtHome(home), Anywhere(home), InCountry(abroad, rest), Anywhere(rest)]
            : [AtHome(home), Anywhere(home)];
    }

    /// <summary>How many digits a number has at least that begins at a group; null when none does.</summary>
    private static int? DigitsToBegin(List<Group> groups, int from)
    {
        var group = groups[from];
        if (group.IsTouched)
        {
            return null;
        }

        if (group.HasPlus || !group.IsJoined)
        {
            return group.IsOrder ? WholeDigitsMin : DigitsMin;
        }

        // Behind another number; no part of one that goes on, from abroad or with its area.
        return (group.Digits[0] == '0' || groups[from - 1].Digits.Length >= OtherNumberDigitsMin)
            && !GoesOn(groups, from)
                ? WholeDigitsMin
                : null;
    }

    /// <summary>Whether a number from abroad that began before has too few digits to be over.</summary>
    private static bool GoesOn(List<Group> groups, int at)
    {
        var digits = 0;
        for (var before = at - 1; before >= 0 && digits < AbroadDigitsMin; before--)
        {
            digits += groups[before].Digits.Length;
            if (groups[before].HasPlus || groups[before].Digits.StartsWith("00", StringComparison.Ordinal))
            {
                return digits < AbroadDigitsMin;
            }

            if (!groups[before].IsJoined)
            {
                return false;
            }
        }

        return false;
    }

    private static bool MayEnd(List<Group> groups, int to, int digits) =>
        to + 1 == groups.Count || !groups[to + 1].IsJoined || groups[to + 1].HasPlus
        || (digits >= WholeDigitsMin && groups[to + 1].IsBehindBlank
            && (groups[to + 1].Digits.Length >= OtherNumberDigitsMin || groups[to + 1].IsTouched));

    private static List<Group> GroupsIn(string text)
    {
        List<Group> groups = [];
        var end = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                continue;
            }

            var (start, between) = (at, text[end..at]);
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            groups.Add(new(text[start..at])
            {
                IsJoined = groups.Count > 0 && between.Length <= SeparatorsMax
                    && between.All(letter => Separators.Contains(letter, StringComparison.Ordinal)),
                IsBehindBlank = between.Contains(' ', StringComparison.Ordinal),
                HasPlus = between.TrimEnd(' ', '(').EndsWith('+'),
                IsTouched = IsTouchedBefore(text, start) || IsTouchedBehind(text, at),
                IsOrder = OrderWord.IsBefore(text, start),
            });
            end = at;
        }

        return groups;
    }

    private static bool IsTouchedBefore(string text, int start) => start > 0 && (IsOfWord(text[start - 1])
        || text[start - 1] is '#' or '@' || (text[start - 1] is '-' && start > 1 && char.IsLetter(text[start - 2])));

    private static bool IsTouchedBehind(string text, int end) => end < text.Length && (IsOfWord(text[end])
        || text[end] is '@' or '%' || (text[end] is '-' && end + 1 < text.Length && char.IsLetter(text[end + 1])));

    private static bool IsOfWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static bool IsAbroad(string number, string digits) =>
        number.TrimStart(' ', '(').StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal);

    /// <summary>The zero that people keep behind the country's code goes.</summary>
    private static (string Country, string National) Split(string whole)
    {
        var length = whole is ['1' or '7', ..] ? 1
            : whole.Length > 1 && TwoDigitCountries.Contains($" {whole[..2]} ", StringComparison.Ordinal) ? 2
            : Math.Min(3, whole.Length);
        return (whole[..length], whole[length..].TrimStart('0'));
    }

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static string InCountry(string country, string national) => $"tel +{country} {national}";

    private static string AtHome(string national) => $"tel {national}";

    private static string Anywhere(string national) => $"tel * {national}";

    private sealed record Group(string Digits)
    {
        /// <summary>To the group before, by separators alone.</summary>
        public required bool IsJoined { get; init; }

        public required bool IsBehindBlank { get; init; }

        public required bool HasPlus { get; init; }

        /// <summary>A letter or a number sign is beside it: it is the number of something.</summary>
        public required bool IsTouched { get; init; }

        public required bool IsOrder { get; init; }
    }
}
