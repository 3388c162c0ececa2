using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Shops;

/// <summary>
/// Shopify's three signatures, each HMAC-SHA256 with the app's secret: of webhooks (base64 of the raw body), of the
/// callback after an authorization and of the app proxy (hex of the query, each joined in its own way). Compared in
/// constant time. (shopify.dev: "HTTPS webhooks", "Authorization code grant", "Authenticate app proxies".)
/// </summary>
public static class ShopifySignatures
{
    public static readonly TimeSpan ProxyClockSkewMax = TimeSpan.FromSeconds(90);

    public static bool IsWebhook(ReadOnlySpan<byte> body, string signature, Secret secret) => IsSame(
        signature, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body)));

    public static bool IsCallback(IEnumerable<KeyValuePair<string, StringValues>> query, Secret secret)
    {
        var signed = string.Join('&', query
            .Where(pair => pair.Key is not ("hmac" or "signature"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => pair.Value.Select(value =>
                $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}")));
        return IsSame(ValueOf(query, "hmac"), Hex(signed, secret));
    }

    public static bool IsProxy(IEnumerable<KeyValuePair<string, StringValues>> query, Secret secret)
    {
        var signed = string.Concat(query
            .Where(pair => pair.Key != "signature")
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={string.Join(',', pair.Value.ToArray())}"));
        return IsSame(ValueOf(query, "signature"), Hex(signed, secret));
    }

    /// <summary>Whether a signed time, in seconds since 1970, is near enough to now.</summary>
    public static bool IsFresh(string? seconds, TimeSpan skewMax, DateTimeOffset now) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && Math.Abs((decimal)at - now.ToUnixTimeSeconds()) <= (decimal)skewMax.TotalSeconds;

    private static string ValueOf(IEnumerable<KeyValuePair<string, StringValues>> query, string name) =>
        query.FirstOrDefault(pair => pair.Key == name).Value.ToString();

    private static string Hex(string signed, Secret secret) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(signed)));

    private static bool IsSame(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
