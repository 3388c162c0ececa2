using System.Text;
using System.Text.Json;

namespace Cartwright.GraphQL.Tests;

/// <summary>A request meant to cost more than it may, and what becomes of it.</summary>
/// <param name="Code">The code it is refused with; null when it is answered.</param>
/// <param name="Limits">The limits in force; the default ones when left out.</param>
internal sealed record HostileRequest(
    string Name, Func<byte[]> Make, string? Code, string? Variables = null, GraphQLLimits? Limits = null)
{
    /// <summary>The document is made when it is wanted: all together are some hundred megabytes.</summary>
    public byte[] Document => field ??= Make();

    /// <summary>Gives the request to an engine with its limits.</summary>
    public ValueTask<GraphQLResponse> SendAsync(IServiceProvider services) =>
        new GraphQLEngine(HostileDocuments.Schema, Limits).ExecuteAsync(
            new(Document, Variables: Variables is null ? default : JsonElement.Parse(Variables)), new(services));
}

/// <summary>Requests of all the kinds known to hurt a GraphQL server, and a schema that they fit.</summary>
internal static class HostileDocuments
{
    private const int TenMegabytes = 10_000_000;

    /// <summary>With the bytes unlimited, what stops a document is the next limit that it meets.</summary>
    private static readonly GraphQLLimits AnyBytes = new() { DocumentBytesMax = 16_000_000 };

    private static readonly GraphQLLimits AnySize =
        new() { DocumentBytesMax = 16_000_000, DocumentTokensMax = 10_000_000 };

    public static Schema Schema { get; } = new SchemaBuilder($$"""
        type Query {
          hello: String!
          tree: Tree!
          number(value: Float): Boolean!
          integer(value: Int): Boolean!
          id(value: ID): Boolean!
          text(value: String): Int!
          sum(values: [Int!]): Int!
          boxes(boxes: [Box!]): Int!
          colour(colour: Colour): String
        }
        type Tree { name: String! child: Tree other: Tree value(of: Int): Int! }
        input Box { name: String inner: Box boxes: [Box!] }
        enum Colour { {{string.Join(' ', Enumerable.Range(0, 300).Select(i => $"A_COLOUR_OF_SOME_LENGTH_{i}"))}} }
        """)
        .Object<Tree>("Tree", type => type.Properties().Field("value", (_, r) => r.Argument<int?>("of") ?? 0))
        .Root("Query", query => query
            .Field("hello", _ => "Hello")
            .Field("tree", _ => new Tree("tree", null, null))
            .Field("number", r => r.Argument<double?>("value") is not null)
            .Field("integer", r => r.Argument<int?>("value") is not null)
            .Field("id", r => r.Argument<string?>("value") is not null)
            .Field("text", r => r.Argument<string?>("value")?.Length ?? 0)
            .Field("sum", r => r.Argument<int[]?>("values")?.Length ?? 0)
            .Field("boxes", r => r.Argument<IReadOnlyList<object>?>("boxes")?.Count ?? 0)
            .Field("colour", r => r.Argument<string?>("colour")))
        .Build();

    public static IReadOnlyList<HostileRequest> All =>
        [.. Long(), .. Nested(), .. Fragments(), .. Many(), .. Values()];

    private sealed record Tree(string Name, Tree? Child, Tree? Other);

