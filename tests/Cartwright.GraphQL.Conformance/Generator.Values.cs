using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cartwright.GraphQL.Conformance;

// Literals, variables and their JSON, and the text around tokens.
internal sealed partial class Generator
{
    private void WriteValue(TypeRef type, int depth, bool isConstant, bool hasDefault = false, bool isOneOf = false)
    {
        if (_mayUseVariables && !isConstant && Chance(4))
        {
            WriteVariable(type, hasDefault, isOneOf);
            return;
        }
        if (Mischief()) type = AnotherType();
        if (Mischief() || !type.IsNonNull && !isOneOf && Chance(12))
        {
            Add("null");
            return;
        }
        if (type.Item is { } item)
        {
            if (Chance(6) && depth < 3) WriteValue(item, depth + 1, isConstant);
            else
            {
                Add("[");
                for (var i = _random.Next(4); i > 0; i--) WriteValue(item, depth + 1, isConstant);
                Add("]");
            }
            return;
        }
        var named = _model[type];
        switch (named.Kind)
        {
            case "ENUM": Add(Mischief() ? Misspell(named.Values[0]) : Pick(named.Values)); break;
            case "INPUT_OBJECT": WriteObject(named, depth, isConstant); break;
            case "SCALAR": WriteScalar(named.Name); break;
            default: Add("{", "}"); break;
        }
    }

    private void WriteObject(ModelType type, int depth, bool isConstant)
    {
        Add("{");
        if (type.IsOneOf && !Mischief())
        {
            List<ModelInput> candidates = [.. type.Inputs
                .Where(input => depth < 3 || _model[input.Type].Kind != "INPUT_OBJECT")];
            var one = Pick(candidates);
            Add(one.Name, ":");
            WriteValue(one.Type, depth + 1, isConstant, isOneOf: true);
        }
        else
        {
            foreach (var input in type.Inputs)
            {
                var isDeep = depth > 2 && _model[input.Type].Kind == "INPUT_OBJECT";
                if (input.IsRequired ? Mischief() : isDeep || Chance(2)) continue;
                for (var i = Mischief() ? 2 : 1; i > 0; i--)
                {
                    Add(Mischief() ? Misspell(input.Name) : input.Name, ":");
                    WriteValue(input.Type, depth + 1, isConstant, input.HasDefault, type.IsOneOf);
                }
            }
        }
        Add("}");
    }

    private void WriteVariable(TypeRef type, bool hasDefault, bool isOneOf)
    {
        var fitting = _variables.Where(variable => variable.Value.Type == type).Select(each => each.Key).ToList();
        var name = fitting.Count > 0 && Chance(2) ? Pick(fitting) : NewName("v");
        if (Mischief())
        {
            Add("$", Chance(2) || _variables.Count == 0 ? "undefined" : Pick([.. _variables.Keys]));
            return;
        }
        Add("$", name);
        if (_variables.ContainsKey(name)) return;
        string? defaultText = null;
        if (Mischief()) type = AnotherType();
        else if (!type.IsNonNull && (isOneOf || Chance(4))) type = type with { IsNonNull = true };
        else if (type.IsNonNull && !isOneOf && Chance(3))
        {
            type = type.Nullable;
            if (!hasDefault || Mischief()) defaultText = Default(type with { IsNonNull = true });
        }
        else if (Chance(4)) defaultText = Default(type);
        _variables[name] = (type, defaultText, false);
    }

    private string Default(TypeRef type) =>
        string.Join(' ', Apart(() => WriteValue(type, 1, isConstant: !Mischief())));

    private TypeRef AnotherType()
    {
        var name = Pick([.. _model.Types.Values.Where(type => type.IsInput && type.Name[0] != '_')]).Name;
        var type = new TypeRef(name, null, Chance(3));
        return Chance(4) ? new TypeRef(null, type, Chance(3)) : type;
    }

