using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The token that a page inside the shop's admin shows the app: a JWT that the app's secret signs.</summary>
internal static class IdToken
{
    private const int CharactersMax = 4_096;

    /// <summary>Null when it is good; otherwise why it is not.</summary>
    public static string? Check(string token, string shop, string clientId, string secret, DateTimeOffset now)
    {
        if (token.Length > CharactersMax || token.Split('.') is not [var head, var body, var signature])
            return "The subject_token is no JWT.";
        try
        {
            var signed = Encoding.ASCII.GetBytes($"{head}.{body}");
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            if (JsonSerializer.Deserialize(Base64Url.DecodeFromChars(head), IdTokenJson.Default.IdTokenHead)?.Alg
                    != "HS256"
                || !CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(signature)))
                return "The subject_token is not signed with the app's secret.";
            var claims = JsonSerializer.Deserialize(
                Base64Url.DecodeFromChars(body), IdTokenJson.Default.IdTokenClaims);
            if (claims is null)
                return "The subject_token has no claims.";
            if (claims.Exp <= now.ToUnixTimeSeconds() || claims.Nbf > now.ToUnixTimeSeconds())
                return "The subject_token is not valid at this time.";
            return claims.Aud == clientId && claims.Iss == $"https://{shop}/admin" && claims.Dest == $"https://{shop}"
                ? null : "The subject_token is for another shop or app.";
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return "The subject_token cannot be read.";
        }
    }
}

internal sealed record IdTokenHead(string Alg);

internal sealed record IdTokenClaims(string Iss, string Dest, string Aud, long Exp, long Nbf);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IdTokenHead))]
[JsonSerializable(typeof(IdTokenClaims))]
internal sealed partial class IdTokenJson : JsonSerializerContext;
