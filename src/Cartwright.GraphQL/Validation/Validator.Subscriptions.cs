namespace Cartwright.GraphQL;

internal sealed partial class Validator
{
    /// <summary>A subscription has one root field, which is no introspective one and is always there.</summary>
    private void CheckSubscription(OperationNode operation)
    {
        if (_schema.Subscription is not { } root) return;
        var fields = new Dictionary<string, List<FieldNode>>();
        Gather(operation.Selections, root, fields, [], 1);
        var subject = operation.Name is null ? "Anonymous Subscription" : $"Subscription \"{operation.Name}\"";
        if (fields.Count > 1)
            Error($"{subject} must select only one top level field.",
                [.. fields.Values.Skip(1).SelectMany(nodes => nodes)]);
        foreach (var nodes in fields.Values)
            if (nodes[0].Name.StartsWith("__", StringComparison.Ordinal))
                Error($"{subject} must not select an introspection top level field.", [.. nodes]);
    }

    private void Gather(
        SelectionSetNode set, ObjectType root, Dictionary<string, List<FieldNode>> fields, HashSet<string> visited,
        int depth)
    {
        if (depth > DocumentCost.LevelsMax) return;
        foreach (var selection in set.Items)
        {
            // Which field is subscribed to may not hang on a variable.
            foreach (var directive in selection.Directives)
                if (directive.Name is "skip" or "include")
                    Error($"Directive \"@{directive.Name}\" may not be used on the root fields of a subscription.",
                        directive);
            switch (selection)
            {
                case FieldNode field:
                    if (!fields.TryGetValue(field.ResponseKey, out var nodes))
                        fields[field.ResponseKey] = nodes = [];
                    nodes.Add(field);
                    break;
                case InlineFragmentNode inline when Applies(inline.Condition, root):
                    Gather(inline.Selections, root, fields, visited, depth + 1);
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name)
                    && _fragments.TryGetValue(spread.Name, out var fragment) && Applies(fragment.Condition, root):
                    Gather(fragment.Selections, root, fields, visited, depth + 1);
                    break;
            }
        }
    }

    private bool Applies(NamedTypeNode? condition, ObjectType type) => condition is null
        || _schema.Types.GetValueOrDefault(condition.Name) is CompositeType on && on.PossibleTypes.Contains(type);
}