    private void WriteScalar(string name)
    {
        switch (name)
        {
            case "Int": Add(Pick(["0", "-0", "7", "-12", "2147483647", "-2147483648", Digits()])); break;
            case "Float": Add(Pick(["0", "1.5", "-0.125", "1e3", "2E-2", "6.02e+23", "-1.0e0", "12", Digits()])); break;
            case "Boolean": Add(Pick(["true", "false"])); break;
            case "ID": Add(Chance(2) ? Digits() : WriteString("id")); break;
            case "Day": Add(Chance(4) && Mischief() ? "\"tomorrow\"" : "\"2026-11-23\""); break;
            case "String": Add(WriteString(null)); break;
            default: WriteAnything(0); break;
        }
    }

    private string Digits() => _random.Next(100000).ToString(CultureInfo.InvariantCulture);

    private void WriteAnything(int depth)
    {
        switch (_random.Next(depth > 2 ? 6 : 8))
        {
            case 0: Add(WriteString(null)); break;
            case 1: Add(Digits()); break;
            case 2: Add("1.25e2"); break;
            case 3: Add("true"); break;
            case 4: Add("ANY"); break;
            case 5: Add(depth == 0 ? "12" : "null"); break;
            case 6:
                Add("[");
                for (var i = _random.Next(3); i > 0; i--) WriteAnything(depth + 1);
                Add("]");
                break;
            default:
                Add("{");
                for (var i = _random.Next(3); i > 0; i--)
                {
                    Add(NewName("k"), ":");
                    WriteAnything(depth + 1);
                }
                Add("}");
                break;
        }
    }

    /// <summary>A string literal in either form, with whatever may stand in one.</summary>
    private string WriteString(string? plain)
    {
        if (plain is not null && Chance(2)) return $"\"{plain}\"";
        string[] pieces = Chance(3)
            ? ["  indented\n", "\n", "\r\n", "    deeper\n", "\"quoted\" ", "\\\"\"\"", "\\n", "\t", "text", "é",
                "😀", "\r"]
            : ["text", " ", "é", "😀", "\\n", "\\t", "\\\"", "\\\\", "\\/", "\\b\\f\\r", "\\u0041", "\\u{1F600}",
                "\\uD83D\\uDE00", "\\u{00e9}", "#", ",", "\t", "\u2028", "\\u0000", "\uFEFF"];
        var isBlock = pieces[0].StartsWith(' ');
        var text = new StringBuilder();
        for (var i = _random.Next(6); i > 0; i--) text.Append(Pick(pieces));
        if (!isBlock) return $"\"{text}\"";
        // A quote at the end would be taken for the closing ones.
        return $"\"\"\"{text} \"\"\"";
    }

    private JsonElement? MakeVariables()
    {
        var json = new JsonObject();
        foreach (var (name, (type, defaultText, _)) in _variables)
        {
            if (!type.IsNonNull || defaultText is not null ? Chance(3) : Chance(20)) continue;
            json[name] = MakeJson(type, 0);
        }
        if (Chance(20)) json["stranger"] = 1;
        return JsonSerializer.SerializeToElement(json);
    }

