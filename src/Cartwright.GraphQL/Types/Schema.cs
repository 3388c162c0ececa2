using System.Collections.Frozen;

namespace Cartwright.GraphQL;

/// <summary>A checked schema with its resolvers, made by <see cref="SchemaBuilder"/>. Immutable.</summary>
public sealed class Schema
{
    // The factory sets every property that is not nullable.
    internal Schema() { }

    /// <summary>
    /// The schema as SDL: everything the host's SDL defined, extensions merged into what they extend, in that order.
    /// Built-in types and directives are left out, and so are directives that a host's definitions carry, except
    /// <c>@deprecated</c>, <c>@specifiedBy</c> and <c>@oneOf</c>. Ends without a line break. It makes the same schema
    /// when it is read again, and has the layout of the reference implementation's <c>printSchema</c>.
    /// </summary>
    public string ToSdl() => SchemaPrinter.Print(this);

    internal string? Description { get; init; }
    internal FrozenDictionary<string, NamedType> Types { get; init; } = null!;

    /// <summary>The types in the order of the SDL, the built-in ones last.</summary>
    internal NamedType[] TypesInOrder { get; init; } = null!;
    internal FrozenDictionary<string, DirectiveDef> Directives { get; init; } = null!;
    internal DirectiveDef[] DirectivesInOrder { get; init; } = null!;
    internal ObjectType Query { get; init; } = null!;
    internal ObjectType? Mutation { get; init; }
    internal ObjectType? Subscription { get; init; }

    /// <summary>Names of fields that some type serves asynchronously.</summary>
    internal FrozenSet<string> AsyncFieldNames { get; init; } = null!;

    internal FieldDef SchemaField { get; init; } = null!;
    internal FieldDef TypeField { get; init; } = null!;
    internal FieldDef TypenameField { get; init; } = null!;

    internal ObjectType? Root(OperationKind kind) => kind switch
    {
        OperationKind.Query => Query,
        OperationKind.Mutation => Mutation,
        OperationKind.Subscription => Subscription,
    };

    /// <summary>A field a document may select on a type, the introspective ones among them.</summary>
    internal FieldDef? Field(CompositeType type, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            if (name == "__typename") return TypenameField;
            if (type == Query && name == "__schema") return SchemaField;
            if (type == Query && name == "__type") return TypeField;
        }
        return type.FieldsByName.GetValueOrDefault(name);
    }

    /// <summary>The type a document's type reference means; null when it names an unknown type.</summary>
    internal GraphType? Resolve(TypeNode node)
    {
        switch (node)
        {
            case NamedTypeNode named:
                return Types.GetValueOrDefault(named.Name);
            case ListTypeNode list:
                return Resolve(list.Item) is { } item ? new ListType(item) : null;
            case NonNullTypeNode nonNull:
                return Resolve(nonNull.Item) is { } inner ? new NonNullType(inner) : null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
