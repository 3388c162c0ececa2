using System.Text.Json;

namespace Cartwright.GraphQL.Tests;

/// <summary>What a request weighs before it runs.</summary>
public sealed class MeasureTests
{
    private static readonly GraphQLEngine Engine = new(new SchemaBuilder("""
        type Query { parts(first: Int): [Part!]!, thing: Thing }
        interface Thing { name: String }
        type Part implements Thing { name: String, parts(first: Int): [Part!]! }
        type Lot implements Thing { name: String }
        """)
        .Root("Query", query => query
            .Field("parts", _ => Array.Empty<Part>())
            .Field("thing", object? (_) => throw new InvalidOperationException("A measure runs nothing.")))
        .Object<Part>("Part", part => part.Field("name", value => value.Name).Field("parts", _ => Array.Empty<Part>()))
        .Object<Lot>("Lot", lot => lot.Field("name", value => value.Name))
        .Build());

    private sealed record Part(string Name);

    private sealed record Lot(string Name);

    /// <summary>Objects, as often as their lists are long.</summary>
    private static long? Objects(string document, string variables = "{}") => Engine.Measure(
        new(document, null, JsonDocument.Parse(variables).RootElement),
        field => field.IsLeaf ? 0 : SizeOf(field) * (1 + field.Below.Sum(each => each.Weight)));

    private static long SizeOf(MeasuredField field) => field.IntegerArgument("first") ?? 1;

    [Theory]
    [InlineData("{ parts { name } }", 1)]
    [InlineData("{ parts(first: 3) { name parts(first: 4) { name } } }", 15)]
    [InlineData("{ a: parts(first: 3) { name } b: parts(first: 4) { name } }", 7)]
    [InlineData("{ thing { ... on Part { parts(first: 5) { name } } ... on Lot { name } } }", 6)]
    [InlineData("{ ...f ...f } fragment f on Query { parts(first: 3) { name } }", 3)]
    [InlineData("{ parts(first: 3) @skip(if: true) { name } }", 0)]
    public void Measure_counts_what_a_document_selects(string document, int objects) =>
        Objects(document).ShouldBe(objects);

    [Fact]
    public void Measure_follows_the_variables()
    {
        const string Ask =
            "query($n: Int = 2, $with: Boolean = true) { parts(first: $n) @include(if: $with) { name } }";

        Objects(Ask).ShouldBe(2);
        Objects(Ask, """{"n":7}""").ShouldBe(7);
        Objects(Ask, """{"n":7,"with":false}""").ShouldBe(0);
    }

    [Theory]
    [InlineData("{ parts {")]
    [InlineData("{ unknown }")]
    [InlineData("query($n: Int!) { parts(first: $n) { name } }")]
    public void Measure_of_what_would_be_refused_is_none(string document) => Objects(document).ShouldBeNull();
}
