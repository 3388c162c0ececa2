using System.Text;

namespace Cartwright.GraphQL;

internal ref partial struct Parser
{
    private ValueNode ParseValue(bool isConstant)
    {
        var offset = _lexer.Start;
        switch (_lexer.Kind)
        {
            case TokenKind.BracketOpen: return ParseList(isConstant);
            case TokenKind.BraceOpen: return ParseObject(isConstant);
            case TokenKind.Int or TokenKind.Float:
                var number = new NumberNode(offset, Encoding.ASCII.GetString(_lexer.Raw),
                    _lexer.Kind == TokenKind.Float);
                _lexer.Next();
                return number;
            case TokenKind.String or TokenKind.BlockString:
                var text = new StringNode(offset, _lexer.StringValue, _lexer.Kind == TokenKind.BlockString);
                _lexer.Next();
                return text;
            case TokenKind.Name:
                return ParseName() switch
                {
                    "true" => new BooleanNode(offset, true),
                    "false" => new BooleanNode(offset, false),
                    "null" => new NullNode(offset),
                    var name => new EnumNode(offset, name),
                };
            case TokenKind.Dollar when !isConstant:
                _lexer.Next();
                return new VariableNode(offset, ParseName());
            case TokenKind.Dollar:
                _lexer.Next();
                throw _lexer.Kind == TokenKind.Name
                    ? Lexer.Error(
                        $"Unexpected variable \"${Lexer.Shorten(_lexer.Raw)}\" in constant value.", offset)
                    : Lexer.Error("Unexpected \"$\".", offset);
            default:
                throw Unexpected();
        }
    }

    private ListNode ParseList(bool isConstant)
    {
        var offset = _lexer.Start;
        _lexer.Next();
        Enter(offset);
        var items = new List<ValueNode>();
        while (!Skip(TokenKind.BracketClose))
        {
            if (items.Count == _limits.InputListItemsMax)
                throw new RefusedException(GraphQLErrorCodes.DocumentTooComplex,
                    $"A list has more than {_limits.InputListItemsMax} items. Send fewer.", offset);
            items.Add(ParseValue(isConstant));
        }
        _depth--;
        return new ListNode(offset, [.. items]);
    }

    private ObjectNode ParseObject(bool isConstant)
    {
        var offset = _lexer.Start;
        _lexer.Next();
        Enter(offset);
        var fields = new List<ArgumentNode>();
        while (!Skip(TokenKind.BraceClose)) fields.Add(ParseArgument(isConstant));
        _depth--;
        return new ObjectNode(offset, [.. fields]);
    }
}
