using System.Collections.Frozen;
using System.Diagnostics;

namespace Cartwright.GraphQL;

/// <summary>
/// A type of the schema, named or wrapped. Made once by <see cref="SchemaFactory"/>, then never changed.
/// </summary>
internal abstract class GraphType
{
    public abstract TypeKind Kind { get; }

    /// <summary>The type without its wrappers.</summary>
    public abstract NamedType Named { get; }

    /// <summary>The type without an outer non-null.</summary>
    public virtual GraphType Nullable => this;

    public bool IsNonNull => Kind == TypeKind.NonNull;

    /// <summary>A scalar or an enum: its value can be shared, where a list or an input object could be changed.</summary>
    public bool IsLeafInput => Nullable.Kind is TypeKind.Scalar or TypeKind.Enum;
}

internal sealed class ListType(GraphType item) : GraphType
{
    public GraphType Item { get; } = item;
    public override TypeKind Kind => TypeKind.List;
    public override NamedType Named => Item.Named;
    public override string ToString() => $"[{Item}]";
}

internal sealed class NonNullType(GraphType item) : GraphType
{
    public GraphType Item { get; } = item;
    public override TypeKind Kind => TypeKind.NonNull;
    public override NamedType Named => Item.Named;
    public override GraphType Nullable => Item;
    public override string ToString() => $"{Item}!";
}

internal abstract class NamedType(string name) : GraphType
{
    public string Name { get; } = name;
    public string? Description { get; set; }
    public override NamedType Named => this;
    public bool IsInput => Kind is TypeKind.Scalar or TypeKind.Enum or TypeKind.InputObject;
    public bool IsOutput => Kind != TypeKind.InputObject;
    public bool IsLeaf => Kind is TypeKind.Scalar or TypeKind.Enum;
    public override string ToString() => Name;
}

internal sealed class ScalarType(string name) : NamedType(name)
{
    public override TypeKind Kind => TypeKind.Scalar;
    public string? SpecifiedBy { get; set; }
    public ScalarCodec Codec { get; set; } = AnyCodec.Instance;
}

internal sealed class EnumType(string name) : NamedType(name)
{
    public override TypeKind Kind => TypeKind.Enum;
    public EnumValue[] Values { get; set; } = [];
    public FrozenDictionary<string, EnumValue> ValuesByName { get; set; } = FrozenDictionary<string, EnumValue>.Empty;

    /// <summary>The C# enum; null when values are strings.</summary>
    public Type? ClrType { get; set; }
}

internal sealed class EnumValue(string name)
{
    public string Name { get; } = name;
    public string? Description { get; init; }
    public string? DeprecationReason { get; init; }

    /// <summary>What resolvers see: a member of the C# enum, or the name.</summary>
    public object Value { get; set; } = name;
}

internal sealed class InputObjectType(string name) : NamedType(name)
{
    public override TypeKind Kind => TypeKind.InputObject;
    public bool IsOneOf { get; set; }
    public InputValue[] Fields { get; set; } = [];
    public FrozenDictionary<string, InputValue> FieldsByName { get; set; } = FrozenDictionary<string, InputValue>.Empty;

    /// <summary>Makes the C# value from the fields' values in order; null when values are dictionaries.</summary>
    public Func<object?[], object>? Create { get; set; }
    public Type? ClrType { get; set; }
}

/// <summary>An argument or a field of an input object.</summary>
internal sealed class InputValue(int index, string name, GraphType type)
{
    private object? _default;

    public int Index { get; } = index;
    public string Name { get; } = name;
    public GraphType Type { get; } = type;
    public string? Description { get; init; }
    public string? DeprecationReason { get; init; }
    public ValueNode? DefaultNode { get; init; }
    public bool IsRequired => Type.IsNonNull && DefaultNode is null;

