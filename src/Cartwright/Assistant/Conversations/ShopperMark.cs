using System.Globalization;

namespace Cartwright.Assistant.Conversations;

/// <summary>An e-mail address or a telephone number by which a shopper's messages are found.</summary>
internal abstract record ShopperMark
{
    // The country's code, or a zero in its place, stands before these.
    private const int PhoneDigits = 9;
    private const int PhoneDigitsMin = 7;
    private const string Separators = " -().+/";

    private ShopperMark() { }

    /// <summary>What the plain form of a message is like that holds it.</summary>
    public abstract string Like { get; }

    public abstract bool IsIn(string message);

    /// <summary>Null for nothing, and for what is too short to be either.</summary>
    public static ShopperMark? Of(string? text)
    {
        var mark = text?.Trim().ToLowerInvariant() ?? "";
        if (mark.Contains('@', StringComparison.Ordinal))
        {
            return new Email(mark);
        }

        var digits = DigitsOf(mark);
        return digits.Length < PhoneDigitsMin ? null : new Phone(digits[^Math.Min(PhoneDigits, digits.Length)..]);
    }

    /// <summary>A text column in small letters and without what stands between the digits of a number.</summary>
    public static string Plain(string column) => Separators.Aggregate(
        $"lower({column})", (plain, letter) => $"replace({plain}, '{letter}', '')");

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static string WithoutSeparators(string text) =>
        string.Concat(text.Where(letter => !Separators.Contains(letter, StringComparison.Ordinal)));

    private static string Escaped(string text) => text.Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private sealed record Email(string Address) : ShopperMark
    {
        public override string Like => $"%{Escaped(WithoutSeparators(Address))}%";

        public override bool IsIn(string message)
        {
            var text = message.ToLowerInvariant();
            for (var at = 0; (at = text.IndexOf(Address, at, StringComparison.Ordinal)) >= 0; at++)
            {
                var end = at + Address.Length;
                if ((at == 0 || !IsOfLocalPart(text[at - 1])) && (end == text.Length || !IsOfHost(text, end)))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool IsOfLocalPart(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '%' or '+' or '-';

        /// <summary>A stop ends the sentence, or goes on to another host.</summary>
        private static bool IsOfHost(string text, int at) => char.IsLetterOrDigit(text[at])
            || (text[at] is '.' or '-' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]));
    }

    private sealed record Phone(string Digits) : ShopperMark
    {
        public override string Like => $"%{Digits}%";

        public override bool IsIn(string message) =>
            WithoutSeparators(message).Contains(Digits, StringComparison.Ordinal);
    }
}
