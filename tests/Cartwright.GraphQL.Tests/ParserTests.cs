using System.Text;

namespace Cartwright.GraphQL.Tests;

public sealed class ParserTests
{
    private static DocumentNode Parse(string text) => Parser.Parse(Encoding.UTF8.GetBytes(text), new GraphQLLimits());

    private static ValueNode Value(string literal) =>
        Parse($"{{f(a:{literal})}}").Definitions.OfType<OperationNode>().Single()
            .Selections.Items.OfType<FieldNode>().Single().Arguments.Single().Value;

    [Theory]
    [InlineData("{a}")]
    [InlineData("\uFEFF# a comment\n{a,,b}")]
    [InlineData("query Q($a:Int=1 @d,$b:[[X!]!]!=[]) @d(x:1){a}")]
    [InlineData("mutation{a:b(c:{d:[1,2.5e-3,\"x\",\"\"\"y\"\"\",true,null,E,$v]})@d{c ...F ...on T@d{x} ...@d{y}}} fragment F on T @d{z}")]
    [InlineData("subscription on{on}")]
    [InlineData("{query mutation fragment type on true null}")]
    [InlineData("\"d\" type A implements & B & C @d {\"e\" f(\"\"\"g\"\"\" a:Int=1 @d):[A!]! @d} union U = | A | B enum E {A B @d} input I {a:Int=1} scalar S @d")]
    [InlineData("extend type A {b:C} extend schema @d extend union U=A directive @d(a:Int) repeatable on | FIELD | QUERY schema {query:Q}")]
    [InlineData("interface I implements J {a:B} type A")]
    [InlineData("\"q\" query Q(\"v\" $a:Int) {a} \"\"\"f\"\"\" fragment F on T {b}")]
    public void Document_well_formed_parses(string text) => Parse(text).Definitions.ShouldNotBeEmpty();

    [Theory]
    [InlineData("", "Syntax Error: Unexpected <EOF>.", 0)]
    [InlineData("{", "Syntax Error: Expected Name, found <EOF>.", 1)]
    [InlineData("{}", "Syntax Error: Expected Name, found \"}\".", 1)]
    [InlineData("{a", "Syntax Error: Expected Name, found <EOF>.", 2)]
    [InlineData("{a}}", "Syntax Error: Unexpected \"}\".", 3)]
    [InlineData("{a(}", "Syntax Error: Expected Name, found \"}\".", 3)]
    [InlineData("{a()}", "Syntax Error: Expected Name, found \")\".", 3)]
    [InlineData("{a:}", "Syntax Error: Expected Name, found \"}\".", 3)]
    [InlineData("query($a:Int=$b){a}", "Syntax Error: Unexpected variable \"$b\" in constant value.", 13)]
    [InlineData("\"d\" {a}",
        "Syntax Error: Unexpected description, descriptions are not supported on shorthand queries.", 0)]
    [InlineData("\"d\" extend type A{b:C}",
        "Syntax Error: Unexpected description, only GraphQL definitions support descriptions.", 0)]
    [InlineData("extend type A", "Syntax Error: Unexpected <EOF>.", 13)]
    [InlineData("directive @d on NOWHERE", "Syntax Error: Unexpected Name \"NOWHERE\".", 16)]
    [InlineData("fragment on on T{a}", "Syntax Error: Unexpected Name \"on\".", 9)]
    [InlineData("{...on}", "Syntax Error: Expected Name, found \"}\".", 6)]
    [InlineData("notAThing", "Syntax Error: Unexpected Name \"notAThing\".", 0)]
    [InlineData("{a ? b}", "Syntax Error: Unexpected character: \"?\".", 3)]
    [InlineData("{a(b:'c')}", "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?", 5)]
    [InlineData("{a \u00e9}", "Syntax Error: Unexpected character: U+00E9.", 3)]
    [InlineData("{a(b:00)}", "Syntax Error: Invalid number, unexpected digit after 0 but got: \"0\".", 6)]
    [InlineData("{a(b:1.)}", "Syntax Error: Invalid number, expected digit but got: \")\".", 7)]
    [InlineData("{a(b:1x)}", "Syntax Error: Invalid number, expected digit but got: \"x\".", 6)]
    [InlineData("{a(b:-)}", "Syntax Error: Invalid number, expected digit but got: \")\".", 6)]
    [InlineData("{a(b:\"x)}", "Syntax Error: Unterminated string.", 9)]
    [InlineData("{a(b:\"x\n\")}", "Syntax Error: Unterminated string.", 7)]
    [InlineData("{a(b:\"\"\"x)}", "Syntax Error: Unterminated string.", 11)]
    [InlineData("{a(b:\"\\uD800\")}", "Syntax Error: Invalid Unicode escape sequence.", 6)]
    [InlineData("{a(b:\"\\u{110000}\")}", "Syntax Error: Invalid Unicode escape sequence.", 6)]
    [InlineData("enum E {true}", "Syntax Error: Name \"true\" is reserved and cannot be used for an enum value.", 8)]
    public void Document_malformed_is_refused_at_its_place(string text, string message, int offset)
    {
        var refused = Should.Throw<RefusedException>(() => Parse(text));
        refused.Message.ShouldBe(message);
        refused.Offset.ShouldBe(offset);
        refused.Code.ShouldBe("GRAPHQL_PARSE_FAILED");
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\n\\t\\\\\\/\\\"\\b\\f\\r\"", "a\n\t\\/\"\b\f\r")]
    [InlineData("\"\\u00e9\\u{1F600}\\uD83D\\uDE00é\"", "é😀😀é")]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("\"\"\"\n    a\n      b\n\n    c\n  \"\"\"", "a\n  b\n\nc")]
    [InlineData("\"\"\"a\r\n  b\r  c\"\"\"", "a\nb\nc")]
    [InlineData("\"\"\"a \\\"\"\" b \\n\"\"\"", "a \"\"\" b \\n")]
    public void String_literal_has_the_value_meant(string literal, string expected) =>
        Value(literal).ShouldBeOfType<StringNode>().Value.ShouldBe(expected);

    [Theory]
    [InlineData("{a: [1, -2.5e3, true, null, E, $v], b: {}}")]
    [InlineData("\"a\\\"b\"")]
    public void Value_printed_is_the_same_literal(string literal) => ValuePrinter.Print(Value(literal)).ShouldBe(literal);

    [Fact]
    public void Text_that_is_no_UTF8_is_refused() =>
        Should.Throw<RefusedException>(() => Parser.Parse([(byte)'{', 0xC3, 0x28, (byte)'}'], new GraphQLLimits()));

    [Theory]
    [InlineData("a\nb\r\nc\rd", 7, 4, 1)]
    [InlineData("éx", 2, 1, 2)]
    [InlineData("😀x", 4, 1, 3)]
    public void Location_counts_lines_and_UTF16_columns(string text, int offset, int line, int column) =>
        Location.Of(Encoding.UTF8.GetBytes(text), offset).ShouldBe((line, column));
}
