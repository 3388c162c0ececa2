namespace Cartwright.GraphQL;

/// <summary>
/// Finds introspection that follows lists of types within one another: types refer to one another in circles, so each
/// such level multiplies the answer. The reference implementation draws the same line. Needs fragments without cycles.
/// </summary>
internal sealed class IntrospectionDepth(IReadOnlyDictionary<string, FragmentNode> fragments, Action<FieldNode> report)
{
    private const int ListsMax = 2;

    private readonly Dictionary<string, int> _known = [];

    public void Check(Node[] definitions)
    {
        foreach (var definition in definitions)
        {
            if (definition is OperationNode operation) Walk(operation.Selections);
            else if (definition is FragmentNode fragment) Walk(fragment.Selections);
        }
    }

    private void Walk(SelectionSetNode set)
    {
        foreach (var selection in set.Items)
        {
            switch (selection)
            {
                case FieldNode { Name: "__schema" or "__type", Selections: { } below } field
                    when Lists(below) > ListsMax:
                    report(field);
                    break;
                case FieldNode { Selections: { } below }: Walk(below); break;
                case InlineFragmentNode inline: Walk(inline.Selections); break;
            }
        }
    }

    /// <summary>How many lists of types lie within one another.</summary>
    private int Lists(SelectionSetNode set)
    {
        var most = 0;
        foreach (var selection in set.Items)
        {
            most = Math.Max(most, selection switch
            {
                FieldNode field => (field.Selections is null ? 0 : Lists(field.Selections))
                    + (field.Name is "fields" or "interfaces" or "possibleTypes" or "inputFields" ? 1 : 0),
                InlineFragmentNode inline => Lists(inline.Selections),
                FragmentSpreadNode spread => Lists(spread),
                _ => 0,
            });
        }
        return most;
    }

    private int Lists(FragmentSpreadNode spread)
    {
        if (_known.TryGetValue(spread.Name, out var known)) return known;
        return _known[spread.Name] = Lists(fragments[spread.Name].Selections);
    }
}
