namespace Cartwright.GraphQL.Tests;

/// <summary>What start-up tells of resolvers, enums, inputs and arguments that do not match the SDL.</summary>
public sealed class StartUpCheckTests
{
    private enum Colour { Red, Blue }
    private sealed record Thing(string? Name, IReadOnlyList<string?> Tags, Colour Colour);
    private sealed record Span(int From, int? To, int Extra);
    private sealed record Barking(int Times, Colour? Colour = null)
    {
        public string? Word { get; init; }
    }
    private sealed class Loose
    {
        public Loose(string wrong) => _ = wrong;
        public int? Known { get; init; }
        public int? Unknown { get; set; }
        public int? Doubled => 2 * Known;
    }

    private static IReadOnlyList<string> Problems(string sdl, Action<SchemaBuilder> bind)
    {
        var builder = new SchemaBuilder(sdl);
        bind(builder);
        return Should.Throw<SchemaException>(builder.Build).Problems;
    }

    [Fact]
    public void List_where_there_is_none_is_told() =>
        Problems("type Query{a:String b:Thing c:Either d:[Int]} type Thing{name:String} union Either=Thing", b => b
            .Object<Thing>("Thing", t => t.Properties())
            .Root("Query", t => t
                .Field("a", _ => new List<string>()).Field("b", _ => Array.Empty<Thing>()).Field("c", _ => new List<Thing>())
                .Field("d", _ => new[] { new[] { 1 } })))
            .ShouldBe([
                "Query.a: String cannot be written from List<String>, which is a list. Answer string.",
                "Query.b: Thing cannot be written from Thing[], which is a list. Answer Thing.",
                "Query.c: Either cannot be written from List<Thing>, which is a list. Answer a type that can be Thing.",
                "Query.d: Int cannot be written from Int32[], which is a list. Answer int or long.",
            ]);

    [Fact]
    public void Null_that_the_code_declares_is_told_where_none_may_be() =>
        Problems("type Query{t:Thing a:String! b:String! c:[String!] d:String!} type Thing{name:String! tags:[String!]!}", b => b
            .Object<Thing>("Thing", t => t.Properties())
            .Root("Query", t => t
                .Field("t", Thing? (_) => null)
                .Field("a", string? (_) => null)
                .FieldAsync("b", async ValueTask<string?> (_) => await new ValueTask<string?>((string?)null))
                .Field("c", IReadOnlyList<string?> (_) => [])
                .Field("d", string (_) => "")))
            .ShouldBe([
                "Thing.name: String? may be null where String! may not. Answer String, or make the field nullable in the SDL.",
                "Thing.tags: String? may be null where String! may not. Answer String, or make the field nullable in the SDL.",
                "Query.a: String? may be null where String! may not. Answer String, or make the field nullable in the SDL.",
                "Query.b: String? may be null where String! may not. Answer String, or make the field nullable in the SDL.",
                "Query.c: String? may be null where String! may not. Answer String, or make the field nullable in the SDL.",
            ]);

    [Fact]
    public void Value_that_is_never_null_is_told_where_only_null_may_be() =>
        Problems("type Query{a:Ghost} type Ghost{b:Int}", b => b.Unserved("Ghost").Root("Query", t => t.Field("a", _ => 1)))
            .ShouldBe(["Query.a: Ghost cannot be written from Int32. Answer null, as no such type is bound."]);

    [Fact]
    public void Root_and_object_bound_the_wrong_way_are_told() =>
        Problems("type Query{t:Thing} type Thing{name:String}", b => b
            .Object<string>("Query", t => t.Field("t", Thing? (_) => null)).Root("Thing", t => t.Field("name", _ => "")))
            .ShouldBe([
                "Type Query is a root type. Bind it with Root, not with Object.",
                "Type Thing is no root type. Bind it with Object, not with Root.",
                "Query.t: Thing is bound to RootValue, the resolver answers Thing. Answer RootValue.",
            ]);

    [Fact]
    public void Field_with_arguments_is_not_served_from_a_property_and_told() =>
        Problems("type Query{t:Thing} type Thing{name(in:Int):String tags:[String] colour:String}", b => b
            .Object<Thing>("Thing", t => t.Properties()).Root("Query", t => t.Field("t", Thing? (_) => null)))
            .ShouldBe([
                "Thing.name has no resolver. Bind Thing with Field(\"name\", …).",
                "Thing.colour: String cannot be written from Colour. Answer string.",
            ]);

    [Fact]
    public void Enum_value_and_member_without_the_other_are_told() =>
        Problems("type Query{a:Int} enum Colour{RED GREEN}", b => b
            .Enum<Colour>("Colour").Root("Query", t => t.Field("a", _ => 1)))
            .ShouldBe([
                "Enum value Colour.GREEN has no member in Colour. Add the member, or remove the value from the SDL.",
                "Enum Colour has no value for the member Colour.Blue. Add the value to the SDL, or remove the member.",
            ]);