    /// <summary>Ten megabytes of one thing, where a limit on bytes would have it refused unread.</summary>
    private static IEnumerable<HostileRequest> Long()
    {
        (string Name, string Start, string Piece, string End, string? Code)[] kinds =
        [
            ("braces", "", "{", "", "GRAPHQL_PARSE_FAILED"),
            ("brackets", "{sum(values:", "[", "", "DOCUMENT_TOO_DEEP"),
            ("spreads", "{", "...A ", "}", "DOCUMENT_TOO_LARGE"),
            ("names", "{", "a ", "}", "DOCUMENT_TOO_LARGE"),
            ("one name", "{", "a", "}", "GRAPHQL_VALIDATION_FAILED"),
            ("aliases", "{", "a:hello ", "}", "DOCUMENT_TOO_COMPLEX"),
            ("directives", "{hello ", "@skip(if:false) ", "}", "DOCUMENT_TOO_COMPLEX"),
            ("unknown directives", "{hello ", "@a ", "}", "DOCUMENT_TOO_COMPLEX"),
            ("arguments", "{sum(", "a:1 ", ")}", "DOCUMENT_TOO_LARGE"),
            ("strings", "{sum(values:[", "\"a\" ", "])}", "DOCUMENT_TOO_COMPLEX"),
            ("one string", "{text(value:\"", "a", "\")}", null),
            ("escapes", "{text(value:\"", "\\u0041", "\")}", null),
            ("unterminated string", "{text(value:\"", "a", "", "GRAPHQL_PARSE_FAILED"),
            ("block string of lines", "{text(value:\"\"\"", "a\n", "\"\"\")}", null),
            ("block string of blank lines", "{text(value:\"\"\"", "\n", "\"\"\")}", null),
            ("block string of quotes", "{text(value:\"\"\"", "\\\"\"\" ", "\"\"\")}", null),
            ("many block strings", "{sum(values:[", "\"\"\"\"\"\"", "])}", "DOCUMENT_TOO_COMPLEX"),
            ("comments", "{", "#\n", "hello}", null),
            ("one comment", "{#", "#", "", "GRAPHQL_PARSE_FAILED"),
            ("commas", "{", ",", "hello}", null),
            ("byte order marks", "{", "\uFEFF", "hello}", null),
            ("line feeds before an error", "{", "\n", "!}", "GRAPHQL_PARSE_FAILED"),
            ("one number", "{number(value:1", "0", ")}", "GRAPHQL_VALIDATION_FAILED"),
            ("fraction", "{number(value:1.", "3", ")}", null),
            ("exponent", "{number(value:1e", "9", ")}", "GRAPHQL_VALIDATION_FAILED"),
            ("integer", "{integer(value:", "9", ")}", "GRAPHQL_VALIDATION_FAILED"),
            ("numbers", "{sum(values:[", "1 ", "])}", "DOCUMENT_TOO_COMPLEX"),
            ("unicode names", "{", "é", "}", "GRAPHQL_PARSE_FAILED"),
            ("unicode string", "{text(value:\"", "😀", "\")}", null),
            ("dollars", "{sum(values:", "$", ")}", "GRAPHQL_PARSE_FAILED"),
        ];
        foreach (var (name, start, piece, end, code) in kinds)
        {
            var document = Bytes(() => start + Repeat(piece, TenMegabytes / Encoding.UTF8.GetByteCount(piece)) + end);
            yield return new($"10 MB of {name}", document, "DOCUMENT_TOO_LARGE");
            yield return new($"10 MB of {name}, bytes unlimited", document, code, Limits: AnyBytes);
        }
        yield return new("10 MB of no UTF-8", () => [.. Enumerable.Repeat((byte)0xFF, TenMegabytes)],
            "GRAPHQL_PARSE_FAILED", Limits: AnyBytes);
        yield return new("10 MB of NUL", () => new byte[TenMegabytes], "GRAPHQL_PARSE_FAILED", Limits: AnyBytes);
    }

    private static IEnumerable<HostileRequest> Nested()
    {
        (string Name, string Start, string Piece)[] kinds =
        [
            ("braces", "", "{a"),
            ("lists", "{sum(values:", "["),
            ("objects", "{boxes(boxes:", "{a:"),
            ("inline fragments", "", "{..."),
            ("inline fragments with types", "{", "...on Query{"),
            ("list types", "query($a:", "["),
            ("default values", "query($a:Int=", "["),
            ("lists in objects", "{boxes(boxes:", "[{a:"),
            ("directives' arguments", "{hello@skip(if:", "[{a:"),
        ];
        foreach (var (name, start, piece) in kinds)
            yield return new($"100,000 nested {name}", Bytes(() => start + Repeat(piece, 100_000)), "DOCUMENT_TOO_DEEP",
                Limits: AnySize);
    }

