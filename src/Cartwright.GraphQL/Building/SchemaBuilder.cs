using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>
/// Makes a <see cref="Schema"/> from SDL text and the C# functions that serve it. Every mistake found is collected,
/// and <see cref="Build"/> throws one <see cref="SchemaException"/> that lists them all.
/// </summary>
public sealed class SchemaBuilder(string sdl)
{
    private bool _hasIntrospection;

    // CA1720: "object" is GraphQL's word for this kind of type.
#pragma warning disable CA1720
    /// <summary>
    /// Binds an object type: its values are <typeparamref name="T"/>, its fields are served as configured.
    /// </summary>
    public SchemaBuilder Object<T>(string name, Action<ObjectBuilder<T>> configure) where T : notnull
    {
        var builder = new ObjectBuilder<T>();
        configure(builder);
        Objects.Add(new ObjectBinding(name, typeof(T), builder.Fields, builder.FromProperties));
        return this;
    }
#pragma warning restore CA1720

    /// <summary>Binds a root type (Query, Mutation): it has no value, its fields start from services.</summary>
    public SchemaBuilder Root(string name, Action<RootBuilder> configure)
    {
        var builder = new RootBuilder();
        configure(builder);
        Objects.Add(new ObjectBinding(name, typeof(RootValue), builder.Fields, FromProperties: false));
        return this;
    }

    /// <summary>Binds the subscription root type: each of its fields opens a stream of events.</summary>
    public SchemaBuilder Subscription(string name, Action<SubscriptionBuilder> configure)
    {
        var builder = new SubscriptionBuilder();
        configure(builder);
        Objects.Add(new ObjectBinding(name, typeof(RootValue), builder.Fields, FromProperties: false, IsStream: true));
        return this;
    }

    /// <summary>
    /// Says that no value of these object types is ever returned, so they need no resolvers. Their shape stays in
    /// the schema and documents may select them. A field of exactly such a type can only answer null.
    /// </summary>
    public SchemaBuilder Unserved(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) UnservedTypes.Add(name);
        return this;
    }

    /// <summary>
    /// Binds an input type to a class or record: its fields are the constructor's parameters, or settable
    /// properties, of the same name but for the first letter's case. What the request leaves out keeps the
    /// parameter's or property's default; <see cref="Optional{T}"/> tells left out from null.
    /// </summary>
    public SchemaBuilder Input<T>(string name) where T : notnull
    {
        Inputs.Add((name, typeof(T)));
        return this;
    }

    /// <summary>
    /// Binds an enum type: OUT_OF_STOCK is the member OutOfStock or OUT_OF_STOCK. Each value needs a member and each
    /// member a value. An enum type without a binding gives and takes strings.
    /// </summary>
    public SchemaBuilder Enum<T>(string name) where T : struct, Enum
    {
        Enums.Add((name, typeof(T)));
        return this;
    }

    /// <summary>
    /// Binds a custom scalar that is a JSON string on the wire. <paramref name="parse"/> throws
    /// <see cref="FormatException"/> for a bad value; its message is shown to the client.
    /// </summary>
    public SchemaBuilder Scalar<T>(string name, Func<T, string> serialize, Func<string, T> parse) where T : notnull
    {
        Scalars.Add(new TextScalarBinding<T>(name, serialize, parse));
        return this;
    }

    /// <summary>
    /// Binds a custom scalar of any JSON shape. <paramref name="write"/> writes exactly one JSON value;
    /// <paramref name="parse"/> throws <see cref="FormatException"/> for a bad value, with words for the client. The
    /// element it is given lives no longer than the request: clone what is kept.
    /// </summary>
    public SchemaBuilder Scalar<T>(string name, Action<Utf8JsonWriter, T> write, Func<JsonElement, T> parse)
        where T : notnull
    {
        Scalars.Add(new JsonScalarBinding<T>(name, write, parse));
        return this;
    }

    /// <summary>Checks everything and makes the schema.</summary>
    /// <exception cref="SchemaException">The SDL is wrong, or it and the bindings disagree: all problems at
    /// once.</exception>
    public Schema Build()
    {
        if (!_hasIntrospection) Introspection.Bind(this);
        _hasIntrospection = true;
        return new SchemaFactory(this).Build();
    }

    internal string Sdl { get; } = sdl;
    internal List<ObjectBinding> Objects { get; } = [];
    internal HashSet<string> UnservedTypes { get; } = [];
    internal List<(string Name, Type Type)> Inputs { get; } = [];
    internal List<(string Name, Type Type)> Enums { get; } = [];
    internal List<ScalarBinding> Scalars { get; } = [];
}

internal sealed record ObjectBinding(
    string Name, Type ClrType, List<FieldBinding> Fields, bool FromProperties, bool IsStream = false);

/// <summary>The value of a root type.</summary>
internal sealed class RootValue
{
    public static readonly RootValue Instance = new();
}
