using static Cartwright.GraphQL.Tests.Zoo;

namespace Cartwright.GraphQL.Tests;

public sealed class InputTests
{
    [Theory]
    [InlineData("{box(box:{width:1})}", "1x3 unlabelled [] VerySad")]
    [InlineData("{box(box:{width:1,height:null,label:null,tags:null,mood:null})}", "1xnull null [] moodless")]
    [InlineData("{box(box:{width:1,label:\"a\",tags:\"b\",mood:HAPPY,inner:{width:2}})}", "1x3 a [b] Happy (2x3 unlabelled [] VerySad)")]
    public async Task Input_object_becomes_its_class(string document, string expected) =>
        (await Ask(document)).ShouldBe($$$"""{"data":{"box":"{{{expected}}}"}}""");

    [Theory]
    [InlineData("""{"b":{"width":1}}""", "1x3 unlabelled [] VerySad")]
    [InlineData("""{"b":{"width":1.0,"height":null,"label":null,"mood":null}}""", "1xnull null [] moodless")]
    [InlineData("""{"b":{"width":1,"tags":["b","c"],"mood":"HAPPY","inner":{"width":2,"label":"x"}}}""", "1x3 unlabelled [b,c] Happy (2x3 x [] VerySad)")]
    public async Task Variable_becomes_the_input_class(string variables, string expected) =>
        (await Ask("query($b:Box!){box(box:$b)}", variables)).ShouldBe($$$"""{"data":{"box":"{{{expected}}}"}}""");

    [Theory]
    [InlineData("Box!", "box(box:$v)", "{}", "Variable \"$v\" of required type \"Box!\" was not provided.")]
    [InlineData("Box!", "box(box:$v)", """{"v":null}""", "Variable \"$v\" got invalid value null; Expected non-nullable type \"Box!\" not to be null.")]
    [InlineData("Box!", "box(box:$v)", """{"v":1}""", "Variable \"$v\" got invalid value 1; Expected type \"Box\" to be an object.")]
    [InlineData("Box!", "box(box:$v)", """{"v":{}}""", "Variable \"$v\" got invalid value (object); Field \"width\" of required type \"Int!\" was not provided.")]
    [InlineData("Box!", "box(box:$v)", """{"v":{"width":1,"inner":{"width":"x"}}}""", "Variable \"$v\" got invalid value (string) at \"v.inner.width\"; Int cannot represent non-integer value: (string)")]
    [InlineData("Box!", "box(box:$v)", """{"v":{"width":1,"mod":1}}""", "Variable \"$v\" got invalid value (object); Field \"mod\" is not defined by type \"Box\". Did you mean \"mood\"?")]
    [InlineData("Box!", "box(box:$v)", """{"v":{"width":1,"mood":"SAD"}}""", "Variable \"$v\" got invalid value (string) at \"v.mood\"; Value (string) does not exist in \"Mood\" enum.")]
    [InlineData("[Int!]!", "sum(values:$v)", """{"v":[1,null]}""", "Variable \"$v\" got invalid value null at \"v[1]\"; Expected non-nullable type \"Int!\" not to be null.")]
    [InlineData("[Int!]!", "sum(values:$v)", """{"v":2147483648}""", "Variable \"$v\" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648")]
    [InlineData("String", "hello(name:$v)", """{"v":"\uD800"}""", "Variable \"$v\" holds text that is not valid Unicode.")]
    [InlineData("String", "hello(name:$v)", """{"v":1}""", "Variable \"$v\" got invalid value 1; String cannot represent a non string value: 1")]
    [InlineData("String", "hello(name:$v)", """{"v":4242424242424242}""", "Variable \"$v\" got invalid value (number); String cannot represent a non string value: (number)")]
    [InlineData("String", "hello(name:$v)", """{"v":{"secret":"tok"}}""", "Variable \"$v\" got invalid value (object); String cannot represent a non string value: (object)")]
    [InlineData("Day", "day(day:$v)", """{"v":"x"}""", "Variable \"$v\" got invalid value (string); Day cannot represent this value: Write a day as 2026-11-23.")]
    [InlineData("Pick!", "pick(by:$v)", """{"v":{"id":1,"name":"x"}}""", "Variable \"$v\" got invalid value (object); Exactly one key must be specified for OneOf type \"Pick\".")]
    public async Task Variable_that_does_not_fit_is_refused(string type, string field, string variables, string message)
    {
        var response = await Ask($"query($v:{type}){{{field}}}", variables);
        Messages(response).ShouldBe([message]);
        Codes(response).ShouldBe(["BAD_USER_INPUT"]);
    }

    [Theory]
    [InlineData("{given}", null, "absent")]
    [InlineData("{given(text:null)}", null, "null")]
    [InlineData("query($t:String){given(text:$t)}", "{}", "absent")]
    [InlineData("query($t:String){given(text:$t)}", """{"t":null}""", "null")]
    [InlineData("query($t:String=\"d\"){given(text:$t)}", "{}", "d")]
    public async Task Argument_left_out_is_told_from_null(string document, string? variables, string expected) =>
        (await Ask(document, variables)).ShouldBe($$$"""{"data":{"given":"{{{expected}}}"}}""");

    [Theory]
    [InlineData("{sum(values:5)}", """{"data":{"sum":5}}""")]
    [InlineData("{matrix(rows:[[1,2],[null],null,3])}", """{"data":{"matrix":6}}""")]
    [InlineData("{matrix(rows:4)}", """{"data":{"matrix":4}}""")]
    [InlineData("{day(day:\"2026-11-23\")}", """{"data":{"day":"2026-11-23"}}""")]
    [InlineData("{anything(value:{a:[1,E,\"x\"]})}", """{"data":{"anything":{"a":[1,"E","x"]}}}""")]
    [InlineData("{loose(loose:{text:\"x\"})}", """{"data":{"loose":"x"}}""")]
    [InlineData("{pick(by:{id:7})}", """{"data":{"pick":"id7"}}""")]
    public async Task Literal_is_coerced_to_its_type(string document, string expected) =>
        (await Ask(document)).ShouldBe(expected);

    [Fact]
    public async Task Variable_null_at_runtime_where_a_default_stands_is_a_field_error()
    {
        var response = await Ask("query($b:Boolean=true $t:Int=1){box(box:{width:$t}) hello @include(if:$b)}", """{"t":null}""");
        Codes(response).ShouldBe(["BAD_USER_INPUT"]);
        response.ShouldContain("\"path\":[\"box\"]");
    }
}
