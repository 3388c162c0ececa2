using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>The text of a PDF, page by page. A page of pictures has none.</summary>
internal static class ReadPdf
{
    private const int PagesMax = 1_000;

    /// <exception cref="InvalidDataException">The file can't be read, or has a password.</exception>
    public static DocumentText Of(byte[] bytes)
    {
        var list = new BlockList();
        try
        {
            using var pdf = PdfDocument.Open(bytes);
            list.Title = pdf.Information.Title is { Length: > 0 } title ? title.Trim() : null;
            foreach (var page in pdf.GetPages().Take(PagesMax))
            {
                AddPage(list, ContentOrderTextExtractor.GetText(page, addDoubleNewline: true));
            }
        }
        // The parser tells of a broken file by many kinds of exception, and of none that it is the caller's bug.
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw new InvalidDataException("The PDF can't be read.", broken);
        }

        return list.ToText();
    }

    private static void AddPage(BlockList list, string text)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n"))
        {
            // A printed line ends where the page does, not where a sentence does.
            var whole = new StringBuilder();
            foreach (var line in paragraph.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
            {
                whole.Append(whole.Length > 0 ? " " : "").Append(line);
            }

            list.Add(whole.ToString());
        }
    }
}
