using System.Text.Json.Serialization;
using Cartwright.Storage;

namespace Cartwright.Shops;

/// <summary>
/// What happens to a shop. The names are the journal's: a case is never renamed. Tokens are in no event, since events
/// are kept for ever and an uninstalled shop's tokens are not.
/// </summary>
public abstract record ShopEvent
{
    private ShopEvent() { }

    public sealed record Registered(string AccountId) : ShopEvent;

    public sealed record Connected(
        string Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? RefreshExpiresAt, string By) : ShopEvent;

    public sealed record Refreshed(DateTimeOffset? ExpiresAt, DateTimeOffset? RefreshExpiresAt) : ShopEvent;

    public sealed record Degraded(DegradedReason Reason, string Detail) : ShopEvent;

    /// <summary>A lookup went through although the shop was degraded.</summary>
    public sealed record Recovered : ShopEvent;

    public sealed record ScopesChanged(string Scopes) : ShopEvent;

    public sealed record Uninstalled : ShopEvent;

    public sealed record Checked(bool IsWorking, string Outcome) : ShopEvent;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ShopEvent.Registered))]
[JsonSerializable(typeof(ShopEvent.Connected))]
[JsonSerializable(typeof(ShopEvent.Refreshed))]
[JsonSerializable(typeof(ShopEvent.Degraded))]
[JsonSerializable(typeof(ShopEvent.Recovered))]
[JsonSerializable(typeof(ShopEvent.ScopesChanged))]
[JsonSerializable(typeof(ShopEvent.Uninstalled))]
[JsonSerializable(typeof(ShopEvent.Checked))]
internal sealed partial class ShopEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<ShopEvent> Codec => field ??= new(Default);
}
