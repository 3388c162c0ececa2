namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>A paragraph, list or table of a document, with the headings that it stands under.</summary>
internal sealed record TextBlock(IReadOnlyList<string> Headings, string Text);

/// <summary>What a document says.</summary>
/// <param name="Title">Its own title; null when it has none.</param>
internal sealed record DocumentText(string? Title, IReadOnlyList<TextBlock> Blocks);

/// <summary>Gathers the blocks of a document as its headings come and go.</summary>
internal sealed class BlockList
{
    private const int HeadingCharactersMax = 200;
    private readonly List<TextBlock> blocks = [];
    private readonly List<(int Level, string Text)> path = [];

    public string? Title { get; set; }

    public IReadOnlyList<TextBlock> Blocks => blocks;

    /// <summary>A first heading of the first level is the title, and stands over nothing.</summary>
    public void Head(int level, string text)
    {
        var heading = text.Trim();
        if (heading.Length == 0)
        {
            return;
        }

        heading = heading.Length <= HeadingCharactersMax ? heading : heading[..HeadingCharactersMax];
        if (level == 1 && Title is null && blocks.Count == 0)
        {
            Title = heading;
            return;
        }

        path.RemoveAll(above => above.Level >= level);
        path.Add((level, heading));
    }

    public void Add(string text)
    {
        if (text.Trim() is { Length: > 0 } trimmed)
        {
            blocks.Add(new([.. path.Select(above => above.Text)], trimmed));
        }
    }

    public DocumentText ToText() => new(Title, blocks);
}
