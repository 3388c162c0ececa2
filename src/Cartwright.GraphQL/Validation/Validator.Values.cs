namespace Cartwright.GraphQL;

internal sealed partial class Validator
{
    /// <summary>Checks a literal against the type expected, and notes the variables in it.</summary>
    private void WalkValue(ValueNode node, GraphType? type, bool hasDefault = false, InputObjectType? oneOf = null)
    {
        if (node is VariableNode variable)
        {
            _uses.Variables.Add(new VariableUse(variable, type, hasDefault, oneOf));
            return;
        }
        if (node is NullNode && type is not null)
        {
            if (type.IsNonNull) Error($"Expected value of type \"{type}\", found null.", node);
            return;
        }
        switch (type?.Nullable)
        {
            case ListType list:
                if (node is not ListNode items) WalkValue(node, list.Item);
                else foreach (var item in items.Items) WalkValue(item, list.Item);
                break;
            case InputObjectType input: WalkInputObject(node, input); break;
            case EnumType enumType: CheckEnum(node, enumType); break;
            case ScalarType scalar:
                WalkUntyped(node);
                if (!ContainsVariable(node) && scalar.Codec.Read(node, out _) is { } problem) Error(problem, node);
                break;
            default: WalkUntyped(node); break;
        }
    }

    private void WalkUntyped(ValueNode node)
    {
        switch (node)
        {
            case ListNode list:
                foreach (var item in list.Items) WalkValue(item, null);
                break;
            case ObjectNode fields:
                CheckFieldNames(fields);
                foreach (var field in fields.Fields) WalkValue(field.Value, null);
                break;
        }
    }

    private void WalkInputObject(ValueNode node, InputObjectType type)
    {
        if (node is not ObjectNode fields)
        {
            WalkUntyped(node);
            Error($"Expected value of type \"{type}\", found {ShownValue.Of(node)}.", node);
            return;
        }
        CheckFieldNames(fields);
        foreach (var given in fields.Fields)
        {
            var field = type.FieldsByName.GetValueOrDefault(given.Name);
            if (field is null)
                Error($"Field \"{given.Name}\" is not defined by type \"{type}\"." +
                    Near(given.Name, type.FieldsByName.Keys), given);
            WalkValue(given.Value, field?.Type, field?.DefaultNode is not null, type.IsOneOf ? type : null);
        }
        foreach (var field in type.Fields)
            if (field.IsRequired && IndexOfName(fields.Fields, field.Name) < 0)
                Error($"Field \"{type}.{field.Name}\" of required type \"{field.Type}\" was not provided.", node);
        if (!type.IsOneOf) return;
        if (fields.Fields.Length != 1) Error($"OneOf Input Object \"{type}\" must specify exactly one key.", node);
        else if (fields.Fields[0].Value is NullNode)
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
            WalkUntyped(node);
            var near = node is StringNode text ? Near(text.Value, type.ValuesByName.Keys) : "";
            Error($"Enum \"{type}\" cannot represent non-enum value: {ShownValue.Of(node)}.{near}", node);
        }
        else if (!type.ValuesByName.ContainsKey(name.Name))
            Error($"Value \"{name.Name}\" does not exist in \"{type}\" enum."
                + Near(name.Name, type.ValuesByName.Keys), node);
    }

    private static bool ContainsVariable(ValueNode node) => node switch
    {
        VariableNode => true,
        ListNode list => Array.Exists(list.Items, ContainsVariable),
        ObjectNode fields => Array.Exists(fields.Fields, field => ContainsVariable(field.Value)),
        _ => false,
    };
}
