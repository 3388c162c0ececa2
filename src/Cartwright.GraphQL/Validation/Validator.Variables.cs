namespace Cartwright.GraphQL;

internal sealed partial class Validator
{
    private void CheckVariableDefinitions(OperationNode operation)
    {
        foreach (var same in operation.Variables.GroupBy(variable => variable.Name))
            if (same.Count() > 1)
                Error($"There can be only one variable named \"${same.Key}\".",
                    [.. same.Select(variable => variable.NameNode)]);
        foreach (var variable in operation.Variables)
        {
            CheckDirectives(variable.Directives, "VARIABLE_DEFINITION");
            var named = FindType(NamedNode(variable.Type));
            if (named is { IsInput: false })
                Error($"Variable \"${variable.Name}\" cannot be non-input type \"{variable.Type}\".", variable.Type);
            if (variable.Default is not null)
                WalkValue(variable.Default, named is { IsInput: true } ? _schema.Resolve(variable.Type) : null);
        }
    }

    /// <summary>Checks an operation's variables against their uses, in fragments too.</summary>
    private void CheckVariables(OperationNode operation, Dictionary<Node, DefinitionUses> uses)
    {
        var defined = new Dictionary<string, VariableDefinitionNode>();
        foreach (var variable in operation.Variables) defined[variable.Name] = variable;
        var used = new HashSet<string>();
        var reached = Reach([operation], uses).Cast<Node>().Prepend(operation);
        foreach (var use in reached.SelectMany(definition => uses[definition].Variables))
        {
            used.Add(use.Node.Name);
            if (!defined.TryGetValue(use.Node.Name, out var variable))
                Error(operation.Name is null
                    ? $"Variable \"${use.Node.Name}\" is not defined."
                    : $"Variable \"${use.Node.Name}\" is not defined by operation \"{operation.Name}\".", use.Node,
                        operation);
            else CheckPosition(variable, use);
        }
        foreach (var variable in operation.Variables)
            if (!used.Contains(variable.Name))
                Error(operation.Name is null
                    ? $"Variable \"${variable.Name}\" is never used."
                    : $"Variable \"${variable.Name}\" is never used in operation \"{operation.Name}\".", variable);
    }

    private void CheckPosition(VariableDefinitionNode variable, VariableUse use)
    {
        if (use.Type is null || _schema.Resolve(variable.Type) is not { } type) return;
        if (use.OneOf is not null && !type.IsNonNull)
        {
            Error($"Variable \"${variable.Name}\" is of type \"{type}\" "
                + $"but must be non-nullable to be used for OneOf Input Object \"{use.OneOf}\".",
                variable, use.Node);
        }
        // A nullable variable may stand for a non-null value when a default of either takes its place.
        var expected = use.Type;
        if (expected.IsNonNull && !type.IsNonNull && (use.HasDefault || variable.Default is not (null or NullNode)))
            expected = expected.Nullable;
        if (!IsUsable(type, expected))
            Error($"Variable \"${variable.Name}\" of type \"{type}\" used in position expecting type \"{use.Type}\".",
                variable, use.Node);
    }

    private static bool IsUsable(GraphType type, GraphType expected) => (type, expected) switch
    {
        (NonNullType a, NonNullType b) => IsUsable(a.Item, b.Item),
        (_, NonNullType) => false,
        (NonNullType a, _) => IsUsable(a.Item, expected),
        (ListType a, ListType b) => IsUsable(a.Item, b.Item),
        _ => type == expected,
    };

    private static NamedTypeNode NamedNode(TypeNode node) => node switch
    {
        NonNullTypeNode nonNull => NamedNode(nonNull.Item),
        ListTypeNode list => NamedNode(list.Item),
        _ => (NamedTypeNode)node,
    };
}
