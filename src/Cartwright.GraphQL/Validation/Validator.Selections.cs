namespace Cartwright.GraphQL;

internal sealed partial class Validator
{
    // The type is null where it is not known for an error already noted; names are still checked there.
    private void WalkSelections(SelectionSetNode set, CompositeType? type)
    {
        foreach (var selection in set.Items)
        {
            switch (selection)
            {
                case FieldNode field: WalkField(field, type); break;
                case InlineFragmentNode inline: WalkInline(inline, type); break;
                case FragmentSpreadNode spread: WalkSpread(spread, type); break;
            }
        }
    }

    private void WalkField(FieldNode node, CompositeType? type)
    {
        CheckDirectives(node.Directives, "FIELD");
        var field = type is null ? null : _schema.Field(type, node.Name);
        if (type is not null && field is null)
            Error($"Cannot query field \"{node.Name}\" on type \"{type}\".{FieldHint(type, node.Name)}", node);
        CheckArguments(node.Arguments, field?.Arguments, name => UnknownArgument(name, type!, field!));
        if (field is not null)
        {
            CheckRequired(node.Arguments, field.Arguments, node,
                missing =>
                    $"Field \"{field.Name}\" argument \"{missing.Name}\" of type \"{missing.Type}\" is required, "
                        + "but it was not provided.");
            if (field.Type.Named.IsLeaf && node.Selections is not null)
                Error($"Field \"{field.Name}\" must not have a selection since type \"{field.Type}\" has no subfields.",
                    node.Selections);
            else if (!field.Type.Named.IsLeaf && node.Selections is null)
                Error($"Field \"{field.Name}\" of type \"{field.Type}\" must have a selection of subfields. "
                    + $"Did you mean \"{field.Name} {{ ... }}\"?", node);
        }
        if (node.Selections is not null) WalkSelections(node.Selections, field?.Type.Named as CompositeType);
    }

    private void WalkInline(InlineFragmentNode node, CompositeType? parent)
    {
        CheckDirectives(node.Directives, "INLINE_FRAGMENT");
        var type = parent;
        if (node.Condition is not null)
        {
            var named = FindType(node.Condition);
            type = named as CompositeType;
            if (named is not null && type is null)
                Error($"Fragment cannot condition on non composite type \"{named}\".", node.Condition);
            if (type is not null && parent is not null && !type.Overlaps(parent))
                Error($"Fragment cannot be spread here as objects of type \"{parent}\" "
                    + $"can never be of type \"{type}\".", node);
        }
        WalkSelections(node.Selections, type);
    }

    private void WalkSpread(FragmentSpreadNode node, CompositeType? parent)
    {
        CheckDirectives(node.Directives, "FRAGMENT_SPREAD");
        _uses.Spreads.Add(node);
        _uses.SpreadNames.Add(node.Name);
        if (!_fragments.TryGetValue(node.Name, out var fragment))
            Error($"Unknown fragment \"{node.Name}\".", node.NameNode);
        else if (parent is not null && _schema.Types.GetValueOrDefault(fragment.Condition.Name) is CompositeType type
            && !type.Overlaps(parent))
            Error($"Fragment \"{node.Name}\" cannot be spread here as objects of type \"{parent}\" "
                + $"can never be of type \"{type}\".", node);
    }

    private static string FieldHint(CompositeType type, string name)
    {
        var holders = type is AbstractType
            ? type.PossibleTypes.Where(possible => possible.FieldsByName.ContainsKey(name)).Take(5).ToList() : [];
        if (holders.Count == 0) return Near(name, type.FieldsByName.Keys);
        var names = string.Join(" or ", holders.Select(holder => $"\"{holder}\""));
        return $" Did you mean to use an inline fragment on {names}?";
    }

    private static string UnknownArgument(string name, CompositeType type, FieldDef field) =>
        $"Unknown argument \"{name}\" on field \"{type}.{field.Name}\"."
        + $"{Near(name, field.Arguments.Select(a => a.Name))}";

    private void CheckArguments(ArgumentNode[] given, InputValue[]? known, Func<string, string> unknown)
    {
        if (given.Length > 1)
        {
            foreach (var same in given.GroupBy(node => node.Name).Where(group => group.Skip(1).Any()))
                Error($"There can be only one argument named \"{same.Key}\".", [.. same]);
        }
        foreach (var node in given)
        {
            var argument = known is null ? null : Array.Find(known, candidate => candidate.Name == node.Name);
            if (known is not null && argument is null) Error(unknown(node.Name), node);
            WalkValue(node.Value, argument?.Type, argument?.DefaultNode is not null);
        }
    }

    private void CheckRequired(ArgumentNode[] given, InputValue[] known, Node node, Func<InputValue, string> missing)
    {
        foreach (var argument in known)
            if (argument.IsRequired && IndexOfName(given, argument.Name) < 0) Error(missing(argument), node);
    }

    private static int IndexOfName(ArgumentNode[] nodes, string name) =>
        Array.FindIndex(nodes, node => node.Name == name);

    private void CheckDirectives(DirectiveNode[] nodes, string place)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            if (!_schema.Directives.TryGetValue(node.Name, out var directive))
            {
                Error($"Unknown directive \"@{node.Name}\".", node);
                CheckArguments(node.Arguments, null, _ => "");
                continue;
            }
            if (!directive.Locations.Contains(place)) Error($"Directive \"@{node.Name}\" may not be used on {place}.",
                node);
            var first = Array.FindIndex(nodes, other => other.Name == node.Name);
            if (first < i && !directive.IsRepeatable)
                Error($"The directive \"@{node.Name}\" can only be used once at this location.", nodes[first], node);
            CheckArguments(node.Arguments, directive.Arguments,
                name => $"Unknown argument \"{name}\" on directive \"@{node.Name}\"." +
                    Near(name, directive.Arguments.Select(argument => argument.Name)));
            CheckRequired(node.Arguments, directive.Arguments, node,
                missing =>
                    $"Directive \"@{node.Name}\" argument \"{missing.Name}\" of type \"{missing.Type}\" "
                        + "is required, but it was not provided.");
        }
    }
}
