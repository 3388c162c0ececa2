namespace Cartwright.Assistant.Turns;

/// <summary>
/// A line of a table of words. <c>a|b</c> is either word (written without apostrophe), <c>bestell*</c> any word that
/// begins so, <c>#</c> a number that may be an order's, and <c>_</c> up to three words that don't matter. A long word
/// is known again with one letter wrong, unless it is itself a word of a table: <c>perdido</c> is no misspelt
/// <c>pedido</c>.
/// </summary>
internal sealed class Phrase
{
    private const int GapWordsMax = 3;
    private const int MisspeltLettersMin = 5;
    private const int NumberDigitsMin = 3;
    private const int NumberDigitsMax = 9;
    private const string Number = "#";
    private readonly Part[] parts;

    private Phrase(Part[] parts) => this.parts = parts;

    private sealed record Part(bool IsGap, IReadOnlyList<Term> Terms)
    {
        /// <summary>What a word of the part begins with.</summary>
        public IReadOnlyList<char> Letters { get; } = [.. Terms.Select(term => term.Text[0]).Distinct()];

        /// <summary>The letters as bits; those of a gap are all.</summary>
        public ulong LetterBits { get; } = IsGap
            ? ulong.MaxValue
            : Terms.Aggregate(0UL, (bits, term) => bits | WordPlaces.BitOf(term.Text[0]));
    }

    private readonly record struct Term(string Text, bool IsBeginning);

    public IEnumerable<string> Words => parts.SelectMany(part => part.Terms).Select(term => term.Text);

    /// <summary>Every way to write the line: with umlauts or <c>ae</c>, with its apostrophes or without.</summary>
    public static IEnumerable<Phrase> Read(string line) =>
        new[]
        {
            line,
            line.Replace("'", "", StringComparison.Ordinal),
            line.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
                .Replace("ü", "ue", StringComparison.Ordinal),
        }
        .Distinct()
        .Select(way => new Phrase([.. way.Replace('\'', ' ').Split(' ').Select(PartOf)]));

    private static Part PartOf(string text) => text == "_"
        ? new(true, [])
        : new(false, [.. text.Split('|').Select(term =>
            new Term(term == Number ? Number : MessageWords.Split(term)[0], term.EndsWith('*')))]);

    /// <summary>How many words from there the phrase takes; none when it is not there.</summary>
    public int LengthAt(IReadOnlyList<string> words, int start, IReadOnlySet<string> known)
    {
        var end = EndOf(words, start, 0, known);
        return end < 0 ? 0 : end - start;
    }

    /// <summary>
    /// Goes through the parts once, with all places at a time: a message that repeats itself has no more ways to try.
    /// </summary>
    public bool IsIn(WordPlaces words, IReadOnlySet<string> known)
    {
        // Most lines have a word whose letter no word of the message begins with.
        foreach (var part in parts)
        {
            if ((part.LetterBits & words.LetterBits) == 0)
            {
                return false;
            }
        }

        var at = words.Anywhere;
        foreach (var part in parts)
        {
            if (part.IsGap)
            {
                at |= (at << 1) | (at << 2) | (at << GapWordsMax);
                continue;
            }

            at = (at & words.Of(part.Letters, word => IsAny(part.Terms, word, known))) << 1;
            if (at.IsZero)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the parts from that one on end; below nought when they are not there.</summary>
    private int EndOf(IReadOnlyList<string> words, int at, int part, IReadOnlySet<string> known)
    {
        if (part == parts.Length)
        {
            return at;
        }

        if (!parts[part].IsGap)
        {
            return at < words.Count && IsAny(parts[part].Terms, words[at], known)
                ? EndOf(words, at + 1, part + 1, known)
                : -1;
        }

        for (var gap = 0; gap <= GapWordsMax && at + gap <= words.Count; gap++)
        {
            if (EndOf(words, at + gap, part + 1, known) is >= 0 and var end)
            {
                return end;
            }
        }

        return -1;
    }

    private static bool IsAny(IReadOnlyList<Term> terms, string word, IReadOnlySet<string> known)
    {
        foreach (var term in terms)
        {
            if (word == term.Text
                || (term.Text == Number && IsNumber(word))
                || (term.IsBeginning && word.StartsWith(term.Text, StringComparison.Ordinal))
                || IsMisspelt(term.Text, word, known))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(string word) =>
        word.Length is >= NumberDigitsMin and <= NumberDigitsMax && word.All(char.IsAsciiDigit);

    private static bool IsMisspelt(string text, string word, IReadOnlySet<string> known) =>
        text.Length >= MisspeltLettersMin && word.Length >= MisspeltLettersMin && text[0] == word[0]
        && Math.Abs(text.Length - word.Length) <= 1 && IsOneOff(text, word) && !known.Contains(word);

    /// <summary>One letter more, less or another, or two neighbours exchanged.</summary>
    private static bool IsOneOff(string one, string other)
    {
        var head = one.AsSpan().CommonPrefixLength(other);
        var (left, right) = (one[head..], other[head..]);
        return left.Length < right.Length ? left == right[1..]
            : left.Length > right.Length ? left[1..] == right
            : left.Length == 0 || left[1..] == right[1..]
            || (left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]);
    }
}
