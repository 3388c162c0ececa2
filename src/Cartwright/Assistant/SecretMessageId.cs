using System.Text.RegularExpressions;

namespace Cartwright.Assistant;

/// <summary>
/// Whether nobody guesses a message's id. A first message is known by its id alone, so that a counter or a time in
/// its place would be another shopper's as well.
/// </summary>
internal static partial class SecretMessageId
{
    public const string Wanted =
        "A first message's id is 128 random bits: a UUID of version 4, 32 hexadecimal digits or 22 characters of base64url. "
        + "Make it of a secure random source, or leave messageId out.";

    // 128 bits.
    private const int HexadecimalCharactersMin = 32;
    private const int Base64CharactersMin = 22;

    private const int DifferentMin = 8;
    // Random hexadecimal digits have as long a run once in millions of ids.
    private const int RunMin = 8;
    private static readonly DateTimeOffset GregoryBegan = new(1582, 10, 15, 0, 0, 0, TimeSpan.Zero);

    /// <param name="now">Some UUIDs without hyphens are known by their time alone.</param>
    public static bool Is(string id, DateTimeOffset now)
    {
        var letters = id.Where(char.IsAsciiLetterOrDigit).ToArray();
        var isHexadecimal = letters.Length == id.Length && letters.All(char.IsAsciiHexDigit);
        return id.Length >= (isHexadecimal ? HexadecimalCharactersMin : Base64CharactersMin)
            && letters.Distinct().Count() >= DifferentMin
            && !letters.All(char.IsAsciiDigit)
            && !HasRun(id)
            && Uuids.Matches(id).All(uuid => Guid.Parse(uuid.Value) is { Version: 4, Variant: >= 8 and <= 11 })
            && !IsOfItsTime(id, now);
    }

    /// <summary>Such as <c>00000000</c>, <c>12345678</c> or <c>hgfedcba</c>.</summary>
    private static bool HasRun(string id)
    {
        var (length, step) = (1, 0);
        for (var at = 1; at < id.Length; at++)
        {
            var next = id[at] - id[at - 1];
            (length, step) = next is < -1 or > 1 ? (1, 0) : next == step && length > 1 ? (length + 1, next) : (2, next);
            if (length >= RunMin)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A UUID of version 1, 6 or 7 and of this day, as one in a hundred million random ones is.</summary>
    private static bool IsOfItsTime(string id, DateTimeOffset now)
    {
        if (!Guid.TryParseExact(id, "N", out var uuid) || uuid.Variant is < 8 or > 11)
        {
            return false;
        }

        var digits = Convert.ToUInt64(id[..16], 16);
        var (first, middle, last) = (digits >> 32, (digits >> 16) & 0xFFFF, digits & 0x0FFF);
        return uuid.Version switch
        {
            1 => IsNear(OfGregory((last << 48) | (middle << 32) | first)),
            6 => IsNear(OfGregory((digits >> 16 << 12) | last)),
            7 => IsNear((long)(digits >> 16)),
            _ => false,
        };

        // RFC 9562, 5.1: units of 100 nanoseconds since the Gregorian calendar began.
        static long OfGregory(ulong units) =>
            ((long)units / TimeSpan.TicksPerMillisecond) + GregoryBegan.ToUnixTimeMilliseconds();

        bool IsNear(long milliseconds) =>
            Math.Abs(milliseconds - now.ToUnixTimeMilliseconds()) <= TimeSpan.MillisecondsPerDay;
    }

    [GeneratedRegex(
        "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Uuids { get; }
}
