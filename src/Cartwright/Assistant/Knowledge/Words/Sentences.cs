namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>Splits a text where a sentence ends: at a line's end, and at a stop that no small letter follows.</summary>
internal static class Sentences
{
    private const int AbbreviationCharactersMax = 3;

    public static List<string> Of(string text)
    {
        List<string> sentences = [];
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' || (text[at] is '.' or '!' or '?' or '…' && IsEnd(text, start, at)))
            {
                Add(sentences, text[start..(at + 1)]);
                start = at + 1;
            }
        }

        Add(sentences, text[start..]);
        return sentences;
    }

    private static bool IsEnd(string text, int start, int at)
    {
        if (at + 2 >= text.Length)
        {
            return false;
        }

        if (text[at + 1] is not (' ' or '\n') || char.IsLower(text[at + 2]))
        {
            return false;
        }

        if (text[at] != '.')
        {
            return true;
        }

        // "No. 7", "z. B. Tassen" and "ca. 30" go on: what stands before the stop is short and no number with a unit.
        var word = at;
        while (word > start && char.IsLetter(text[word - 1]))
        {
            word--;
        }

        var length = at - word;
        return length == 0 || length > AbbreviationCharactersMax || !IsAbbreviation(text[word..at]);
    }

    private static bool IsAbbreviation(string word) => word.Length == 1 || word.ToLowerInvariant() is
        "no" or "nr" or "ca" or "vs" or "st" or "mr" or "ms" or "dr" or "art" or "tel" or "inc" or "ltd" or "usw" or "ex";

    private static void Add(List<string> sentences, string sentence)
    {
        if (sentence.Trim() is { Length: > 0 } trimmed)
        {
            sentences.Add(trimmed);
        }
    }
}
