using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Webhooks;

/// <summary>
/// Signs a delivery twice over: as the checkout contract has it (Rye-Hmac-Signature-V1), and as Standard Webhooks does
/// (standardwebhooks.com), which also guards against replays by a time.
/// </summary>
public static class WebhookSignature
{
    public const string ContractHeader = "Rye-Hmac-Signature-V1";
    private const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    public static Secret NewSecret() =>
        new(SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <param name="secrets">The newest first; the contract's header has room for one.</param>
    public static IReadOnlyList<(string Name, string Value)> Headers(
        string id, ReadOnlySpan<byte> body, IReadOnlyList<Secret> secrets, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return
        [
            (ContractHeader, Contract(body, secrets[0])),
            ("webhook-id", id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", string.Join(' ', secrets.Select(secret => $"v1,{Standard(signed, secret)}"))),
        ];
    }

    /// <summary>The key is the secret as it is shown, with its prefix.</summary>
    private static string Contract(ReadOnlySpan<byte> body, Secret secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body));

    /// <summary>The key is what the secret's base64 stands for.</summary>
    private static string Standard(byte[] signed, Secret secret) => Convert.ToBase64String(
        HMACSHA256.HashData(Convert.FromBase64String(secret.Reveal()[SecretPrefix.Length..]), signed));
}
