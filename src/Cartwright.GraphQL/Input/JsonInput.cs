using System.Diagnostics;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>Coerces one variable's JSON to what resolvers see, and says all that is wrong with it.</summary>
internal sealed class JsonInput(string variable, GraphQLLimits limits, List<string> problems)
{
    private readonly Stack<object> _path = new();

    public object? Coerce(GraphType type, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            if (type.IsNonNull) Problem(json, $"Expected non-nullable type \"{type}\" not to be null.");
            return null;
        }
        switch (type.Nullable)
        {
            case ListType list: return CoerceList(list, json);
            case InputObjectType input: return CoerceObject(input, json);
            case EnumType enumType: return CoerceEnum(enumType, json);
            case ScalarType scalar:
                if (scalar.Codec.Read(json, out var value) is { } problem) Problem(json, problem);
                return value;
            default: throw new UnreachableException();
        }
    }

    private object?[] CoerceList(ListType type, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array) return [Coerce(type.Item, json)];
        var count = json.GetArrayLength();
        if (count > limits.InputListItemsMax)
        {
            if (problems.Count < limits.ErrorsMax)
                problems.Add($"{Place()} has {count} items, more than {limits.InputListItemsMax}. Send fewer.");
            return [];
        }
        var values = new object?[count];
        var i = 0;
        foreach (var item in json.EnumerateArray())
        {
            _path.Push(i);
            values[i++] = Coerce(type.Item, item);
            _path.Pop();
        }
        return values;
    }

    private object? CoerceEnum(EnumType type, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            Problem(json, $"Enum \"{type}\" cannot represent non-string value: {ShownValue.Of(json)}.");
            return null;
        }
        if (type.ValuesByName.TryGetValue(json.GetString()!, out var value)) return value.Value;
        var near = Near(json.GetString()!, type.ValuesByName.Keys, "the enum value ");
        Problem(json, $"Value {ShownValue.Of(json)} does not exist in \"{type}\" enum.{near}");
        return null;
    }

    private object? CoerceObject(InputObjectType type, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Problem(json, $"Expected type \"{type}\" to be an object.");
            return null;
        }
        var before = problems.Count;
        var values = new object?[type.Fields.Length];
        Array.Fill(values, Absent.Value);
        foreach (var member in json.EnumerateObject())
        {
            if (!type.FieldsByName.TryGetValue(member.Name, out var field))
            {
                var near = Near(member.Name, type.FieldsByName.Keys);
                Problem(json, $"Field \"{Shorten(member.Name)}\" is not defined by type \"{type}\".{near}");
                continue;
            }
            _path.Push(field.Name);
            values[field.Index] = Coerce(field.Type, member.Value);
            _path.Pop();
        }
        CheckObject(type, values, json);
        return problems.Count > before ? null : InputObject.Create(type, values);
    }

    private void CheckObject(InputObjectType type, object?[] values, JsonElement json)
    {
        if (type.IsOneOf && values.Count(value => value is not Absent) != 1)
            Problem(json, $"Exactly one key must be specified for OneOf type \"{type}\".");
        else if (type.IsOneOf && Array.Exists(values, value => value is null))
            Problem(json, $"The one field given of OneOf type \"{type}\" must not be null.");
        foreach (var field in type.Fields)
        {
            if (values[field.Index] is not Absent) continue;
            values[field.Index] = field.DefaultOrAbsent;
            if (field.IsRequired)
                Problem(json, $"Field \"{field.Name}\" of required type \"{field.Type}\" was not provided.");
        }
    }

    private void Problem(JsonElement json, string what)
    {
        if (problems.Count < limits.ErrorsMax)
            problems.Add($"Variable \"${variable}\" got invalid value {ShownValue.Of(json)}{Where()}; {what}");
    }

    private string Near(string name, IEnumerable<string> known, string kind = "") =>
        problems.Count < limits.ErrorsMax ? Suggestions.For(name, known, kind) : "";

    private string Where() => _path.Count == 0 ? "" : $" at \"{Place()}\"";

    private string Place() =>
        variable + string.Concat(_path.Reverse().Select(step => step is int index ? $"[{index}]" : $".{step}"));

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
