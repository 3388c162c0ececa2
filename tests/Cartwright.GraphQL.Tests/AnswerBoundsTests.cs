using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.GraphQL.Tests;

/// <summary>What an answer may take: memory, time, and nothing of another request's.</summary>
public sealed class AnswerBoundsTests
{
    private const string Sdl = """
        type Query {
          words(count: Int!): [String!]!
          tree(depth: Int!): Node
          pieces(count: Int!): [Piece!]!
          tags(in: Tags = {tags: ["sdl"]}, more: [String!] = ["sdl"]): [String!]!
        }
        type Node { id: Int! below: [Node!]! }
        type Piece { text: String! }
        input Tags { tags: [String!]! }
        """;

    [Theory]
    [InlineData("{words(count: 20000)}")]
    [InlineData("{pieces(count: 20000){text}}")]
    public async Task Answer_that_is_too_long_is_refused_with_its_code(string document)
    {
        var answer = await AskAsync(Engine(new() { ResponseBytesMax = 100_000 }), document);

        Zoo.Codes(answer).ShouldBe(["RESPONSE_TOO_LARGE"]);
        answer.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Answer_within_its_bound_is_given()
    {
        var answer = await AskAsync(Engine(new() { ResponseBytesMax = 100_000 }), "{words(count: 1000)}");

        answer.ShouldStartWith("""{"data":{"words":["word",""");
    }

    [Fact]
    public async Task Query_that_never_waits_is_ended_when_its_time_is_up()
    {
        var clock = new FakeTimeProvider();
        var engine = Engine(
            new() { ExecutionSecondsMax = 5 }, clock, onWord: () => clock.Advance(TimeSpan.FromMilliseconds(10)));

        Zoo.Codes(await AskAsync(engine, "{words(count: 100000)}")).ShouldBe(["EXECUTION_TIMEOUT"]);
        (await AskAsync(engine, "{words(count: 100)}")).ShouldStartWith("{\"data\"");
    }

    [Fact]
    public async Task Query_that_never_waits_ends_when_its_client_leaves()
    {
        using var leaving = new CancellationTokenSource();
        var words = 0;
        var engine = Engine(new(), onWord: () =>
        {
            if (++words == 1_000) leaving.Cancel();
        });

        await Should.ThrowAsync<OperationCanceledException>(
            () => AskAsync(engine, "{words(count: 1000000)}", stop: leaving));
        words.ShouldBeLessThan(2_000);
    }

    /// <summary>A list or an object that one request's resolver changed used to be the next request's too.</summary>
    [Theory]
    [InlineData("""{tags(in: {tags: ["a"]}, more: ["b"])}""", "a b x")]
    [InlineData("{tags}", "sdl sdl x")]
    [InlineData("""query($in: Tags = {tags: ["a"]}, $more: [String!] = ["b"]) {tags(in: $in, more: $more)}""", "a b x")]
    public async Task Input_that_a_resolver_changes_is_no_other_requests(string document, string expected)
    {
        var engine = Engine(new());
        for (var time = 0; time < 3; time++)
        {
            using var answer = JsonDocument.Parse(await AskAsync(engine, document));
            string.Join(' ', answer.RootElement.GetProperty("data").GetProperty("tags").EnumerateArray()
                .Select(tag => tag.GetString())).ShouldBe(expected);
        }
    }

    /// <summary>The answer used to be no JSON then.</summary>
    [Theory]
    [InlineData("nothing")]
    [InlineData("open")]
    public async Task Scalar_that_is_not_written_to_its_end_is_an_error(string what)
    {
        var failures = 0;
        var schema = new SchemaBuilder("scalar Odd type Query { odd: Odd }")
            .Scalar<StringBuilder>(
                "Odd",
                (writer, _) =>
                {
                    if (what == "open") writer.WriteStartObject();
                },
                _ => new StringBuilder())
            .Root("Query", root => root.Field("odd", _ => new StringBuilder()))
            .Build();
        var engine = new GraphQLEngine(schema, new(), (_, _) => failures++);

        using var answer = JsonDocument.Parse(await AskAsync(engine, "{odd}"));

        answer.RootElement.GetProperty("data").GetProperty("odd").ValueKind.ShouldBe(JsonValueKind.Null);
        failures.ShouldBe(1);
    }

    /// <summary>A document of some kilobytes used to keep tens of megabytes.</summary>
    [Fact]
    public async Task Short_documents_that_stand_for_large_plans_keep_bounded_memory()
    {
        var engine = Engine(new());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < 30; number++)
        {
            var document = Bomb(number);
            for (var mask = 0; mask < 16; mask++)
            {
                var variables = JsonSerializer.SerializeToElement(
                    Enumerable.Range(0, 4).ToDictionary(bit => $"c{bit}", bit => (mask >> bit & 1) == 1));
                await AskAsync(engine, document, variables);
            }
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(engine);
        engine.CachedDocuments.ShouldBeGreaterThan(0);
        kept.ShouldBeLessThan(128 * 1024 * 1024);
    }

    private static string Bomb(int number)
    {
        var document = new StringBuilder("query Q").Append(number)
            .Append("($c0: Boolean!, $c1: Boolean!, $c2: Boolean!, $c3: Boolean!) {");
        for (var root = 0; root < 30; root++) document.Append($" r{root}: tree(depth: 1) {{ ...F }}");
        document.Append(" } fragment F on Node {");
        for (var bit = 0; bit < 4; bit++) document.Append($" b{bit}: id @include(if: $c{bit})");
        for (var alias = 0; alias < 140; alias++) document.Append($" a{alias}: id");
        return document.Append(" }").ToString();
    }

    private static GraphQLEngine Engine(GraphQLLimits limits, TimeProvider? clock = null, Action? onWord = null)
    {
        var schema = new SchemaBuilder(Sdl)
            .Input<TagsInput>("Tags")
            .Object<Piece>("Piece", type => type.FieldAsync("text", async (piece, _) =>
            {
                await Task.Yield();
                return piece.Text;
            }))
            .Object<Tree>("Node", type => type
                .Field("id", tree => tree.Depth)
                .Field("below", tree => tree.Depth > 0 ? [new Tree(tree.Depth - 1)] : Array.Empty<Tree>()))
            .Root("Query", root => root
                .Field("words", request => Words(request.Argument<int>("count"), onWord))
                .Field("tree", request => new Tree(request.Argument<int>("depth")))
                .Field("pieces", request => Enumerable.Range(0, request.Argument<int>("count"))
                    .Select(_ => new Piece("some text")))
                .Field("tags", request =>
                {
                    var given = request.Argument<TagsInput>("in");
                    var more = request.Argument<List<string>>("more");
                    List<string> all = [.. given.Tags, .. more, "x"];
                    given.Tags.Add("leak");
                    more.Add("leak");
                    return (IReadOnlyList<string>)all;
                }))
            .Build();
        return new(schema, limits, (e, field) => throw new InvalidOperationException(field, e), clock);
    }

    private static IEnumerable<string> Words(int count, Action? onWord)
    {
        for (var word = 0; word < count; word++)
        {
            onWord?.Invoke();
            yield return "word";
        }
    }

    private static async Task<string> AskAsync(
        GraphQLEngine engine, string document, JsonElement variables = default, CancellationTokenSource? stop = null)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var response = await engine.ExecuteAsync(
            new GraphQLRequest(document, null, variables), new GraphQLContext(services, stop?.Token ?? default));
        return Encoding.UTF8.GetString(response.Json.Span);
    }

    private sealed record Piece(string Text);

    private sealed record Tree(int Depth);

    private sealed class TagsInput
    {
        public required List<string> Tags { get; set; }
    }
}
