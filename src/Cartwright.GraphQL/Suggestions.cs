namespace Cartwright.GraphQL;

/// <summary>Names near a mistaken one, for messages.</summary>
internal static class Suggestions
{
    private const int NameLengthMax = 100;

    /// <summary>
    /// <c> Did you mean "a" or "b"?</c> with a leading blank, or nothing. The kind, with a blank behind it, says what
    /// the names are.
    /// </summary>
    public static string For(string name, IEnumerable<string> known, string kind = "")
    {
        if (name.Length > NameLengthMax) return "";
        var most = (int)(name.Length * 0.4) + 1;
        var near = known.Select(candidate => (candidate, distance: Distance(name, candidate, most)))
            .Where(pair => pair.distance <= most)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(5).Select(pair => $"\"{pair.candidate}\"").ToList();
        return near.Count switch
        {
            0 => "",
            1 => $" Did you mean {kind}{near[0]}?",
            _ => $" Did you mean {kind}{string.Join(", ", near[..^1])}{(near.Count > 2 ? "," : "")} or {near[^1]}?",
        };
    }

    /// <summary>
    /// Edits between two names, a swap of neighbours being one and case counting once in all; any number over
    /// <paramref name="most"/> when there are more.
    /// </summary>
    private static int Distance(string a, string b, int most)
    {
        if (a == b) return 0;
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase)) return 1;
        // Each character of difference in length is an edit, and so b is not much longer than a name may be.
        if (Math.Abs(a.Length - b.Length) > most) return most + 1;
        return Distance(a.ToUpperInvariant(), b.ToUpperInvariant().AsSpan(), most);
    }

    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int most)
    {
        // What both begin and end with costs nothing and need not be compared again and again.
        var start = a.CommonPrefixLength(b);
        a = a[start..];
        b = b[start..];
        while (a.Length > 0 && b.Length > 0 && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }
        var width = b.Length + 1;
        Span<int> rows = stackalloc int[3 * width];
        var before = rows[..width];
        var above = rows[width..(2 * width)];
        var row = rows[(2 * width)..];
        for (var j = 0; j < width; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var rowLeast = i;
            for (var j = 1; j < width; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, before[j - 2] + 1);
                row[j] = least;
                rowLeast = Math.Min(rowLeast, least);
            }
            // A swap may reach back one row more, and costs an edit.
            if (rowLeast > most + 1) return most + 1;
            var free = before;
            before = above;
            above = row;
            row = free;
        }
        return above[b.Length];
    }
}
