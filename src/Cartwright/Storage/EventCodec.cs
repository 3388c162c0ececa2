using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Journal;

namespace Cartwright.Storage;

/// <summary>
/// Turns the events of one kind of stream into JSON and back. An event's name in the journal is the name of its case, so
/// a case is never renamed; a golden test holds the JSON of each.
/// </summary>
internal sealed class EventCodec<TEvent>
    where TEvent : class
{
    private readonly JsonSerializerContext context;
    private readonly Dictionary<string, Type> typesByName;

    public EventCodec(JsonSerializerContext context)
    {
        this.context = context;
        typesByName = typeof(TEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(TEvent)))
            .ToDictionary(type => type.Name, StringComparer.Ordinal);
    }

    public IEnumerable<Type> Cases => typesByName.Values;

    public EventData Encode(TEvent change) =>
        new(change.GetType().Name, JsonSerializer.SerializeToUtf8Bytes(change, change.GetType(), context));

    public EventData[] Encode(IEnumerable<TEvent> changes) => [.. changes.Select(Encode)];

    public TEvent Decode(RecordedEvent recorded)
    {
        if (!typesByName.TryGetValue(recorded.Type, out var type))
        {
            throw new InvalidDataException(
                $"The stream {recorded.Stream} holds an event '{recorded.Type}' that this version does not know.");
        }

        return (TEvent)JsonSerializer.Deserialize(recorded.Data.Span, type, context)!;
    }
}
