using System.Text;

namespace Cartwright.Lookup;

/// <summary>
/// What to ask a shop for, and whether an order that it answered is the one. A search of Shopify's looks at several
/// fields and at parts of words, so the name is compared here.
/// </summary>
public static class OrderNames
{
    public const int CharactersMax = 40;

    /// <summary>The three searches: <c>name:#1001</c>, <c>name:1001</c> and <c>#1001</c>.</summary>
    public static (string ByName, string ByNumber, string BySearch) QueriesFor(OrderReference reference) =>
        ($"name:\"#{reference.Text}\"", $"name:\"{reference.Text}\"", $"\"#{reference.Text}\"");

    /// <summary>
    /// Whether the order's name is what was asked for, which may leave out the prefix and the suffix of the shop's
    /// numbers.
    /// </summary>
    /// <param name="prefix">The shop's, such as <c>#EN</c>.</param>
    /// <param name="suffix">The shop's, such as <c>-A</c>.</param>
    public static bool IsSame(OrderReference asked, string name, string prefix, string suffix)
    {
        var (one, full) = (Folded(asked.Text), Folded(name));
        var (before, after) = (Folded(prefix), Folded(suffix));
        var start = before.Length < full.Length && full.StartsWith(before, StringComparison.Ordinal)
            ? before.Length
            : 0;
        var end = after.Length < full.Length - start && full.EndsWith(after, StringComparison.Ordinal)
            ? full.Length - after.Length
            : full.Length;
        return one == full || one == full[start..] || one == full[..end] || one == full[start..end];
    }

    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in PlainText.Of(text))
        {
            if (letter != '#' && !char.IsWhiteSpace(letter))
            {
                folded.Append(char.ToUpperInvariant(letter));
            }
        }

        return folded.ToString();
    }
}
