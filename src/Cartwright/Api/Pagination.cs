using System.Globalization;
using System.Text;
using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>The four arguments of a connection, with the bounds they must keep.</summary>
/// <param name="Start">The first position to read.</param>
/// <param name="Count">How many to read; one more tells whether there is a next page.</param>
/// <param name="IsBeforeAnother">True when the page ends before a position that the client knows to exist.</param>
internal sealed record PageWindow(int Start, int Count, bool IsBeforeAnother);

/// <summary>A page of a connection.</summary>
internal sealed record PageView<TNode>(IReadOnlyList<EdgeView<TNode>> Edges, PageInfoView PageInfo);

internal sealed record EdgeView<TNode>(string Cursor, TNode Node);

internal sealed record PageInfoView(string? StartCursor, string? EndCursor, bool HasPreviousPage, bool HasNextPage);

/// <summary>Cursors are positions: catalogues that are read live keep nothing else from one page to the next.</summary>
internal static class Pagination
{
    public const int CountDefault = 20;
    public const int CountMax = 100;
    private const int PositionMax = 1_000_000;

    public static PageWindow Window(FieldRequest field) => Window(
        field.Argument<int?>("first"),
        field.Argument<int?>("last"),
        field.Argument<string?>("after"),
        field.Argument<string?>("before"));

    internal static PageWindow Window(int? first, int? last, string? after, string? before)
    {
        if (first is < 1 or > CountMax || last is < 1 or > CountMax)
        {
            throw ApiRefusals.BadInput($"The page's size is out of bounds: send 1 to {CountMax} as first or last.");
        }

        if (first is not null && last is not null)
        {
            throw ApiRefusals.BadInput("Both first and last are given: send one of them.");
        }

        if (last is not null && before is null)
        {
            throw ApiRefusals.BadInput("A catalogue's end is not known: send before with last, or page with first.");
        }

        var start = after is null ? 0 : Position(after) + 1;
        var end = before is null ? int.MaxValue : Position(before);
        if (last is { } count)
        {
            start = Math.Max(start, end - count);
        }

        return new(start, Math.Clamp(end - start, 0, first ?? last ?? CountDefault),
            before is not null && (first is null || end - start <= first));
    }

    /// <param name="found">What was read from the window's start on, one more than its count if there is one.</param>
    public static PageView<TNode> Page<TNode>(PageWindow window, IReadOnlyList<TNode> found)
    {
        var edges = found.Take(window.Count)
            .Select((node, at) => new EdgeView<TNode>(Cursor(window.Start + at), node)).ToList();
        var hasNext = found.Count > window.Count || (window.IsBeforeAnother && edges.Count > 0);
        return new(edges, new(
            edges.Count > 0 ? edges[0].Cursor : null,
            edges.Count > 0 ? edges[^1].Cursor : null,
            window.Start > 0,
            hasNext));
    }

    internal static string Cursor(int position) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"at:{position}")));

    private static int Position(string cursor)
    {
        Span<byte> bytes = stackalloc byte[32];
        return cursor.Length <= 40
            && Convert.TryFromBase64String(cursor, bytes, out var length)
            && Encoding.UTF8.GetString(bytes[..length]) is ['a', 't', ':', .. var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position <= PositionMax
                ? position
                : throw ApiRefusals.BadInput("The cursor is not one of this gateway: take it from a page's edges.");
    }
}
