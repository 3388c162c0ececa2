namespace Cartwright.GraphQL;

/// <summary>A field's resolver as the host gave it, before it is matched with the schema.</summary>
internal abstract record FieldBinding(string Name, Type ValueType);

internal sealed record ValueFieldBinding<T, TValue>(string Name, Func<T, TValue> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull;

internal sealed record SyncFieldBinding<T, TValue>(string Name, Func<T, FieldRequest, TValue> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull;

internal sealed record AsyncFieldBinding<T, TValue>(string Name, Func<T, FieldRequest, ValueTask<TValue>> Resolve)
    : FieldBinding(Name, typeof(TValue)) where T : notnull;
