namespace Cartwright.Tests.Webhooks;

// What stands between the marks is printed in docs/guides/webhooks.md; a test holds both together.
#pragma warning disable IDE0130
// <guide>
/// <summary>Checks a webhook of Cartwright's by its Standard Webhooks headers.</summary>
public static class WebhookVerifier
{
    /// <param name="secret">The endpoint's secret: whsec_ and base64.</param>
    /// <param name="body">The body as it came, before anything parsed it.</param>
    public static bool IsGenuine(
        string secret, string id, string timestamp, string signatures, byte[] body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, out var sent) || Math.Abs(now.ToUnixTimeSeconds() - sent) > 300)
        {
            return false;
        }

        byte[] signed = [.. System.Text.Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = System.Security.Cryptography.HMACSHA256.HashData(key, signed);
        foreach (var signature in signatures.Split(' '))
        {
            var given = new byte[32];
            if (signature.StartsWith("v1,", StringComparison.Ordinal)
                && Convert.TryFromBase64String(signature[3..], given, out var length) && length == 32
                && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(given, expected))
            {
                return true;
            }
        }

        return false;
    }
}
// </guide>
