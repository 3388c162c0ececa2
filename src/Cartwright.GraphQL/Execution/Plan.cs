using System.Collections.Concurrent;
using System.Text;

namespace Cartwright.GraphQL;

/// <summary>
/// What one operation runs, for one choice of its <c>@skip</c> and <c>@include</c> variables: the fields to answer on
/// each object type, merged and in order. Selections are worked out when first met and then kept with the document.
/// </summary>
internal sealed class OperationPlan(
    Schema schema, IReadOnlyDictionary<string, FragmentNode> fragments, Func<string, bool?> conditionOf,
    PlanFieldCounter counter)
{
    private readonly ConcurrentDictionary<SelectionSetNode, bool> _mayBeAsync = new();

    public Schema Schema { get; } = schema;

    public SelectionPlan Select(ObjectType type, IEnumerable<SelectionSetNode> sets)
    {
        var fields = new List<(string Key, List<FieldNode> Nodes)>();
        var visited = new HashSet<string>();
        try
        {
            foreach (var set in sets) Collect(type, set, fields, visited);
        }
        catch (InputException e)
        {
            return new SelectionPlan([]) { Problem = e };
        }
        var plans = new PlanField[fields.Count];
        for (var i = 0; i < plans.Length; i++)
        {
            var nodes = fields[i].Nodes;
            plans[i] = new PlanField(this, type, Schema.Field(type, nodes[0].Name)!, nodes, i == 0);
        }
        counter.Add(plans.Length);
        return new SelectionPlan(plans);
    }

    /// <summary>Whether something below may be served asynchronously. Errs on the side of yes.</summary>
    public bool MayBeAsync(SelectionSetNode set)
    {
        if (_mayBeAsync.TryGetValue(set, out var known)) return known;
        var found = Array.Exists(set.Items, item => item switch
        {
            FieldNode field => Schema.AsyncFieldNames.Contains(field.Name)
                || field.Selections is not null && MayBeAsync(field.Selections),
            InlineFragmentNode inline => MayBeAsync(inline.Selections),
            FragmentSpreadNode spread => MayBeAsync(fragments[spread.Name].Selections),
            _ => false,
        });
        return _mayBeAsync[set] = found;
    }

    private void Collect(
        ObjectType type, SelectionSetNode set, List<(string Key, List<FieldNode> Nodes)> fields,
        HashSet<string> visited)
    {
        foreach (var selection in set.Items)
        {
            // A fragment counts once, so that its further spreads' conditions are not asked.
            if (selection is FragmentSpreadNode { Name: var name } && visited.Contains(name)) continue;
            if (!IsIncluded(selection.Directives)) continue;
            switch (selection)
            {
                case FieldNode field:
                    var at = fields.FindIndex(entry => entry.Key == field.ResponseKey);
                    if (at >= 0) fields[at].Nodes.Add(field);
                    else fields.Add((field.ResponseKey, [field]));
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name):
                    var fragment = fragments[spread.Name];
                    if (Applies(fragment.Condition, type)) Collect(type, fragment.Selections, fields, visited);
                    break;
                case InlineFragmentNode inline when Applies(inline.Condition, type):
                    Collect(type, inline.Selections, fields, visited);
                    break;
            }
        }
    }

    private bool Applies(NamedTypeNode? condition, ObjectType type) =>
        condition is null || Schema.Types[condition.Name] is CompositeType on && on.PossibleTypes.Contains(type);

    private bool IsIncluded(DirectiveNode[] directives)
    {
        if (directives.Length == 0) return true;
        return Condition(directives, "skip") != true && Condition(directives, "include") != false;
    }

    private bool? Condition(DirectiveNode[] directives, string name) =>
        Array.Find(directives, directive => directive.Name == name)?.Arguments[0].Value switch
        {
            BooleanNode boolean => boolean.Value,
            VariableNode variable => conditionOf(variable.Name) ?? throw new InputException(
                "Argument \"if\" of non-null type \"Boolean!\" must not be null.", variable),
            _ => null,
        };
}

/// <summary>The fields to answer on an object, in order.</summary>
internal sealed class SelectionPlan(PlanField[] fields)
{
    public PlanField[] Fields { get; } = fields;

    /// <summary>Why the fields cannot be told: a condition on one of them is null.</summary>
    public InputException? Problem { get; init; }

    /// <summary>How many fields may have to be waited for.</summary>
    public int AsyncCount { get; } = fields.Count(field => field.MayBeAsync);
}

