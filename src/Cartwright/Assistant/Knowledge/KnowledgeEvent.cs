using System.Text.Json.Serialization;
using Cartwright.Storage;

namespace Cartwright.Assistant.Knowledge;

/// <summary>
/// What happens to the knowledge of a shop. The names are the journal's: a case is never renamed. Texts are in no event,
/// since events are kept for ever and a removed document is not.
/// </summary>
public abstract record KnowledgeEvent
{
    private KnowledgeEvent() { }

    /// <param name="Hash">The SHA-256 of the document's bytes, in hexadecimal.</param>
    public sealed record DocumentAdded(string DocumentId, string Source, string Hash, int Passages) : KnowledgeEvent;

    public sealed record DocumentRemoved(string DocumentId) : KnowledgeEvent;

    /// <param name="Model">The name that their vectors are stored under.</param>
    public sealed record PassagesEmbedded(string Model, int Passages) : KnowledgeEvent;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KnowledgeEvent.DocumentAdded))]
[JsonSerializable(typeof(KnowledgeEvent.DocumentRemoved))]
[JsonSerializable(typeof(KnowledgeEvent.PassagesEmbedded))]
internal sealed partial class KnowledgeEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<KnowledgeEvent> Codec => field ??= new(Default);
}
