using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL.Tests;

/// <summary>A schema that holds every feature the tests need, and ways to ask it.</summary>
internal static class Zoo
{
    public const string Sdl = """
        "A day, as 2026-11-23."
        scalar Day @specifiedBy(url: "https://example.com/day")
        scalar Anything
        directive @note(text: String) repeatable on FIELD | QUERY
        enum Mood { HAPPY VERY_SAD }
        enum Food { HAY MEAT OLD_HAY @deprecated(reason: "Stale") }
        interface Named { name: String! }
        interface Animal implements Named { name: String! legs: Int }
        type Cat implements Animal & Named { name: String! legs: Int mood: Mood! kittens: [Cat!]! friend: Animal }
        type Dog implements Animal & Named { name: String! legs: Int barks(times: Int = 2): String! owner: Person }
        type Ghost { scare: String }
        type Person implements Named { name: String! pets: [Animal!] age: Int! broken: String! slow: String maybe: String }
        union Being = Cat | Dog | Person
        input Box { width: Int! height: Int = 3 label: String tags: [String!] inner: Box mood: Mood }
        input Loose { text: String }
        input Pick @oneOf { name: String id: ID }
        type Query {
          hello(name: String = "you"): String!
          cat: Cat
          animals: [Animal]
          being(kind: String!): Being
          person: Person
          people: [Person!]
          box(box: Box!): String!
          loose(loose: Loose): String
          pick(by: Pick!): String
          sum(values: [Int!]!): Int!
          matrix(rows: [[Int]]): Int
          mood(mood: Mood!): Mood
          food(food: Food): Food
          day(day: Day): Day
          anything(value: Anything): Anything
          given(text: String): String!
          fail: String
          crash: String
          failHard: String!
          number(value: Float): Float
          id(id: ID!): ID
          wait(name: String!): String
          mark(value: Boolean!): Boolean
          ghost: Ghost
          caller: String
          lazy: [Int!]
          odd: Odd
        }
        scalar Odd
        type Mutation { append(text: String!): String appendSlowly(text: String!): String! refuse: String! }
        """;

    public enum Mood { Happy, VerySad }

    public record Animal(string Name, int? Legs);
    public sealed record Cat(string Name, int? Legs = 4, Mood Mood = Mood.Happy) : Animal(Name, Legs)
    {
        public List<Cat> Kittens { get; init; } = [];
        public Animal? Friend { get; init; }
    }
    public sealed record Dog(string Name) : Animal(Name, 4);
    public sealed record Fish(string Name) : Animal(Name, 0);
    public sealed record Odd;
    public sealed record Person(string Name, int Age);
    public sealed record Box(int Width, int? Height, Optional<string> Label, IReadOnlyList<string>? Tags = null)
    {
        public Box? Inner { get; init; }
        public Mood? Mood { get; init; } = Zoo.Mood.VerySad;
    }

    /// <summary>What a test can see and steer: gates for waiting resolvers, texts appended, failures reported.</summary>
    public sealed class State
    {
        public Dictionary<string, TaskCompletionSource<string>> Gates { get; } = [];
        public Action<Utf8JsonWriter> Mark { get; init; } = writer => writer.WriteRawValue("[1]");
        public CancellationToken Cancel { get; init; }
        public List<string> Started { get; } = [];
        public List<string> Appended { get; } = [];
        public List<(Exception Exception, string Field)> Failures { get; } = [];
        public IEnumerable<Animal?> Animals { get; set; } = [new Cat("Tom"), null, new Dog("Rex")];
    }

    public static Schema Schema { get; } = Builder().Build();

    public static SchemaBuilder Builder(string sdl = Sdl) => new SchemaBuilder(sdl)
        .Scalar("Day", day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ParseDay)
        .Scalar<Odd>("Odd", (_, _) => throw new InvalidOperationException("secret"), _ => new Odd())
        .Enum<Mood>("Mood")
        .Input<Box>("Box")
        .Unserved("Ghost")
        .Object<Cat>("Cat", t => t.Properties())
        .Object<Dog>("Dog", t => t
            .Properties()
            .Field("barks", (_, r) => string.Concat(Enumerable.Repeat("wuff", r.Argument<int>("times"))))
            .Field("owner", _ => new Person("Ann", 40)))
        .Object<Person>("Person", t => t
            .Properties()
            .Field("pets", (_, r) => r.Get<State>().Animals)
            .Field("broken", string (_) => null!)
            .Field("maybe", string? (_) => null)
            .FieldAsync("slow", async (person, r) => await Wait(r, person.Name)))
        .Root("Query", Query)
        .Root("Mutation", t => t
            .Field("append", r => Append(r))
            .FieldAsync("appendSlowly", async r =>
            {
                await Task.Yield();
                return Append(r);
            })
            .Field("refuse", string (r) => throw new GraphQLException("No.", "REFUSED")));

