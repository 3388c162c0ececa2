namespace Cartwright.GraphQL;

internal sealed class SchemaNode(
    int offset, bool isExtension, string? description, DirectiveNode[] directives,
    (OperationKind Kind, NamedTypeNode Type)[] roots) : Node(offset)
{
    public bool IsExtension { get; } = isExtension;
    public string? Description { get; } = description;
    public DirectiveNode[] Directives { get; } = directives;
    public (OperationKind Kind, NamedTypeNode Type)[] Roots { get; } = roots;
}

internal enum TypeKind { Scalar, Object, Interface, Union, Enum, InputObject, List, NonNull }

/// <summary>A type's definition or extension; which of the lists are used depends on the kind.</summary>
internal sealed class TypeDefinitionNode(int offset, TypeKind kind, string name) : Node(offset)
{
    public TypeKind Kind { get; } = kind;
    public string Name { get; } = name;
    public bool IsExtension { get; init; }
    public string? Description { get; init; }
    public DirectiveNode[] Directives { get; init; } = [];
    public NamedTypeNode[] Interfaces { get; init; } = [];
    public FieldDefinitionNode[] Fields { get; init; } = [];
    public InputValueNode[] InputFields { get; init; } = [];
    public NamedTypeNode[] Members { get; init; } = [];
    public EnumValueNode[] Values { get; init; } = [];

    /// <summary>Whether there is nothing after the name.</summary>
    public bool IsEmpty => Directives.Length + Interfaces.Length + Fields.Length + InputFields.Length + Members.Length
        + Values.Length == 0;
}

internal sealed class FieldDefinitionNode(
    int offset, string? description, string name, InputValueNode[] arguments, TypeNode type,
    DirectiveNode[] directives) : Node(offset)
{
    public string? Description { get; } = description;
    public string Name { get; } = name;
    public InputValueNode[] Arguments { get; } = arguments;
    public TypeNode Type { get; } = type;
    public DirectiveNode[] Directives { get; } = directives;
}

internal sealed class InputValueNode(
    int offset, string? description, string name, TypeNode type, ValueNode? defaultValue, DirectiveNode[] directives)
    : Node(offset)
{
    public string? Description { get; } = description;
    public string Name { get; } = name;
    public TypeNode Type { get; } = type;
    public ValueNode? Default { get; } = defaultValue;
    public DirectiveNode[] Directives { get; } = directives;
}

internal sealed class EnumValueNode(int offset, string? description, string name, DirectiveNode[] directives)
    : Node(offset)
{
    public string? Description { get; } = description;
    public string Name { get; } = name;
    public DirectiveNode[] Directives { get; } = directives;
}

internal sealed class DirectiveDefinitionNode(
    int offset, string? description, string name, InputValueNode[] arguments, bool isRepeatable, string[] locations)
    : Node(offset)
{
    public string? Description { get; } = description;
    public string Name { get; } = name;
    public InputValueNode[] Arguments { get; } = arguments;
    public bool IsRepeatable { get; } = isRepeatable;
    public string[] Locations { get; } = locations;
}
