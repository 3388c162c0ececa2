using System.Text.Json.Serialization;
using Cartwright.Assistant.Turns;
using Cartwright.Lookup;
using Cartwright.Storage;

namespace Cartwright.Assistant.Conversations;

/// <summary>
/// What happens in a conversation. The names are the journal's: a case is never renamed. Nothing that was said is in an
/// event, since events are kept for ever and a transcript is not.
/// </summary>
public abstract record ConversationEvent
{
    private ConversationEvent() { }

    public sealed record Answered(string Shop, string Intent) : ConversationEvent;

    /// <summary>All that was said is gone, and nothing is said in it again.</summary>
    public sealed record Forgotten(string Shop) : ConversationEvent;
}

/// <summary>A conversation's state as its row keeps it.</summary>
internal sealed record KeptState(
    bool AwaitingOrderNumber, int OrderAskRetries, bool AwaitingVerification, string? Pending, ChatLanguage Language)
{
    public static KeptState Of(ConversationState state) => new(
        state.AwaitingOrderNumber, state.OrderAskRetries, state.AwaitingVerification, state.Pending?.Text,
        state.Language);

    public ConversationState Open() => new(
        AwaitingOrderNumber, OrderAskRetries, AwaitingVerification,
        Pending is { } text ? new OrderReference(text) : null, Language);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ConversationEvent.Answered))]
[JsonSerializable(typeof(ConversationEvent.Forgotten))]
[JsonSerializable(typeof(KeptState))]
internal sealed partial class ConversationJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<ConversationEvent> Codec => field ??= new(Default);
}
