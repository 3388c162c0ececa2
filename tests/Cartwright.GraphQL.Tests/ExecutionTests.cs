using static Cartwright.GraphQL.Tests.Zoo;

namespace Cartwright.GraphQL.Tests;

public sealed class ExecutionTests
{
    [Theory]
    [InlineData("{hello}", """{"data":{"hello":"Hello you"}}""")]
    [InlineData("{__typename}", """{"data":{"__typename":"Query"}}""")]
    [InlineData("{b:hello(name:\"B\") a:hello(name:null)}", """{"data":{"b":"Hello B","a":"Hello nobody"}}""")]
    [InlineData("{cat{name legs mood}}", """{"data":{"cat":{"name":"Tom","legs":4,"mood":"HAPPY"}}}""")]
    [InlineData("{cat{kittens{name legs mood}}}", """{"data":{"cat":{"kittens":[{"name":"Kit","legs":null,"mood":"VERY_SAD"}]}}}""")]
    [InlineData("{cat{friend{__typename name ...on Dog{barks}}}}", """{"data":{"cat":{"friend":{"__typename":"Dog","name":"Rex","barks":"wuffwuff"}}}}""")]
    [InlineData("{animals{name}}", """{"data":{"animals":[{"name":"Tom"},null,{"name":"Rex"}]}}""")]
    [InlineData("{animals{...on Cat{mood} ...on Dog{owner{name}} ...on Named{name}}}", """{"data":{"animals":[{"mood":"HAPPY","name":"Tom"},null,{"owner":{"name":"Ann"},"name":"Rex"}]}}""")]
    [InlineData("{being(kind:\"person\"){...on Person{age}}}", """{"data":{"being":{"age":40}}}""")]
    [InlineData("{being(kind:\"cat\"){...on Person{age}}}", """{"data":{"being":{}}}""")]
    [InlineData("{being(kind:\"x\"){__typename}}", """{"data":{"being":null}}""")]
    [InlineData("{cat{name ...F} ...G} fragment F on Cat{legs} fragment G on Query{cat{mood}}", """{"data":{"cat":{"name":"Tom","legs":4,"mood":"HAPPY"}}}""")]
    [InlineData("{ghost{scare}}", """{"data":{"ghost":null}}""")]
    [InlineData("{mood(mood:VERY_SAD) food(food:OLD_HAY)}", """{"data":{"mood":"VERY_SAD","food":"OLD_HAY"}}""")]
    [InlineData("{number(value:1e2) id(id:7)}", """{"data":{"number":100,"id":"7"}}""")]
    [InlineData("{hello(name:\"\\\"\\n\\u0001é\\uD83D\\uDE00\")}", "{\"data\":{\"hello\":\"Hello \\\"\\n\\u0001é😀\"}}")]
    [InlineData("{hello @skip(if:true) cat @include(if:false){name}}", """{"data":{}}""")]
    [InlineData("query @note(text:\"a\") {hello @note @note}", """{"data":{"hello":"Hello you"}}""")]
    public async Task Query_well_formed_answers_data(string document, string expected) =>
        (await Ask(document)).ShouldBe(expected);

    [Theory]
    [InlineData("{fail}", """{"data":{"fail":null},"errors":[{"message":"Out of tea.","locations":[{"line":1,"column":2}],"path":["fail"],"extensions":{"code":"NO_TEA","left":0,"kinds":["green"]}}]}""")]
    [InlineData("{hello failHard}", """{"data":null,"errors":[{"message":"Out of tea.","locations":[{"line":1,"column":8}],"path":["failHard"],"extensions":{"code":"NO_TEA"}}]}""")]
    [InlineData("{person{name broken}}", """{"data":{"person":null},"errors":[{"message":"Cannot return null for non-nullable field Person.broken.","locations":[{"line":1,"column":14}],"path":["person","broken"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""")]
    [InlineData("{hello people{name broken}}", """{"data":{"hello":"Hello you","people":null},"errors":[{"message":"Cannot return null for non-nullable field Person.broken.","locations":[{"line":1,"column":20}],"path":["people",0,"broken"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""")]
    [InlineData("{hello people{slow x:broken}}", """{"data":{"hello":"Hello you","people":null},"errors":[{"message":"Cannot return null for non-nullable field Person.broken.","locations":[{"line":1,"column":20}],"path":["people",0,"x"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""")]
    public async Task Null_where_none_may_be_propagates_to_the_nearest_nullable(string document, string expected) =>
        (await Ask(document)).ShouldBe(expected);

