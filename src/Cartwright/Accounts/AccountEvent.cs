using System.Text.Json.Serialization;
using Cartwright.Storage;

namespace Cartwright.Accounts;

/// <summary>What happens to an account. The names are the journal's: a case is never renamed.</summary>
public abstract record AccountEvent
{
    private AccountEvent() { }

    public sealed record Opened(Billing Billing) : AccountEvent;

    public sealed record KeyCreated(string KeyId, string KeyHash, string Label) : AccountEvent;

    public sealed record KeyRevoked(string KeyId, string KeyHash) : AccountEvent;

    /// <param name="Types">The types of webhooks it wants; null for all.</param>
    public sealed record EndpointAdded(
        string EndpointId, Uri Url, IReadOnlyList<string>? Types, string SealedSecret) : AccountEvent;

    /// <summary>It has answered the challenge: webhooks are sent from now on.</summary>
    public sealed record EndpointVerified(string EndpointId) : AccountEvent;

    public sealed record EndpointSecretRotated(
        string EndpointId, string SealedSecret, DateTimeOffset OldUntil) : AccountEvent;

    public sealed record EndpointDisabled(string EndpointId, string Why) : AccountEvent;

    public sealed record EndpointRemoved(string EndpointId) : AccountEvent;
}

/// <summary>How an account pays for its orders.</summary>
public enum Billing
{
    /// <summary>Each submission comes with the shopper's card token.</summary>
    Card,

    /// <summary>The account gets an invoice; submissions come without a token.</summary>
    Invoice,
}

public sealed record Account(string Id, Billing Billing);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountEvent.Opened))]
[JsonSerializable(typeof(AccountEvent.KeyCreated))]
[JsonSerializable(typeof(AccountEvent.KeyRevoked))]
[JsonSerializable(typeof(AccountEvent.EndpointAdded))]
[JsonSerializable(typeof(AccountEvent.EndpointVerified))]
[JsonSerializable(typeof(AccountEvent.EndpointSecretRotated))]
[JsonSerializable(typeof(AccountEvent.EndpointDisabled))]
[JsonSerializable(typeof(AccountEvent.EndpointRemoved))]
internal sealed partial class AccountEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<AccountEvent> Codec => field ??= new(Default);
}
