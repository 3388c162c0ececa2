namespace Cartwright.GraphQL;

/// <summary>
/// Checks a document by the rules of the specification's section 5. One walk over the definitions, then the rules
/// that span them. The parser's limits bound the recursion within a definition.
/// </summary>
internal sealed partial class Validator
{
    private const int MessageCharactersMax = 1_000;

    private readonly Schema _schema;
    private readonly DocumentNode _document;
    private readonly GraphQLLimits _limits;
    private readonly List<FieldError> _errors = [];
    private readonly Dictionary<string, FragmentNode> _fragments = [];
    private readonly HashSet<FragmentNode> _reached = [];
    private readonly Stack<Node> _open = [];

    /// <summary>What the definition being walked uses; fragments and operations are joined afterwards.</summary>
    private DefinitionUses _uses = new();

    private Validator(Schema schema, DocumentNode document, GraphQLLimits limits) =>
        (_schema, _document, _limits) = (schema, document, limits);

    /// <exception cref="RefusedException">The document goes beyond a limit.</exception>
    public static IReadOnlyList<FieldError> Validate(Schema schema, DocumentNode document, GraphQLLimits limits)
    {
        var validator = new Validator(schema, document, limits);
        try
        {
            validator.Run();
        }
        catch (EnoughErrorsException)
        {
            // What is wrong beyond the errors that are told is not worth looking for.
        }
        return validator._errors;
    }

    private void Run()
    {
        var operations = _document.Definitions.OfType<OperationNode>().ToArray();
        var fragments = _document.Definitions.OfType<FragmentNode>().ToArray();
        // Of fragments of the same name the last is meant where it is spread.
        foreach (var fragment in fragments) _fragments[fragment.Name] = fragment;
        CheckNames(operations, fragments);
        var uses = new Dictionary<Node, DefinitionUses>();
        foreach (var definition in _document.Definitions)
        {
            _uses = uses[definition] = new DefinitionUses();
            if (definition is OperationNode operation) WalkOperation(operation);
            else if (definition is FragmentNode fragment) WalkFragment(fragment);
            else Error($"{NameOf(definition)} is not executable. Send operations and fragments only.", definition);
        }
        var unused = UnusedFragments(operations, fragments, uses);
        foreach (var fragment in unused) Error($"Fragment \"{fragment.Name}\" is never used.", fragment);
        foreach (var operation in operations) CheckVariables(operation, uses);
        var cycles = new FragmentCycles(fragments, _fragments).Find();
        foreach (var cycle in cycles)
        {
            var via = string.Join(", ", cycle.SkipLast(1).Select(step => $"\"{step.Name}\""));
            Error($"Cannot spread fragment \"{cycle[^1].Name}\" within itself{(via.Length == 0 ? "" : " via " + via)}.",
                cycle);
        }
        var isSound = cycles.Count == 0
            && uses.Values.All(each => each.Spreads.TrueForAll(spread => _fragments.ContainsKey(spread.Name)));
        if (isSound)
        {
            new DocumentCost(_fragments, _limits).Check(operations);
            new IntrospectionDepth(_fragments, field => Error("Maximum introspection depth exceeded", field))
                .Check(_document.Definitions);
        }
        foreach (var operation in operations)
            if (operation.Kind == OperationKind.Subscription) CheckSubscription(operation);
        new OverlappingFields(_schema, _fragments, (message, a, b) => Error(message, a, b))
            .Check(operations, [.. unused, .. fragments.Where(fragment => _fragments[fragment.Name] != fragment)]);
    }

    private void CheckNames(OperationNode[] operations, FragmentNode[] fragments)
    {
        var fragmentNames = new Dictionary<string, NameNode>();
        foreach (var fragment in fragments)
            if (!fragmentNames.TryAdd(fragment.Name, fragment.NameNode))
                Error($"There can be only one fragment named \"{fragment.Name}\".",
                    fragmentNames[fragment.Name], fragment.NameNode);
        var names = new Dictionary<string, NameNode>();
        foreach (var operation in operations)
        {
            if (operation.Name is null && operations.Length > 1)
                Error("This anonymous operation must be the only defined operation.", operation);
            else if (operation.NameNode is { } name && !names.TryAdd(name.Value, name))
                Error($"There can be only one operation named \"{name.Value}\".", names[name.Value], name);
        }
    }

