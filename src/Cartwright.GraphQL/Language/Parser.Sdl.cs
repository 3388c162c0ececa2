using System.Collections.Frozen;
using System.Text;

namespace Cartwright.GraphQL;

internal ref partial struct Parser
{
    private static readonly FrozenSet<string> DirectivePlaces = FrozenSet.Create(
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE",
        "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION");

    private Node ParseTypeSystem(int offset, string? description)
    {
        var isExtension = description is null && SkipKeyword("extend"u8);
        if (_lexer.Kind != TokenKind.Name) throw Unexpected();
        if (SkipKeyword("schema"u8)) return ParseSchema(offset, description, isExtension);
        if (!isExtension && SkipKeyword("directive"u8)) return ParseDirectiveDefinition(offset, description);
        var kind = ParseTypeKind() ?? throw (description is null ? Unexpected() : Lexer.Error(
            "Unexpected description, only GraphQL definitions support descriptions.", offset));
        var name = ParseName();
        var isImplementing = kind is TypeKind.Object or TypeKind.Interface;
        var interfaces = isImplementing && SkipKeyword("implements"u8) ? ParseTypeNames(TokenKind.Amp) : [];
        var directives = ParseDirectives(isConstant: true);
        var definition = new TypeDefinitionNode(offset, kind, name)
        {
            IsExtension = isExtension,
            Description = description,
            Directives = directives,
            Interfaces = interfaces,
            Fields = isImplementing ? ParseFieldDefinitions() : [],
            Members = kind == TypeKind.Union && Skip(TokenKind.Equal) ? ParseTypeNames(TokenKind.Pipe) : [],
            Values = kind == TypeKind.Enum ? ParseEnumValues() : [],
            InputFields = kind == TypeKind.InputObject
                ? ParseInputValues(TokenKind.BraceOpen, TokenKind.BraceClose) : [],
        };
        return isExtension && definition.IsEmpty ? throw Unexpected() : definition;
    }

    private TypeKind? ParseTypeKind()
    {
        if (SkipKeyword("type"u8)) return TypeKind.Object;
        if (SkipKeyword("input"u8)) return TypeKind.InputObject;
        if (SkipKeyword("enum"u8)) return TypeKind.Enum;
        if (SkipKeyword("interface"u8)) return TypeKind.Interface;
        if (SkipKeyword("union"u8)) return TypeKind.Union;
        if (SkipKeyword("scalar"u8)) return TypeKind.Scalar;
        return null;
    }

    private string? ParseDescription()
    {
        if (_lexer.Kind is not (TokenKind.String or TokenKind.BlockString)) return null;
        var description = _lexer.StringValue;
        _lexer.Next();
        return description;
    }

    private SchemaNode ParseSchema(int offset, string? description, bool isExtension)
    {
        var directives = ParseDirectives(isConstant: true);
        var roots = new List<(OperationKind, NamedTypeNode)>();
        if (!isExtension || _lexer.Kind == TokenKind.BraceOpen)
        {
            Expect(TokenKind.BraceOpen, "\"{\"");
            do
            {
                OperationKind kind;
                if (SkipKeyword("query"u8)) kind = OperationKind.Query;
                else if (SkipKeyword("mutation"u8)) kind = OperationKind.Mutation;
                else if (SkipKeyword("subscription"u8)) kind = OperationKind.Subscription;
                else throw Unexpected();
                Expect(TokenKind.Colon, "\":\"");
                roots.Add((kind, ParseNamedType()));
            }
            while (!Skip(TokenKind.BraceClose));
        }
        if (directives.Length == 0 && roots.Count == 0) throw Unexpected();
        return new SchemaNode(offset, isExtension, description, directives, [.. roots]);
    }

    private NamedTypeNode[] ParseTypeNames(TokenKind separator)
    {
        Skip(separator);
        var names = new List<NamedTypeNode>();
        do names.Add(ParseNamedType());
        while (Skip(separator));
        return [.. names];
    }

    private FieldDefinitionNode[] ParseFieldDefinitions()
    {
        if (!Skip(TokenKind.BraceOpen)) return [];
        var fields = new List<FieldDefinitionNode>();
        do
        {
            var description = ParseDescription();
            var offset = _lexer.Start;
            var name = ParseName();
            var arguments = ParseInputValues(TokenKind.ParenOpen, TokenKind.ParenClose);
            Expect(TokenKind.Colon, "\":\"");
            var type = ParseType();
            fields.Add(new(offset, description, name, arguments, type, ParseDirectives(isConstant: true)));
        }
        while (!Skip(TokenKind.BraceClose));
        return [.. fields];
    }

    private InputValueNode[] ParseInputValues(TokenKind open, TokenKind close)
    {
        if (!Skip(open)) return [];
        var values = new List<InputValueNode>();
        do values.Add(ParseInputValue());
        while (!Skip(close));
        return [.. values];
    }

    private InputValueNode ParseInputValue()
    {
        var description = ParseDescription();
        var offset = _lexer.Start;
        var name = ParseName();
        Expect(TokenKind.Colon, "\":\"");
        var type = ParseType();
        var defaultValue = Skip(TokenKind.Equal) ? ParseValue(isConstant: true) : null;
        return new(offset, description, name, type, defaultValue, ParseDirectives(isConstant: true));
    }

    private EnumValueNode[] ParseEnumValues()
    {
        if (!Skip(TokenKind.BraceOpen)) return [];
        var values = new List<EnumValueNode>();
        do
        {
            var description = ParseDescription();
            var offset = _lexer.Start;
            var name = ParseName();
            if (name is "true" or "false" or "null")
                throw Lexer.Error($"Name \"{name}\" is reserved and cannot be used for an enum value.", offset);
            values.Add(new(offset, description, name, ParseDirectives(isConstant: true)));
        }
        while (!Skip(TokenKind.BraceClose));
        return [.. values];
    }

    private DirectiveDefinitionNode ParseDirectiveDefinition(int offset, string? description)
    {
        Expect(TokenKind.At, "\"@\"");
        var name = ParseName();
        var arguments = ParseInputValues(TokenKind.ParenOpen, TokenKind.ParenClose);
        var isRepeatable = SkipKeyword("repeatable"u8);
        ExpectKeyword("on"u8);
        Skip(TokenKind.Pipe);
        var locations = new List<string>();
        do
        {
            if (_lexer.Kind == TokenKind.Name && !DirectivePlaces.Contains(Encoding.ASCII.GetString(_lexer.Raw)))
                throw Unexpected();
            locations.Add(ParseName());
        }
        while (Skip(TokenKind.Pipe));
        return new(offset, description, name, arguments, isRepeatable, [.. locations]);
    }
}