    /// <summary>
    /// The default as resolvers see it, or <see cref="Absent"/>. A leaf is made when first asked for, since its type may
    /// not be bound before; a list or an input object is made anew each time, since a resolver may change it.
    /// </summary>
    public object? DefaultOrAbsent
    {
        get
        {
            if (DefaultNode is null) return Absent.Value;
            if (!Type.IsLeafInput) return LiteralInput.Coerce(Type, DefaultNode, null);
            var made = _default ??= LiteralInput.Coerce(Type, DefaultNode, null) ?? NullValue;
            return ReferenceEquals(made, NullValue) ? null : made;
        }
    }

    private static readonly object NullValue = new();
}

/// <summary>Stands for a value that was left out, as opposed to null.</summary>
internal sealed class Absent
{
    public static readonly Absent Value = new();
}

/// <summary>A type that has selections: object, interface or union.</summary>
internal abstract class CompositeType(string name) : NamedType(name)
{
    public FieldDef[] Fields { get; set; } = [];
    public FrozenDictionary<string, FieldDef> FieldsByName { get; set; } = FrozenDictionary<string, FieldDef>.Empty;
    public InterfaceType[] Interfaces { get; set; } = [];

    /// <summary>The object types a value may have.</summary>
    public ObjectType[] PossibleTypes { get; set; } = [];

    /// <summary>Whether some object type is possible for both.</summary>
    public bool Overlaps(CompositeType other) => this == other || PossibleTypes.Any(other.PossibleTypes.Contains);
}

internal sealed class ObjectType(string name) : CompositeType(name)
{
    public override TypeKind Kind => TypeKind.Object;
    public Type? ClrType { get; set; }

    /// <summary>The name as a JSON string.</summary>
    public byte[] NameJson { get; } = JsonText.Quote(name);
}

internal abstract class AbstractType(string name) : CompositeType(name)
{
    /// <summary>The object types by the C# type of their values.</summary>
    public FrozenDictionary<Type, ObjectType> ByClrType { get; set; } = FrozenDictionary<Type, ObjectType>.Empty;
}

internal sealed class InterfaceType(string name) : AbstractType(name)
{
    public override TypeKind Kind => TypeKind.Interface;
}

internal sealed class UnionType(string name) : AbstractType(name)
{
    public override TypeKind Kind => TypeKind.Union;
}

internal sealed class FieldDef(string parent, string name, GraphType type, InputValue[] arguments)
{
    public string Parent { get; } = parent;
    public string Name { get; } = name;
    public GraphType Type { get; } = type;
    public InputValue[] Arguments { get; } = arguments;
    public string? Description { get; init; }
    public string? DeprecationReason { get; init; }
    public FieldResolver? Resolver { get; set; }

    public InputValue? Argument(string name) => Array.Find(Arguments, argument => argument.Name == name);

    public override string ToString() => $"{Parent}.{Name}";
}

internal sealed class DirectiveDef(string name, InputValue[] arguments, string[] locations, bool isRepeatable)
{
    public string Name { get; } = name;
    public string? Description { get; init; }
    public InputValue[] Arguments { get; } = arguments;
    public string[] Locations { get; } = locations;
    public bool IsRepeatable { get; } = isRepeatable;
}

internal static class TypeRelations
{
    /// <summary>Whether a value of one output type serves where another is asked for.</summary>
    public static bool IsSubtype(GraphType type, GraphType of) => (type, of) switch
    {
        (NonNullType a, NonNullType b) => IsSubtype(a.Item, b.Item),
        (NonNullType a, _) => IsSubtype(a.Item, of),
        (ListType a, ListType b) => IsSubtype(a.Item, b.Item),
        (ObjectType a, UnionType b) => b.PossibleTypes.Contains(a),
        (CompositeType a, InterfaceType b) => a == b || a.Interfaces.Contains(b),
        (NamedType a, NamedType b) => a == b,
        _ => false,
    };

    public static bool AreSame(GraphType a, GraphType b) => (a, b) switch
    {
        (NonNullType x, NonNullType y) => AreSame(x.Item, y.Item),
        (ListType x, ListType y) => AreSame(x.Item, y.Item),
        _ => a == b,
    };
}
