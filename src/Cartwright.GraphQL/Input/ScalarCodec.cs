using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>
/// Reads a scalar from JSON and from literals. Each method answers null, or what is wrong with the value.
/// </summary>
internal abstract class ScalarCodec
{
    public abstract string? Read(JsonElement json, out object? value);

    public abstract string? Read(ValueNode literal, out object? value);

    /// <summary>Whether a literal that holds variables can only be judged with their values.</summary>
    public virtual bool NeedsConstant => false;

    public static ScalarCodec BuiltIn(string name) => name switch
    {
        "Int" => new IntCodec(),
        "Float" => new FloatCodec(),
        "String" => new StringCodec(),
        "Boolean" => new BooleanCodec(),
        "ID" => new IdCodec(),
        _ => AnyCodec.Instance,
    };
}

internal sealed class IntCodec : ScalarCodec
{
    public override string? Read(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number) return NotInteger(ShownValue.Of(json));
        if (json.TryGetInt32(out var number)) value = number;
        else if (!json.TryGetDouble(out var real) || Math.Floor(real) != real) return NotInteger(ShownValue.Of(json));
        else if (real is < int.MinValue or > int.MaxValue) return TooLarge(ShownValue.Of(json));
        else value = (int)real;
        return null;
    }

    public override string? Read(ValueNode literal, out object? value)
    {
        value = null;
        if (literal is not NumberNode { IsFloat: false } number) return NotInteger(ShownValue.Of(literal));
        if (!int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
            return TooLarge(ShownValue.Of(number));
        value = parsed;
        return null;
    }

    private static string NotInteger(string text) => $"Int cannot represent non-integer value: {text}";

    private static string TooLarge(string text) => $"Int cannot represent non 32-bit signed integer value: {text}";
}

internal sealed class FloatCodec : ScalarCodec
{
    public override string? Read(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number) return NotNumber(ShownValue.Of(json));
        return Take(json.GetDouble(), ShownValue.Of(json), out value);
    }

    public override string? Read(ValueNode literal, out object? value)
    {
        value = null;
        if (literal is not NumberNode number) return NotNumber(ShownValue.Of(literal));
        return Take(double.Parse(number.Text, CultureInfo.InvariantCulture), ShownValue.Of(number), out value);
    }

    private static string? Take(double number, string text, out object? value)
    {
        value = number;
        return double.IsFinite(number) ? null : NotNumber(text);
    }

    private static string NotNumber(string text) => $"Float cannot represent non numeric value: {text}";
}

internal sealed class StringCodec : ScalarCodec
{
    public override string? Read(JsonElement json, out object? value)
    {
        value = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        return value is null ? NotString(ShownValue.Of(json)) : null;
    }

    public override string? Read(ValueNode literal, out object? value)
    {
        value = (literal as StringNode)?.Value;
        return value is null ? NotString(ShownValue.Of(literal)) : null;
    }

    private static string NotString(string text) => $"String cannot represent a non string value: {text}";
}

internal sealed class BooleanCodec : ScalarCodec
{
    private static readonly object True = true;
    private static readonly object False = false;

    public override string? Read(JsonElement json, out object? value)
    {
        value = json.ValueKind switch { JsonValueKind.True => True, JsonValueKind.False => False, _ => null };
        return value is null ? NotBoolean(ShownValue.Of(json)) : null;
    }

    public override string? Read(ValueNode literal, out object? value)
    {
        value = literal is BooleanNode boolean ? boolean.Value ? True : False : null;
        return value is null ? NotBoolean(ShownValue.Of(literal)) : null;
    }

    private static string NotBoolean(string text) => $"Boolean cannot represent a non boolean value: {text}";
}

internal sealed class IdCodec : ScalarCodec
{
    /// <summary>Below this a double tells each integer from the next.</summary>
    private const double IntegerMax = 9007199254740992;

    public override string? Read(JsonElement json, out object? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number when !json.GetRawText().AsSpan().ContainsAny(".eE") => json.GetRawText(),
            // 1.0 and 1e3 are integers too; JSON does not tell them apart.
            JsonValueKind.Number when json.TryGetDouble(out var real)
                && Math.Floor(real) == real && Math.Abs(real) < IntegerMax =>
                ((long)real).ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return value is null ? $"ID cannot represent value: {ShownValue.Of(json)}" : null;
    }

    public override string? Read(ValueNode literal, out object? value)
    {
        value = literal switch
        {
            StringNode text => text.Value,
            NumberNode { IsFloat: false } number => number.Text,
            _ => null,
        };
        return value is null
            ? $"ID cannot represent a non-string and non-integer value: {ShownValue.Of(literal)}" : null;
    }
}

/// <summary>A custom scalar without a binding: strings, booleans and numbers as such, the rest as JSON.</summary>
internal sealed class AnyCodec : ScalarCodec
{
    public static readonly AnyCodec Instance = new();

    public override string? Read(JsonElement json, out object? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when json.TryGetInt32(out var integer) => integer,
            JsonValueKind.Number => json.GetDouble(),
            _ => json.Clone(),
        };
        return null;
    }

    public override string? Read(ValueNode literal, out object? value) => Read(LiteralJson.From(literal), out value);
}

internal sealed class TextCodec<T>(string name, Func<string, T> parse) : ScalarCodec where T : notnull
{
    public override string? Read(JsonElement json, out object? value)
    {
        if (json.ValueKind == JsonValueKind.String) return Parse(json.GetString()!, out value);
        value = null;
        return $"{name} cannot represent a non string value: {ShownValue.Of(json)}";
    }

    public override string? Read(ValueNode literal, out object? value)
    {
        if (literal is StringNode text) return Parse(text.Value, out value);
        value = null;
        return $"{name} cannot represent a non string value: {ShownValue.Of(literal)}";
    }

    private string? Parse(string text, out object? value)
    {
        try
        {
            value = parse(text);
            return null;
        }
        catch (FormatException e)
        {
            value = null;
            return $"{name} cannot represent this value: {e.Message}";
        }
    }
}

internal sealed class JsonCodec<T>(string name, Func<JsonElement, T> parse) : ScalarCodec where T : notnull
{
    public override bool NeedsConstant => true;

    public override string? Read(JsonElement json, out object? value)
    {
        try
        {
            value = parse(json);
            return null;
        }
        catch (FormatException e)
        {
            value = null;
            return $"{name} cannot represent this value: {e.Message}";
        }
    }

    public override string? Read(ValueNode literal, out object? value) => Read(LiteralJson.From(literal), out value);
}

/// <summary>Turns a constant literal into JSON, for scalars whose shape only the host knows.</summary>
internal static class LiteralJson
{
    public static JsonElement From(ValueNode literal)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, literal);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ValueNode literal)
    {
        switch (literal)
        {
            case StringNode text: writer.WriteStringValue(text.Value); break;
            case EnumNode name: writer.WriteStringValue(name.Name); break;
            case NumberNode number: writer.WriteRawValue(number.Text); break;
            case BooleanNode boolean: writer.WriteBooleanValue(boolean.Value); break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case ObjectNode fields:
                writer.WriteStartObject();
                foreach (var field in fields.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }
                writer.WriteEndObject();
                break;
            // A variable inside such a scalar's literal has no type to be coerced by.
            default: writer.WriteNullValue(); break;
        }
    }
}
