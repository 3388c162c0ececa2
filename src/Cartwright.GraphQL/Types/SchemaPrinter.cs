using System.Text;

namespace Cartwright.GraphQL;

/// <summary>
/// Writes a schema as SDL, in the order it was written in and in the layout that the reference implementation has
/// (<c>printSchema</c> of graphql-js 16), so that either's output can be compared with the other's by text tools.
/// </summary>
internal sealed class SchemaPrinter
{
    private readonly StringBuilder _text = new();

    private SchemaPrinter() { }

    public static string Print(Schema schema)
    {
        var printer = new SchemaPrinter();
        if (schema.Description is not null || !HasCommonNames(schema)) printer.SchemaDefinition(schema);
        foreach (var directive in schema.DirectivesInOrder)
            if (!BuiltInSdl.IsBuiltInDirective(directive.Name)) printer.Directive(directive);
        foreach (var type in schema.TypesInOrder)
            if (!BuiltInSdl.IsBuiltIn(type)) printer.Type(type);
        return printer._text.ToString();
    }

    private static bool HasCommonNames(Schema schema) =>
        schema is { Query.Name: "Query", Mutation: null or { Name: "Mutation" } }
            and { Subscription: null or { Name: "Subscription" } };

    private void SchemaDefinition(Schema schema)
    {
        Begin(schema.Description);
        _text.Append("schema {\n  query: ").Append(schema.Query.Name);
        if (schema.Mutation is { } mutation) _text.Append("\n  mutation: ").Append(mutation.Name);
        if (schema.Subscription is { } subscription) _text.Append("\n  subscription: ").Append(subscription.Name);
        _text.Append("\n}");
    }

    private void Directive(DirectiveDef directive)
    {
        Begin(directive.Description);
        _text.Append("directive @").Append(directive.Name);
        Arguments(directive.Arguments, "");
        if (directive.IsRepeatable) _text.Append(" repeatable");
        _text.Append(" on ").AppendJoin(" | ", directive.Locations);
    }

    private void Type(NamedType type)
    {
        Begin(type.Description);
        switch (type)
        {
            case ScalarType scalar:
                _text.Append("scalar ").Append(scalar.Name);
                if (scalar.SpecifiedBy is { } url) _text.Append($" @specifiedBy(url: {SdlText.Quoted(url)})");
                break;
            case EnumType enumType:
                _text.Append("enum ").Append(enumType.Name);
                Block(enumType.Values, value => value.Description, value =>
                {
                    _text.Append(value.Name);
                    Deprecation(value.DeprecationReason);
                });
                break;
            case InputObjectType input:
                _text.Append("input ").Append(input.Name).Append(input.IsOneOf ? " @oneOf" : "");
                Block(input.Fields, field => field.Description, Input);
                break;
            case UnionType union:
                _text.Append("union ").Append(union.Name).Append(" = ")
                    .AppendJoin(" | ", union.PossibleTypes.AsEnumerable());
                break;
            case CompositeType composite:
                _text.Append(composite is InterfaceType ? "interface " : "type ").Append(composite.Name);
                if (composite.Interfaces.Length > 0)
                    _text.Append(" implements ").AppendJoin(" & ", composite.Interfaces.AsEnumerable());
                Block(composite.Fields, field => field.Description, Field);
                break;
        }
    }

    private void Field(FieldDef field)
    {
        _text.Append(field.Name);
        Arguments(field.Arguments, "  ");
        _text.Append(": ").Append(field.Type);
        Deprecation(field.DeprecationReason);
    }

    /// <summary>On one line unless an argument is described.</summary>
    private void Arguments(InputValue[] arguments, string indent)
    {
        if (arguments.Length == 0) return;
        var isOneLine = Array.TrueForAll(arguments, argument => string.IsNullOrEmpty(argument.Description));
        _text.Append(isOneLine ? "(" : "(\n");
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0) _text.Append(isOneLine ? ", " : "\n");
            if (!isOneLine)
            {
                Description(arguments[i].Description, "  " + indent, i == 0);
                _text.Append("  ").Append(indent);
            }
            Input(arguments[i]);
        }
        _text.Append(isOneLine ? ")" : $"\n{indent})");
    }

    private void Input(InputValue value)
    {
        _text.Append(value.Name).Append(": ").Append(value.Type);
        if (value.DefaultNode is { } node) _text.Append(" = ").Append(DefaultLiteral.Print(value.Type, node));
        Deprecation(value.DeprecationReason);
    }

    private void Deprecation(string? reason)
    {
        if (reason is null) return;
        _text.Append(" @deprecated");
        if (reason != BuiltInSdl.DeprecationReason) _text.Append($"(reason: {SdlText.Quoted(reason)})");
    }

    private void Block<T>(T[] items, Func<T, string?> description, Action<T> print)
    {
        _text.Append(" {\n");
        for (var i = 0; i < items.Length; i++)
        {
            Description(description(items[i]), "  ", i == 0);
            _text.Append("  ");
            print(items[i]);
            _text.Append('\n');
        }
        _text.Append('}');
    }

    /// <summary>Definitions stand apart by an empty line.</summary>
    private void Begin(string? description)
    {
        if (_text.Length > 0) _text.Append("\n\n");
        Description(description, "", isFirst: true);
    }

    private void Description(string? description, string indent, bool isFirst)
    {
        if (description is null) return;
        if (!isFirst) _text.Append('\n');
        var text = SdlText.IsBlock(description) ? SdlText.Block(description) : SdlText.Quoted(description);
        _text.Append(indent).Append(text.Replace("\n", "\n" + indent, StringComparison.Ordinal)).Append('\n');
    }
}
