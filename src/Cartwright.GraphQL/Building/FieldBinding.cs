namespace Cartwright.GraphQL;

/// <summary>A field's resolver as the host gave it, before it is matched with the schema.</summary>
internal abstract record FieldBinding(string Name, Type ValueType)
{
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