    [Fact]
    public void Input_members_without_the_other_side_are_told_all_at_once() =>
        Problems("type Query{a:Int} input Loose{known:String missing:Int}", b => b
            .Input<Loose>("Loose").Root("Query", t => t.Field("a", _ => 1)))
            .ShouldBe([
                "Input Loose has no field for the parameter wrong of Loose. Add the field to the SDL, or remove the parameter.",
                "Input Loose has no field for the property Unknown of Loose. Add the field to the SDL, or make the property read-only.",
                "Input Loose.known: String cannot be kept in Int32?. Use string, with room for null.",
                "Input Loose.missing has no parameter or settable property in Loose. Add one, or remove the field from the SDL.",
            ]);

    [Fact]
    public void Arguments_that_do_not_fit_their_class_are_told_all_at_once() =>
        Problems("type Query{t(from:Int to:String other:Int):Thing} type Thing{name(from:Int!):String}", b => b
            .Object<Thing>("Thing", t => t.Field("name", (Thing thing, Barking barking, FieldRequest _) => barking.Word))
            .Root("Query", t => t.FieldAsync("t", (Span span, FieldRequest _) => new ValueTask<Thing?>((Thing?)null))))
            .ShouldBe([
                "Thing.name has no argument for the parameter Times of Barking. Add the argument to the SDL, or remove the parameter.",
                "Thing.name has no argument for the parameter Colour of Barking. Add the argument to the SDL, or remove the parameter.",
                "Thing.name has no argument for the property Word of Barking. Add the argument to the SDL, or make the property read-only.",
                "Thing.name argument from has no parameter or settable property in Barking. Add one, or remove the argument from the SDL.",
                "Query.t argument from: Int may be null, which Int32 cannot hold. Use Int32? or Optional<Int32?>.",
                "Query.t argument to: String cannot be kept in Int32?. Use string, with room for null.",
                "Query.t has no argument for the parameter Extra of Span. Add the argument to the SDL, or remove the parameter.",
                "Query.t argument other has no parameter or settable property in Span. Add one, or remove the argument from the SDL.",
            ]);

    [Fact]
    public async Task Arguments_are_read_as_their_class()
    {
        var schema = new SchemaBuilder(
            "type Query{bark(times:Int!=2 word:String colour:Colour):String slow(times:Int! word:String colour:Colour=BLUE):String}"
            + " enum Colour{RED BLUE}")
            .Enum<Colour>("Colour")
            .Root("Query", t => t
                .Field("bark", (Barking b, FieldRequest _) => $"{b}")
                .FieldAsync("slow", async (Barking b, FieldRequest _) =>
                {
                    await Task.Yield();
                    return $"{b}";
                }))
            .Build();

        (await Zoo.Ask(schema, "{bark a:bark(times:3 word:null colour:RED) slow(times:1 word:\"wuff\")}")).ShouldBe(
            "{\"data\":{\"bark\":\"Barking { Times = 2, Colour = , Word =  }\","
            + "\"a\":\"Barking { Times = 3, Colour = Red, Word =  }\","
            + "\"slow\":\"Barking { Times = 1, Colour = Blue, Word = wuff }\"}}");
    }

    [Theory]
    [InlineData("type Query{a:Int @depricated}",
        "Unknown directive \"@depricated\" on Query.a. Did you mean \"deprecated\"? Define it in the SDL, or remove it.")]
    [InlineData("type Query @deprecated{a:Int}", "Directive \"@deprecated\" may not be used on Query, which is OBJECT.")]
    [InlineData("type Query{a(b:Int @oneOf):Int}", "Directive \"@oneOf\" may not be used on Query.a(b:), which is ARGUMENT_DEFINITION.")]
    [InlineData("type Query{a:Int @deprecated @deprecated}", "Directive \"@deprecated\" is given twice on Query.a. Remove one of them.")]
    [InlineData("type Query{a:Int} scalar S @specifiedBy", "Directive \"@specifiedBy\" on S lacks the argument \"url\".")]
    [InlineData("type Query{a:Int} enum E{A @deprecated(why:\"x\")}", "Unknown argument \"why\" of directive \"@deprecated\" on E.A.")]
    public void Directive_that_does_not_belong_in_the_sdl_is_told(string sdl, string problem) =>
        Problems(sdl, b => b.Root("Query", t => t.Field("a", _ => 1))).ShouldBe([problem]);

    [Theory]
    [InlineData("input I{i:I={}}", "Input I.i has a default that contains itself. Name the field in it.")]
    [InlineData("input I{i:[I!]=[{}]}", "Input I.i has a default that contains itself. Name the field in it.")]
    [InlineData("input I{j:J={}} input J{i:I={a:1}} ", "Input I.j has a default that contains itself. Name the field in it.")]
    public void Default_without_an_end_is_told(string sdl, string problem) =>
        Problems("type Query{a:Int} " + sdl.Replace("I{j", "I{a:Int j", StringComparison.Ordinal), b => b
            .Root("Query", t => t.Field("a", _ => 1))).ShouldBe([problem]);

    [Fact]
    public void Default_that_names_its_own_field_has_an_end() =>
        new SchemaBuilder("type Query{a(i:I={}):Int} input I{i:I={i:null} j:[I]=[{i:{i:null,j:[]},j:null}]}")
            .Root("Query", t => t.Field("a", _ => 1)).Build().ToSdl()
            .ShouldContain("a(i: I = {i: {i: null, j: [{i: {i: null, j: []}, j: null}]}, j: [{i: {i: null, j: []}, j: null}]}): Int");
}
