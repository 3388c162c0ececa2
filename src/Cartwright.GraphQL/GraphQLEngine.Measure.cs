namespace Cartwright.GraphQL;

/// <summary>One field that a request selects, on its way to a measure of the whole.</summary>
public readonly struct MeasuredField
{
    private readonly PlanField _field;
    private readonly IReadOnlyDictionary<string, object?> _variables;

    internal MeasuredField(
        PlanField field, IReadOnlyDictionary<string, object?> variables,
        IReadOnlyList<(string Name, long Weight)> below) =>
        (_field, _variables, Below) = (field, variables, below);

    /// <summary>The field's name in the schema.</summary>
    public string Name => _field.Def.Name;

    /// <summary>The name of the field's type, without lists and exclamation marks.</summary>
    public string TypeName => _field.Def.Type.Named.Name;

    /// <summary>Whether the field is a scalar or an enum, or a list of them.</summary>
    public bool IsLeaf => _field.Def.Type.Named is not CompositeType;

    /// <summary>Whether the field is a list.</summary>
    public bool IsList => _field.Def.Type.Nullable is ListType;

    /// <summary>The fields selected below, by their names in the schema, with their weights.</summary>
    public IReadOnlyList<(string Name, long Weight)> Below { get; }

    /// <summary>An integer argument's value; null when it was left out, is null or is no integer.</summary>
    public long? IntegerArgument(string name)
    {
        var at = Array.FindIndex(_field.Def.Arguments, argument => argument.Name == name);
        return at < 0 ? null : _field.Arguments(_variables)[at] switch
        {
            int small => small,
            long large => large,
            _ => null,
        };
    }
}

public sealed partial class GraphQLEngine
{
    /// <summary>
    /// Measures what a request selects, without running it. A field of an interface or union weighs what it weighs on
    /// the heaviest of its types.
    /// </summary>
    /// <param name="request">The request as it would be executed.</param>
    /// <param name="weigh">
    /// A field's weight, given the weights below it. Bound it: a short document can stand for a huge number.
    /// </param>
    /// <returns>The sum over the root's fields; null when the request would be refused before it runs.</returns>
    public long? Measure(GraphQLRequest request, Func<MeasuredField, long> weigh)
    {
        using var refused = Prepare(request, maySubscribe: true, out var prepared);
        if (refused is not null) return null;
        try
        {
            var weights = Weigh(prepared.Operation.Plan(prepared.Variables), prepared.Variables, weigh);
            return weights.Sum(weight => weight.Weight);
        }
        catch (InputException)
        {
            // An argument that cannot be read fails its field when it runs.
            return null;
        }
    }

    private static (string Name, long Weight)[] Weigh(
        SelectionPlan plan, IReadOnlyDictionary<string, object?> variables, Func<MeasuredField, long> weigh)
    {
        var weights = new (string, long)[plan.Fields.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var field = plan.Fields[i];
            weights[i] = (field.Def.Name, Weigh(field, variables, weigh));
        }
        return weights;
    }

    private static long Weigh(
        PlanField field, IReadOnlyDictionary<string, object?> variables, Func<MeasuredField, long> weigh)
    {
        if (field.Def.Type.Named is not CompositeType composite) return weigh(new(field, variables, []));
        var heaviest = 0L;
        foreach (var type in composite.PossibleTypes)
            heaviest = Math.Max(
                heaviest, weigh(new(field, variables, Weigh(field.SelectionFor(type), variables, weigh))));
        return heaviest;
    }
}
