using Cartwright.Outbound;

namespace Cartwright.Webhooks;

public enum EndpointState
{
    /// <summary>It has not answered the challenge yet: nothing is sent to it but that.</summary>
    Unverified,
    Active,

    /// <summary>It was gone, or has failed for too long: nothing is sent until it answers a challenge again.</summary>
    Disabled,
    Removed,
}

/// <summary>Where an account wants to be told of its orders' events.</summary>
/// <param name="Types">The types it wants; null for all.</param>
/// <param name="OldSecret">What the secret was before it was changed; signs beside it until it runs out.</param>
public sealed record WebhookEndpoint(
    string Id,
    string AccountId,
    Uri Url,
    IReadOnlyList<string>? Types,
    EndpointState State,
    Secret Secret,
    OldSecret? OldSecret,
    DateTimeOffset CreatedAt)
{
    public const int UrlCharactersMax = 500;

    public bool Wants(string type) => Types is null || Types.Contains(type, StringComparer.Ordinal);

    /// <summary>The secrets that sign now, the newest first.</summary>
    public IReadOnlyList<Secret> SecretsAt(DateTimeOffset now) =>
        OldSecret is { } old && now < old.Until ? [Secret, old.Secret] : [Secret];

    /// <summary>
    /// Null when this address may be an endpoint's. What its name resolves to is judged at every connection.
    /// </summary>
    public static string? Refuse(Uri url, bool allowPrivate)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || url.AbsoluteUri.Length > UrlCharactersMax)
        {
            return $"Give an https address of at most {UrlCharactersMax} characters.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "Give an address without a user, a password and a fragment.";
        }

        if (allowPrivate)
        {
            return null;
        }

        if (url.Scheme != "https")
        {
            return "Give an https address: others can read along on http.";
        }

        var isPrivate = url.IsLoopback || (System.Net.IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address)
            && !OutboundAddressGuard.IsPublic(address));
        return isPrivate ? "Give a public address: private ones are not called." : null;
    }
}

public sealed record OldSecret(Secret Secret, DateTimeOffset Until);
