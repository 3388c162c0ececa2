using System.Text.Json;

namespace Cartwright.GraphQL.Tests;

public sealed class SchemaTests
{
    private sealed record Thing(int Size, int? Count, string Name);
    private sealed record Small(int A);
    private enum Colour { Red, Blue }

    private static IReadOnlyList<string> Problems(string sdl, Action<SchemaBuilder> bind)
    {
        var builder = new SchemaBuilder(sdl);
        bind(builder);
        return Should.Throw<SchemaException>(builder.Build).Problems;
    }

    [Fact]
    public void Field_without_resolver_and_resolver_without_field_are_both_told() =>
        Problems("type Query{size:Int name:String}", b => b.Root("Query", t => t.Field("siz", _ => 1).Field("name", _ => "x")))
            .ShouldBe([
                "Query has no field \"siz\" for its resolver. Did you mean \"size\"? Add the field to the SDL, or remove the resolver.",
                "Query.size has no resolver. Bind Query with Field(\"size\", …).",
            ]);

    [Theory]
    [InlineData("Int", "Query.f: Int cannot be written from String. Answer int or long.")]
    [InlineData("[String]", "Query.f: [String] cannot be written from String, which is no list. Answer a list whose items are string.")]
    [InlineData("Thing", "Query.f: Thing is bound to Thing, the resolver answers String. Answer Thing.")]
    [InlineData("Either", "Query.f: String is bound to no possible type of Either. Answer a type that can be Thing.")]
    public void Resolver_of_the_wrong_type_is_told(string type, string problem) =>
        Problems($"type Query{{f:{type}}} type Thing{{size:Int}} union Either=Thing", b => b
            .Object<Thing>("Thing", t => t.Properties()).Root("Query", t => t.Field("f", _ => "x"))).ShouldBe([problem]);

    [Fact]
    public void Nullable_value_where_none_may_be_is_told() =>
        Problems("type Query{t:Thing} type Thing{size:Int! count:Int!}", b => b
            .Object<Thing>("Thing", t => t.Properties()).Root("Query", t => t.Field("t", _ => new Thing(1, 2, "x"))))
            .ShouldBe(["Thing.count: Int32? may be null where Int! may not. Answer Int32, or make the field nullable in the SDL."]);

    [Fact]
    public void Binding_twice_or_to_nothing_is_told() =>
        Problems("type Query{a:Int} enum E{RED BLUE GREEN} scalar S input I{a:Int b:Int!}", b => b
            .Root("Query", t => t.Field("a", _ => 1).Field("a", _ => 2)).Root("Query", t => t.Field("a", _ => 1))
            .Enum<Colour>("E").Enum<Colour>("X").Scalar<Colour>("I", _ => "", _ => default).Input<Small>("I")
            .Unserved("Query"))
            .ShouldBe([
                "Type \"I\" is bound as scalar, which it is not.",
                "Enum value E.GREEN has no member in Colour. Add the member, or remove the value from the SDL.",
                "Unknown type \"X\" is bound as enum. Did you mean \"E\", \"I\", or \"S\"?",
                "Input I.a: Int may be null, which Int32 cannot hold. Use Int32? or Optional<Int32?>.",
                "Input I.b has no parameter or settable property in Small. Add one, or remove the field from the SDL.",
                "Type Query is bound twice.",
                "Type Query is bound and also said to be unserved.",
                "Query.a is bound twice.",
            ]);

    [Fact]
    public void Type_without_binding_is_told_unless_unserved()
    {
        const string sdl = "type Query{a:Thing} type Thing{size:Int}";
        Problems(sdl, b => b.Root("Query", t => t.Field("a", _ => (object?)null)))
            .ShouldBe(["Type Thing has no resolvers. Bind it with Object, or name it in Unserved."]);
        new SchemaBuilder(sdl).Root("Query", t => t.Field("a", _ => (object?)null)).Unserved("Thing").Build().ShouldNotBeNull();
    }

    [Fact]
    public void Possible_types_of_one_class_are_told() =>
        Problems("type Query{u:U} union U=A|B type A{size:Int} type B{size:Int}", b => b
            .Object<Thing>("A", t => t.Properties()).Object<Thing>("B", t => t.Properties())
            .Root("Query", t => t.Field("u", _ => (object?)null))).ShouldBe(["U cannot tell A from B: both are Thing."]);

