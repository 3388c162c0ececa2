using System.Text.Json;

namespace Cartwright.GraphQL.Tests;

public sealed class IntrospectionTests
{
    private const string Query = """
        query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name } subscriptionType { name }
          types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
        fragment FullType on __Type { kind name description specifiedByURL isOneOf
          fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef }
            isDeprecated deprecationReason }
          inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }
        """;

    [Fact]
    public async Task Stock_query_tells_the_whole_schema()
    {
        var response = await Zoo.Ask(Query);
        response.ShouldNotContain("\"errors\"");
        var schema = JsonElement.Parse(response).GetProperty("data").GetProperty("__schema");
        var types = schema.GetProperty("types").EnumerateArray().ToDictionary(type => type.GetProperty("name").GetString()!);
        types.Keys.ShouldBe(
            [
                "Day", "Anything", "Odd", "Mood", "Food", "Named", "Animal", "Cat", "Dog", "Ghost", "Person", "Being", "Box",
                "Loose", "Pick", "Query", "Mutation", "Int", "Float", "String", "Boolean", "ID", "__Schema", "__Type",
                "__Field", "__InputValue", "__EnumValue", "__Directive", "__TypeKind", "__DirectiveLocation",
            ], ignoreOrder: true);
        types["Day"].GetProperty("specifiedByURL").GetString().ShouldBe("https://example.com/day");
        types["Day"].GetProperty("description").GetString().ShouldBe("A day, as 2026-11-23.");
        types["Pick"].GetProperty("isOneOf").GetBoolean().ShouldBeTrue();
        types["Being"].GetProperty("possibleTypes").GetArrayLength().ShouldBe(3);
        types["Animal"].GetProperty("interfaces").GetArrayLength().ShouldBe(1);
        types["Box"].GetProperty("inputFields")[1].GetProperty("defaultValue").GetString().ShouldBe("3");
        types["Food"].GetProperty("enumValues")[2].GetProperty("deprecationReason").GetString().ShouldBe("Stale");
        schema.GetProperty("directives").EnumerateArray().Select(d => d.GetProperty("name").GetString())
            .ShouldBe(["note", "include", "skip", "deprecated", "specifiedBy", "oneOf"]);
    }

    [Theory]
    [InlineData("{__type(name:\"Cat\"){kind fields{name type{kind ofType{name}}}}}", "\"kind\":\"OBJECT\"")]
    [InlineData("{__type(name:\"Nope\"){name}}", """{"data":{"__type":null}}""")]
    [InlineData("{__type(name:\"Food\"){enumValues{name}}}", """{"data":{"__type":{"enumValues":[{"name":"HAY"},{"name":"MEAT"}]}}}""")]
    public async Task Type_is_told_by_name(string document, string expected) => (await Zoo.Ask(document)).ShouldContain(expected);

    private const string Old = """
        type Query{a(x:Int @deprecated y:Int):Int b:Int @deprecated(reason:"Gone")}
        input I{x:Int @deprecated y:Int} enum E{X @deprecated Y} directive @d(x:Int @deprecated y:Int) on FIELD
        """;

