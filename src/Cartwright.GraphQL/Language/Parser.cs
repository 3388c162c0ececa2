using System.Text;
using System.Text.Unicode;

namespace Cartwright.GraphQL;

/// <summary>
/// Parses documents, executable and SDL. It descends recursively, but never deeper than the limit, so that no input
/// can exhaust the stack.
/// </summary>
internal ref partial struct Parser
{
    private readonly GraphQLLimits _limits;
    private Lexer _lexer;
    private int _depth;
    private int _aliases;

    private Parser(ReadOnlySpan<byte> text, GraphQLLimits limits)
    {
        _limits = limits;
        _lexer = new Lexer(text, limits.DocumentTokensMax);
    }

    /// <exception cref="RefusedException">The text is not GraphQL, or goes beyond a limit.</exception>
    public static DocumentNode Parse(byte[] source, GraphQLLimits limits)
    {
        if (source.Length > limits.DocumentBytesMax)
            throw new RefusedException(GraphQLErrorCodes.DocumentTooLarge,
                $"The document has {source.Length} bytes, more than {limits.DocumentBytesMax}. Send a smaller one.", 0);
        if (!Utf8.IsValid(source)) throw Lexer.Error("The document is not valid UTF-8.", 0);
        var parser = new Parser(source, limits);
        parser._lexer.Next();
        var definitions = new List<Node>();
        do definitions.Add(parser.ParseDefinition());
        while (parser._lexer.Kind != TokenKind.End);
        return new DocumentNode(source, [.. definitions]);
    }

    private Node ParseDefinition()
    {
        if (_lexer.Kind == TokenKind.BraceOpen)
            return new OperationNode(_lexer.Start, OperationKind.Query, null, [], [], ParseSelections());
        // A definition starts where its description does.
        var offset = _lexer.Start;
        var description = ParseDescription();
        if (description is not null && _lexer.Kind == TokenKind.BraceOpen)
            throw Lexer.Error(
                "Unexpected description, descriptions are not supported on shorthand queries.", offset);
        if (_lexer.Kind != TokenKind.Name) throw Unexpected();
        if (_lexer.Raw.SequenceEqual("query"u8)) return ParseOperation(offset, OperationKind.Query);
        if (_lexer.Raw.SequenceEqual("mutation"u8)) return ParseOperation(offset, OperationKind.Mutation);
        if (_lexer.Raw.SequenceEqual("subscription"u8)) return ParseOperation(offset, OperationKind.Subscription);
        if (_lexer.Raw.SequenceEqual("fragment"u8)) return ParseFragment(offset);
        return ParseTypeSystem(offset, description);
    }

    private OperationNode ParseOperation(int offset, OperationKind kind)
    {
        _lexer.Next();
        var name = _lexer.Kind == TokenKind.Name ? ParseNameNode() : null;
        var variables = new List<VariableDefinitionNode>();
        if (Skip(TokenKind.ParenOpen))
        {
            do variables.Add(ParseVariableDefinition());
            while (!Skip(TokenKind.ParenClose));
        }
        var directives = ParseDirectives();
        return new OperationNode(offset, kind, name, [.. variables], directives, ParseSelections());
    }

    private VariableDefinitionNode ParseVariableDefinition()
    {
        var offset = _lexer.Start;
        ParseDescription();
        Expect(TokenKind.Dollar, "\"$\"");
        var name = ParseNameNode();
        Expect(TokenKind.Colon, "\":\"");
        var type = ParseType();
        var defaultValue = Skip(TokenKind.Equal) ? ParseValue(isConstant: true) : null;
        return new VariableDefinitionNode(offset, name, type, defaultValue, ParseDirectives(isConstant: true));
    }

    private FragmentNode ParseFragment(int offset)
    {
        _lexer.Next();
        if (_lexer.Raw.SequenceEqual("on"u8)) throw Unexpected();
        var name = ParseNameNode();
        ExpectKeyword("on"u8);
        var condition = ParseNamedType();
        var directives = ParseDirectives();
        return new FragmentNode(offset, name, condition, directives, ParseSelections());
    }

    private SelectionSetNode ParseSelections()
    {
        var offset = _lexer.Start;
        Expect(TokenKind.BraceOpen, "\"{\"");
        Enter(offset);
        var items = new List<SelectionNode>();
        do items.Add(_lexer.Kind == TokenKind.Spread ? ParseSpread() : ParseField());
        while (!Skip(TokenKind.BraceClose));
        _depth--;
        return new SelectionSetNode(offset, [.. items]);
    }

    private FieldNode ParseField()
    {
        var offset = _lexer.Start;
        var name = ParseName();
        string? alias = null;
        if (Skip(TokenKind.Colon))
        {
            if (++_aliases > _limits.AliasesMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooComplex,
                    $"The document has more than {_limits.AliasesMax} aliases. Send several smaller ones.", offset);
            (alias, name) = (name, ParseName());
        }
        var arguments = ParseArguments(isConstant: false);
        var directives = ParseDirectives();
        var selections = _lexer.Kind == TokenKind.BraceOpen ? ParseSelections() : null;
        return new FieldNode(offset, alias, name, arguments, directives, selections);
    }

    private SelectionNode ParseSpread()
    {
        var offset = _lexer.Start;
        _lexer.Next();
        var hasCondition = _lexer.Kind == TokenKind.Name && _lexer.Raw.SequenceEqual("on"u8);
        if (_lexer.Kind == TokenKind.Name && !hasCondition)
            return new FragmentSpreadNode(offset, ParseNameNode(), ParseDirectives());
        if (hasCondition) _lexer.Next();
        var condition = hasCondition ? ParseNamedType() : null;
        var directives = ParseDirectives();
        return new InlineFragmentNode(offset, condition, directives, ParseSelections());
    }

    private ArgumentNode[] ParseArguments(bool isConstant)
    {
        if (!Skip(TokenKind.ParenOpen)) return [];
        var arguments = new List<ArgumentNode>();
        do arguments.Add(ParseArgument(isConstant));
        while (!Skip(TokenKind.ParenClose));
        return [.. arguments];
    }

    private ArgumentNode ParseArgument(bool isConstant)
    {
        var offset = _lexer.Start;
        var name = ParseName();
        Expect(TokenKind.Colon, "\":\"");
        return new ArgumentNode(offset, name, ParseValue(isConstant));
    }

    private DirectiveNode[] ParseDirectives(bool isConstant = false)
    {
        if (_lexer.Kind != TokenKind.At) return [];
        var directives = new List<DirectiveNode>();
        while (_lexer.Kind == TokenKind.At)
        {
            var offset = _lexer.Start;
            if (directives.Count == _limits.DirectivesPerPlaceMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooComplex,
                    $"More than {_limits.DirectivesPerPlaceMax} directives in one place. Use fewer.", offset);
            _lexer.Next();
            directives.Add(new DirectiveNode(offset, ParseName(), ParseArguments(isConstant)));
        }
        return [.. directives];
    }

    private NameNode ParseNameNode() => new(_lexer.Start, ParseName());

    private NamedTypeNode ParseNamedType() => new(_lexer.Start, ParseName());

    private TypeNode ParseType()
    {
        var offset = _lexer.Start;
        TypeNode type;
        if (Skip(TokenKind.BracketOpen))
        {
            Enter(offset);
            type = new ListTypeNode(offset, ParseType());
            _depth--;
            Expect(TokenKind.BracketClose, "\"]\"");
        }
        else type = ParseNamedType();
        return Skip(TokenKind.Bang) ? new NonNullTypeNode(offset, type) : type;
    }

    private string ParseName()
    {
        if (_lexer.Kind != TokenKind.Name) throw Expected("Name");
        var name = Encoding.ASCII.GetString(_lexer.Raw);
        _lexer.Next();
        return name;
    }

    private void Enter(int offset)
    {
        if (++_depth > _limits.DepthMax)
            throw new RefusedException(GraphQLErrorCodes.DocumentTooDeep,
                $"The document is nested more than {_limits.DepthMax} deep. Select less at once.", offset);
    }

    private bool Skip(TokenKind kind)
    {
        if (_lexer.Kind != kind) return false;
        _lexer.Next();
        return true;
    }

    private void Expect(TokenKind kind, string name)
    {
        if (!Skip(kind)) throw Expected(name);
    }

    private void ExpectKeyword(ReadOnlySpan<byte> word)
    {
        if (!SkipKeyword(word)) throw Expected($"\"{Encoding.ASCII.GetString(word)}\"");
    }

    private bool SkipKeyword(ReadOnlySpan<byte> word)
    {
        if (_lexer.Kind != TokenKind.Name || !_lexer.Raw.SequenceEqual(word)) return false;
        _lexer.Next();
        return true;
    }

    private readonly RefusedException Unexpected() => Lexer.Error($"Unexpected {_lexer.Describe()}.", _lexer.Start);

    private readonly RefusedException Expected(string what) =>
        Lexer.Error($"Expected {what}, found {_lexer.Describe()}.", _lexer.Start);
}