    [Theory]
    [InlineData("type Query{a:Strin}", "Unknown type \"Strin\" in Query. Did you mean \"String\"?")]
    [InlineData("type A{a:Int}", "The schema needs a query root type.")]
    [InlineData("type Query{a:Int} type Query{b:Int}", "There can be only one type named \"Query\".")]
    [InlineData("type Query{a:Int a:Int}", "Query has \"a\" twice.")]
    [InlineData("type Query{a(b:Query):Int}", "Query.a(b:) must have an input type, not Query.")]
    [InlineData("type Query{a:I} input I{b:Int}", "Query.a must have an output type, not I.")]
    [InlineData("type Query implements I{a:Int} interface I{b:Int}", "Query lacks the field b, which I asks for.")]
    [InlineData("type Query implements I{a:Int} interface I{a:Int!}", "Query.a is Int where I.a asks for Int!.")]
    [InlineData("schema{query:Query mutation:Query} type Query{a:Int}",
        "Root types must be different types; Query is one twice.")]
    [InlineData("schema{query:Query} schema{query:Query} type Query{a:Int}", "There can be only one schema definition.")]
    [InlineData("type Query{a:Int} enum E{__A}",
        "Name \"E.__A\" must not begin with \"__\", which is kept for introspection.")]
    [InlineData("type Query{a(b:Int! @deprecated):Int}", "Query.a(b:) is required and cannot be deprecated.")]
    [InlineData("type Query{a:Int} input I{i:I!}", "Input I contains itself through non-null fields.")]
    [InlineData("type Query{a:Int} extend type B{a:Int}", "Cannot extend type \"B\" because it is not defined.")]
    [InlineData("type Query{a:Int} type __A{a:Int}", "Name \"__A\" must not begin with \"__\", which is kept for introspection.")]
    [InlineData("type Query{", "Syntax Error: Expected Name, found <EOF>. (line 1, column 12)")]
    public void Sdl_that_is_wrong_is_told(string sdl, string problem) => Problems(sdl, _ => { }).ShouldContain(problem);

    [Fact]
    public void Default_that_does_not_fit_is_told() =>
        Problems("type Query{a(b:Int=\"x\"):Int}", b => b.Root("Query", t => t.Field("a", _ => 1)))
            .ShouldBe(["Query.a(b:) has a wrong default: Int cannot represent non-integer value: (string)"]);

    [Fact]
    public void Subscription_field_without_a_stream_and_stream_elsewhere_are_told()
    {
        const string sdl = "type Query{a:Int b:Int} type Subscription{c:Int d:Int}";
        Problems(sdl, b => b
                .Subscription("Query", t => t.Stream("a", _ => AsyncEnumerable.Empty<int>())
                    .Stream("b", _ => AsyncEnumerable.Empty<int>()))
                .Root("Subscription", t => t.Field("c", _ => 1).Field("d", _ => 1)))
            .ShouldBe([
                "Query.a is bound as a stream, but Query is not the subscription root.",
                "Query.b is bound as a stream, but Query is not the subscription root.",
                "Subscription.c is a field of the subscription root. Bind it with Subscription and Stream.",
                "Subscription.d is a field of the subscription root. Bind it with Subscription and Stream.",
            ]);
        Problems(sdl, b => b.Root("Query", t => t.Field("a", _ => 1).Field("b", _ => 1))
                .Subscription("Subscription", t => t.Stream("c", _ => AsyncEnumerable.Empty<string>())))
            .ShouldBe([
                "Subscription.c: Int cannot be written from String. Answer int or long.",
                "Subscription.d has no resolver. Bind Subscription with Stream(\"d\", …).",
            ], ignoreOrder: true);
    }

    [Fact]
    public void Checkout_contract_parses_and_all_its_types_are_known()
    {
        using var stream = typeof(SchemaTests).Assembly.GetManifestResourceStream("checkout-api.graphql")!;
        using var reader = new StreamReader(stream);
        var builder = new SchemaBuilder(reader.ReadToEnd());
        var problems = Should.Throw<SchemaException>(builder.Build).Problems;
        problems.Count.ShouldBeGreaterThan(90);
        problems.ShouldAllBe(problem => problem.Contains("has no resolvers"), "Only the resolvers are missing.");
    }
}
