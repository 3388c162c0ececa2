using System.Text.RegularExpressions;

namespace Cartwright.Shops;

/// <summary>Takes what looks like one of Shopify's secrets out of a text that somebody will read.</summary>
internal static partial class ShopifyTokens
{
    public static string Masked(string text) => Form().Replace(text, "***");

    [GeneratedRegex("shp[a-z]{2,3}_[A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
