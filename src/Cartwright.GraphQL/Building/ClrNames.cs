namespace Cartwright.GraphQL;

/// <summary>Which C# types serve a GraphQL type, in words for the messages of start-up.</summary>
internal static class ClrNames
{
    /// <summary>For the answer of a resolver.</summary>
    public static string ForOutput(GraphType type, IReadOnlyDictionary<string, ScalarBinding> scalars)
    {
        if (type.Nullable is ListType list) return $"a list whose items are {ForOutput(list.Item, scalars)}";
        return type.Named switch
        {
            ScalarType { Name: "Int" } => "int or long",
            ScalarType { Name: "Float" } => "double, decimal, int or long",
            ScalarType { Name: "String" } => "string",
            ScalarType { Name: "Boolean" } => "bool",
            ScalarType { Name: "ID" } => "string, Guid, int or long",
            ScalarType scalar => scalars.TryGetValue(scalar.Name, out var binding)
                ? InputConversion.Display(binding.ClrType) : "string, bool, a number or JsonElement",
            EnumType { ClrType: { } clr } => clr.Name,
            EnumType => "string",
            ObjectType { ClrType: { } clr } => clr.Name,
            AbstractType { ByClrType.Count: > 0 } possible => "a type that can be "
                + string.Join(" or ", possible.ByClrType.Keys.Select(key => key.Name).Order(StringComparer.Ordinal)),
            _ => "null, as no such type is bound",
        };
    }

    /// <summary>For an argument or a field of an input type.</summary>
    public static string ForInput(GraphType type)
    {
        if (type.Nullable is ListType list) return $"a list whose items are {ForInput(list.Item)}";
        var name = type.Named switch
        {
            ScalarType { Codec: IntCodec } => "int, long, double or decimal",
            ScalarType { Codec: FloatCodec } => "double or decimal",
            ScalarType { Codec: StringCodec or IdCodec } => "string",
            ScalarType { Codec: BooleanCodec } => "bool",
            ScalarType { Codec: not AnyCodec } scalar =>
                InputConversion.Display(scalar.Codec.GetType().GenericTypeArguments[0]),
            EnumType { ClrType: { } clr } => clr.Name,
            EnumType => "string",
            InputObjectType { ClrType: { } clr } => clr.Name,
            InputObjectType => "IReadOnlyDictionary<string, object?>",
            _ => "object",
        };
        return type.IsNonNull ? name : $"{name}, with room for null";
    }
}
