using Cartwright.Accounts;
using Cartwright.Journal;

namespace Cartwright.Webhooks;

/// <summary>Removes an endpoint: what was on its way to it is given up.</summary>
public sealed class RemoveEndpoint(WebhookEndpoints endpoints)
{
    /// <summary>False when there is no such endpoint; true when it is removed, now or before.</summary>
    public async Task<bool> HandleAsync(string endpointId, CancellationToken cancellationToken) =>
        await endpoints.ChangeAsync(
            endpointId,
            known => new(
                _ => new AccountEvent.EndpointRemoved(known.Id), known with { State = EndpointState.Removed }),
            append => append
                .Delete("webhook_health", [("endpoint_id", endpointId)])
                .Settle(DeliverWebhook.AttentionKind, endpointId),
            cancellationToken) is not null;
}
