using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The three ways in which Shopify signs with the app's secret.</summary>
internal static class ShopifySignatures
{
    /// <summary>Of a webhook's body, in base64.</summary>
    public static string OfWebhook(ReadOnlySpan<byte> body, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Of the query of a request by the app proxy: values of one key are joined, nothing is encoded.</summary>
    public static string OfProxy(IEnumerable<KeyValuePair<string, string>> query, string secret) =>
        Hex(string.Concat(query.Where(pair => pair.Key != "signature")
            .GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}={string.Join(',', group)}")), secret);

    /// <summary>Of the query that brings a merchant back from the consent page.</summary>
    public static string OfCallback(IEnumerable<KeyValuePair<string, string>> query, string secret) =>
        Hex(Encode(query.Where(pair => pair.Key is not ("hmac" or "signature"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)), secret);

    public static string Encode(IEnumerable<KeyValuePair<string, string>> query) => string.Join('&', query
        .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static string Hex(string text, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
