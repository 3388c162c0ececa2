namespace Cartwright.GraphQL;

/// <summary>
/// Finds defaults of input fields that contain themselves, as in <c>input I { i: I = {} }</c>: what an object leaves
/// out stands for its own default.
/// </summary>
internal sealed class DefaultCycles
{
    private readonly HashSet<InputValue> _path = [];
    private readonly HashSet<InputValue> _known = [];
    private readonly List<string> _problems = [];

    private DefaultCycles() { }

    public static IReadOnlyList<string> Find(IEnumerable<InputObjectType> types)
    {
        var cycles = new DefaultCycles();
        foreach (var type in types)
            foreach (var field in type.Fields) cycles.Follow(type, field);
        return cycles._problems;
    }

    private void Follow(InputObjectType type, InputValue field)
    {
        if (field.DefaultNode is not { } node) return;
        if (_path.Contains(field))
            _problems.Add($"Input {type}.{field.Name} has a default that contains itself. Name the field in it.");
        if (!_known.Add(field)) return;
        _path.Add(field);
        Walk(field.Type, node);
        _path.Remove(field);
    }

    private void Walk(GraphType type, ValueNode node)
    {
        switch (type.Nullable, node)
        {
            case (ListType list, ListNode items):
                foreach (var item in items.Items) Walk(list.Item, item);
                break;
            case (ListType list, _):
                Walk(list.Item, node);
                break;
            case (InputObjectType input, ObjectNode given):
                foreach (var field in input.Fields)
                {
                    if (Array.Find(given.Fields, candidate => candidate.Name == field.Name) is { } named)
                        Walk(field.Type, named.Value);
                    else Follow(input, field);
                }
                break;
        }
    }
}
