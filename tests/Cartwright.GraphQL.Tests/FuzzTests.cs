using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL.Tests;

/// <summary>
/// Texts changed at random are refused or served, and nothing else comes out. The seeds are the same each time, so that
/// a failure comes back.
/// </summary>
public sealed class FuzzTests
{
    private const int DocumentsCount = 100_000;
    private const int BodiesCount = 20_000;
    private const int SchemasCount = 10_000;

    private static readonly string[] Documents =
    [
        "query Q($a:Float=1,$b:Box!){box(box:$b)number(value:$a)cat{name ...F @skip(if:true) kittens{...F}}}"
            + "fragment F on Cat{legs mood}",
        "{animals{...on Cat{mood} ...on Dog{legs}} box(box:{width:1,tags:[\"a\",\"\\u00e9\"],inner:{width:2}})}",
        "mutation M($t:String!){append(text:$t) b:append(text:\"\"\"x\n  y\"\"\")} query N{__schema{types{name}}}",
        "{pick(by:{id:7}) number(value:-1.5e3) anything(value:{a:[1,E,null,{}]}) day(day:\"2026-11-23\")}",
        "query($b:Box!,$m:Mood!=HAPPY,$y:Boolean!){box(box:$b) mood(mood:$m) mark(value:$y) food(food:OLD_HAY)}",
        "{a:being(kind:\"cat\"){__typename ...on Person{age maybe} ...on Named{name}} people{name age slow} lazy}",
        "query A @note(text:\"x\") @note{hello(name:\"\\uD83D\\uDE00\\u{1F600}\") cat{...G}}"
            + " fragment G on Named{name @note}",
        "{matrix(rows:[[1,2],[null],[]]) sum(values:[1 2 3]) id(id:7) given(text:null) crash fail failHard odd}",
        "{__type(name:\"Box\"){kind name inputFields{name defaultValue type{kind ofType{name}}} fields{name}}}",
        "query($id:ID!,$n:String!){pick(by:{id:$id}) b:pick(by:{name:$n}) loose(loose:{text:$n})} #end",
        "\uFEFF{person{pets{...on Animal{legs} ...{name @include(if:true)}} broken}wait(name:\"w\"),,,}",
        "subscription S{a} type T implements I{f(a:Int=1@d):[T!]!}extend union U=|A|B directive@d repeatable on FIELD",
    ];

    private static readonly string[] Bodies =
    [
        """{"query":"query($a:Int,$b:Box!){box(box:$b) number(value:$a)}","variables":{"a":1,"b":{"width":2}}}""",
        """{"operationName":"B","query":"query A{hello} query B($n:ID!){id(id:$n)}","variables":{"n":"\u00e9"}}""",
        """{"query":"query($v:[Int!]!){sum(values:$v)}","variables":{"v":[1,2,-3,4e0]},"extensions":{"x":[{}]}}""",
        """{"query":"query($v:Anything,$p:Pick!){anything(value:$v)pick(by:$p)}","variables":{"v":[1],"p":{"id":7}}}""",
        """{"query":"{hello}","variables":null,"operationName":null,"extensions":null,"id":[true,false,1.5e-3]}""",
        """[{"query":"{hello}"}]""",
    ];

    private static readonly string[] Schemas =
    [
        Zoo.Sdl,
        """
        "d" directive @d(a: Int = 1, b: [String!]) repeatable on OBJECT | FIELD_DEFINITION | ENUM_VALUE
        schema @d { query: Query mutation: M }
        interface I implements J { f(a: In = {x: [1, 2]}): [B!] @d } interface J { f: [B] }
        type B implements I & J @d(a: 2) { f(a: In): [B!] @deprecated(reason: "old") }
        input In @oneOf { x: [Int!] y: In z: E } enum E { A B @deprecated } union U = B | M
        scalar S @specifiedBy(url: "https://example.com") type M { u: U s: S }
        type Query { hello(in: In, e: [E!] = [A]): String } extend type M { e: E }
        """,
        "type Query { hello(name: String = \"you\"): String } enum E { A } input In { self: In list: [[In!]!] = [] }",
    ];

