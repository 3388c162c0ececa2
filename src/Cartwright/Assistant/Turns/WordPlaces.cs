using System.Numerics;

namespace Cartwright.Assistant.Turns;

/// <summary>Where each word of a message stands: one bit for each place, the first word's the lowest.</summary>
internal sealed class WordPlaces
{
    private readonly Dictionary<char, List<(string Word, BigInteger Places)>> byLetter = [];

    public WordPlaces(IReadOnlyList<string> words)
    {
        Anywhere = (BigInteger.One << (words.Count + 1)) - 1;
        foreach (var word in words.Select((text, at) => (Text: text, At: at)).GroupBy(one => one.Text))
        {
            // Numbers are found by their sign.
            var letter = char.IsAsciiDigit(word.Key[0]) ? '#' : word.Key[0];
            if (!byLetter.TryGetValue(letter, out var ofLetter))
            {
                byLetter[letter] = ofLetter = [];
                LetterBits |= BitOf(letter);
            }

            ofLetter.Add((word.Key, word.Aggregate(BigInteger.Zero, (bits, one) => bits | (BigInteger.One << one.At))));
        }
    }

    /// <summary>What the words begin with, as bits.</summary>
    public ulong LetterBits { get; }

    /// <summary>One of 64 bits; two letters may share one.</summary>
    public static ulong BitOf(char letter) => 1UL << (letter & 63);

    /// <summary>Every place, and the one behind the last word.</summary>
    public BigInteger Anywhere { get; }

    /// <summary>The places of the words that begin with one of those letters and are wanted.</summary>
    public BigInteger Of(IReadOnlyList<char> letters, Predicate<string> isWanted)
    {
        var places = BigInteger.Zero;
        foreach (var letter in letters)
        {
            foreach (var one in byLetter.GetValueOrDefault(letter) ?? [])
            {
                places = isWanted(one.Word) ? places | one.Places : places;
            }
        }

        return places;
    }
}
