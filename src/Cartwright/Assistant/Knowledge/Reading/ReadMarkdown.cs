using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>
/// The text of a Markdown document. Signs of emphasis and links' addresses go; a table's row becomes a line that names
/// its columns, so that it can be quoted alone.
/// </summary>
internal static partial class ReadMarkdown
{
    private const int FrontMatterLinesMax = 100;

    public static DocumentText Of(string markdown)
    {
        var list = new BlockList();
        var paragraph = new StringBuilder();
        string[]? columns = null;
        string? fence = null;
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var at = BehindFrontMatter(lines, list); at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (fence is not null || FenceOf(line) is not null)
            {
                fence = fence is null ? FenceOf(line) : line.StartsWith(fence, StringComparison.Ordinal) ? null : fence;
                if (fence is not null && FenceOf(line) is null)
                {
                    paragraph.Append(lines[at].TrimEnd()).Append('\n');
                }
            }
            else if (line.Length == 0 || HeadingLine().IsMatch(line))
            {
                End(list, paragraph);
                columns = null;
                if (HeadingLine().Match(line) is { Success: true } heading)
                {
                    list.Head(heading.Groups[1].Length, Plain(heading.Groups[2].Value));
                }
            }
            else if (Underline().IsMatch(line) && paragraph.Length > 0 && !paragraph.ToString().Contains('\n'))
            {
                list.Head(line[0] == '=' ? 1 : 2, paragraph.ToString());
                paragraph.Clear();
            }
            else if (line.StartsWith('|'))
            {
                AddRow(paragraph, line, ref columns);
            }
            else
            {
                AddLine(paragraph, line);
            }
        }

        End(list, paragraph);
        return list.ToText();
    }

    /// <summary>The words of a line without its marks.</summary>
    public static string Plain(string line)
    {
        line = Comment().Replace(line, "");
        line = Link().Replace(line, "$1");
        line = Tag().Replace(line, "");
        return Mark().Replace(line, "").Replace("\\", "", StringComparison.Ordinal).Trim();
    }

    private static int BehindFrontMatter(string[] lines, BlockList list)
    {
        if (lines[0].Trim() != "---")
        {
            return 0;
        }

        for (var at = 1; at < Math.Min(lines.Length, FrontMatterLinesMax); at++)
        {
            if (lines[at].Trim() == "---")
            {
                return at + 1;
            }

            if (lines[at].StartsWith("title:", StringComparison.Ordinal))
            {
                list.Title = lines[at]["title:".Length..].Trim(' ', '"', '\'');
            }
        }

        return 0;
    }

    private static string? FenceOf(string line) => line switch
    {
        ['`', '`', '`', ..] => "```",
        ['~', '~', '~', ..] => "~~~",
        _ => null,
    };

    private static void AddLine(StringBuilder paragraph, string line)
    {
        line = line.TrimStart('>', ' ');
        var item = Item().Match(line);
        var text = Plain(item.Success ? line[item.Length..] : line);
        if (text.Length == 0 || Rule().IsMatch(line))
        {
            return;
        }

        // The lines of a paragraph are one; an item of a list stands alone.
        if (paragraph.Length > 0)
        {
            paragraph.Append(item.Success || paragraph[^1] == '\n' ? '\n' : ' ');
        }

        paragraph.Append(text);
    }

    private static void AddRow(StringBuilder paragraph, string line, ref string[]? columns)
    {
        string[] cells = [.. line.Trim('|').Split('|').Select(Plain)];
        if (columns is null)
        {
            columns = cells;
        }
        else if (!TableRule().IsMatch(line))
        {
            var names = columns;
            var row = cells.Select((cell, at) => at > 0 && at < names.Length && names[at].Length > 0
                ? $"{names[at]}: {cell}"
                : cell);
            paragraph.Append(paragraph.Length > 0 ? "\n" : "").AppendJoin("; ", row.Where(cell => cell.Length > 0));
        }
    }

    private static void End(BlockList list, StringBuilder paragraph)
    {
        list.Add(paragraph.ToString());
        paragraph.Clear();
    }

    [GeneratedRegex(@"^(#{1,6})\s+(.*?)\s*#*$", RegexOptions.CultureInvariant)]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^(=+|-{2,})$", RegexOptions.CultureInvariant)]
    private static partial Regex Underline();

    [GeneratedRegex(@"^([-*_]\s*){3,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^([-*+]|\d{1,3}[.)])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex(@"^[|:\-\s]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TableRule();

    [GeneratedRegex(@"!?\[([^\[\]]*)\]\([^()]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("<!--[^>]*-->", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex("</?[a-zA-Z][^<>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
