namespace Cartwright.GraphQL;

/// <summary>
/// Measures operations with their fragments spread, each fragment once, so that a short document cannot stand for a
/// huge one. Needs fragments without cycles.
/// </summary>
internal sealed class DocumentCost(IReadOnlyDictionary<string, FragmentNode> fragments, GraphQLLimits limits)
{
    /// <summary>
    /// Selections and spreads within one another, which every later walk over the document recurses by.
    /// </summary>
    internal const int LevelsMax = 500;

    private readonly Dictionary<string, Measure> _known = [];

    /// <exception cref="RefusedException">An operation is over a limit.</exception>
    public void Check(OperationNode[] operations)
    {
        foreach (var operation in operations)
        {
            var (depth, fields, _) = Walk(operation.Selections, 1);
            if (depth > limits.DepthMax) throw TooDeep(operation);
            if (fields > limits.FieldsMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooComplex,
                    $"The operation has more than {limits.FieldsMax} fields with its fragments. "
                    + "Send several smaller ones.",
                    operation.Offset);
            if (RootFields(operation.Selections, 0) > limits.RootFieldsMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooComplex,
                    $"The operation has more than {limits.RootFieldsMax} root fields. Send several smaller ones.",
                    operation.Offset);
        }
    }

    private Measure Walk(SelectionSetNode set, int level)
    {
        if (level > LevelsMax) throw TooDeep(set);
        var sum = new Measure(1, 0, 1);
        foreach (var selection in set.Items)
        {
            var below = selection switch
            {
                FieldNode { Selections: { } inner } => Walk(inner, level + 1) is var m
                    ? m with { Depth = m.Depth + 1, Fields = m.Fields + 1 } : default,
                FieldNode => new Measure(1, 1, 0),
                InlineFragmentNode inline => Walk(inline.Selections, level + 1),
                FragmentSpreadNode spread => Walk(spread, level + 1),
                _ => default,
            };
            // Beyond the limit the exact number is of no use and could overflow.
            sum = new Measure(
                Math.Max(sum.Depth, below.Depth), Math.Min(sum.Fields + below.Fields, limits.FieldsMax + 1L),
                Math.Max(sum.Levels, below.Levels + 1));
        }
        return sum;
    }

    private Measure Walk(FragmentSpreadNode spread, int level)
    {
        if (!_known.TryGetValue(spread.Name, out var known))
            return _known[spread.Name] = Walk(fragments[spread.Name].Selections, level);
        return level + known.Levels > LevelsMax ? throw TooDeep(spread) : known;
    }

    private RefusedException TooDeep(Node node) => new(GraphQLErrorCodes.DocumentTooDeep,
        $"The document is nested more than {limits.DepthMax} deep with its fragments. Select less at once.",
            node.Offset);

    private readonly record struct Measure(int Depth, long Fields, int Levels);

    private long RootFields(SelectionSetNode set, long count)
    {
        foreach (var selection in set.Items)
        {
            if (count > limits.RootFieldsMax) return count;
            count = selection switch
            {
                InlineFragmentNode inline => RootFields(inline.Selections, count),
                FragmentSpreadNode spread => RootFields(fragments[spread.Name].Selections, count),
                _ => count + 1,
            };
        }
        return count;
    }
}
