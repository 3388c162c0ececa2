namespace Cartwright.GraphQL;

/// <summary>Binds the fields of an object type whose values are <typeparamref name="T"/>.</summary>
public sealed class ObjectBuilder<T> where T : notnull
{
    internal ObjectBuilder() { }

    internal List<FieldBinding> Fields { get; } = [];
    internal bool FromProperties { get; private set; }

    /// <summary>
    /// Serves every field not named otherwise, and without arguments, from the public property of the same name but
    /// for the first letter's case.
    /// </summary>
    public ObjectBuilder<T> Properties()
    {
        FromProperties = true;
        return this;
    }

    /// <summary>Serves a field from the value.</summary>
    public ObjectBuilder<T> Field<TValue>(string name, Func<T, TValue> resolve)
    {
        Fields.Add(new ValueFieldBinding<T, TValue>(name, resolve) { Nulls = DeclaredNulls.Of(resolve) });
        return this;
    }

    /// <summary>Serves a field from the value and the request: arguments, services, caller.</summary>
    public ObjectBuilder<T> Field<TValue>(string name, Func<T, FieldRequest, TValue> resolve)
    {
        Fields.Add(new SyncFieldBinding<T, TValue>(name, resolve) { Nulls = DeclaredNulls.Of(resolve) });
        return this;
    }

    /// <summary>Serves a field asynchronously. In a query it may run at the same time as its siblings.</summary>
    public ObjectBuilder<T> FieldAsync<TValue>(string name, Func<T, FieldRequest, ValueTask<TValue>> resolve)
    {
        Fields.Add(new AsyncFieldBinding<T, TValue>(name, resolve) { Nulls = DeclaredNulls.Of(resolve) });
        return this;
    }

    /// <summary>
    /// Serves a field from the value and its arguments as one object. <typeparamref name="TArguments"/> is matched with
    /// the field's arguments at start-up by the rules of <see cref="SchemaBuilder.Input{T}"/>: each argument needs a
    /// parameter or settable property of a type that can hold it, and each of those an argument.
    /// </summary>
    public ObjectBuilder<T> Field<TArguments, TValue>(string name, Func<T, TArguments, FieldRequest, TValue> resolve)
        where TArguments : notnull
    {
        Fields.Add(new ArgumentsFieldBinding<T, TArguments, TValue>(name, resolve)
        {
            Nulls = DeclaredNulls.Of(resolve),
        });
        return this;
    }

    /// <summary>Serves a field asynchronously from the value and its arguments as one object.</summary>
    public ObjectBuilder<T> FieldAsync<TArguments, TValue>(
        string name, Func<T, TArguments, FieldRequest, ValueTask<TValue>> resolve) where TArguments : notnull
    {
        Fields.Add(new AsyncArgumentsFieldBinding<T, TArguments, TValue>(name, resolve)
        {
            Nulls = DeclaredNulls.Of(resolve),
        });
        return this;
    }
}

/// <summary>Binds the fields of a root type.</summary>
public sealed class RootBuilder
{
    internal RootBuilder() { }

    internal List<FieldBinding> Fields { get; } = [];

    /// <summary>Serves a root field.</summary>
    public RootBuilder Field<TValue>(string name, Func<FieldRequest, TValue> resolve)
    {
        Fields.Add(new SyncFieldBinding<RootValue, TValue>(name, (_, request) => resolve(request))
        {
            Nulls = DeclaredNulls.Of(resolve),
        });
        return this;
    }

    /// <summary>
    /// Serves a root field asynchronously. Root fields of a query run at the same time, those of a mutation one
    /// after the other.
    /// </summary>
    public RootBuilder FieldAsync<TValue>(string name, Func<FieldRequest, ValueTask<TValue>> resolve)
    {
        Fields.Add(new AsyncFieldBinding<RootValue, TValue>(name, (_, request) => resolve(request))
        {
            Nulls = DeclaredNulls.Of(resolve),
        });
        return this;
    }

    /// <summary>
    /// Serves a root field from its arguments as one object. <typeparamref name="TArguments"/> is matched with the
    /// field's arguments at start-up by the rules of <see cref="SchemaBuilder.Input{T}"/>.
    /// </summary>
    public RootBuilder Field<TArguments, TValue>(string name, Func<TArguments, FieldRequest, TValue> resolve)
        where TArguments : notnull
    {
        Fields.Add(new ArgumentsFieldBinding<RootValue, TArguments, TValue>(
            name, (_, arguments, request) => resolve(arguments, request)) { Nulls = DeclaredNulls.Of(resolve) });
        return this;
    }

    /// <summary>Serves a root field asynchronously from its arguments as one object.</summary>
    public RootBuilder FieldAsync<TArguments, TValue>(
        string name, Func<TArguments, FieldRequest, ValueTask<TValue>> resolve) where TArguments : notnull
    {
        Fields.Add(new AsyncArgumentsFieldBinding<RootValue, TArguments, TValue>(
            name, (_, arguments, request) => resolve(arguments, request)) { Nulls = DeclaredNulls.Of(resolve) });
        return this;
    }
}
