namespace Cartwright.GraphQL;

/// <summary>
/// Checks that fields of the same response name can be merged. Instead of comparing each field with each other, fields
/// are gathered by response name and compared with the first of their kind, level by level: shapes must agree among
/// all of them, names and arguments among those that can meet on the same object. The work is bounded.
/// </summary>
internal sealed class OverlappingFields(
    Schema schema, IReadOnlyDictionary<string, FragmentNode> fragments, Action<string, Node, Node> report)
{
    private const int FieldVisitsMax = 100_000;

    private readonly HashSet<(bool, string)> _done = [];
    private readonly Dictionary<SelectionSetNode, int> _ids = [];
    private readonly HashSet<(Node, Node)> _reported = [];
    private int _visits;

    private readonly record struct Level(SelectionSetNode Set, CompositeType? Type);

    private readonly record struct Entry(FieldNode Node, CompositeType? Parent, FieldDef? Def);

    /// <exception cref="RefusedException">The document would take too long to check.</exception>
    public void Check(OperationNode[] operations, FragmentNode[] unused)
    {
        foreach (var operation in operations) Check(new Level(operation.Selections, schema.Root(operation.Kind)));
        foreach (var fragment in unused) Check(new Level(fragment.Selections, TypeOf(fragment.Condition)));
    }

    private void Check(Level level)
    {
        // A sound document is no deeper than the limit; of one with cycles this much is enough.
        CheckSameness([level], 1);
        CheckShapes([level], 1);
    }

    private void CheckShapes(List<Level> levels, int depth)
    {
        if (depth > DocumentCost.LevelsMax || !_done.Add((true, KeyOf(levels)))) return;
        foreach (var group in Gather(levels))
        {
            var first = group.Find(entry => entry.Def is not null);
            foreach (var entry in group)
                if (entry.Def is not null && !HaveSameShape(first.Def!.Type, entry.Def.Type))
                    Report(first, entry,
                        $"they return conflicting types \"{first.Def.Type}\" and \"{entry.Def.Type}\"");
            CheckShapes(Below(group), depth + 1);
        }
    }

    private void CheckSameness(List<Level> levels, int depth)
    {
        if (depth > DocumentCost.LevelsMax || !_done.Add((false, KeyOf(levels)))) return;
        foreach (var group in Gather(levels))
        {
            // Fields on two different object types never meet; one on an abstract type may meet any.
            var parents = group.Select(entry => entry.Parent).OfType<ObjectType>().Distinct().ToList();
            if (parents.Count == 0) CheckMeeting(group, depth);
            foreach (var parent in parents)
                CheckMeeting(
                    group.FindAll(entry => entry.Parent == parent || entry.Parent is not ObjectType), depth);
        }
    }

    private void CheckMeeting(List<Entry> group, int depth)
    {
        _visits += group.Count;
        var first = group[0];
        foreach (var entry in group)
        {
            if (entry.Node.Name != first.Node.Name)
                Report(first, entry, $"\"{first.Node.Name}\" and \"{entry.Node.Name}\" are different fields");
            else if (!HaveSameArguments(first.Node.Arguments, entry.Node.Arguments))
                Report(first, entry, "they have differing arguments");
        }
        CheckSameness(Below(group), depth + 1);
    }

    private void Report(Entry a, Entry b, string reason)
    {
        if (_reported.Add((a.Node, b.Node)))
            report($"Fields \"{a.Node.ResponseKey}\" conflict because {reason}. "
                + "Use different aliases on the fields to fetch both if this was intentional.", a.Node, b.Node);
    }

    private static List<Level> Below(List<Entry> group) =>
        [.. group.Where(entry => entry.Node.Selections is not null)
            .Select(entry => new Level(entry.Node.Selections!, entry.Def?.Type.Named as CompositeType))];

    private Dictionary<string, List<Entry>>.ValueCollection Gather(List<Level> levels)
    {
        var groups = new Dictionary<string, List<Entry>>();
        var visited = new HashSet<string>();
        foreach (var level in levels) Gather(level, groups, visited, 1);
        return groups.Values;
    }

    private void Gather(
        Level level, Dictionary<string, List<Entry>> groups, HashSet<string> visited, int depth)
    {
        if (depth > DocumentCost.LevelsMax) return;
        _visits += level.Set.Items.Length;
        if (_visits > FieldVisitsMax) throw TooMany(level.Set);
        foreach (var selection in level.Set.Items)
        {
            switch (selection)
            {
                case FieldNode field:
                    if (!groups.TryGetValue(field.ResponseKey, out var group)) groups[field.ResponseKey] = group = [];
                    group.Add(new(field, level.Type, level.Type is null ? null : schema.Field(level.Type, field.Name)));
                    break;
                case InlineFragmentNode inline:
                    // Of a type that is not known nothing is known, also not that it keeps fields apart.
                    var type = inline.Condition is null ? level.Type : TypeOf(inline.Condition);
                    Gather(new(inline.Selections, type), groups, visited, depth + 1);
                    break;
                case FragmentSpreadNode spread when fragments.TryGetValue(spread.Name, out var fragment)
                    && visited.Add(spread.Name):
                    Gather(new(fragment.Selections, TypeOf(fragment.Condition)), groups, visited, depth + 1);
                    break;
            }
        }
    }

    private static RefusedException TooMany(Node node) => new(GraphQLErrorCodes.DocumentTooComplex,
        "The document's fields overlap in too many ways. Send several smaller ones.", node.Offset);

    private CompositeType? TypeOf(NamedTypeNode? node) =>
        node is null ? null : schema.Types.GetValueOrDefault(node.Name) as CompositeType;

    private string KeyOf(List<Level> levels)
    {
        var ids = new SortedSet<int>();
        foreach (var level in levels)
        {
            if (!_ids.TryGetValue(level.Set, out var id)) _ids[level.Set] = id = _ids.Count;
            ids.Add(id);
        }
        return string.Join(',', ids);
    }

    private static bool HaveSameShape(GraphType a, GraphType b) => (a, b) switch
    {
        (NonNullType x, NonNullType y) => HaveSameShape(x.Item, y.Item),
        (ListType x, ListType y) => HaveSameShape(x.Item, y.Item),
        (NamedType x, NamedType y) => x == y || !x.IsLeaf && !y.IsLeaf,
        _ => false,
    };

    private bool HaveSameArguments(ArgumentNode[] a, ArgumentNode[] b)
    {
        if (a.Length != b.Length) return false;
        if (a.Length == 0) return true;
        // Each is looked for among all: many at once are as much work as many fields.
        _visits += a.Length * b.Length / 16;
        if (_visits > FieldVisitsMax) throw TooMany(a[0]);
        return Array.TrueForAll(a, x => Array.Exists(b, y => x.Name == y.Name && HaveSameValue(x.Value, y.Value)));
    }

    private bool HaveSameValue(ValueNode a, ValueNode b) => (a, b) switch
    {
        (ObjectNode x, ObjectNode y) => HaveSameArguments(x.Fields, y.Fields),
        (ListNode x, ListNode y) => x.Items.Length == y.Items.Length
            && x.Items.Zip(y.Items).All(pair => HaveSameValue(pair.First, pair.Second)),
        (StringNode x, StringNode y) => x.Value == y.Value && x.IsBlock == y.IsBlock,
        _ => a.GetType() == b.GetType() && ValuePrinter.Print(a) == ValuePrinter.Print(b),
    };
}
