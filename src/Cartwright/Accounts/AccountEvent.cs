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
internal sealed partial class AccountEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<AccountEvent> Codec => field ??= new(Default);
}