    [Theory]
    [InlineData("", "[\"a\"] [\"y\"] [\"y\"] [\"Y\"] [\"y\"]")]
    [InlineData("(includeDeprecated:false)", "[\"a\"] [\"y\"] [\"y\"] [\"Y\"] [\"y\"]")]
    [InlineData("(includeDeprecated:null)", "[\"a\"] [\"y\"] [\"y\"] [\"Y\"] [\"y\"]")]
    [InlineData("(includeDeprecated:true)", "[\"a\",\"b\"] [\"x\",\"y\"] [\"x\",\"y\"] [\"X\",\"Y\"] [\"x\",\"y\"]")]
    public async Task Deprecated_members_are_told_only_when_asked_for(string argument, string expected)
    {
        var schema = new SchemaBuilder(Old).Root("Query", t => t.Field("a", _ => 1).Field("b", _ => 1)).Build();
        var data = JsonElement.Parse(await Zoo.Ask(schema, $$"""
            { q: __type(name: "Query") { fields{{argument}} { name args{{argument}} { name } } }
              i: __type(name: "I") { inputFields{{argument}} { name } }
              e: __type(name: "E") { enumValues{{argument}} { name } }
              __schema { directives { name args{{argument}} { name } } } }
            """)).GetProperty("data");

        var fields = data.GetProperty("q").GetProperty("fields");
        var directive = data.GetProperty("__schema").GetProperty("directives")[0];
        string.Join(' ',
            Names(fields), Names(fields[0].GetProperty("args")), Names(data.GetProperty("i").GetProperty("inputFields")),
            Names(data.GetProperty("e").GetProperty("enumValues")), Names(directive.GetProperty("args"))).ShouldBe(expected);
    }

    private static string Names(JsonElement items) =>
        $"[{string.Join(',', items.EnumerateArray().Select(item => $"\"{item.GetProperty("name")}\""))}]";

    [Theory]
    [InlineData("{__schema{__typename queryType{__typename fields{__typename args{__typename}}} directives{__typename}}}",
        "__Schema __Type __Field __InputValue __Directive")]
    [InlineData("{__type(name:\"Food\"){__typename enumValues{__typename}}}", "__Type __EnumValue")]
    public async Task Introspective_types_tell_their_own_names(string document, string names)
    {
        var response = await Zoo.Ask(document);

        response.ShouldNotContain("\"errors\"");
        foreach (var name in names.Split(' ')) response.ShouldContain($"\"__typename\":\"{name}\"");
    }

    [Fact]
    public void Sdl_of_a_schema_makes_the_same_schema_again()
    {
        var sdl = Zoo.Schema.ToSdl();

        sdl.ShouldStartWith("directive @note(text: String) repeatable on FIELD | QUERY\n\n");
        sdl.ShouldContain("\"\"\"A day, as 2026-11-23.\"\"\"\nscalar Day @specifiedBy(url: \"https://example.com/day\")\n\n");
        sdl.ShouldContain("\n  OLD_HAY @deprecated(reason: \"Stale\")\n}");
        sdl.ShouldContain("input Pick @oneOf {\n  name: String\n  id: ID\n}");
        Zoo.Builder(sdl).Build().ToSdl().ShouldBe(sdl);
    }

    [Theory]
    [InlineData("Float", "1.50", "1.5")]
    [InlineData("Float", "1e21", "1e+21")]
    [InlineData("Float", "12345678901234567890", "12345678901234567000")]
    [InlineData("Float", "-0.0000010", "-0.000001")]
    [InlineData("Float", "1.25e-7", "1.25e-7")]
    [InlineData("Float", "0.1", "0.1")]
    [InlineData("Float", "100", "100")]
    [InlineData("Int", "-0", "0")]
    [InlineData("[Int]", "1", "[1]")]
    [InlineData("ID", "\"12\"", "12")]
    [InlineData("ID", "\"012\"", "\"012\"")]
    [InlineData("I", "{}", "{a: 1, b: {c: [2]}}")]
    [InlineData("S", "{a: [X, 1.50, null]}", "{a: [\"X\", 1.50, null]}")]
    [InlineData("String", "\"\\u0001\\t\\\"\\\\\\u007f\"", "\"\\u0001\\t\\\"\\\\\\u007F\"")]
    public void Default_is_told_in_its_types_own_form(string type, string written, string told) =>
        new SchemaBuilder(
            $"scalar S input I{{a:Int=1 b:J={{}} n:Int}} input J{{c:[Int!]=2}} type Query{{f(x:{type}={written}):Int}}")
            .Root("Query", t => t.Field("f", _ => 1)).Build().ToSdl().ShouldContain($"f(x: {type} = {told}): Int");
}
