namespace Cartwright.GraphQL.Conformance;

/// <summary>Schemas that the reference refuses are refused at start-up, with words that say why.</summary>
public sealed class BadSchemaTests(BadSchemaTests.Judge judge) : IClassFixture<BadSchemaTests.Judge>
{
    /// <summary>One process for the whole table.</summary>
    public sealed class Judge : IAsyncDisposable
    {
        internal Oracle Oracle { get; } = new();

        public ValueTask DisposeAsync() => Oracle.DisposeAsync();
    }

    private const string Fine = "type Query { a: Int } ";

    [Theory]
    [InlineData("type Query { a: Int a: Int }", "\"a\" twice")]
    [InlineData("type Query { a: Nope }", "Unknown type \"Nope\"")]
    [InlineData("type Query { a(b: Nope): Int }", "Unknown type \"Nope\"")]
    [InlineData("type Query { a(b: Int b: Int): Int }", "\"b\" twice")]
    [InlineData("type Query", "must have a field")]
    [InlineData("type Other { a: Int }", "needs a query root type")]
    [InlineData(Fine + "type Query { b: Int }", "only one type named \"Query\"")]
    [InlineData(Fine + "type __Mine { a: Int }", "must not begin with \"__\"")]
    [InlineData("type Query { __a: Int }", "must not begin with \"__\"")]
    [InlineData("type Query { a(__b: Int): Int }", "must not begin with \"__\"")]
    [InlineData(Fine + "input I { __b: Int }", "must not begin with \"__\"")]
    [InlineData(Fine + "enum E { __B }", "must not begin with \"__\"")]
    [InlineData(Fine + "directive @__mine on FIELD", "must not begin with \"__\"")]
    [InlineData(Fine + "directive @mine(__a: Int) on FIELD", "must not begin with \"__\"")]
    [InlineData(Fine + "interface I { a: Int } type T implements I { b: Int }", "lacks the field a")]
    [InlineData(Fine + "interface I { a: Int } type T implements I { a: String }", "asks for Int")]
    [InlineData(Fine + "interface I { a: Int! } type T implements I { a: Int }", "asks for Int!")]
    [InlineData(Fine + "interface I { a(b: Int): Int } type T implements I { a: Int }", "lacks the argument b")]
    [InlineData(Fine + "interface I { a(b: Int): Int } type T implements I { a(b: ID): Int }", "asks for Int")]
    [InlineData(Fine + "interface I { a: Int } type T implements I { a(b: Int!): Int }", "is required")]
    [InlineData(Fine + "interface I { a: Int } interface J implements I { a: Int } type T implements J { a: Int }",
        "must implement I because J does")]
    [InlineData(Fine + "interface I implements I { a: Int }", "cannot implement itself")]
    [InlineData(Fine + "interface I implements J { a: Int } interface J implements I { a: Int }", "implement")]
    [InlineData(Fine + "interface I { a: Int } type T implements I & I { a: Int }", "\"I\" twice")]
    [InlineData(Fine + "type T implements Query { a: Int }", "wrong kind")]
    [InlineData(Fine + "interface I", "must have a field")]
    [InlineData(Fine + "union U", "must have a member")]
    [InlineData(Fine + "union U = Query | Query", "\"Query\" twice")]
    [InlineData(Fine + "union U = Int", "wrong kind")]
    [InlineData(Fine + "union U = Nope", "Unknown type \"Nope\"")]
    [InlineData(Fine + "enum E", "must have a value")]
    [InlineData(Fine + "enum E { A A }", "\"A\" twice")]
    [InlineData(Fine + "enum E { true }", "reserved")]
    [InlineData(Fine + "input I", "must have a field")]
    [InlineData(Fine + "input I { a: Query }", "must have an input type")]
    [InlineData(Fine + "input I { a: Int a: Int }", "\"a\" twice")]
    [InlineData(Fine + "input I { a: I! }", "contains itself")]
    [InlineData(Fine + "input I { a: J! } input J { b: I! }", "contains itself")]
    [InlineData(Fine + "input I { a: Int! @deprecated }", "required and cannot be deprecated")]
    [InlineData(Fine + "input I @oneOf { a: Int! }", "must be nullable")]
    [InlineData(Fine + "input I @oneOf { a: Int = 1 }", "have no default")]
    [InlineData("type Query { a: I } input I { b: Int }", "must have an output type")]
    [InlineData("type Query { a(b: Query): Int }", "must have an input type")]
    [InlineData("type Query { a(b: Int! @deprecated): Int }", "required and cannot be deprecated")]
    [InlineData(Fine + "directive @d on FIELD directive @d on QUERY", "only one directive named \"@d\"")]
    [InlineData(Fine + "directive @d(a: Query) on FIELD", "must have an input type")]
    [InlineData(Fine + "directive @d(a: Nope) on FIELD", "Unknown type \"Nope\"")]
    [InlineData(Fine + "directive @d(a: Int a: Int) on FIELD", "\"a\" twice")]
    [InlineData(Fine + "directive @d on NOWHERE", "Unexpected Name \"NOWHERE\"")]
    [InlineData(Fine + "directive @d(a: Int! @deprecated) on FIELD", "required and cannot be deprecated")]
    [InlineData("type Query @nope { a: Int }", "Unknown directive \"@nope\"")]
    [InlineData("type Query { a: Int @skip(if: true) }", "which is FIELD_DEFINITION")]
    [InlineData("type Query { a(b: Int @oneOf): Int }", "which is ARGUMENT_DEFINITION")]
    [InlineData("schema @deprecated { query: Query } " + Fine, "which is SCHEMA")]
    [InlineData(Fine + "enum E { A @specifiedBy(url: \"u\") }", "which is ENUM_VALUE")]
    [InlineData(Fine + "scalar S @oneOf", "which is SCALAR")]
    [InlineData(Fine + "input I { a: Int @oneOf }", "which is INPUT_FIELD_DEFINITION")]
    [InlineData("type Query { a: Int @deprecated @deprecated }", "is given twice")]
    [InlineData(Fine + "scalar S @specifiedBy", "lacks the argument \"url\"")]
    [InlineData("type Query { a: Int @deprecated(why: \"x\") }", "Unknown argument \"why\"")]
    [InlineData("type Query { a: Int @deprecated(reason: \"x\", reason: \"y\") }",
        "\"reason\" twice")]
    [InlineData("schema { query: Query } schema { query: Query } " + Fine, "only one schema definition")]
    [InlineData("schema { query: Query query: Query } " + Fine, "only one root type for Query")]
    [InlineData("schema { query: Query } extend schema { query: Query } " + Fine, "only one root type for Query")]
    [InlineData("schema { query: I } input I { a: Int }", "wrong kind")]
    [InlineData("schema { query: Nope } " + Fine, "Unknown type \"Nope\"")]
    [InlineData(Fine + "extend type Nope { a: Int }", "Cannot extend type \"Nope\"")]
    [InlineData(Fine + "extend input Query { a: Int }", "of another kind")]
    [InlineData(Fine + "extend type Query { a: Int }", "\"a\" twice")]
    [InlineData(Fine + "extend type Query", "Unexpected <EOF>")]
    [InlineData(Fine + "enum E { A } extend enum E { A }", "\"A\" twice")]
    [InlineData(Fine + "scalar S extend scalar S", "Unexpected <EOF>")]
    public async Task Schema_that_the_reference_refuses_is_refused_at_start_up(string sdl, string words)
    {
        var verdict = await judge.Oracle.DefineAsync("bad", sdl, TestContext.Current.CancellationToken);

        verdict.Errors.ShouldNotBeEmpty();
        Should.Throw<SchemaException>(() => new SchemaBuilder(sdl).Build()).Message.ShouldContain(words);
    }
}
