using Cartwright.Lookup;

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
        var mark = Folded(text ?? "");
        if (mark.Contains('@', StringComparison.Ordinal))
        {
            return new Email(mark);
        }

        var digits = DigitsOf(mark);
        return digits.Length < PhoneDigitsMin ? null : new Phone(digits[^Math.Min(PhoneDigits, digits.Length)..]);
    }

    /// <summary>A message as it is searched: folded, and without what stands between the digits of a number.</summary>
    public static string Plain(string message) => WithoutSeparators(Folded(message));

    /// <summary>
    /// Full-width signs and capitals as the plain ones. It is done here and not in the database, since SQLite makes
    /// only the letters of English small.
    /// </summary>
    public static string Folded(string text) => PlainText.Of(text).ToLowerInvariant();

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
            var text = Folded(message);
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
            Plain(message).Contains(Digits, StringComparison.Ordinal);
    }
}
