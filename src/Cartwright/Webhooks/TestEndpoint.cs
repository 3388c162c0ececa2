using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Accounts;
using Cartwright.Journal;

namespace Cartwright.Webhooks;

public abstract record TestEndpointResult
{
    private TestEndpointResult() { }

    public sealed record Verified : TestEndpointResult;

    /// <param name="Why">What it did instead of giving the challenge back.</param>
    public sealed record NotVerified(string Why) : TestEndpointResult;

    public sealed record NotFound : TestEndpointResult;
}

/// <summary>
/// Challenges an endpoint. One that gives the challenge back is used from then on, also when it was disabled. One that
/// does not stays as it is.
/// </summary>
public sealed class TestEndpoint(
    WebhookEndpoints endpoints, WebhookSender sender, IIdSource ids, TimeProvider clock)
{
    public async Task<TestEndpointResult> HandleAsync(string endpointId, CancellationToken cancellationToken)
    {
        if (await endpoints.FindAsync(endpointId, cancellationToken) is not { } endpoint
            || endpoint.State == EndpointState.Removed)
        {
            return new TestEndpointResult.NotFound();
        }

        var challenge = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var id = ids.Next("challenge");
        var body = WebhookBody.Challenge(id, endpoint.AccountId, challenge, clock.GetUtcNow());
        var outcome = await sender.SendAsync(endpoint, id, body, isRead: true, cancellationToken);
        if (Refuse(outcome, challenge) is { } why)
        {
            return new TestEndpointResult.NotVerified(why);
        }

        var changed = await endpoints.ChangeAsync(
            endpointId,
            known => new(
                _ => new AccountEvent.EndpointVerified(known.Id), known with { State = EndpointState.Active }),
            append => append
                .Upsert("webhook_health", [("endpoint_id", endpointId)], [("failing_since", null)])
                .Settle(DeliverWebhook.AttentionKind, endpointId),
            cancellationToken);
        return changed is { State: EndpointState.Active }
            ? new TestEndpointResult.Verified()
            : new TestEndpointResult.NotFound();
    }

    private static string? Refuse(AttemptOutcome outcome, string challenge) => outcome switch
    {
        AttemptOutcome.Failed failed => $"It could not be reached ({failed.Error}).",
        AttemptOutcome.Answered answered when !answered.IsSuccess => $"It answered {answered.Status}, not 200.",
        AttemptOutcome.Answered answered when !GivesBack(answered.Body, challenge) =>
            "It did not answer with the challenge as JSON: {\"challenge\": \"…\"}.",
        _ => null,
    };

    private static bool GivesBack(byte[] body, string challenge)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("challenge", out var given)
                && given.ValueKind == JsonValueKind.String
                && CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(given.GetString()!), Encoding.UTF8.GetBytes(challenge));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
