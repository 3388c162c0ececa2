using Cartwright.Accounts;

namespace Cartwright.Webhooks;

/// <summary>
/// Gives an endpoint a new secret. For a day the old one signs beside it, in the header that has room for two.
/// </summary>
public sealed class RotateSecret(WebhookEndpoints endpoints, TimeProvider clock)
{
    public static readonly TimeSpan OldLifetime = TimeSpan.FromDays(1);

    /// <summary>Null when there is no such endpoint.</summary>
    public async Task<Secret?> HandleAsync(string endpointId, CancellationToken cancellationToken)
    {
        var secret = WebhookSignature.NewSecret();
        var until = clock.GetUtcNow() + OldLifetime;
        var changed = await endpoints.ChangeAsync(
            endpointId,
            known => new(
                sealedSecret => new AccountEvent.EndpointSecretRotated(known.Id, sealedSecret, until),
                known with { Secret = secret, OldSecret = new(known.Secret, until) }),
            also: null,
            cancellationToken);
        return ReferenceEquals(changed?.Secret, secret) ? secret : null;
    }
}
