using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Cartwright.Assistant.Knowledge.Reading;

/// <summary>The text of a page, without what surrounds its contents: menus, scripts, forms, the page's head and foot.</summary>
internal static class ReadHtml
{
    private const int DepthMax = 200;

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal)
    {
        "script", "style", "noscript", "template", "nav", "footer", "form", "button", "select", "svg", "iframe", "head",
        "aside", "object", "canvas", "dialog",
    };

    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s",
        "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    };

    public static DocumentText Of(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        var list = new BlockList();
        var title = page.Title is { Length: > 0 } named ? OneLine(named) : null;
        var root = page.QuerySelector("main") ?? page.QuerySelector("article") ?? page.Body ?? page.DocumentElement;
        if (root is not null)
        {
            var text = new StringBuilder();
            Read(root, list, text, 0);
            End(list, text);
        }

        list.Title ??= title;
        return list.ToText();
    }

    private static void Read(INode node, BlockList list, StringBuilder text, int depth)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText words:
                    text.Append(words.Data.ReplaceLineEndings(" "));
                    break;
                case IElement element when !Skipped.Contains(element.LocalName) && !element.HasAttribute("hidden"):
                    ReadElement(element, list, text, depth);
                    break;
            }
        }
    }

    private static void ReadElement(IElement element, BlockList list, StringBuilder text, int depth)
    {
        switch (element.LocalName)
        {
            case ['h', >= '1' and <= '6' and var level]:
                End(list, text);
                list.Head(level - '0', OneLine(element.TextContent));
                break;
            // A question that unfolds is the heading of its answer.
            case "summary" or "dt":
                End(list, text);
                list.Head(6, OneLine(element.TextContent));
                break;
            case "br":
                text.Append('\n');
                break;
            case "tr":
                text.Append('\n').AppendJoin("; ", element.Children.Select(Cell).Where(cell => cell.Length > 0));
                break;
            case var _ when depth >= DepthMax:
                text.Append(element.TextContent);
                break;
            case "li":
                text.Append('\n');
                Read(element, list, text, depth + 1);
                text.Append('\n');
                break;
            case var name when Inline.Contains(name) || name is "ul" or "ol" or "tbody" or "thead":
                Read(element, list, text, depth + 1);
                break;
            default:
                End(list, text);
                Read(element, list, text, depth + 1);
                End(list, text);
                break;
        }
    }

    /// <summary>With its column's name before it, so that a row can be quoted alone.</summary>
    private static string Cell(IElement cell)
    {
        var text = OneLine(cell.TextContent);
        var column = cell.ParentElement is { } row ? row.Children.Index(cell) : 0;
        var head = cell.Closest("table")?.QuerySelector("tr");
        return column > 0 && text.Length > 0 && head is not null && head != cell.ParentElement
            && column < head.Children.Length && head.Children[column] is { LocalName: "th" } name
                ? $"{OneLine(name.TextContent)}: {text}"
                : text;
    }

    private static void End(BlockList list, StringBuilder text)
    {
        var lines = text.ToString().Split('\n').Select(OneLine).Where(line => line.Length > 0);
        list.Add(string.Join('\n', lines));
        text.Clear();
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
