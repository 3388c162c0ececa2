using System.Text;

namespace Cartwright.GraphQL;

/// <summary>Reads the two forms of string literals.</summary>
internal static class StringLiteral
{
    /// <summary>Reads <c>"…"</c> from its opening quote and moves behind its closing one.</summary>
    public static string Read(ReadOnlySpan<byte> text, ref int position)
    {
        var start = ++position;
        StringBuilder? built = null;
        while (true)
        {
            var stop = text[position..].IndexOfAny("\"\\\n\r"u8);
            if (stop < 0) throw Lexer.Error("Unterminated string.", text.Length);
            position += stop;
            if (text[position] == '"') break;
            if (text[position] != '\\') throw Lexer.Error("Unterminated string.", position);
            built ??= new();
            built.Append(Encoding.UTF8.GetString(text[start..position]));
            ReadEscape(text, ref position, built);
            start = position;
        }
        var tail = Encoding.UTF8.GetString(text[start..position]);
        position++;
        return built is null ? tail : built.Append(tail).ToString();
    }

    /// <summary>Reads <c>"""…"""</c> and strips its common indentation and blank ends.</summary>
    public static string ReadBlock(ReadOnlySpan<byte> text, ref int position)
    {
        position += 3;
        var start = position;
        var raw = new StringBuilder();
        while (true)
        {
            var stop = text[position..].IndexOf("\"\"\""u8);
            if (stop < 0) throw Lexer.Error("Unterminated string.", text.Length);
            position += stop + 3;
            if (stop > 0 && text[position - 4] == '\\')
            {
                raw.Append(Encoding.UTF8.GetString(text[start..(position - 4)])).Append("\"\"\"");
                start = position;
                continue;
            }
            raw.Append(Encoding.UTF8.GetString(text[start..(position - 3)]));
            return Dedent(raw.ToString());
        }
    }

    private static string Dedent(string raw)
    {
        var text = raw.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').AsSpan();
        var common = int.MaxValue;
        var (first, last, number) = (-1, -1, 0);
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            var indent = IndentOf(line);
            if (indent < line.Length)
            {
                if (number > 0) common = Math.Min(common, indent);
                if (first < 0) first = number;
                last = number;
            }
            number++;
        }
        var built = new StringBuilder();
        number = 0;
        foreach (var range in text.Split('\n'))
        {
            if (number >= first && number <= last)
            {
                if (number > first) built.Append('\n');
                var line = text[range];
                built.Append(number == 0 ? line : line[Math.Min(common, line.Length)..]);
            }
            number++;
        }
        return built.ToString();
    }

    private static int IndentOf(ReadOnlySpan<char> line)
    {
        var indent = 0;
        while (indent < line.Length && line[indent] is ' ' or '\t') indent++;
        return indent;
    }

    private static void ReadEscape(ReadOnlySpan<byte> text, ref int position, StringBuilder built)
    {
        var at = position;
        var c = position + 1 < text.Length ? text[position + 1] : (byte)0;
        position += 2;
        switch (c)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/': built.Append((char)c); break;
            case (byte)'b': built.Append('\b'); break;
            case (byte)'f': built.Append('\f'); break;
            case (byte)'n': built.Append('\n'); break;
            case (byte)'r': built.Append('\r'); break;
            case (byte)'t': built.Append('\t'); break;
            case (byte)'u': ReadUnicode(text, ref position, at, built); break;
            default:
                throw Lexer.Error(
                    "Invalid character escape sequence. Use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u.", at);
        }
    }

    private static void ReadUnicode(ReadOnlySpan<byte> text, ref int position, int at, StringBuilder built)
    {
        if (position < text.Length && text[position] == '{')
        {
            var end = text[position..].IndexOf((byte)'}');
            var scalar = end is > 1 and < 10 ? Hex(text.Slice(position + 1, end - 1)) : -1;
            if (!Rune.IsValid(scalar)) throw BadEscape(at);
            built.Append(new Rune(scalar).ToString());
            position += end + 1;
            return;
        }
        var unit = HexUnit(text, position);
        position += 4;
        if (unit is >= 0 and <= 0xFFFF && Rune.IsValid(unit))
        {
            built.Append((char)unit);
            return;
        }
        // A leading surrogate is only good together with a trailing one.
        var trailing = unit is >= 0xD800 and <= 0xDBFF && position + 1 < text.Length
            && text[position] == '\\' && text[position + 1] == 'u' ? HexUnit(text, position + 2) : -1;
        if (trailing is < 0xDC00 or > 0xDFFF) throw BadEscape(at);
        built.Append((char)unit).Append((char)trailing);
        position += 6;
    }

    private static int HexUnit(ReadOnlySpan<byte> text, int position) =>
        position + 4 <= text.Length ? Hex(text.Slice(position, 4)) : -1;

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit) || value > 0x10FFFF) return -1;
            value = value * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return value;
    }

    private static RefusedException BadEscape(int at) => Lexer.Error("Invalid Unicode escape sequence.", at);
}