/// <summary>A field to answer, with everything known before a request comes.</summary>
internal sealed class PlanField
{
    private readonly OperationPlan _operation;
    private readonly List<FieldNode> _nodes;
    private ConcurrentDictionary<ObjectType, SelectionPlan>? _selections;
    private readonly object?[]? _constantArguments;
    private TypedSelection? _last;

    public PlanField(OperationPlan operation, ObjectType parent, FieldDef def, List<FieldNode> nodes, bool isFirst)
    {
        _operation = operation;
        _nodes = nodes;
        Def = def;
        ResponseKey = nodes[0].ResponseKey;
        Prefix = Encoding.UTF8.GetBytes($"{(isFirst ? '{' : ',')}\"{ResponseKey}\":");
        Constant = def == operation.Schema.TypenameField ? parent.NameJson : null;
        MayBeAsyncBelow = nodes.Exists(node => node.Selections is { } below && operation.MayBeAsync(below));
        MayBeAsync = MayBeAsyncBelow || def.Resolver is { IsAsync: true };
        Resolver = def.Resolver!;
        // A list or an object could be changed by a resolver, so every request gets its own.
        if (def.Arguments.Length > 0 && Array.TrueForAll(def.Arguments, argument => argument.Type.IsLeafInput)
            && !nodes[0].Arguments.Any(argument => HasVariable(argument.Value)))
            _constantArguments = Coerce(null);
    }

    public FieldDef Def { get; }
    public FieldResolver Resolver { get; }
    public string ResponseKey { get; }

    /// <summary>What comes before the value: a brace or a comma, and the key.</summary>
    public byte[] Prefix { get; }

    /// <summary>The value when it is known before, which is the case for <c>__typename</c>.</summary>
    public byte[]? Constant { get; }

    /// <summary>Whether answering may mean waiting, for the field itself or for something below it.</summary>
    public bool MayBeAsync { get; }
    public bool MayBeAsyncBelow { get; }

    public int[] Offsets => [.. _nodes.Select(node => node.Offset)];

    /// <summary>The arguments in the field's order, <see cref="Absent"/> for those left out.</summary>
    public object?[] Arguments(Run run) => Arguments(run.Variables);

    public object?[] Arguments(IReadOnlyDictionary<string, object?> variables) =>
        Def.Arguments.Length == 0 ? [] : _constantArguments ?? Coerce(variables);

    public SelectionPlan SelectionFor(ObjectType type)
    {
        // Most fields only ever meet one type. The pair is one reference, so that it is never read torn.
        if (_last is { } last && last.Type == type) return last.Selection;
        var selections = LazyInitializer.EnsureInitialized(ref _selections, static () => new(1, 1));
        var selection = selections.GetOrAdd(type, static (t, field) => field._operation.Select(
            t, field._nodes.Where(node => node.Selections is not null).Select(node => node.Selections!)), this);
        _last ??= new(type, selection);
        return selection;
    }

    private object?[] Coerce(IReadOnlyDictionary<string, object?>? variables)
    {
        var values = new object?[Def.Arguments.Length];
        foreach (var argument in Def.Arguments)
        {
            var node = Array.Find(_nodes[0].Arguments, candidate => candidate.Name == argument.Name);
            var value = node is null ? Absent.Value : Coerce(argument, node.Value, variables);
            if (value is Absent) value = argument.DefaultOrAbsent;
            if (value is Absent && argument.Type.IsNonNull)
            {
                throw node?.Value is VariableNode variable
                    ? new InputException(
                        $"Argument \"{argument.Name}\" of required type \"{argument.Type}\" was provided the variable "
                        + $"\"${variable.Name}\" which was not provided a runtime value.", variable)
                    : new InputException(
                        $"Argument \"{argument.Name}\" of required type \"{argument.Type}\" was not provided.");
            }
            values[argument.Index] = value;
        }
        return values;
    }

    private static object? Coerce(
        InputValue argument, ValueNode node, IReadOnlyDictionary<string, object?>? variables)
    {
        try
        {
            return LiteralInput.Coerce(argument.Type, node, variables);
        }
        catch (InputException e)
        {
            throw new InputException(node is VariableNode
                ? $"Argument \"{argument.Name}\" of non-null type \"{argument.Type}\" must not be null."
                : $"Argument \"{argument.Name}\" has an invalid value: {e.Message}", node);
        }
    }

    private static bool HasVariable(ValueNode value) => value switch
    {
        VariableNode => true,
        ListNode list => Array.Exists(list.Items, HasVariable),
        ObjectNode fields => Array.Exists(fields.Fields, field => HasVariable(field.Value)),
        _ => false,
    };

    private sealed record TypedSelection(ObjectType Type, SelectionPlan Selection);
}