    private static byte[][] Bytes(string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public async Task Document_mutated_is_refused_or_served_and_nothing_else()
    {
        using var asked = new Asked();
        await new Mutator(Bytes(Documents), new GraphQLLimits().DocumentBytesMax + 100).RunAsync(
            DocumentsCount, (text, random) => asked.AskAsync(
                new(text, OperationOf(random), random.Next(8) == 0 ? default : Asked.Variables)));

        // A fuzz that only ever makes nonsense, or never any, tests nothing.
        asked.Outcomes.Keys.ShouldBe(
            [GraphQLOutcome.Executed, GraphQLOutcome.Refused], ignoreOrder: true, string.Join(' ', asked.Outcomes));
        asked.Outcomes.Values.Min().ShouldBeGreaterThan(DocumentsCount / 50);
        string[] codes =
        [
            "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_UNKNOWN", "BAD_USER_INPUT",
            "DOCUMENT_TOO_LARGE", "DOCUMENT_TOO_DEEP", "DOCUMENT_TOO_COMPLEX",
        ];
        codes.Except(asked.Codes).ShouldBeEmpty();
    }

    [Fact]
    public void Document_that_is_mutated_makes_sense_before() =>
        Bytes(Documents[..^1]).SelectMany(text =>
        {
            CompiledDocument.Compile(Zoo.Schema, text, new(), new(), out var errors);
            return errors.Select(error => error.Message);
        }).ShouldBeEmpty();

    /// <summary>Found by these tests in a longer run than they make by themselves.</summary>
    [Fact]
    public async Task Unknown_fragment_in_an_operation_that_the_schema_lacks_is_refused() =>
        Zoo.Messages(await Zoo.Ask("subscription { ...Nope }")).ShouldBe(
        [
            "The schema has no Subscription operations. Send one that it has.", "Unknown fragment \"Nope\".",
        ]);

    [Fact]
    public async Task Body_mutated_is_refused_or_served_and_nothing_else()
    {
        using var asked = new Asked();
        var wellFormed = 0;
        await new Mutator(Bytes(Bodies), 600_000).RunAsync(BodiesCount, async (text, _) =>
        {
            if (HttpParameters.FromBody(text, new()) is not HttpParameters.Good good) return;
            wellFormed++;
            using (good) await asked.AskAsync(good.Request);
        });
        wellFormed.ShouldBeInRange(BodiesCount / 20, BodiesCount * 19 / 20);
    }

    [Fact]
    public async Task Schema_mutated_is_built_or_refused_and_nothing_else()
    {
        var built = 0;
        var refused = 0;
        await new Mutator(Bytes(Schemas), 20_000).RunAsync(SchemasCount, (text, _) =>
        {
            try
            {
                new SchemaBuilder(Encoding.UTF8.GetString(text))
                    .Root("Query", query => query.Field("hello", string? (_) => null)).Build();
                built++;
            }
            catch (SchemaException)
            {
                refused++;
            }
            return Task.CompletedTask;
        });
        built.ShouldBeGreaterThan(SchemasCount / 50);
        refused.ShouldBeGreaterThan(SchemasCount / 100);
    }

    private static string? OperationOf(Random random) =>
        random.Next(15) switch { 0 => "Q", 1 => "M", 2 => "N", _ => null };

    /// <summary>An engine that is asked, and what came of it.</summary>
    private sealed class Asked : IDisposable
    {
        private readonly ServiceProvider _services =
            new ServiceCollection().AddTransient(_ => new Zoo.State()).BuildServiceProvider();
        private readonly GraphQLEngine _engine;
        private Exception? _failure;

        // What the zoo's own resolvers throw is well known; anything else is the engine's mistake.
        public Asked() => _engine = new(Zoo.Schema, onInternalError: (e, field) =>
            _failure = (e, field) is (InvalidOperationException or OverflowException, _)
                or (KeyNotFoundException, "Query.loose") ? _failure : e);

        public static JsonElement Variables { get; } = JsonElement.Parse(
            """{"a":3,"b":{"width":1,"tags":["x"]},"t":"text","m":"VERY_SAD","y":true,"id":"7","n":"x"}""");

        public Dictionary<GraphQLOutcome, int> Outcomes { get; } = [];
        public HashSet<string> Codes { get; } = [];

        public async Task AskAsync(GraphQLRequest request)
        {
            _failure = null;
            using var response = await _engine.ExecuteAsync(request, new(_services));
            if (_failure is not null) throw new InvalidOperationException("The engine failed.", _failure);
            response.Outcome.ShouldBeOneOf(GraphQLOutcome.Executed, GraphQLOutcome.Refused);
            // Whatever was asked, the answer is JSON: text that is not throws here.
            using var json = JsonDocument.Parse(response.Json);
            (response.Outcome == GraphQLOutcome.Executed).ShouldBe(json.RootElement.TryGetProperty("data", out _));
            Outcomes[response.Outcome] = Outcomes.GetValueOrDefault(response.Outcome) + 1;
            Codes.UnionWith(response.ErrorCodes);
        }

        public void Dispose() => _services.Dispose();
    }
}
