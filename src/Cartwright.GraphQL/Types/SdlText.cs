using System.Globalization;
using System.Text;

namespace Cartwright.GraphQL;

/// <summary>
/// Strings and numbers as the reference implementation writes them in SDL. The escapes are section 2.9.4's of the
/// specification; which of the two forms of a string is taken, and where lines break, is graphql-js 16's choice.
/// </summary>
internal static class SdlText
{
    private const int BlockLineCharactersMax = 70;

    /// <summary>The form in quotes.</summary>
    public static string Quoted(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or >= '\u007F' and <= '\u009F' =>
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => text.Append(c),
            };
        }
        return text.Append('"').ToString();
    }

    /// <summary>
    /// Whether a block string can hold the value: one takes away blank lines at its ends and indentation that all
    /// lines share, and has no escapes.
    /// </summary>
    public static bool IsBlock(string value)
    {
        if (value.Length == 0) return true;
        if (value.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0 || value.AsSpan().IndexOfAny("\v\f\r\u000E\u000F") >= 0)
            return false;
        var lines = value.Split('\n');
        if (IsBlank(lines[0]) || IsBlank(lines[^1])) return false;
        return lines.Length == 1 || Array.Exists(lines, line => !IsBlank(line) && !StartsBlank(line));
    }

    /// <summary>The form in triple quotes, on lines of its own when it is long or its end would be misread.</summary>
    public static string Block(string value)
    {
        var escaped = value.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var lines = escaped.Split('\n');
        var isIndentShared = lines.Length > 1 && lines.Skip(1).All(line => line.Length == 0 || StartsBlank(line));
        var endsInTripleQuotes = escaped.EndsWith("\\\"\"\"", StringComparison.Ordinal);
        var isEndMisread = value.EndsWith('"') && !endsInTripleQuotes || value.EndsWith('\\');
        var isTall = lines.Length > 1 || value.Length > BlockLineCharactersMax || isEndMisread || endsInTripleQuotes;
        // A line break before a single line would take its indentation away.
        var keepsIndent = lines.Length == 1 && StartsBlank(value);
        var opening = isTall && !keepsIndent || isIndentShared ? "\n" : "";
        return $"\"\"\"{opening}{escaped}{(isTall ? "\n" : "")}\"\"\"";
    }

    /// <summary>A number by ECMA-262's Number::toString: fewest digits, exponents only outside 1e-6 to 1e21.</summary>
    public static string Number(double value)
    {
        if (value == 0) return "0";
        var parts = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 17; precision++)
        {
            parts = value.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(parts, CultureInfo.InvariantCulture) == value) break;
        }
        var sign = value < 0 ? "-" : "";
        var mark = parts.IndexOf('E', StringComparison.Ordinal);
        var digits = parts[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(parts[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return sign + exponent switch
        {
            >= 21 or < -6 => (digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits)
                + string.Create(CultureInfo.InvariantCulture, $"e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}"),
            < 0 => "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0'),
            _ => $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}",
        };
    }

    private static bool StartsBlank(string line) => line.Length > 0 && line[0] is ' ' or '\t';

    private static bool IsBlank(string line) => line.AsSpan().Trim(" \t").IsEmpty;
}