    private static void Query(RootBuilder t) => t
        .Field("hello", r => $"Hello {r.Argument<string?>("name") ?? "nobody"}")
        .Field("cat", _ => new Cat("Tom") { Kittens = [new Cat("Kit", null, Mood.VerySad)], Friend = new Dog("Rex") })
        .Field("animals", r => r.Get<State>().Animals)
        .Field("being", object? (r) => r.Argument<string>("kind") switch
        {
            "cat" => new Cat("Tom"),
            "person" => new Person("Ann", 40),
            "fish" => new Fish("Nemo"),
            _ => null,
        })
        .Field("person", _ => new Person("Ann", 40))
        .Field("people", _ => new[] { new Person("Ann", 40), new Person("Bob", 50) })
        .Field("box", r => Describe(r.Argument<Box>("box")))
        .Field("loose", r => r.Argument<IReadOnlyDictionary<string, object?>?>("loose")?["text"] as string)
        .Field("pick", r => string.Join(",", r.Argument<IReadOnlyDictionary<string, object?>>("by").Select(p => p.Key + p.Value)))
        .Field("sum", r => r.Argument<int[]>("values").Sum())
        .Field("matrix", r => r.Argument<List<List<int?>?>?>("rows")?.Sum(row => row?.Sum()))
        .Field("mood", r => r.Argument<Mood>("mood"))
        .Field("food", r => r.Argument<string?>("food"))
        .Field("day", r => r.Argument<DateOnly?>("day"))
        .Field("anything", r => r.Argument<object?>("value") is JsonElement json ? json : JsonElement.Parse("null"))
        .Field("given", r => !r.HasArgument("text") ? "absent" : r.Argument<string?>("text") ?? "null")
        .Field("fail", string? (r) => throw new GraphQLException(
            "Out of tea.", "NO_TEA", new Dictionary<string, object?> { ["left"] = 0, ["kinds"] = new List<object?> { "green" } }))
        .Field("crash", string? (r) => throw new InvalidOperationException("secret"))
        .Field("failHard", string (r) => throw new GraphQLException("Out of tea.", "NO_TEA"))
        .Field("number", r => r.Argument<double?>("value"))
        .Field("id", r => r.Argument<string>("id"))
        .FieldAsync("wait", r => Wait(r, r.Argument<string>("name")))
        .Field("mark", r =>
        {
            r.Extensions.Set("marked", r.Argument<bool>("value"));
            r.Extensions.Set("list", r.Get<State>().Mark);
            return (bool?)true;
        })
        .Field("ghost", _ => (object?)null)
        .Field("caller", r => r.Caller as string)
        .Field("lazy", _ => Enumerable.Range(1, 3).Select(i => i < 3 ? i : throw new GraphQLException("Too far.", "FAR")))
        .Field("odd", _ => new Odd());

    private static DateOnly ParseDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : throw new FormatException("Write a day as 2026-11-23.");

    private static string Append(FieldRequest request)
    {
        request.Get<State>().Appended.Add(request.Argument<string>("text"));
        return string.Concat(request.Get<State>().Appended);
    }

    private static async ValueTask<string?> Wait(FieldRequest request, string name)
    {
        var state = request.Get<State>();
        TaskCompletionSource<string> gate;
        lock (state.Gates)
        {
            state.Started.Add(name);
            if (!state.Gates.TryGetValue(name, out gate!)) return name;
        }
        return await gate.Task.WaitAsync(request.CancellationToken);
    }

    private static string Describe(Box box) =>
        $"{box.Width}x{box.Height?.ToString(CultureInfo.InvariantCulture) ?? "null"}"
        + $" {(box.Label.IsGiven ? box.Label.Value ?? "null" : "unlabelled")} [{string.Join(",", box.Tags ?? [])}]"
        + $" {box.Mood?.ToString() ?? "moodless"}{(box.Inner is null ? "" : $" ({Describe(box.Inner)})")}";

    /// <summary>Runs a document and answers the response's JSON.</summary>
    public static async Task<string> Ask(
        string document, string? variables = null, string? operation = null, State? state = null,
        GraphQLLimits? limits = null, object? caller = null)
    {
        state ??= new State();
        var engine = new GraphQLEngine(Schema, limits, (e, field) => state.Failures.Add((e, field)));
        await using var services = new ServiceCollection().AddSingleton(state).BuildServiceProvider();
        var context = new GraphQLContext(services, state.Cancel) { Caller = caller };
        var json = variables is null ? default : JsonElement.Parse(variables);
        using var response = await engine.ExecuteAsync(new GraphQLRequest(document, operation, json), context);
        return Encoding.UTF8.GetString(response.Json.Span);
    }

    /// <summary>Runs a document against another schema, whose resolvers need no services.</summary>
    public static async Task<string> Ask(Schema schema, string document)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var response = await new GraphQLEngine(schema).ExecuteAsync(new(document), new(services));
        return Encoding.UTF8.GetString(response.Json.Span);
    }

    /// <summary>The messages of a response's errors.</summary>
    public static List<string> Messages(string response) =>
        !JsonElement.Parse(response).TryGetProperty("errors", out var errors) ? []
            : [.. errors.EnumerateArray().Select(error => error.GetProperty("message").GetString()!)];

    /// <summary>The codes of a response's errors.</summary>
    public static List<string> Codes(string response) =>
        [.. JsonElement.Parse(response).GetProperty("errors").EnumerateArray()
            .Select(error => error.GetProperty("extensions").GetProperty("code").GetString()!)];
}