    private static IEnumerable<HostileRequest> Fragments()
    {
        foreach (var (length, code) in ((int, string)[])
            [(1, "GRAPHQL_VALIDATION_FAILED"), (2, "GRAPHQL_VALIDATION_FAILED"), (199, "GRAPHQL_VALIDATION_FAILED"),
                (10_000, "DOCUMENT_TOO_DEEP")])
            yield return new($"cycle of {length} fragments", Bytes(() => "{tree{...F0}}"
                + Chain(length, i => $" fragment F{i} on Tree{{...F{(i + 1) % length}}}")), code, Limits: AnySize);
        yield return new("fragment with 4,000 cycles", Bytes(() =>
            "{tree{...F}} fragment F on Tree{" + Repeat("...F ", 4_000) + "}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("cycles with long names", Bytes(() => "{tree{...F0}}" + Chain(100, i =>
            $" fragment {Long(i)} on Tree{{...{Long(i + 1)}}}") + $" fragment F100{new string('x', 1_000)} on Tree{{"
            + Repeat($"...{Long(0)} ", 40) + "}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("chain of 10,000 fragments", Bytes(() => "{tree{...F0}}" + Chain(10_000, i =>
            $" fragment F{i} on Tree{{...F{i + 1}}}") + " fragment F10000 on Tree{name}"), "DOCUMENT_TOO_DEEP",
            Limits: AnySize);
        yield return new("fragments doubling 30 times", Bytes(() => "{tree{...F0}}" + Chain(29, i =>
            $" fragment F{i} on Tree{{...F{i + 1} ...F{i + 1}}}") + " fragment F29 on Tree{name}"),
            "DOCUMENT_TOO_COMPLEX");
        yield return new("fragments doubling within fields", Bytes(() => "{tree{...F0}}" + Chain(29, i =>
            $" fragment F{i} on Tree{{child{{...F{i + 1}}} other{{...F{i + 1}}}}}") + " fragment F29 on Tree{name}"),
            "DOCUMENT_TOO_DEEP");
        yield return new("fragments doubling within one field", Bytes(() => "{tree{...F0}}" + Chain(20, i =>
            $" fragment F{i} on Tree{{child{{...F{i + 1}}} child{{...F{i + 1}}}}}") + " fragment F20 on Tree{name}"),
            "DOCUMENT_TOO_COMPLEX");
        yield return new("fragments of 70 and 70 and 70 fields", Bytes(() => "{tree{...A}}"
            + " fragment A on Tree{" + Repeat("child{...B} ", 70) + "} fragment B on Tree{"
            + Repeat("child{...C} ", 70) + "} fragment C on Tree{" + Repeat("name ", 70) + "}"),
            "DOCUMENT_TOO_COMPLEX");
        yield return new("600 operations that reach 300 fragments", Bytes(() =>
            Chain(600, i => $"query Q{i}{{tree{{...F}}}} ") + "fragment F on Tree{" + Chain(300, i => $"...G{i} ") + "}"
            + Chain(300, i => $" fragment G{i} on Tree{{name}}")), "DOCUMENT_TOO_COMPLEX");
    }

    private static string Long(int i) => $"F{i}{new string('x', 1_000)}";

    private static IEnumerable<HostileRequest> Many()
    {
        yield return new("201 aliases",
            Bytes(() => "{" + Chain(201, i => $"a{i}:hello ") + "}"), "DOCUMENT_TOO_COMPLEX");
        yield return new("100,000 aliases", Bytes(() => "{" + Chain(100_000, i => $"a{i}:hello ") + "}"),
            "DOCUMENT_TOO_COMPLEX", Limits: AnySize);
        yield return new("4,000 fields that overlap", Bytes(() => "{tree{" + Repeat("name ", 4_000) + "}}"), null);
        yield return new("1,600 fields that overlap with arguments", Bytes(() =>
            "{tree{" + Repeat("value(of:1)", 1_600) + "}}"), null);
        yield return new("1,600 fields that conflict", Bytes(() =>
            "{tree{" + Chain(1_600, i => $"value(of:{i})") + "}}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("fields that overlap 25 deep", Bytes(() =>
            "{" + Repeat("tree{" + Repeat("child{", 20) + "name" + Repeat("}", 21), 50) + "}"), null);
        yield return new("fields that branch and overlap", Bytes(() => "{tree{" + Tangle(10) + "}}"), null);
        yield return new("two fields with 1,600 arguments", Bytes(() =>
            "{tree{" + Repeat("value(" + Chain(1_600, i => $"a{i}:1 ") + ")", 2) + "}}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("1,900 operations",
            Bytes(() => Chain(1_900, i => $"query Q{i}{{hello}} ")), "OPERATION_UNKNOWN");
        yield return new("10,000 operations",
            Bytes(() => Chain(10_000, i => $"query Q{i}{{hello}} ")), "DOCUMENT_TOO_LARGE");
        yield return new("2,400 variables", Bytes(() => "query(" + Chain(2_400, i => $"$v{i}:Int ") + "){hello}"),
            "GRAPHQL_VALIDATION_FAILED");
        yield return new("10,000 variables", Bytes(() => "query(" + Chain(10_000, i => $"$v{i}:Int ") + "){hello}"),
            "DOCUMENT_TOO_LARGE");
        yield return new("9,000 unknown fields", Bytes(() => "{tree{" + Chain(9_000, i => $"nam{i} ") + "}}"),
            "GRAPHQL_VALIDATION_FAILED");
        yield return new("400 unknown colours of many near names", Bytes(() =>
            "{" + Repeat("colour(colour:A_COLOUR_OF_SOME_LENGTH_XYZ)", 400) + "}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("unknown directives only",
            Bytes(() => "query @a @b @c{hello @d @e}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("introspection in circles", Bytes(() => "{__schema{types{"
            + Repeat("fields{type{ofType{", 8) + "name" + Repeat("}}}", 8) + "}}}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("introspection in circles of fragments", Bytes(() => "{__schema{types{...F0}}}"
            + Chain(8, i => $" fragment F{i} on __Type{{fields{{type{{...F{i + 1}}}}}}}")
            + " fragment F8 on __Type{name}"), "GRAPHQL_VALIDATION_FAILED");
    }

    /// <summary>The same field twice on each level, so that a naive comparison doubles its work on each.</summary>
    private static string Tangle(int depth) =>
        depth == 0 ? "name" : $"child{{{Tangle(depth - 1)}}} child{{{Tangle(depth - 1)}}}";

    private static IEnumerable<HostileRequest> Values()
    {
        yield return new("1e400", Bytes(() => "{number(value:1e400)}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("1e400 in a variable", Bytes(() => "query($v:Float){number(value:$v)}"), "BAD_USER_INPUT",
            """{"v":1e400}""");
        yield return new("1e999999999999 in a variable",
            Bytes(() => "query($v:Float){number(value:$v)}"), "BAD_USER_INPUT",
            """{"v":1e999999999999}""");
        var digits = new string('9', 10_000);
        yield return new("10,000 digits", Bytes(() => $"{{number(value:{digits})}}"), "GRAPHQL_VALIDATION_FAILED");
        yield return new("10,000 digits in a variable",
            Bytes(() => "query($v:Float){number(value:$v)}"), "BAD_USER_INPUT",
            $$"""{"v":{{digits}}}""");
        yield return new("10,000 digits for an integer",
            Bytes(() => "query($v:Int){integer(value:$v)}"), "BAD_USER_INPUT",
            $$"""{"v":{{digits}}}""");
        yield return new("10,000 digits for an ID", Bytes(() => "query($v:ID){id(value:$v)}"), null,
            $$"""{"v":{{digits}}}""");
        yield return new("100,000 items in a variable",
            Bytes(() => "query($v:[Int!]){sum(values:$v)}"), "BAD_USER_INPUT",
            $$"""{"v":[{{Repeat("1,", 100_000)}}1]}""");
        yield return new("1,000 wrong items in a variable",
            Bytes(() => "query($v:[Int!]){sum(values:$v)}"), "BAD_USER_INPUT",
            $$"""{"v":[{{Repeat("true,", 999)}}true]}""");
        yield return new("50 nested boxes in a variable", Bytes(() => "query($v:[Box!]){boxes(boxes:$v)}"), null,
            "{\"v\":" + Repeat("{\"boxes\":[", 25) + Repeat("]}", 25) + "}");
        yield return new("40,000 unknown members in a variable", Bytes(() => "query($v:[Box!]){boxes(boxes:$v)}"),
            "BAD_USER_INPUT", "{\"v\":{" + Chain(40_000, i => $"\"nam{i}\":1,") + "\"name\":\"\"}}");
        yield return new("1,000 variables and 40,000 members", Bytes(() => "query(" + Chain(1_000, i => $"$v{i}:Int! ")
            + "){sum(values:[" + Chain(1_000, i => $"$v{i} ") + "])}"), "BAD_USER_INPUT",
            "{" + Chain(40_000, i => $"\"w{i}\":1,") + "\"v0\":1}");
        yield return new("half of a surrogate pair in a variable", Bytes(() => "query($v:String){text(value:$v)}"),
            "BAD_USER_INPUT", """{"v":"\ud800"}""");
        yield return new("half of a surrogate pair as a member", Bytes(() => "query($v:[Box!]){boxes(boxes:$v)}"),
            "BAD_USER_INPUT", """{"v":{"\ud800":1}}""");
    }

    private static Func<byte[]> Bytes(Func<string> text) => () => Encoding.UTF8.GetBytes(text());

    private static string Repeat(string text, int count) =>
        new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Chain(int count, Func<int, string> link) =>
        string.Concat(Enumerable.Range(0, count).Select(link));
}
