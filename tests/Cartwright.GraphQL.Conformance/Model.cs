using System.Text.Json;

namespace Cartwright.GraphQL.Conformance;

/// <summary>
/// A schema as the oracle's introspection tells it. The generator and the answers are made from this, not from what
/// the engine read, so that a mistake of the engine's cannot hide itself.
/// </summary>
internal sealed class Model
{
    public Model(JsonElement introspection)
    {
        var schema = introspection.GetProperty("__schema");
        foreach (var type in schema.GetProperty("types").EnumerateArray().Select(json => new ModelType(json)))
            Types.Add(type.Name, type);
        Directives = [.. schema.GetProperty("directives").EnumerateArray().Select(json => new ModelDirective(json))];
        Query = schema.GetProperty("queryType").GetProperty("name").GetString()!;
        Mutation = Root(schema, "mutationType");
        Subscription = Root(schema, "subscriptionType");
    }

    public Dictionary<string, ModelType> Types { get; } = [];
    public ModelDirective[] Directives { get; }
    public string Query { get; }
    public string? Mutation { get; }
    public string? Subscription { get; }

    public ModelType this[TypeRef type] => Types[type.Named];

    /// <summary>The types the schema itself defines.</summary>
    public IEnumerable<ModelType> Own => Types.Values.Where(type =>
        !type.Name.StartsWith("__", StringComparison.Ordinal)
        && type.Name is not ("Int" or "Float" or "String" or "Boolean" or "ID"));

    private static string? Root(JsonElement schema, string name) =>
        schema.GetProperty(name) is { ValueKind: JsonValueKind.Object } root ? root.GetProperty("name").GetString()
            : null;
}

internal sealed class ModelType(JsonElement json)
{
    public string Name { get; } = json.GetProperty("name").GetString()!;
    public string Kind { get; } = json.GetProperty("kind").GetString()!;
    public bool IsOneOf { get; } = 
        json.TryGetProperty("isOneOf", out var oneOf) && oneOf.ValueKind == JsonValueKind.True;
    public ModelField[] Fields { get; } = List(json, "fields", field => new ModelField(field));
    public ModelInput[] Inputs { get; } = List(json, "inputFields", field => new ModelInput(field));
    public string[] Values { get; } = List(json, "enumValues", value => value.GetProperty("name").GetString()!);
    public string[] Possible { get; } = List(json, "possibleTypes", type => type.GetProperty("name").GetString()!);
    public string[] Interfaces { get; } = List(json, "interfaces", type => type.GetProperty("name").GetString()!);

    public bool IsComposite => Kind is "OBJECT" or "INTERFACE" or "UNION";
    public bool IsAbstract => Kind is "INTERFACE" or "UNION";
    public bool IsInput => Kind is "SCALAR" or "ENUM" or "INPUT_OBJECT";

    /// <summary>The object types a value may have.</summary>
    public IEnumerable<string> Concrete => IsAbstract ? Possible : [Name];

    public static T[] List<T>(JsonElement json, string name, Func<JsonElement, T> make) =>
        json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(make)] : [];
}

internal sealed class ModelField(JsonElement json)
{
    public string Name { get; } = json.GetProperty("name").GetString()!;
    public TypeRef Type { get; } = TypeRef.From(json.GetProperty("type"));
    public ModelInput[] Arguments { get; } = ModelType.List(json, "args", argument => new ModelInput(argument));
}

internal sealed class ModelInput(JsonElement json)
{
    public string Name { get; } = json.GetProperty("name").GetString()!;
    public TypeRef Type { get; } = TypeRef.From(json.GetProperty("type"));
    public bool HasDefault { get; } = json.GetProperty("defaultValue").ValueKind == JsonValueKind.String;
    public bool IsRequired => Type.IsNonNull && !HasDefault;
}

internal sealed class ModelDirective(JsonElement json)
{
    public string Name { get; } = json.GetProperty("name").GetString()!;
    public bool IsRepeatable { get; } = json.GetProperty("isRepeatable").GetBoolean();
    public ModelInput[] Arguments { get; } = ModelType.List(json, "args", argument => new ModelInput(argument));
    public string[] Places { get; } = ModelType.List(json, "locations", place => place.GetString()!);
}

/// <summary>A reference to a type: named, a list, or either of them non-null.</summary>
internal sealed record TypeRef(string? Name, TypeRef? Item, bool IsNonNull)
{
    public string Named => Name ?? Item!.Named;
    public TypeRef Nullable => this with { IsNonNull = false };

    public static TypeRef From(JsonElement json) => json.GetProperty("kind").GetString() switch
    {
        "NON_NULL" => From(json.GetProperty("ofType")) with { IsNonNull = true },
        "LIST" => new(null, From(json.GetProperty("ofType")), false),
        _ => new(json.GetProperty("name").GetString(), null, false),
    };

    public override string ToString() => (Name ?? $"[{Item}]") + (IsNonNull ? "!" : "");
}
