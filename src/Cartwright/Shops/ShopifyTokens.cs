using System.Text.RegularExpressions;

namespace Cartwright.Shops;

/// <summary>
/// Takes what looks like a secret out of a text that somebody will read: one of Shopify's, or any long name without
/// words.
/// </summary>
internal static partial class ShopifyTokens
{
    public static string Masked(string text) => Form().Replace(text, "***");

    [GeneratedRegex(
        "shp[a-z]{2,3}_[A-Za-z0-9_-]+|(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{32,}",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