    private static string NameOf(Node definition) => definition switch
    {
        TypeDefinitionNode type => $"The \"{type.Name}\" definition",
        DirectiveDefinitionNode directive => $"The \"{directive.Name}\" definition",
        _ => "The schema definition",
    };

    private FragmentNode[] UnusedFragments(
        OperationNode[] operations, FragmentNode[] fragments, Dictionary<Node, DefinitionUses> uses)
    {
        var reached = Reach(operations, uses).Select(fragment => fragment.Name).ToHashSet();
        return Array.FindAll(fragments, fragment => !reached.Contains(fragment.Name));
    }

    /// <summary>
    /// The fragments that operations spread, directly or not. The set is good until the next call: a document may have
    /// many operations that reach many fragments.
    /// </summary>
    private HashSet<FragmentNode> Reach(
        ReadOnlySpan<OperationNode> operations, Dictionary<Node, DefinitionUses> uses)
    {
        _reached.Clear();
        foreach (var operation in operations)
        {
            _open.Push(operation);
            while (_open.TryPop(out var node))
                foreach (var name in uses[node].SpreadNames)
                    if (_fragments.TryGetValue(name, out var fragment) && _reached.Add(fragment)) _open.Push(fragment);
        }
        return _reached;
    }

    private void WalkOperation(OperationNode operation)
    {
        var place = operation.Kind switch
        {
            OperationKind.Query => "QUERY",
            OperationKind.Mutation => "MUTATION",
            OperationKind.Subscription => "SUBSCRIPTION",
        };
        CheckVariableDefinitions(operation);
        CheckDirectives(operation.Directives, place);
        var root = _schema.Root(operation.Kind);
        if (root is null) Error($"The schema has no {operation.Kind} operations. Send one that it has.", operation);
        // What it spreads is checked all the same: every later walk relies on it.
        WalkSelections(operation.Selections, root);
    }

    private void WalkFragment(FragmentNode fragment)
    {
        CheckDirectives(fragment.Directives, "FRAGMENT_DEFINITION");
        var type = FindType(fragment.Condition);
        if (type is not null and not CompositeType)
            Error($"Fragment \"{fragment.Name}\" cannot condition on non composite type \"{type}\".",
                fragment.Condition);
        WalkSelections(fragment.Selections, type as CompositeType);
    }

    private NamedType? FindType(NamedTypeNode node)
    {
        if (_schema.Types.TryGetValue(node.Name, out var type)) return type;
        Error($"Unknown type \"{node.Name}\".{Near(node.Name, _schema.Types.Keys)}", node);
        return null;
    }

    private static string Near(string name, IEnumerable<string> known, string kind = "") =>
        Suggestions.For(name, known, kind);

    private void Error(string message, params ReadOnlySpan<Node> nodes)
    {
        // One long name may be told of in many errors.
        if (message.Length > MessageCharactersMax) message = message[..MessageCharactersMax] + "...";
        var offsets = new int[nodes.Length];
        for (var i = 0; i < nodes.Length; i++) offsets[i] = nodes[i].Offset;
        _errors.Add(new FieldError(message, GraphQLErrorCodes.ValidationFailed, offsets));
        if (_errors.Count >= _limits.ErrorsMax) throw new EnoughErrorsException();
    }

    private sealed class EnoughErrorsException : Exception;
}

/// <summary>The spreads and variables of one definition.</summary>
internal sealed class DefinitionUses
{
    public List<FragmentSpreadNode> Spreads { get; } = [];
    public HashSet<string> SpreadNames { get; } = [];
    public List<VariableUse> Variables { get; } = [];
}

/// <summary>A variable where a value of a type is expected; the type is unknown where the document is wrong.</summary>
internal sealed record VariableUse(VariableNode Node, GraphType? Type, bool HasDefault, InputObjectType? OneOf);
