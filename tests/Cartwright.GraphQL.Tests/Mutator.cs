using System.Globalization;
using System.Text;

namespace Cartwright.GraphQL.Tests;

/// <summary>
/// Changes texts at random: by bytes, by tokens, and by growth. The same seed makes the same text for ever.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int bytesMax)
{
    /// <summary>Runs one seed alone, as a failure's message tells.</summary>
    private const string SeedVariable = "CARTWRIGHT_FUZZ_SEED";

    /// <summary>Bytes that mean something to a reader of UTF-8, of JSON or of GraphQL, good and bad.</summary>
    private static readonly byte[][] Pieces =
    [
        [0x00], [0xFF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0x7F], [0xC0, 0x80],
        .. ((string[])
        [
            "{", "}", "(", ")", "[", "]", ":", "=", "!", "|", "&", "$", "@", "...", "\"", "\"\"\"", "\\", "\\u",
            "\\uD800", "\\u{10FFFF}", "\\u{110000}", "#", ",", "\n", "\r", "\r\n", "-", "0", "1e400", "99999999999",
            ".", "e", "é", "😀", "on", "null", "true", "query", "mutation", "subscription", "fragment", "extend",
            "schema", "implements", "repeatable", "__typename", "__schema", "__type", "@skip(if:true)",
            "@include(if:$a)", "...F", "$a", "type",
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Runs a check on so many mutated texts; what it throws fails the test, with the text.</summary>
    public async Task RunAsync(int count, Func<byte[], Random, Task> check)
    {
        var only = Environment.GetEnvironmentVariable(SeedVariable);
        var (from, to) = only is null ? (0, count)
            : (int.Parse(only, CultureInfo.InvariantCulture), int.Parse(only, CultureInfo.InvariantCulture) + 1);
        for (var seed = from; seed < to; seed++)
        {
            var random = new Random(seed);
            var text = Mutate(random);
            try
            {
                await check(text, random);
            }
            catch (Exception e)
            {
                Assert.Fail($"{SeedVariable}={seed} fails on {Convert.ToBase64String(text)}\n{e}");
            }
        }
    }

    private byte[] Mutate(Random random)
    {
        var text = seeds[random.Next(seeds.Count)];
        // Most texts keep most of their sense, or nothing behind the parser would be met.
        for (var edits = random.Next(2) == 0 ? 1 : random.Next(1, 6); edits > 0; edits--)
        {
            text = random.Next(10) switch
            {
                < 3 => ChangeBytes(text, random),
                < 9 => ChangeTokens(text, random),
                _ => Grow(text, random),
            };
        }
        return text.Length <= bytesMax ? text : text[..bytesMax];
    }

    private static byte[] ChangeBytes(byte[] text, Random random)
    {
        var (at, length) = Slice(text, random, 8);
        var tail = text[(at + length)..];
        return random.Next(4) switch
        {
            0 => [.. text[..at], .. tail],
            1 => [.. text[..at], (byte)random.Next(256), .. tail],
            2 => [.. text[..at], .. Pieces[random.Next(Pieces.Length)], .. text[at..]],
            _ => [.. text[..at], .. Pieces[random.Next(Pieces.Length)], .. tail],
        };
    }

    private byte[] ChangeTokens(byte[] text, Random random)
    {
        var tokens = Tokens(text);
        if (tokens.Count == 0) return text;
        var at = random.Next(tokens.Count);
        var length = Math.Min(random.Next(1, 6), tokens.Count - at);
        switch (random.Next(6))
        {
            case 4 or 5:
                var words = Tokens(seeds[random.Next(seeds.Count)]).FindAll(token => IsWord(token[0]));
                var places = Enumerable.Range(0, tokens.Count).Where(place => IsWord(tokens[place][0])).ToList();
                if (words.Count == 0 || places.Count == 0) break;
                tokens[places[random.Next(places.Count)]] = words[random.Next(words.Count)];
                break;
            case 0: tokens.RemoveRange(at, length); break;
            case 1: tokens.InsertRange(at, tokens.GetRange(at, length)); break;
            case 2:
                var other = random.Next(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            default:
                var donor = Tokens(seeds[random.Next(seeds.Count)]);
                var from = random.Next(donor.Count);
                tokens.InsertRange(at, donor.GetRange(from, Math.Min(random.Next(1, 12), donor.Count - from)));
                break;
        }
        return [.. tokens.SelectMany(token => token)];
    }

    /// <summary>Repeats a slice: mostly a few times, seldom up to the limit.</summary>
    private byte[] Grow(byte[] text, Random random)
    {
        var (at, length) = Slice(text, random, 40);
        if (length == 0) return text;
        var room = (random.Next(50) == 0 ? bytesMax : Math.Min(2_000, bytesMax)) - text.Length;
        var times = Math.Max(0, room / length);
        var slice = text.AsSpan(at, length);
        var grown = new byte[text.Length + times * length];
        text.AsSpan(0, at).CopyTo(grown);
        for (var i = 0; i < times; i++) slice.CopyTo(grown.AsSpan(at + i * length));
        text.AsSpan(at).CopyTo(grown.AsSpan(at + times * length));
        return grown;
    }

    private static (int At, int Length) Slice(byte[] text, Random random, int lengthMax)
    {
        var at = random.Next(text.Length + 1);
        return (at, Math.Min(random.Next(lengthMax), text.Length - at));
    }

    /// <summary>Names and numbers as wholes, all else byte by byte; enough to move the parts of a text about.</summary>
    private static List<byte[]> Tokens(byte[] text)
    {
        var tokens = new List<byte[]>();
        for (var i = 0; i < text.Length;)
        {
            var start = i++;
            if (IsWord(text[start])) while (i < text.Length && IsWord(text[i])) i++;
            tokens.Add(text[start..i]);
        }
        return tokens;
    }

    private static bool IsWord(byte c) => c == '_' || char.IsAsciiLetterOrDigit((char)c);
}
