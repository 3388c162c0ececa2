using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>Writes what surrounds the data: errors and extensions.</summary>
internal static class ResponseWriter
{
    public static void WriteErrors(JsonText output, IReadOnlyList<FieldError> errors, ReadOnlySpan<byte> source)
    {
        output.Raw("\"errors\":"u8);
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartArray();
        var places = new Location(source);
        foreach (var error in errors) WriteError(writer, error, ref places);
        writer.WriteEndArray();
    }

    public static void WriteExtensions(JsonText output, IReadOnlyList<KeyValuePair<string, object?>> entries)
    {
        output.Raw("\"extensions\":"u8);
        using var writer = new Utf8JsonWriter(output, Options);
        JsonShape.Write(writer, entries);
    }

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static void WriteError(Utf8JsonWriter writer, FieldError error, ref Location places)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, error.Message);
        if (error.Offsets.Length > 0)
        {
            writer.WriteStartArray("locations"u8);
            foreach (var offset in error.Offsets.AsSpan(0, Math.Min(error.Offsets.Length, 10)))
            {
                var (line, column) = places.Of(offset);
                writer.WriteStartObject();
                writer.WriteNumber("line"u8, line);
                writer.WriteNumber("column"u8, column);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (error.HasPath && error.ReversedPath.Count > 0) WritePath(writer, error.ReversedPath);
        writer.WriteStartObject("extensions"u8);
        writer.WriteString("code"u8, error.Code);
        foreach (var (name, value) in error.Extensions ?? new Dictionary<string, object?>())
        {
            if (name == "code") continue;
            writer.WritePropertyName(name);
            JsonShape.Write(writer, value);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter writer, List<object> reversed)
    {
        writer.WriteStartArray("path"u8);
        for (var i = reversed.Count - 1; i >= 0; i--)
        {
            if (reversed[i] is int index) writer.WriteNumberValue(index);
            else writer.WriteStringValue((string)reversed[i]);
        }
        writer.WriteEndArray();
    }
}
