using static Cartwright.GraphQL.Tests.Zoo;

namespace Cartwright.GraphQL.Tests;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("{helo}", "Cannot query field \"helo\" on type \"Query\". Did you mean \"hello\"?")]
    [InlineData("{animals{mood}}", "Cannot query field \"mood\" on type \"Animal\". Did you mean to use an inline fragment on \"Cat\"?")]
    [InlineData("{being(kind:\"\"){name}}", "Cannot query field \"name\" on type \"Being\". Did you mean to use an inline fragment on \"Cat\" or \"Dog\" or \"Person\"?")]
    [InlineData("mutation{__schema{description}}", "Cannot query field \"__schema\" on type \"Mutation\".")]
    [InlineData("{hello{x}}", "Field \"hello\" must not have a selection since type \"String!\" has no subfields.")]
    [InlineData("{cat}", "Field \"cat\" of type \"Cat\" must have a selection of subfields. Did you mean \"cat { ... }\"?")]
    [InlineData("{hello(nam:\"x\")}", "Unknown argument \"nam\" on field \"Query.hello\". Did you mean \"name\"?")]
    [InlineData("{hello(name:\"x\" name:\"y\")}", "There can be only one argument named \"name\".")]
    [InlineData("{being{__typename}}", "Field \"being\" argument \"kind\" of type \"String!\" is required, but it was not provided.")]
    [InlineData("{hello @nope}", "Unknown directive \"@nope\".")]
    [InlineData("query @skip(if:true){hello}", "Directive \"@skip\" may not be used on QUERY.")]
    [InlineData("{hello @skip}", "Directive \"@skip\" argument \"if\" of type \"Boolean!\" is required, but it was not provided.")]
    [InlineData("{hello @skip(if:true) @skip(if:true)}", "The directive \"@skip\" can only be used once at this location.")]
    [InlineData("{hello @skip(if:true,x:1)}", "Unknown argument \"x\" on directive \"@skip\".")]
    [InlineData("{...F}", "Unknown fragment \"F\".")]
    [InlineData("{hello} fragment F on Query{hello}", "Fragment \"F\" is never used.")]
    [InlineData("{...F} fragment F on Query{...F}", "Cannot spread fragment \"F\" within itself.")]
    [InlineData("{...F} fragment F on Query{...G} fragment G on Query{...F}", "Cannot spread fragment \"F\" within itself via \"G\".")]
    [InlineData("{...F} fragment F on Query{hello} fragment F on Query{hello}", "There can be only one fragment named \"F\".")]
    [InlineData("{cat{...F}} fragment F on Dog{name}", "Fragment \"F\" cannot be spread here as objects of type \"Cat\" can never be of type \"Dog\".")]
    [InlineData("{cat{...on Dog{name}}}", "Fragment cannot be spread here as objects of type \"Cat\" can never be of type \"Dog\".")]
    [InlineData("{cat{...on Ghost{scare}}}", "Fragment cannot be spread here as objects of type \"Cat\" can never be of type \"Ghost\".")]
    [InlineData("{...on Int{a}}", "Fragment cannot condition on non composite type \"Int\".")]
    [InlineData("{...F} fragment F on Box{a}", "Fragment \"F\" cannot condition on non composite type \"Box\".")]
    [InlineData("{...on Kat{name}}", "Unknown type \"Kat\". Did you mean \"Cat\", \"Day\", or \"Int\"?")]
    [InlineData("query A{hello} query A{hello}", "There can be only one operation named \"A\".")]
    [InlineData("{hello} query A{hello}", "This anonymous operation must be the only defined operation.")]
    [InlineData("subscription{a}", "The schema has no Subscription operations. Send one that it has.")]
    [InlineData("{hello} type A{a:Int}", "The \"A\" definition is not executable. Send operations and fragments only.")]
    [InlineData("{hello(name:$x)}", "Variable \"$x\" is not defined.")]
    [InlineData("query Q{hello(name:$x)}", "Variable \"$x\" is not defined by operation \"Q\".")]
    [InlineData("query Q{...F} fragment F on Query{hello(name:$x)}", "Variable \"$x\" is not defined by operation \"Q\".")]
    [InlineData("query($x:String){hello}", "Variable \"$x\" is never used.")]
    [InlineData("query($x:String,$x:String){hello(name:$x)}", "There can be only one variable named \"$x\".")]
    [InlineData("query($x:Cat){hello(name:$x)}", "Variable \"$x\" cannot be non-input type \"Cat\".")]
    [InlineData("query($x:Strin){hello(name:$x)}", "Unknown type \"Strin\". Did you mean \"String\"?")]
    [InlineData("query($x:Int){hello(name:$x)}", "Variable \"$x\" of type \"Int\" used in position expecting type \"String\".")]
    [InlineData("query($x:String){being(kind:$x){__typename}}", "Variable \"$x\" of type \"String\" used in position expecting type \"String!\".")]
    [InlineData("query($x:[Int]){sum(values:$x)}", "Variable \"$x\" of type \"[Int]\" used in position expecting type \"[Int!]!\".")]
    [InlineData("query($x:String=null){being(kind:$x){__typename}}", "Variable \"$x\" of type \"String\" used in position expecting type \"String!\".")]
    [InlineData("query($x:String=1){hello(name:$x)}", "String cannot represent a non string value: 1")]
    [InlineData("query($x:String){pick(by:{name:$x})}", "Variable \"$x\" is of type \"String\" but must be non-nullable to be used for OneOf Input Object \"Pick\".")]
    [InlineData("{hello(name:1)}", "String cannot represent a non string value: 1")]
    [InlineData("{sum(values:[1,\"a\"])}", "Int cannot represent non-integer value: (string)")]
    [InlineData("{sum(values:[3000000000])}", "Int cannot represent non 32-bit signed integer value: 3000000000")]
    [InlineData("{sum(values:null)}", "Expected value of type \"[Int!]!\", found null.")]
    [InlineData("{mood(mood:SAD)}", "Value \"SAD\" does not exist in \"Mood\" enum.")]
    [InlineData("{mood(mood:\"HAPPY\")}", "Enum \"Mood\" cannot represent non-enum value: (string). Did you mean the enum value \"HAPPY\"?")]
    [InlineData("{day(day:\"tomorrow\")}", "Day cannot represent this value: Write a day as 2026-11-23.")]
    [InlineData("{box(box:{})}", "Field \"Box.width\" of required type \"Int!\" was not provided.")]
    [InlineData("{box(box:{width:1,widht:2})}", "Field \"widht\" is not defined by type \"Box\". Did you mean \"width\" or \"height\"?")]
    [InlineData("{box(box:{width:1,width:2})}", "There can be only one input field named \"width\".")]
    [InlineData("{box(box:1)}", "Expected value of type \"Box!\", found 1.")]
    [InlineData("{pick(by:{name:\"a\",id:1})}", "OneOf Input Object \"Pick\" must specify exactly one key.")]
    [InlineData("{pick(by:{name:null})}", "Field \"Pick.name\" must be non-null.")]
    public async Task Document_against_the_schema_is_refused_with_words(string document, string message)
    {
        var response = await Ask(document);
        Messages(response).ShouldContain(message);
        Codes(response).ShouldAllBe(code => code == "GRAPHQL_VALIDATION_FAILED");
        response.ShouldNotContain("\"data\"");
    }

    [Theory]
    [InlineData("{a:hello a:crash}", "\"hello\" and \"crash\" are different fields")]
    [InlineData("{hello hello(name:\"x\")}", "they have differing arguments")]
    [InlineData("{box(box:{width:1}) box(box:{width:2})}", "they have differing arguments")]
    [InlineData("{cat{a:name} cat{a:mood}}", "\"name\" and \"mood\" are different fields")]
    [InlineData("{animals{...on Cat{a:mood} ...on Dog{a:name}}}", "they return conflicting types \"Mood!\" and \"String!\"")]
    [InlineData("{animals{...on Cat{a:legs} ...on Dog{a:name}}}", "they return conflicting types \"Int\" and \"String!\"")]
    [InlineData("{...F a:hello} fragment F on Query{a:crash}", "are different fields")]
    public async Task Fields_that_cannot_be_merged_are_refused(string document, string reason) =>
        Messages(await Ask(document)).ShouldHaveSingleItem().ShouldContain(reason);

    [Theory]
    [InlineData("{animals{...on Cat{a:name} ...on Dog{a:barks}}}")]
    [InlineData("{hello hello cat{name} cat{name legs}}")]
    [InlineData("query($k:String=\"cat\"){being(kind:$k){__typename}}")]
    [InlineData("query($n:Int!){sum(values:[$n])}")]
    [InlineData("query($b:Boolean=true){hello @skip(if:$b)}")]
    [InlineData("query($w:Int! $h:Int){box(box:{width:$w,height:$h})}")]
    public async Task Document_that_fits_passes(string document) =>
        (await Ask(document, """{"n":1,"w":1}""")).ShouldNotContain("errors");

    [Theory]
    [InlineData("subscription{a b}", "Anonymous Subscription must select only one top level field.")]
    [InlineData("subscription S{a ...on Subscription{c:b}}", "Subscription \"S\" must select only one top level field.")]
    [InlineData("subscription S{__typename}",
        "Subscription \"S\" must not select an introspection top level field.")]
    [InlineData("subscription($x:Boolean!){a @skip(if:$x)}",
        "Directive \"@skip\" may not be used on the root fields of a subscription.")]
    [InlineData("subscription{...F} fragment F on Subscription{a @include(if:true)}",
        "Directive \"@include\" may not be used on the root fields of a subscription.")]
    public void Subscription_without_one_certain_root_field_is_refused(string document, string message)
    {
        var schema = new SchemaBuilder("type Query{a:Int} type Subscription{a:Int b:Int}")
            .Root("Query", t => t.Field("a", _ => 1))
            .Subscription("Subscription", t => t
                .Stream("a", _ => AsyncEnumerable.Empty<int>()).Stream("b", _ => AsyncEnumerable.Empty<int>()))
            .Build();
        var limits = new GraphQLLimits();
        var parsed = Parser.Parse(System.Text.Encoding.UTF8.GetBytes(document), limits);
        Validator.Validate(schema, parsed, limits).ShouldHaveSingleItem().Message.ShouldBe(message);
    }

    [Fact]
    public async Task Fragments_in_a_circle_are_told_with_every_spread_on_the_way() =>
        (await Ask("{...F} fragment F on Query{...G} fragment G on Query{...F}"))
            .ShouldContain("\"locations\":[{\"line\":1,\"column\":28},{\"line\":1,\"column\":54}]");

    [Fact]
    public async Task Error_names_its_line_and_column() =>
        (await Ask("{\n  cat {\n    nmae\n  }\n}")).ShouldContain("\"locations\":[{\"line\":3,\"column\":5}]");
}
