using System.Text.Json;

namespace Cartwright.GraphQL.Conformance;

/// <summary>Corner cases, each written for one rule, over the schema that holds every feature.</summary>
public sealed class CornerTests(CornerTests.Sides sides) : IClassFixture<CornerTests.Sides>
{
    /// <summary>Both sides, for the whole table.</summary>
    public sealed class Sides : IAsyncLifetime
    {
        internal Oracle Oracle { get; } = new();
        internal Subject Engine { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Engine = await Subject.MakeAsync(Oracle, "feature-schema", TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            Engine?.Dispose();
            await Oracle.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("execute", "\"what it is\" query Q(\"a variable\" $a: Int) { int(value: $a) }")]
    [InlineData("execute", "{ ...F } \"\"\"a fragment\"\"\" fragment F on Query { int }")]
    [InlineData("parse", "\"no place for it\" { int }")]
    [InlineData("parse", "\"no place for it\" extend type Query { x: Int }")]
    [InlineData("parse", "\"no place for it\" nothing")]
    [InlineData("parse", "{ int } extend type Query")]
    [InlineData("parse", "directive @d on NOWHERE")]
    [InlineData("parse", "query ($a: Int = $) { int }")]
    [InlineData("parse", "{ string(value: \"\\uD83D\\u0041\") }")]
    [InlineData("parse", "{ string(value: \"\\u{110000}\") }")]
    [InlineData("execute", "{ string(value: \"\\u{1F600}\\uD83D\\uDE00\\u{00000041}\") }")]
    [InlineData("execute", "{ string(value: \"\"\"\n    a\n      b \\\"\"\" c\n\n  \"\"\") }")]
    [InlineData("execute", "\uFEFF{ int,,, # done\r\n}")]
    [InlineData("parse", "{ int(value: 01) }")]
    [InlineData("parse", "{ int(value: 1a) }")]
    [InlineData("parse", "{ a ..b }")]
    [InlineData("validate", "subscription { ticks people { id } }")]
    [InlineData("validate", "subscription S { ...F } fragment F on Subscription { ticks more: ticks }")]
    [InlineData("validate", "subscription { __typename }")]
    [InlineData("subscription", "subscription { ticks ticks ... on Subscription { ticks } }")]
    [InlineData("validate", "query A { int } query A { int } query A { int }")]
    [InlineData("validate", "query ($a: Int, $a: Int) { int(value: $a) }")]
    [InlineData("validate", "{ int(value: 1, value: 2, value: 3) }")]
    [InlineData("validate", "{ filter(by: { level: LOW, level: LOW, level: LOW }) }")]
    [InlineData("validate", "{ ...F } fragment F on Query { int } fragment F on Query { nope }")]
    [InlineData("validate", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C ...A } "
        + "fragment C on Query { ...B }")]
    [InlineData("validate", "{ person { ...A } } fragment A on Person { friends { ...A } }")]
    [InlineData("validate", "fragment A on Query { x: int x: level } { int }")]
    [InlineData("validate", "{ ...Nowhere x: int x: level }")]
    [InlineData("validate", "{ x: string(value: \"a\") x: string(value: \"\"\"a\"\"\") }")]
    [InlineData("validate", "{ person { a: name } person { a: id } }")]
    [InlineData("validate", "{ pet { ... on Dog { a: level } ... on Cat { a: level } } }")]
    [InlineData("validate", "{ ... on Nope { a: int } ... on Query { a: int(value: 1) } }")]
    [InlineData("validate", "{ ...F } fragment F on Query { a: int } fragment F on Query { b: int b: id }")]
    [InlineData("validate", "{ person { __typename(a: 1) id(a: 1) } __schema(a: 1) { description } }")]
    [InlineData("execute", "{ choice(of: { id: 1 }) }")]
    [InlineData("validate", "{ choice(of: { id: 1, id: 2 }) }")]
    [InlineData("validate", "{ choice(of: { id: 1, name: null }) }")]
    [InlineData("validate", "{ choice(of: { id: null }) choices(of: {}) }")]
    [InlineData("validate", "query ($a: ID) { choice(of: { id: $a }) }")]
    [InlineData("variables", "query ($a: Choice) { choice(of: $a) }", """{"a":{"id":1,"name":"b"}}""")]
    [InlineData("variables", "query ($a: Choice) { choice(of: $a) }", """{"a":{"id":null}}""")]
    [InlineData("validate", "{ box(box: { width: 1 }) }")]
    [InlineData("validate", "{ boolean(value: [true, $b]) int(value: { a: $b }) }")]
    [InlineData("validate", "query ($a: String) { int(value: [$a]) }")]
    [InlineData("execute", "{ anything(value: { a: [1, 2.5, \"c\", D, null, { e: true }] }) }")]
    [InlineData("execute", "{ strict(values: 1) matrix(rows: 2) }")]
    [InlineData("validate", "{ matrix(rows: [[null]]) cube(of: [[[RED, PINK]]]) }")]
    [InlineData("execute", "query ($a: Boolean) { boolean(value: $a) }")]
    [InlineData("execute", "query ($a: Boolean) { boolean(value: $a) int }", """{"a":null}""")]
    [InlineData("validate", "query ($a: Boolean = null) { int @include(if: $a) }")]
    [InlineData("execute", "query ($a: Boolean = true) { int @include(if: $a) }", """{"a":null}""")]
    [InlineData("execute", "query ($a: Boolean = true) { person { id @skip(if: $a) } int }", """{"a":null}""")]
    [InlineData("execute", "query ($a: Int) { list(values: [1, $a]) }")]
    [InlineData("execute", "query ($a: Int = 1) { strict(values: [$a]) }", """{"a":null}""")]
    [InlineData("variables", "query ($a: ID!, $b: Int!) { id(value: $a) int(value: $b) }", """{"a":1.5,"b":true}""")]
    [InlineData("execute", "query ($a: ID!, $b: Int!) { id(value: $a) int(value: $b) }", """{"a":1e3,"b":3.0}""")]
    [InlineData("operation", "query A { int } query B { int }")]
    [InlineData("operation", "query A { int }", null, "B")]
    [InlineData("validate", "{ int } type Stray { a: Int } extend schema @tag(name: \"x\") directive @d on FIELD")]
    [InlineData("validate", "{ being(level: LOW) { nme } int(vlue: 1) level(value: LO) ... on Persn { id } }")]
    [InlineData("execute", "{ __type(name: \"Choice\") { kind isOneOf inputFields { name type { name } } } }")]
    [InlineData("execute", "{ __type(name: \"Day\") { specifiedByURL fields { name } } "
        + "__schema { queryType { name } } }")]
    [InlineData("execute", "{ __type(name: \"Level\") { enumValues { name } all: enumValues(includeDeprecated: true) "
        + "{ name isDeprecated deprecationReason } } }")]
    [InlineData("execute", "{ __type(name: \"Box\") { inputFields(includeDeprecated: true) { name defaultValue } } }")]
    public async Task Corner_case_ends_as_in_the_reference_implementation(
        string stage, string document, string? variables = null, string? operationName = null)
    {
        JsonElement? json = variables is null ? null : JsonElement.Parse(variables);
        var question = new Question("feature-schema", document, json, operationName);

        await foreach (var (asked, expected) in sides.Oracle.AskAsync(
            [question], TestContext.Current.CancellationToken))
        {
            expected.Stage.ShouldBe(stage, string.Join('\n', expected.Errors.Select(error => error.Message)));
            var difference = Comparison.Difference(asked, expected, await sides.Engine.AskAsync(asked));
            difference.ShouldBeNull();
        }
    }
}
