namespace Cartwright.GraphQL;

/// <summary>Finds fragments that spread themselves, directly or through others.</summary>
internal sealed class FragmentCycles(FragmentNode[] definitions, IReadOnlyDictionary<string, FragmentNode> fragments)
{
    /// <summary>Bounds this search, and every later walk through spreads.</summary>
    private const int ChainMax = 200;

    /// <summary>Cycles told of, each with the names on its way.</summary>
    private const int FoundMax = 50;

    private readonly HashSet<string> _done = [];
    private readonly Dictionary<string, int> _indexOnPath = [];
    private readonly List<FragmentSpreadNode> _path = [];
    private readonly List<FragmentSpreadNode[]> _found = [];

    /// <summary>Each cycle as the spreads that lead round it, the one that closes it last.</summary>
    public IReadOnlyList<FragmentSpreadNode[]> Find()
    {
        foreach (var fragment in definitions) Visit(fragment);
        return _found;
    }

    private void Visit(FragmentNode fragment)
    {
        if (!_done.Add(fragment.Name)) return;
        _indexOnPath[fragment.Name] = _path.Count;
        foreach (var spread in SpreadsOf(fragment))
        {
            if (_path.Count >= ChainMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooDeep,
                    $"More than {ChainMax} fragments spread one another. Use fewer.", spread.Offset);
            _path.Add(spread);
            if (_indexOnPath.TryGetValue(spread.Name, out var start))
            {
                if (_found.Count < FoundMax) _found.Add([.. _path.Skip(start)]);
            }
            else if (fragments.TryGetValue(spread.Name, out var next)) Visit(next);
            _path.RemoveAt(_path.Count - 1);
        }
        _indexOnPath.Remove(fragment.Name);
    }

    /// <summary>The spreads in a fragment, those of outer selections before those of inner ones.</summary>
    private static List<FragmentSpreadNode> SpreadsOf(FragmentNode fragment)
    {
        var spreads = new List<FragmentSpreadNode>();
        var open = new Stack<SelectionSetNode>([fragment.Selections]);
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Items)
            {
                if (selection is FragmentSpreadNode spread) spreads.Add(spread);
                else if (selection is FieldNode { Selections: { } below }) open.Push(below);
                else if (selection is InlineFragmentNode inline) open.Push(inline.Selections);
            }
        }
        return spreads;
    }
}
