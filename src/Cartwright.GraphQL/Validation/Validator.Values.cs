namespace Cartwright.GraphQL;

internal sealed partial class Validator
{
    /// <summary>Checks a value where a type is expected, and notes the variables in it.</summary>
    private void WalkValue(ValueNode node, GraphType? type, bool hasDefault = false)
    {
        NoteVariables(node, type, hasDefault, null);
        CheckLiteral(node, type);
    }

    /// <summary>
    /// Notes each variable with the type its place asks for. A place within a literal that is wrong itself still asks
    /// for a type: an item of a list where none is expected is taken for the value expected.
    /// </summary>
    private void NoteVariables(ValueNode node, GraphType? type, bool hasDefault, InputObjectType? oneOf)
    {
        switch (node)
        {
            case VariableNode variable:
                _uses.Variables.Add(new VariableUse(variable, type, hasDefault, oneOf));
                break;
            case ListNode list:
                var item = type?.Nullable is ListType of ? of.Item : type?.Nullable;
                foreach (var value in list.Items) NoteVariables(value, item, false, null);
                break;
            case ObjectNode fields:
                CheckFieldNames(fields);
                var input = type?.Named as InputObjectType;
                foreach (var given in fields.Fields)
                {
                    var field = input?.FieldsByName.GetValueOrDefault(given.Name);
                    NoteVariables(given.Value, field?.Type, field?.DefaultNode is not null,
                        input is { IsOneOf: true } ? input : null);
                }
                break;
        }
    }

    // A single value may stand for a list of one; it is the list that the place expects then.
    private void CheckLiteral(ValueNode node, GraphType? type, GraphType? expected = null)
    {
        if (type is null || node is VariableNode) return;
        if (node is NullNode)
        {
            if (type.IsNonNull) Error($"Expected value of type \"{type}\", found null.", node);
            return;
        }
        switch (type.Nullable)
        {
            case ListType list:
                if (node is not ListNode items) CheckLiteral(node, list.Item, expected ?? type);
                else foreach (var item in items.Items) CheckLiteral(item, list.Item);
                break;
            case InputObjectType input: CheckInputObject(node, input, expected ?? type); break;
            case EnumType enumType: CheckEnum(node, enumType); break;
            case ScalarType scalar:
                if (!(scalar.Codec.NeedsConstant && ContainsVariable(node))
                    && scalar.Codec.Read(node, out _) is { } problem)
                    Error(problem, node);
                break;
        }
    }

    private void CheckInputObject(ValueNode node, InputObjectType type, GraphType expected)
    {
        if (node is not ObjectNode fields)
        {
            var place = node is ListNode ? expected.Nullable : expected;
            Error($"Expected value of type \"{place}\", found {ShownValue.Of(node)}.", node);
            return;
        }
        foreach (var given in fields.Fields)
        {
            var field = type.FieldsByName.GetValueOrDefault(given.Name);
            if (field is null)
                Error($"Field \"{given.Name}\" is not defined by type \"{type}\"." +
                    Near(given.Name, type.FieldsByName.Keys), given);
            CheckLiteral(given.Value, field?.Type);
        }
        foreach (var field in type.Fields)
            if (field.IsRequired && IndexOfName(fields.Fields, field.Name) < 0)
                Error($"Field \"{type}.{field.Name}\" of required type \"{field.Type}\" was not provided.", node);
        if (!type.IsOneOf) return;
        var hasOneKey = fields.Fields.Length > 0
            && Array.TrueForAll(fields.Fields, field => field.Name == fields.Fields[0].Name);
        if (!hasOneKey) Error($"OneOf Input Object \"{type}\" must specify exactly one key.", node);
        else if (fields.Fields[^1].Value is NullNode)
            Error($"Field \"{type}.{fields.Fields[0].Name}\" must be non-null.", node);
    }

    private void CheckFieldNames(ObjectNode node)
    {
        var seen = new Dictionary<string, ArgumentNode>();
        foreach (var field in node.Fields)
            if (!seen.TryAdd(field.Name, field))
                Error($"There can be only one input field named \"{field.Name}\".", seen[field.Name], field);
    }

    private void CheckEnum(ValueNode node, EnumType type)
    {
        if (node is not EnumNode name)
        {
            var near = node is StringNode text ? Near(text.Value, type.ValuesByName.Keys, "the enum value ") : "";
            Error($"Enum \"{type}\" cannot represent non-enum value: {ShownValue.Of(node)}.{near}", node);
        }
        else if (!type.ValuesByName.ContainsKey(name.Name))
            Error($"Value \"{name.Name}\" does not exist in \"{type}\" enum."
                + Near(name.Name, type.ValuesByName.Keys, "the enum value "), node);
    }

    private static bool ContainsVariable(ValueNode node) => node switch
    {
        VariableNode => true,
        ListNode list => Array.Exists(list.Items, ContainsVariable),
        ObjectNode fields => Array.Exists(fields.Fields, field => ContainsVariable(field.Value)),
        _ => false,
    };
}
