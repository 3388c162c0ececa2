namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>Paragraphs that a blank line ends. There are no headings to know.</summary>
internal static class ReadPlainText
{
    public static DocumentText Of(string text)
    {
        var list = new BlockList();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n"))
        {
            list.Add(string.Join('\n', paragraph.Split('\n').Select(line => line.Trim())));
        }

        return list.ToText();
    }
}