    [Fact]
    public async Task List_of_nullable_items_keeps_the_good_ones()
    {
        var state = new State { Animals = [new Cat("Tom"), new Fish("Nemo"), new Dog("Rex")] };
        var response = await Ask("{animals{name}}", state: state);
        response.ShouldStartWith("""{"data":{"animals":[{"name":"Tom"},null,{"name":"Rex"}]},"errors":[{"message":"Internal error""");
        response.ShouldContain("\"path\":[\"animals\",1]");
        state.Failures.ShouldHaveSingleItem().Exception.Message.ShouldContain("Fish");
    }

    [Fact]
    public async Task Resolver_that_crashes_tells_the_host_and_not_the_client()
    {
        var state = new State();
        var response = await Ask("{crash hello}", state: state);
        response.ShouldNotContain("secret");
        Codes(response).ShouldBe(["INTERNAL_SERVER_ERROR"]);
        state.Failures.ShouldHaveSingleItem().Field.ShouldBe("Query.crash");
        state.Failures[0].Exception.Message.ShouldBe("secret");
    }

    [Theory]
    [InlineData("{hello lazy}", "{\"data\":{\"hello\":\"Hello you\",\"lazy\":null},", "FAR")]
    [InlineData("{odd hello}", "{\"data\":{\"odd\":null,\"hello\":\"Hello you\"},", "INTERNAL_SERVER_ERROR")]
    public async Task Host_code_that_fails_while_its_value_is_written_costs_the_field_only(
        string document, string data, string code)
    {
        var response = await Ask(document);
        response.ShouldStartWith(data);
        Codes(response).ShouldBe([code]);
        response.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Extension_callback_that_fails_leaves_no_half_response()
    {
        var state = new State { Mark = _ => throw new InvalidOperationException("secret") };
        var response = await Ask("{mark(value:true)}", state: state);
        Codes(response).ShouldBe(["INTERNAL_SERVER_ERROR"]);
        response.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Value_of_a_type_bound_nowhere_is_an_error()
    {
        var state = new State();
        Codes(await Ask("{being(kind:\"fish\"){__typename}}", state: state)).ShouldBe(["INTERNAL_SERVER_ERROR"]);
        state.Failures.ShouldHaveSingleItem().Exception.Message.ShouldContain("Fish");
    }

    [Theory]
    [InlineData("query($i:Boolean=true){hello @include(if:$i)}", "null", "\"locations\":[{\"line\":1,\"column\":42}]")]
    [InlineData("query($i:Boolean=true){cat{legs @skip(if:$i)} hello}", "{\"cat\":null,\"hello\":\"Hello you\"}",
        "\"path\":[\"cat\"]")]
    public async Task Condition_that_is_null_costs_the_object_whose_selection_it_decides(
        string document, string data, string place)
    {
        var response = await Ask(document, """{"i":null}""");
        response.ShouldStartWith($$"""{"data":{{data}},"errors":[""");
        response.ShouldContain(place);
        Codes(response).ShouldBe(["BAD_USER_INPUT"]);
    }

    [Theory]
    [InlineData("true", "false", """{"data":{"cat":{"legs":4,"name":"Tom"}}}""")]
    [InlineData("true", "true", """{"data":{"cat":{"legs":4}}}""")]
    [InlineData("false", "false", """{"data":{"cat":{"name":"Tom"}}}""")]
    public async Task Skip_and_include_follow_their_variables(string include, string skip, string expected) =>
        (await Ask("query($i:Boolean!,$s:Boolean!){cat{legs @include(if:$i) ...F}} fragment F on Cat{name @skip(if:$s)}",
            $$"""{"i":{{include}},"s":{{skip}}}""")).ShouldBe(expected);

    [Fact]
    public async Task Extensions_set_by_a_resolver_are_in_the_response() =>
        (await Ask("{mark(value:true)}")).ShouldBe("""{"data":{"mark":true},"extensions":{"marked":true,"list":[1]}}""");

    [Fact]
    public async Task Caller_set_by_the_host_is_seen_by_resolvers() =>
        (await Ask("{caller}", caller: "Ann")).ShouldBe("""{"data":{"caller":"Ann"}}""");

    [Theory]
    [InlineData("A", """{"data":{"hello":"Hello you"}}""")]
    [InlineData("B", """{"data":{"__typename":"Query"}}""")]
    public async Task Operation_is_chosen_by_name(string name, string expected) =>
        (await Ask("query A{hello} query B{__typename}", operation: name)).ShouldBe(expected);

    [Theory]
    [InlineData("query A{hello} query B{hello}", null)]
    [InlineData("query A{hello} query B{hello}", "C")]
    [InlineData("{hello}", "C")]
    public async Task Operation_unknown_or_unnamed_is_refused(string document, string? name)
    {
        var response = await Ask(document, operation: name);
        Codes(response).ShouldBe(["OPERATION_UNKNOWN"]);
        response.ShouldNotContain("data");
    }

    [Fact]
    public async Task Query_fields_wait_together_and_answer_in_order()
    {
        var state = new State { Gates = { ["a"] = new(), ["b"] = new() } };
        var asked = Ask("{a:wait(name:\"a\") hello b:wait(name:\"b\")}", state: state);
        state.Started.ShouldBe(["a", "b"]);
        state.Gates["b"].SetResult("B");
        state.Gates["a"].SetResult("A");
        (await asked).ShouldBe("""{"data":{"a":"A","hello":"Hello you","b":"B"}}""");
    }

    [Fact]
    public async Task List_items_wait_together()
    {
        var state = new State { Gates = { ["Ann"] = new(), ["Bob"] = new() } };
        var asked = Ask("{people{slow name}}", state: state);
        state.Started.ShouldBe(["Ann", "Bob"]);
        state.Gates["Bob"].SetResult("2");
        state.Gates["Ann"].SetException(new GraphQLException("Not now.", "LATER"));
        (await asked).ShouldBe("""{"data":{"people":[{"slow":null,"name":"Ann"},{"slow":"2","name":"Bob"}]},"errors":[{"message":"Not now.","locations":[{"line":1,"column":9}],"path":["people",0,"slow"],"extensions":{"code":"LATER"}}]}""");
    }

    [Fact]
    public async Task Mutation_fields_run_in_turn() =>
        (await Ask("mutation{a:appendSlowly(text:\"1\") b:append(text:\"2\") c:appendSlowly(text:\"3\")}"))
            .ShouldBe("""{"data":{"a":"1","b":"12","c":"123"}}""");

    [Fact]
    public async Task Mutation_stops_at_a_field_that_cannot_be_null()
    {
        var state = new State();
        (await Ask("mutation{append(text:\"1\") refuse b:append(text:\"2\")}", state: state)).ShouldStartWith("""{"data":null,""");
        state.Appended.ShouldBe(["1"]);
    }

    [Fact]
    public async Task Cancellation_aborts_the_request()
    {
        using var cancel = new CancellationTokenSource();
        var state = new State { Gates = { ["a"] = new() }, Cancel = cancel.Token };
        var asked = Ask("{a:wait(name:\"a\") hello b:wait(name:\"b\")}", state: state);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    [Fact]
    public async Task Subscription_is_refused() =>
        Messages(await Ask("subscription{x}")).ShouldHaveSingleItem().ShouldContain("Subscription");
}