    private JsonNode? MakeJson(TypeRef type, int depth)
    {
        if (Chance(40)) type = AnotherType();
        if (Chance(type.IsNonNull ? 60 : 10)) return null;
        if (type.Item is { } item)
        {
            if (Chance(8) && depth < 3) return MakeJson(item, depth + 1);
            return new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => MakeJson(item, depth + 1))]);
        }
        if (!_model.Types.TryGetValue(type.Named, out var named)) return 1;
        switch (named.Kind)
        {
            case "ENUM": return Chance(20) ? Misspell(named.Values[0]) : Pick(named.Values);
            case "INPUT_OBJECT": return MakeJsonObject(named, depth);
            default: return MakeJsonScalar(named.Name);
        }
    }

    private JsonObject MakeJsonObject(ModelType type, int depth)
    {
        var json = new JsonObject();
        if (type.IsOneOf && !Chance(10))
        {
            var one = Pick(type.Inputs);
            json[one.Name] = MakeJson(depth > 2 ? new TypeRef("Int", null, true) : one.Type, depth + 1);
            return json;
        }
        foreach (var input in type.Inputs)
        {
            var isDeep = depth > 2 && _model[input.Type].Kind == "INPUT_OBJECT";
            if (input.IsRequired ? Chance(30) : isDeep || Chance(2)) continue;
            json[Chance(60) ? Misspell(input.Name) : input.Name] = MakeJson(input.Type, depth + 1);
        }
        return json;
    }

    private JsonNode MakeJsonScalar(string name) => name switch
    {
        "Int" => Pick<JsonNode>([_random.Next(), -5, 0, JsonNode.Parse("3.0")!, JsonNode.Parse("1e3")!,
            JsonNode.Parse(Chance(8) ? "3000000000" : "12")!, JsonNode.Parse(Chance(8) ? "1.5" : "-1")!]),
        "Float" => Pick<JsonNode>([1.5, -2, JsonNode.Parse("6.02e15")!, 0.1, JsonNode.Parse("1e-7")!, 1e-21]),
        "Boolean" => Chance(2),
        "ID" => Pick<JsonNode>([_random.Next(), "id", "", JsonNode.Parse(Chance(8) ? "1.5" : "-7")!,
            JsonNode.Parse("12345678901")!, JsonNode.Parse(Chance(8) ? "1.0" : "1")!]),
        "Day" => Chance(8) ? "today" : "2026-11-23",
        "String" => Pick(["text", "", "é😀", "quo\"te\\", "line\nbreak"]),
        _ => Pick<JsonNode>(
            [1, "text", 2.5, true, JsonNode.Parse("""{"b":[1,null,{"c":"d"}],"a":1}""")!, new JsonArray()]),
    };

    /// <summary>Spoils the tokens: one is lost, repeated, swapped, or put in where it may be wrong.</summary>
    private void Break()
    {
        for (var i = 1 + _random.Next(2); i > 0 && _text.Count > 1; i--)
        {
            var at = _random.Next(_text.Count);
            switch (_random.Next(6))
            {
                case 0: _text.RemoveAt(at); break;
                case 1: _text.Insert(at, _text[at]); break;
                case 2:
                    var other = _random.Next(_text.Count);
                    (_text[at], _text[other]) = (_text[other], _text[at]);
                    break;
                case 3: _text.RemoveRange(at, _text.Count - at); break;
                default: _text.Insert(at, Pick(Strays)); break;
            }
        }
    }

    /// <summary>Spoils the text itself: a character is lost, repeated, or replaced by one of another kind.</summary>
    private string Garble(string text)
    {
        var at = _random.Next(text.Length);
        if (text.Length == 0 || char.IsSurrogate(text[at])) return text;
        return text[..at] + _random.Next(3) switch
        {
            0 => "",
            1 => new string(text[at], 2),
            _ => Pick(["\"", "\\", "{", "}", "9", ".", "$", "\n", "é", "\0", "_", "\u2028", "-"]),
        } + text[(at + 1)..];
    }

    private static readonly string[] Strays =
    [
        "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "=", "|", "&", "...", "..", ".", "on", "true", "null",
        "query", "fragment", "type", "extend", "input", "enum", "\"", "\"\"\"", "\"\\x\"", "\"\\u12\"",
        "\"\\u{110000}\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\u{}\"", "\"\\u{D800}\"", "\"\\uD83D\\u0041\"", "'", "?",
        "~", "é", "😀", "\0", "\u0007", "\u00A0", "00", "01", "-", "-a", "1.", ".5", "1e", "1.e1", "1x", "1.5.6",
        "0x1", "1_000", "-01", "+1", "\"text", "\"a\nb\"", "\"\"\"a\"\"", "#", "\\", "\"\\u{0000000041}\"",
        "\"\u0001\"", "\"\"\"\u0001\"\"\"", "123abc", "\uFEFF", "1e+", "0.", "implements",
    ];

    private string Render()
    {
        var text = new StringBuilder(Chance(10) ? "\uFEFF" : "");
        foreach (var token in _text)
        {
            text.Append(token);
            text.Append(_random.Next(14) switch
            {
                0 => "\n",
                1 => "\r\n",
                2 => "\r  ",
                3 => " , ",
                4 => " # a comment, \"quoted\" {\n",
                5 => "\t",
                6 => "\n\n    ",
                _ => " ",
            });
        }
        return text.ToString();
    }
}
