using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.GraphQL.Tests.Zoo;

namespace Cartwright.GraphQL.Tests;

public sealed class LimitTests
{
    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Chain(int count, Func<int, string> fragment) => string.Concat(Enumerable.Range(0, count).Select(fragment));

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "10 MB", "{" + new string(' ', 10_000_000) + "hello}", "DOCUMENT_TOO_LARGE" },
        { "100,000 braces", Repeat("{a", 100_000), "DOCUMENT_TOO_DEEP" },
        { "100,000 brackets", "{a(b:" + new string('[', 100_000), "DOCUMENT_TOO_DEEP" },
        { "100,000 objects", "{a(b:" + Repeat("{c:", 50_000), "DOCUMENT_TOO_DEEP" },
        { "100,000 list types", "query($a:" + new string('[', 100_000), "DOCUMENT_TOO_DEEP" },
        { "inline fragments", Repeat("{...", 50_000), "DOCUMENT_TOO_DEEP" },
        { "tokens", "{" + Repeat("a ", 20_000) + "}", "DOCUMENT_TOO_LARGE" },
        { "aliases", "{" + Chain(500, i => $"a{i}:hello ") + "}", "DOCUMENT_TOO_COMPLEX" },
        { "directives", "{hello " + Repeat("@skip(if:false)", 20) + "}", "DOCUMENT_TOO_COMPLEX" },
        { "list items", "{sum(values:[" + Repeat("1 ", 2_000) + "])}", "DOCUMENT_TOO_COMPLEX" },
        { "root fields", "{" + Chain(60, i => $"a{i}:hello ") + "}", "DOCUMENT_TOO_COMPLEX" },
        { "same root field", "{" + Repeat("hello ", 5_000) + "}", "DOCUMENT_TOO_COMPLEX" },
        {
            "fragments doubling", "{cat{...F0}}" + Chain(25, i => $" fragment F{i} on Cat{{a{i}:kittens{{...F{i + 1}}} b{i}:kittens{{...F{i + 1}}}}}")
                + " fragment F25 on Cat{name}", "DOCUMENT_TOO_COMPLEX"
        },
        {
            "fragments doubling flat", "{cat{...F0}}" + Chain(100, i => $" fragment F{i} on Cat{{...F{i + 1} ...F{i + 1}}}")
                + " fragment F100 on Cat{name}", "DOCUMENT_TOO_COMPLEX"
        },
        {
            "fragments deep", "{cat{...F0}}" + Chain(60, i => $" fragment F{i} on Cat{{kittens{{...F{i + 1}}}}}")
                + " fragment F60 on Cat{name}", "DOCUMENT_TOO_DEEP"
        },
        {
            "fragment chain", "{cat{...F0}}" + Chain(900, i => $" fragment F{i} on Cat{{...F{i + 1}}}")
                + " fragment F900 on Cat{name}", "DOCUMENT_TOO_DEEP"
        },
        { "cycle", "{cat{...A}} fragment A on Cat{...B} fragment B on Cat{...A}", "GRAPHQL_VALIDATION_FAILED" },
    };

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task Hostile_document_is_refused_with_its_code(string name, string document, string code)
    {
        var response = await Ask(document);
        Codes(response).ShouldAllBe(found => found == code, name);
        response.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task Errors_are_bounded()
    {
        Messages(await Ask("{" + Repeat("x ", 40) + "}", limits: new() { ErrorsMax = 7 })).Count.ShouldBe(7);
        var state = new State { Animals = Enumerable.Repeat(new Fish("Nemo"), 40) };
        Messages(await Ask("{animals{name}}", state: state, limits: new() { ErrorsMax = 7 })).Count.ShouldBe(7);
        var waiting = "{" + Chain(20, i => $"a{i}:wait(name:\"x\") b{i}:crash ") + "}";
        Messages(await Ask(waiting, state: state, limits: new() { ErrorsMax = 7 })).Count.ShouldBe(7);
    }

    [Fact]
    public async Task List_in_a_variable_is_bounded()
    {
        var response = await Ask("query($v:[Int!]!){sum(values:$v)}", $$"""{"v":[{{Repeat("1,", 1_000)}}1]}""");
        Codes(response).ShouldBe(["BAD_USER_INPUT"]);
        Messages(response).ShouldBe(["v has 1001 items, more than 1000. Send fewer."]);
    }

    [Fact]
    public async Task Cache_holds_no_more_than_its_bounds_and_answers_from_it()
    {
        var engine = new GraphQLEngine(Zoo.Schema, new() { CachedDocumentsMax = 10, CachedDocumentsBytesMax = 200 * 64 });
        await using var services = new ServiceCollection().BuildServiceProvider();
        async Task<string> Send(string document)
        {
            using var response = await engine.ExecuteAsync(new GraphQLRequest(document), new GraphQLContext(services));
            return Encoding.UTF8.GetString(response.Json.Span);
        }
        for (var i = 0; i < 100; i++)
        {
            (await Send($"{{a{i}:hello}}")).ShouldBe($$$"""{"data":{"a{{{i}}}":"Hello you"}}""");
            (await Send("{__typename}")).ShouldBe("""{"data":{"__typename":"Query"}}""");
            await Send($"{{nope{i}}}");
            engine.CachedDocuments.ShouldBeLessThanOrEqualTo(10);
        }
        engine.CachedDocuments.ShouldBe(10);
        await Send("{hello #" + new string('x', 180) + "\n}");
        engine.CachedDocuments.ShouldBe(1);
        await Send("{hello #" + new string('x', 300) + "\n}");
        engine.CachedDocuments.ShouldBe(1);
    }

    [Fact]
    public void Cache_keeps_what_is_used_when_it_makes_room()
    {
        var cache = new DocumentCache(2, 64_000);
        var documents = new[] { "{hello}", "{__typename}", "{crash}" }.Select(text =>
            CompiledDocument.Compile(Zoo.Schema, Encoding.UTF8.GetBytes(text), new(), new(), out _)!).ToArray();
        cache.Add(documents[0]);
        cache.Add(documents[1]);
        cache.Find("{hello}"u8.ToArray()).ShouldBeSameAs(documents[0]);
        cache.Add(documents[2]);
        cache.Find("{hello}"u8.ToArray()).ShouldBeSameAs(documents[0]);
        cache.Find("{__typename}"u8.ToArray()).ShouldBeNull();
    }

    [Fact]
    public void Extension_of_an_unknown_kind_is_refused_at_once() =>
        Should.Throw<ArgumentException>(() => new ResponseExtensions().Set("x", new object()));
}
