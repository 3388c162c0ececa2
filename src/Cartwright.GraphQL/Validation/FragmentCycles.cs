namespace Cartwright.GraphQL;

/// <summary>Finds fragments that spread themselves, directly or through others.</summary>
internal sealed class FragmentCycles(
    IReadOnlyDictionary<string, FragmentNode> fragments, IReadOnlyDictionary<Node, DefinitionUses> uses)
{
    /// <summary>Bounds this search, and every later walk through spreads.</summary>
    private const int ChainMax = 200;

    /// <summary>Cycles told of, each with the names on its way.</summary>
    private const int FoundMax = 50;

    private readonly HashSet<string> _done = [];
    private readonly Dictionary<string, int> _indexOnPath = [];
    private readonly List<FragmentSpreadNode> _path = [];
    private readonly List<(FragmentSpreadNode Spread, string Via)> _found = [];

    /// <summary>Whether walking through spreads may end nowhere or never.</summary>
    public bool HasUnsoundSpreads { get; private set; }

    public IReadOnlyList<(FragmentSpreadNode Spread, string Via)> Find()
    {
        foreach (var fragment in fragments.Values) Visit(fragment);
        HasUnsoundSpreads = _found.Count > 0
            || uses.Values.Any(definition => definition.Spreads.Exists(spread => !fragments.ContainsKey(spread.Name)));
        return _found;
    }

    private void Visit(FragmentNode fragment)
    {
        if (!_done.Add(fragment.Name)) return;
        _indexOnPath[fragment.Name] = _path.Count;
        foreach (var spread in uses[fragment].Spreads)
        {
            if (_path.Count >= ChainMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooDeep,
                    $"More than {ChainMax} fragments spread one another. Use fewer.", spread.Offset);
            _path.Add(spread);
            if (_indexOnPath.TryGetValue(spread.Name, out var start))
            {
                if (_found.Count < FoundMax) Found(spread, start);
            }
            else if (fragments.TryGetValue(spread.Name, out var next)) Visit(next);
            _path.RemoveAt(_path.Count - 1);
        }
        _indexOnPath.Remove(fragment.Name);
    }

    private void Found(FragmentSpreadNode spread, int start)
    {
        var via = string.Join(", ", _path.Skip(start).SkipLast(1).Select(step => $"\"{step.Name}\""));
        _found.Add((spread, via.Length == 0 ? "" : " via " + via));
    }
}
