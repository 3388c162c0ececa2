using System.Text;
using Cartwright.Assistant.Knowledge.Words;

namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>
/// Cuts a document into passages of one heading each, at its paragraphs where they fit, else at sentences, else at
/// blanks: pure.
/// </summary>
internal static class SplitPassages
{
    public const int CharactersMax = 800;
    private const string HeadingSign = " › ";

    public static IReadOnlyList<PassageText> Of(DocumentText document)
    {
        List<PassageText> passages = [];
        var text = new StringBuilder();
        var heading = "";
        foreach (var block in document.Blocks)
        {
            var own = string.Join(HeadingSign, block.Headings);
            if (own != heading)
            {
                End(passages, heading, text);
                heading = own;
            }

            foreach (var piece in PiecesOf(block.Text))
            {
                if (text.Length > 0 && text.Length + piece.Length + 1 > CharactersMax)
                {
                    End(passages, heading, text);
                }

                text.Append(text.Length > 0 ? "\n" : "").Append(piece);
            }
        }

        End(passages, heading, text);
        // What a document says twice under one heading is found once.
        return [.. passages.Distinct()];
    }

    private static IEnumerable<string> PiecesOf(string block)
    {
        if (block.Length <= CharactersMax)
        {
            yield return block;
            yield break;
        }

        var piece = new StringBuilder();
        foreach (var sentence in Sentences.Of(block).SelectMany(CutAtBlanks))
        {
            if (piece.Length > 0 && piece.Length + sentence.Length + 1 > CharactersMax)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(piece.Length > 0 ? " " : "").Append(sentence);
        }

        if (piece.Length > 0)
        {
            yield return piece.ToString();
        }
    }

    private static IEnumerable<string> CutAtBlanks(string sentence)
    {
        while (sentence.Length > CharactersMax)
        {
            var at = sentence.LastIndexOf(' ', CharactersMax - 1);
            at = at > 0 ? at : char.IsHighSurrogate(sentence[CharactersMax - 1]) ? CharactersMax - 1 : CharactersMax;
            yield return sentence[..at];
            sentence = sentence[at..].TrimStart();
        }

        if (sentence.Length > 0)
        {
            yield return sentence;
        }
    }

    private static void End(List<PassageText> passages, string heading, StringBuilder text)
    {
        if (text.Length > 0)
        {
            passages.Add(new(heading, text.ToString()));
            text.Clear();
        }
    }
}
