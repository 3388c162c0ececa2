using System.Collections;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>Writes the plain values that extensions are made of.</summary>
internal static class JsonShape
{
    private const int DepthMax = 32;

    public static void Check(object? value) => Walk(null, value, 0);

    public static void Write(Utf8JsonWriter writer, object? value) => Walk(writer, value, 0);

    private static void Walk(Utf8JsonWriter? writer, object? value, int depth)
    {
        if (depth > DepthMax) throw new ArgumentException($"An extension is nested more than {DepthMax} deep.");
        switch (value)
        {
            case null: writer?.WriteNullValue(); break;
            case string text: writer?.WriteStringValue(text); break;
            case bool flag: writer?.WriteBooleanValue(flag); break;
            case int number: writer?.WriteNumberValue(number); break;
            case long number: writer?.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer?.WriteNumberValue(number); break;
            case decimal number: writer?.WriteNumberValue(number); break;
            case Action<Utf8JsonWriter> write when writer is null: break;
            case Action<Utf8JsonWriter> write: write(writer); break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                writer?.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    writer?.WritePropertyName(name);
                    Walk(writer, member, depth + 1);
                }
                writer?.WriteEndObject();
                break;
            case IEnumerable items:
                writer?.WriteStartArray();
                foreach (var item in items) Walk(writer, item, depth + 1);
                writer?.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A value of {value.GetType()} cannot be written into extensions.");
        }
    }
}
