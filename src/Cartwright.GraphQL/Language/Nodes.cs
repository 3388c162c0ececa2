namespace Cartwright.GraphQL;

/// <summary>A part of a document. Its offset counts bytes of the UTF-8 text.</summary>
internal abstract class Node(int offset)
{
    public int Offset { get; } = offset;
}

internal sealed class DocumentNode(byte[] source, Node[] definitions)
{
    public byte[] Source { get; } = source;
    public Node[] Definitions { get; } = definitions;
}

internal enum OperationKind { Query, Mutation, Subscription }

/// <summary>A name where its own place matters apart from that of what it names.</summary>
internal sealed class NameNode(int offset, string value) : Node(offset)
{
    public string Value { get; } = value;
}

internal sealed class OperationNode(
    int offset, OperationKind kind, NameNode? name, VariableDefinitionNode[] variables, DirectiveNode[] directives,
    SelectionSetNode selections) : Node(offset)
{
    public OperationKind Kind { get; } = kind;
    public NameNode? NameNode { get; } = name;
    public string? Name { get; } = name?.Value;
    public VariableDefinitionNode[] Variables { get; } = variables;
    public DirectiveNode[] Directives { get; } = directives;
    public SelectionSetNode Selections { get; } = selections;
}

internal sealed class VariableDefinitionNode(
    int offset, NameNode name, TypeNode type, ValueNode? defaultValue, DirectiveNode[] directives) : Node(offset)
{
    public NameNode NameNode { get; } = name;
    public string Name { get; } = name.Value;
    public TypeNode Type { get; } = type;
    public ValueNode? Default { get; } = defaultValue;
    public DirectiveNode[] Directives { get; } = directives;
}

internal sealed class FragmentNode(
    int offset, NameNode name, NamedTypeNode condition, DirectiveNode[] directives, SelectionSetNode selections)
    : Node(offset)
{
    public NameNode NameNode { get; } = name;
    public string Name { get; } = name.Value;
    public NamedTypeNode Condition { get; } = condition;
    public DirectiveNode[] Directives { get; } = directives;
    public SelectionSetNode Selections { get; } = selections;
}

internal sealed class SelectionSetNode(int offset, SelectionNode[] items) : Node(offset)
{
    public SelectionNode[] Items { get; } = items;
}

internal abstract class SelectionNode(int offset, DirectiveNode[] directives) : Node(offset)
{
    public DirectiveNode[] Directives { get; } = directives;
}

internal sealed class FieldNode(
    int offset, string? alias, string name, ArgumentNode[] arguments, DirectiveNode[] directives,
    SelectionSetNode? selections) : SelectionNode(offset, directives)
{
    public string ResponseKey { get; } = alias ?? name;
    public string Name { get; } = name;
    public ArgumentNode[] Arguments { get; } = arguments;
    public SelectionSetNode? Selections { get; } = selections;
}

internal sealed class FragmentSpreadNode(int offset, NameNode name, DirectiveNode[] directives)
    : SelectionNode(offset, directives)
{
    public NameNode NameNode { get; } = name;
    public string Name { get; } = name.Value;
}

internal sealed class InlineFragmentNode(
    int offset, NamedTypeNode? condition, DirectiveNode[] directives, SelectionSetNode selections)
    : SelectionNode(offset, directives)
{
    public NamedTypeNode? Condition { get; } = condition;
    public SelectionSetNode Selections { get; } = selections;
}

internal sealed class ArgumentNode(int offset, string name, ValueNode value) : Node(offset)
{
    public string Name { get; } = name;
    public ValueNode Value { get; } = value;
}

internal sealed class DirectiveNode(int offset, string name, ArgumentNode[] arguments) : Node(offset)
{
    public string Name { get; } = name;
    public ArgumentNode[] Arguments { get; } = arguments;
}

internal abstract class TypeNode(int offset) : Node(offset);

internal sealed class NamedTypeNode(int offset, string name) : TypeNode(offset)
{
    public string Name { get; } = name;
    public override string ToString() => Name;
}

internal sealed class ListTypeNode(int offset, TypeNode item) : TypeNode(offset)
{
    public TypeNode Item { get; } = item;
    public override string ToString() => $"[{Item}]";
}

internal sealed class NonNullTypeNode(int offset, TypeNode item) : TypeNode(offset)
{
    public TypeNode Item { get; } = item;
    public override string ToString() => $"{Item}!";
}

internal abstract class ValueNode(int offset) : Node(offset);

internal sealed class VariableNode(int offset, string name) : ValueNode(offset)
{
    public string Name { get; } = name;
}

internal sealed class NumberNode(int offset, string text, bool isFloat) : ValueNode(offset)
{
    public string Text { get; } = text;
    public bool IsFloat { get; } = isFloat;
}

internal sealed class StringNode(int offset, string value, bool isBlock) : ValueNode(offset)
{
    public string Value { get; } = value;
    public bool IsBlock { get; } = isBlock;
}

internal sealed class BooleanNode(int offset, bool value) : ValueNode(offset)
{
    public bool Value { get; } = value;
}

internal sealed class NullNode(int offset) : ValueNode(offset);

internal sealed class EnumNode(int offset, string name) : ValueNode(offset)
{
    public string Name { get; } = name;
}

internal sealed class ListNode(int offset, ValueNode[] items) : ValueNode(offset)
{
    public ValueNode[] Items { get; } = items;
}

internal sealed class ObjectNode(int offset, ArgumentNode[] fields) : ValueNode(offset)
{
    public ArgumentNode[] Fields { get; } = fields;
}
