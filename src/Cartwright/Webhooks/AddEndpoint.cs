using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Webhooks;

public abstract record AddEndpointResult
{
    private AddEndpointResult() { }

    /// <param name="Verification">What came of its first challenge.</param>
    public sealed record Added(WebhookEndpoint Endpoint, TestEndpointResult Verification) : AddEndpointResult;

    /// <param name="Message">What to do, in a sentence.</param>
    public sealed record Refused(string Message) : AddEndpointResult;
}

/// <summary>Adds an endpoint to an account and challenges it at once.</summary>
public sealed class AddEndpoint(
    IJournal journal,
    WebhookEndpoints endpoints,
    TestEndpoint test,
    IIdSource ids,
    IOptions<WebhookOptions> options,
    IOptions<OutboundOptions> outbound,
    TimeProvider clock)
{
    /// <param name="types">The types it wants; null for all.</param>
    public async Task<AddEndpointResult> HandleAsync(
        string accountId, Uri url, IReadOnlyList<string>? types, CancellationToken cancellationToken)
    {
        if (WebhookEndpoint.Refuse(url, outbound.Value.AllowPrivate) is { } refusal)
        {
            return new AddEndpointResult.Refused(refusal);
        }

        if (types?.FirstOrDefault(type => !WebhookBody.Types.Contains(type)) is { } unknown)
        {
            return new AddEndpointResult.Refused(
                $"There is no type {unknown}: take some of {string.Join(", ", WebhookBody.Types)}.");
        }

        var endpoint = new WebhookEndpoint(
            ids.Next("endpoint"), accountId, url, types is { Count: > 0 } ? [.. types.Distinct()] : null,
            EndpointState.Unverified, WebhookSignature.NewSecret(), null, clock.GetUtcNow());
        return await AppendAsync(endpoint, cancellationToken) is { } refused
            ? refused
            : new AddEndpointResult.Added(endpoint, await test.HandleAsync(endpoint.Id, cancellationToken));
    }

    private async Task<AddEndpointResult.Refused?> AppendAsync(
        WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        while (true)
        {
            var version = (await journal.ReadAsync(endpoint.AccountId, 0, cancellationToken)).Count;
            if (version == 0)
            {
                return new($"There is no account {endpoint.AccountId}: 'cartwright keys create' makes one.");
            }

            var known = await endpoints.ListAsync(endpoint.AccountId, cancellationToken);
            if (known.Count >= options.Value.EndpointsPerAccountMax)
            {
                return new(
                    $"An account has at most {options.Value.EndpointsPerAccountMax} endpoints: remove one first.");
            }

            var append = new JournalAppend();
            endpoints.Write(append, version, endpoint, sealedSecret => new AccountEvent.EndpointAdded(
                endpoint.Id, endpoint.Url, endpoint.Types, sealedSecret));
            append.Enqueue(CleanDeliveries.QueueName, CleanDeliveries.Key);
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                endpoints.Forget(endpoint.AccountId);
                return null;
            }
        }
    }
}
