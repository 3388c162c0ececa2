using System.Reflection;

namespace Cartwright.GraphQL;

/// <summary>A field's resolver as the host gave it, before it is matched with the schema.</summary>
internal abstract record FieldBinding(string Name, Type ValueType)
{
    /// <summary>What the host's code declares of nulls in its values; null when nothing is known.</summary>
    public NullabilityInfo? Nulls { get; init; }

    /// <summary>The class that the field's arguments are read as; null when they are read by name.</summary>
    public virtual Type? ArgumentsType => null;

    /// <summary>Takes the way from the arguments' values to their class.</summary>
    public virtual void UseArguments(Func<object?[], object> create) { }

    /// <summary>Joins it with the <see cref="Completer{TValue}"/> of its values.</summary>
    public abstract FieldResolver Bind(object completer);
}

internal sealed record ValueFieldBinding<T, TValue>(string Name, Func<T, TValue> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull
{
    public override FieldResolver Bind(object completer) =>
        new ValueResolver<T, TValue>(Resolve, (Completer<TValue>)completer);
}

internal sealed record SyncFieldBinding<T, TValue>(string Name, Func<T, FieldRequest, TValue> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull
{
    public override FieldResolver Bind(object completer) =>
        new SyncResolver<T, TValue>(Resolve, (Completer<TValue>)completer);
}

internal sealed record AsyncFieldBinding<T, TValue>(string Name, Func<T, FieldRequest, ValueTask<TValue>> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull
{
    public override FieldResolver Bind(object completer) =>
        new AsyncResolver<T, TValue>(Resolve, (Completer<TValue>)completer);
}

/// <summary>A resolver that is given the field's arguments as one object.</summary>
internal sealed record ArgumentsFieldBinding<T, TArguments, TValue>(
    string Name, Func<T, TArguments, FieldRequest, TValue> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull where TArguments : notnull
{
    private Func<object?[], object>? _create;

    public override Type ArgumentsType => typeof(TArguments);

    public override void UseArguments(Func<object?[], object> create) => _create = create;

    public override FieldResolver Bind(object completer)
    {
        var (create, resolve) = (_create!, Resolve);
        return new SyncResolver<T, TValue>(
            (source, request) => resolve(source, request.Arguments<TArguments>(create), request),
            (Completer<TValue>)completer);
    }
}

internal sealed record AsyncArgumentsFieldBinding<T, TArguments, TValue>(
    string Name, Func<T, TArguments, FieldRequest, ValueTask<TValue>> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull where TArguments : notnull
{
    private Func<object?[], object>? _create;

    public override Type ArgumentsType => typeof(TArguments);

    public override void UseArguments(Func<object?[], object> create) => _create = create;

    public override FieldResolver Bind(object completer)
    {
        var (create, resolve) = (_create!, Resolve);
        return new AsyncResolver<T, TValue>(
            (source, request) => resolve(source, request.Arguments<TArguments>(create), request),
            (Completer<TValue>)completer);
    }
}

internal sealed record StreamFieldBinding<TValue>(
    string Name, Func<FieldRequest, ValueTask<IAsyncEnumerable<TValue>>> Open) : FieldBinding(Name, typeof(TValue))
{
    public override FieldResolver Bind(object completer) =>
        new StreamResolver<TValue>(Open, (Completer<TValue>)completer);
}
