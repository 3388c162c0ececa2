using System.Diagnostics;

namespace Cartwright.GraphQL;

/// <summary>An argument or variable whose value is wrong; the message is for the client.</summary>
internal sealed class InputException(string message, Node? place = null) : Exception(message)
{
    /// <summary>What is wrong in the document; null where the field itself is meant.</summary>
    public Node? Place { get; } = place;
}

/// <summary>Coerces literals, and the variables in them, to what resolvers see.</summary>
internal static class LiteralInput
{
    /// <summary>A type's value from a literal; <see cref="Absent"/> for a variable that was not given.</summary>
    /// <exception cref="InputException">The value does not fit, which only a variable can bring about.</exception>
    public static object? Coerce(GraphType type, ValueNode node, IReadOnlyDictionary<string, object?>? variables)
    {
        if (node is VariableNode variable)
        {
            if (variables is null || !variables.TryGetValue(variable.Name, out var given)) return Absent.Value;
            if (given is null && type.IsNonNull)
                throw new InputException($"The variable \"${variable.Name}\" is null where \"{type}\" is needed.");
            return given;
        }
        if (node is NullNode)
            return type.IsNonNull ? throw new InputException($"Expected value of type \"{type}\", found null.") : null;
        switch (type.Nullable)
        {
            case ListType list: return CoerceList(list, node, variables);
            case InputObjectType input: return CoerceObject(input, node, variables);
            case EnumType enumType:
                return node is EnumNode name && enumType.ValuesByName.TryGetValue(name.Name, out var value)
                    ? value.Value
                    : throw new InputException($"Enum \"{enumType}\" has no value {ValuePrinter.Print(node)}.");
            case ScalarType scalar:
                if (scalar.Codec.Read(node, out var result) is { } problem) throw new InputException(problem);
                return result;
            default: throw new UnreachableException();
        }
    }

    private static object?[] CoerceList(ListType type, ValueNode node, IReadOnlyDictionary<string, object?>? variables)
    {
        var items = node is ListNode list ? list.Items : [node];
        var values = new object?[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var value = Coerce(type.Item, items[i], variables);
            // The specification takes a missing variable in a list for null.
            if (value is Absent) value = type.Item.IsNonNull ? throw Missing(items[i], type.Item) : null;
            values[i] = value;
        }
        return values;
    }

    private static object CoerceObject(
        InputObjectType type, ValueNode node, IReadOnlyDictionary<string, object?>? variables)
    {
        if (node is not ObjectNode fields)
            throw new InputException($"Expected value of type \"{type}\", found {ShownValue.Of(node)}.");
        var values = new object?[type.Fields.Length];
        foreach (var field in type.Fields)
        {
            var given = Array.Find(fields.Fields, candidate => candidate.Name == field.Name);
            var value = given is null ? Absent.Value : Coerce(field.Type, given.Value, variables);
            if (value is Absent) value = field.DefaultOrAbsent;
            if (value is Absent && field.Type.IsNonNull)
                throw new InputException(
                    $"Field \"{type}.{field.Name}\" of required type \"{field.Type}\" was not provided.");
            values[field.Index] = value;
        }
        if (type.IsOneOf && (fields.Fields.Length != 1 || Array.TrueForAll(values, v => v is null or Absent)))
            throw new InputException($"Exactly one field of \"{type}\" must be given, and not be null.");
        return InputObject.Create(type, values);
    }

    private static InputException Missing(ValueNode node, GraphType type) =>
        new($"The variable {ValuePrinter.Print(node)} is missing where \"{type}\" is needed.");
}
