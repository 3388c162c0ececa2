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
        var near = known.Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= (int)(name.Length * 0.4) + 1)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(5).Select(pair => $"\"{pair.candidate}\"").ToList();
        return near.Count switch
        {
            0 => "",
            1 => $" Did you mean {kind}{near[0]}?",
            _ => $" Did you mean {kind}{string.Join(", ", near[..^1])}{(near.Count > 2 ? "," : "")} or {near[^1]}?",
        };
    }

    /// <summary>Edits between two names, a swap of neighbours being one and case counting once in all.</summary>
    private static int Distance(string a, string b)
    {
        if (a == b) return 0;
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase)) return 1;
        a = a.ToUpperInvariant();
        b = b.ToUpperInvariant();
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, rows[i - 2, j - 2] + 1);
                rows[i, j] = least;
            }
        }
        return rows[a.Length, b.Length];
    }
}
