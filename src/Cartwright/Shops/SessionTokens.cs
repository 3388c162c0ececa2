using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cartwright.Shops;

/// <summary>
/// Knows a merchant by the session token that Shopify gives an embedded app: a JWT signed with the app's secret.
/// (shopify.dev, "Session tokens".)
/// </summary>
public sealed class SessionTokens(IOptions<ShopOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(10);
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>The shop whose admin this is; null when the token is not to be trusted.</summary>
    public async Task<ShopDomain?> ShopOfAsync(string token)
    {
        if (options.Value.App is not { } app)
        {
            return null;
        }

        List<SecurityKey> keys = [KeyOf(app.ClientSecret)];
        if (options.Value.PreviousClientSecret is { } previous)
        {
            keys.Add(KeyOf(previous));
        }

        var now = clock.GetUtcNow();
        var result = await handler.ValidateTokenAsync(token, new()
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKeys = keys,
            ValidAudience = app.ClientId,
            ValidateIssuer = false,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
                (notBefore is null || notBefore <= (now + ClockSkewMax).UtcDateTime)
                && expires > (now - ClockSkewMax).UtcDateTime,
        });
        return result.IsValid
            && result.Claims.TryGetValue("dest", out var dest) && dest is string text
            && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && ShopDomain.TryParse(address.Host, out var shop)
            && result.Claims.TryGetValue("iss", out var iss) && iss is string issuer
            && issuer.StartsWith($"https://{shop.Value}/", StringComparison.Ordinal)
                ? shop
                : null;
    }

    // The library wants 256 bits for this algorithm; Shopify's secrets have more, shorter ones are padded as HMAC does.
    private static SymmetricSecurityKey KeyOf(Secret secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret.Reveal());
        return new(bytes.Length >= 32 ? bytes : [.. bytes, .. new byte[32 - bytes.Length]]);
    }
}
