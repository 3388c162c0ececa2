using System.Collections.Concurrent;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>A document that was parsed and found valid, with the plans of its operations. Kept in the cache.</summary>
internal sealed class CompiledDocument
{
    /// <summary>What the tree of a document takes for each byte of its text, at the most.</summary>
    private const int TreeBytesPerByte = 64;

    private CompiledDocument(byte[] source, CompiledOperation[] operations, PlanFieldCounter planFields) =>
        (Source, Operations, PlanFields) = (source, operations, planFields);

    public byte[] Source { get; }
    public CompiledOperation[] Operations { get; }
    public PlanFieldCounter PlanFields { get; }

    /// <summary>An estimate of the memory it takes, its plans left aside.</summary>
    public long Bytes => (long)Source.Length * TreeBytesPerByte;

    /// <summary>Parses and validates. Answers null, with the errors, when the document is refused.</summary>
    public static CompiledDocument? Compile(
        Schema schema, byte[] source, GraphQLLimits limits, PlanFields planFields,
        out IReadOnlyList<FieldError> errors)
    {
        try
        {
            var document = Parser.Parse(source, limits);
            errors = Validator.Validate(schema, document, limits);
            if (errors.Count > 0) return null;
            var fragments = document.Definitions.OfType<FragmentNode>().ToDictionary(node => node.Name);
            var operations = document.Definitions.OfType<OperationNode>().ToArray();
            var counter = new PlanFieldCounter(planFields);
            return new(
                source,
                Array.ConvertAll(operations, node => new CompiledOperation(schema, node, fragments, counter)),
                counter);
        }
        catch (InputException e)
        {
            errors = [new FieldError(e.Message, GraphQLErrorCodes.ValidationFailed, [])];
            return null;
        }
        catch (RefusedException e)
        {
            errors = [new FieldError(e.Message, e.Code, [e.Offset])];
            return null;
        }
    }

    /// <summary>The operation meant; null when none or several may be.</summary>
    public CompiledOperation? Find(string? name) => name is null
        ? Operations.Length == 1 ? Operations[0] : null
        : Array.Find(Operations, operation => operation.Node.Name == name);
}

/// <summary>An operation with its variables' types and its plans.</summary>
internal sealed class CompiledOperation
{
    private const int PlansMax = 16;

    /// <summary>Variables looked for one by one among the members given; more would be too much work.</summary>
    private const int VariablesSoughtMax = 8;

    private static readonly Dictionary<string, object?> NoVariables = [];

    private readonly Schema _schema;
    private readonly IReadOnlyDictionary<string, FragmentNode> _fragments;
    private readonly (VariableDefinitionNode Node, GraphType Type, object? Default)[] _variables;
    private readonly string[] _conditions;
    private readonly ConcurrentDictionary<ulong, SelectionPlan> _plans = new();
    private readonly PlanFieldCounter _counter;

    public CompiledOperation(
        Schema schema, OperationNode node, IReadOnlyDictionary<string, FragmentNode> fragments,
        PlanFieldCounter counter)
    {
        _schema = schema;
        _counter = counter;
        _fragments = fragments;
        Node = node;
        Root = schema.Root(node.Kind)!;
        _variables = Array.ConvertAll(node.Variables, variable =>
        {
            var type = schema.Resolve(variable.Type)!;
            var hasDefault = variable.Default is not null;
            return (variable, type, hasDefault ? LiteralInput.Coerce(type, variable.Default!, null) : Absent.Value);
        });
        var conditions = new HashSet<string>();
        CollectConditions(node.Selections, conditions, []);
        _conditions = [.. conditions];
    }

    public OperationNode Node { get; }
    public ObjectType Root { get; }

    /// <summary>The root selection for these variables. Plans are kept for a bounded number of choices.</summary>
    public SelectionPlan Plan(IReadOnlyDictionary<string, object?> variables)
    {
        if (_conditions.Length > 64) return Make(variables);
        var mask = 0UL;
        for (var i = 0; i < _conditions.Length; i++)
        {
            switch (variables.GetValueOrDefault(_conditions[i]))
            {
                case true: mask |= 1UL << i; break;
                case null: return Make(variables);
            }
        }
        if (_plans.TryGetValue(mask, out var plan)) return plan;
        plan = Make(variables);
        if (_plans.Count < PlansMax && _counter.HasRoom()) _plans.TryAdd(mask, plan);
        return plan;
    }

    /// <summary>Coerces the variables; the errors say all that is wrong.</summary>
    public Dictionary<string, object?> Variables(JsonElement json, GraphQLLimits limits, List<FieldError> errors)
    {
        if (_variables.Length == 0) return NoVariables;
        var values = new Dictionary<string, object?>(_variables.Length);
        var all = _variables.Length > VariablesSoughtMax && json.ValueKind == JsonValueKind.Object
            ? MembersOf(json) : null;
        var problems = new List<string>();
        foreach (var (node, type, defaultValue) in _variables)
        {
            problems.Clear();
            try
            {
                if (Given(json, all, node.Name, out var given))
                    values[node.Name] = new JsonInput(node.Name, limits, problems).Coerce(type, given);
                else if (defaultValue is not Absent)
                {
                    // A resolver may change a list or an object: the next request gets its own.
                    values[node.Name] = type.IsLeafInput
                        ? defaultValue : LiteralInput.Coerce(type, node.Default!, null);
                }
                else if (type.IsNonNull)
                    problems.Add($"Variable \"${node.Name}\" of required type \"{type}\" was not provided.");
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair is good JSON but no text, which shows when the string is read.
                problems.Add($"Variable \"${node.Name}\" holds text that is not valid Unicode.");
            }
            foreach (var problem in problems)
                if (errors.Count < limits.ErrorsMax)
                    errors.Add(new(problem, GraphQLErrorCodes.BadUserInput, [node.Offset]));
        }
        return values;
    }

    private static bool Given(
        JsonElement json, Dictionary<string, JsonElement>? all, string name, out JsonElement given)
    {
        if (all is not null) return all.TryGetValue(name, out given);
        given = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out given);
    }

    private static Dictionary<string, JsonElement> MembersOf(JsonElement json)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in json.EnumerateObject())
        {
            try
            {
                members[member.Name] = member.Value;
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair is no variable's name.
            }
        }
        return members;
    }

    private SelectionPlan Make(IReadOnlyDictionary<string, object?> variables)
    {
        // The plan may outlive the request: it keeps the conditions, not the variables.
        var known = _conditions.ToDictionary(name => name, name => variables.GetValueOrDefault(name) as bool?);
        return new OperationPlan(_schema, _fragments, name => known[name], _counter).Select(Root, [Node.Selections]);
    }

    private void CollectConditions(SelectionSetNode set, HashSet<string> conditions, HashSet<string> visited)
    {
        foreach (var selection in set.Items)
        {
            foreach (var directive in selection.Directives)
                if (directive is { Name: "skip" or "include", Arguments: [{ Value: VariableNode variable }] })
                    conditions.Add(variable.Name);
            switch (selection)
            {
                case FieldNode { Selections: { } below }: CollectConditions(below, conditions, visited); break;
                case InlineFragmentNode inline: CollectConditions(inline.Selections, conditions, visited); break;
                case FragmentSpreadNode spread when visited.Add(spread.Name):
                    CollectConditions(_fragments[spread.Name].Selections, conditions, visited);
                    break;
            }
        }
    }
}
