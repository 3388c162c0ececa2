using System.Text;

namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>Reads a document by what its name and its first bytes say it is.</summary>
internal static class ReadDocument
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidDataException">It is no text; the message says what to do.</exception>
    public static DocumentText Of(string name, byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("%PDF-"u8))
        {
            return ReadPdf.Of(bytes);
        }

        var text = TextOf(bytes);
        return ExtensionOf(name) switch
        {
            ".md" or ".markdown" => ReadMarkdown.Of(text),
            ".html" or ".htm" or ".xhtml" => ReadHtml.Of(text),
            ".txt" or ".text" => ReadPlainText.Of(text),
            _ when IsHtml(text) => ReadHtml.Of(text),
            _ => ReadMarkdown.Of(text),
        };
    }

    private static string ExtensionOf(string name)
    {
        var path = Uri.TryCreate(name, UriKind.Absolute, out var address) ? address.AbsolutePath : name;
        return Path.GetExtension(path).ToLowerInvariant();
    }

    private static string TextOf(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes).TrimStart('\ufeff');
            return text.Contains('\0') ? throw new InvalidDataException("It holds zero characters.") : text;
        }
        catch (DecoderFallbackException)
        {
            // Old pages are in Latin-1, where every byte is a letter.
            return bytes.AsSpan().Contains((byte)0)
                ? throw new InvalidDataException("It is no text.")
                : Encoding.Latin1.GetString(bytes);
        }
    }

    private static bool IsHtml(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
