using System.Text;

namespace Cartwright.GraphQL;

internal enum TokenKind
{
    End, Bang, Dollar, Amp, ParenOpen, ParenClose, Spread, Colon, Equal, At, BracketOpen, BracketClose,
    BraceOpen, Pipe, BraceClose, Name, Int, Float, String, BlockString,
}

/// <summary>Cuts UTF-8 text into tokens. Holds one token at a time.</summary>
internal ref struct Lexer(ReadOnlySpan<byte> text, int tokensMax)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;
    private int _tokens;

    public TokenKind Kind { get; private set; }
    public int Start { get; private set; }

    /// <summary>The value of the current string token.</summary>
    public string StringValue { get; private set; } = "";

    public readonly ReadOnlySpan<byte> Raw => _text[Start.._position];

    /// <summary>Moves to the next token.</summary>
    public void Next()
    {
        SkipIgnored();
        Start = _position;
        if (_position >= _text.Length)
        {
            Kind = TokenKind.End;
            return;
        }
        if (++_tokens > tokensMax)
            throw new RefusedException(GraphQLErrorCodes.DocumentTooLarge,
                $"The document has more than {tokensMax} tokens. Send a smaller one.", Start);
        var c = _text[_position];
        if (IsNameStart(c)) ReadName();
        else if (c is (byte)'-' or >= (byte)'0' and <= (byte)'9') ReadNumber();
        else if (c == '"') ReadString();
        else ReadPunctuator(c);
    }

    /// <summary>What the current token is called in a message.</summary>
    public readonly string Describe() => Kind switch
    {
        TokenKind.End => "<EOF>",
        TokenKind.Name => $"Name \"{Shorten(Raw)}\"",
        TokenKind.Int => $"Int \"{Shorten(Raw)}\"",
        TokenKind.Float => $"Float \"{Shorten(Raw)}\"",
        TokenKind.String => "String",
        TokenKind.BlockString => "BlockString",
        _ => $"\"{Shorten(Raw)}\"",
    };

    public static RefusedException Error(string message, int offset) =>
        new(GraphQLErrorCodes.ParseFailed, "Syntax Error: " + message, offset);

    public static bool IsNameStart(byte c) =>
        c is (byte)'_' or >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z';

    public static bool IsNamePart(byte c) => IsNameStart(c) || IsDigit(c);

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    public static string Shorten(ReadOnlySpan<byte> raw) =>
        raw.Length <= 60 ? Encoding.UTF8.GetString(raw) : Encoding.UTF8.GetString(raw[..57]) + "...";

    private readonly byte At(int position) => position < _text.Length ? _text[position] : (byte)0;

    private void SkipIgnored()
    {
        while (_position < _text.Length)
        {
            switch (_text[_position])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)',':
                    _position++;
                    break;
                case (byte)'#':
                    var rest = _text[_position..].IndexOfAny((byte)'\n', (byte)'\r');
                    _position = rest < 0 ? _text.Length : _position + rest;
                    break;
                case 0xEF when At(_position + 1) == 0xBB && At(_position + 2) == 0xBF:
                    _position += 3;
                    break;
                default:
                    return;
            }
        }
    }

    private void ReadName()
    {
        do _position++;
        while (_position < _text.Length && IsNamePart(_text[_position]));
        Kind = TokenKind.Name;
    }

    private void ReadPunctuator(byte c)
    {
        Kind = c switch
        {
            (byte)'!' => TokenKind.Bang,
            (byte)'$' => TokenKind.Dollar,
            (byte)'&' => TokenKind.Amp,
            (byte)'(' => TokenKind.ParenOpen,
            (byte)')' => TokenKind.ParenClose,
            (byte)':' => TokenKind.Colon,
            (byte)'=' => TokenKind.Equal,
            (byte)'@' => TokenKind.At,
            (byte)'[' => TokenKind.BracketOpen,
            (byte)']' => TokenKind.BracketClose,
            (byte)'{' => TokenKind.BraceOpen,
            (byte)'|' => TokenKind.Pipe,
            (byte)'}' => TokenKind.BraceClose,
            (byte)'.' when At(_position + 1) == '.' && At(_position + 2) == '.' => TokenKind.Spread,
            _ => throw Unexpected(),
        };
        _position += Kind == TokenKind.Spread ? 3 : 1;
    }

    private readonly RefusedException Unexpected()
    {
        if (_text[_position] == '\'')
            return Error("Unexpected single quote character ('), did you mean to use a double quote (\")?", _position);
        Rune.DecodeFromUtf8(_text[_position..], out var rune, out _);
        var name = rune.Value is > 0x20 and < 0x7F ? $"\"{rune}\"" : $"U+{rune.Value:X4}";
        return Error($"Unexpected character: {name}.", _position);
    }

    private void ReadNumber()
    {
        Kind = TokenKind.Int;
        if (_text[_position] == '-') _position++;
        if (At(_position) == '0')
        {
            _position++;
            if (IsDigit(At(_position))) throw BadNumber("unexpected digit after 0");
        }
        else ReadDigits();
        if (At(_position) == '.')
        {
            Kind = TokenKind.Float;
            _position++;
            ReadDigits();
        }
        if (At(_position) is (byte)'e' or (byte)'E')
        {
            Kind = TokenKind.Float;
            _position++;
            if (At(_position) is (byte)'+' or (byte)'-') _position++;
            ReadDigits();
        }
        if (At(_position) == '.' || IsNameStart(At(_position))) throw BadNumber("expected digit");
    }

    private void ReadDigits()
    {
        if (!IsDigit(At(_position))) throw BadNumber("expected digit");
        while (IsDigit(At(_position))) _position++;
    }

    private readonly RefusedException BadNumber(string what)
    {
        if (_position >= _text.Length) return Error($"Invalid number, {what} but got: <EOF>.", _position);
        Rune.DecodeFromUtf8(_text[_position..], out var rune, out _);
        return Error($"Invalid number, {what} but got: \"{rune}\".", _position);
    }

    private void ReadString()
    {
        if (At(_position + 1) == '"' && At(_position + 2) == '"')
        {
            Kind = TokenKind.BlockString;
            StringValue = StringLiteral.ReadBlock(_text, ref _position);
        }
        else
        {
            Kind = TokenKind.String;
            StringValue = StringLiteral.Read(_text, ref _position);
        }
    }
}
