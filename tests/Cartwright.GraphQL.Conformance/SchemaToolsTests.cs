using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL.Conformance;

/// <summary>SDL and introspection, compared with what the reference implementation makes of the same schema.</summary>
public sealed class SchemaToolsTests
{
    private const string Checkout = "checkout-api.graphql";
    private const string EveryFeature = "every-feature.graphql";

    [Theory]
    [InlineData(Checkout)]
    [InlineData(EveryFeature)]
    public async Task Sdl_of_a_schema_is_the_reference_implementations_to_the_letter(string name)
    {
        var sdl = Read(name);

        var printed = Build(sdl).ToSdl();

        printed.ShouldBe(await ReferenceSchema.PrintAsync(sdl));
    }

    [Theory]
    [InlineData(Checkout)]
    [InlineData(EveryFeature)]
    public void Sdl_that_was_printed_makes_the_same_schema(string name)
    {
        var printed = Build(Read(name)).ToSdl();

        Build(printed).ToSdl().ShouldBe(printed);
    }

    [Theory]
    [InlineData(Checkout)]
    [InlineData(EveryFeature)]
    public async Task Introspection_makes_the_same_schema_at_the_client(string name)
    {
        var sdl = Read(name);

        var response = await AskAsync(Build(sdl), await ReferenceSchema.QueryAsync());

        JsonNode.Parse(response)!["errors"].ShouldBeNull();
        (await ReferenceSchema.ClientAsync(response)).ShouldBe(await ReferenceSchema.PrintAsync(sdl));
    }

    [Theory]
    [InlineData(Checkout)]
    [InlineData(EveryFeature)]
    public async Task Introspection_answers_what_the_reference_implementation_does(string name)
    {
        var sdl = Read(name);

        var answer = Comparable(await AskAsync(Build(sdl), await ReferenceSchema.QueryAsync()));

        var expected = Comparable(await ReferenceSchema.IntrospectAsync(sdl));
        answer.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        expected.Where(part => answer[part.Key] != part.Value)
            .Select(part => $"{part.Value}\nbut was\n{answer[part.Key]}").ShouldBeEmpty();
    }

    /// <summary>
    /// The answer's types by name, and what is beside them in the order in which it was told. Left out are the
    /// descriptions of what is built in, which are everyone's own, and the deprecation of directives, which the
    /// reference implementation has as an experiment and no edition of the specification has.
    /// </summary>
    private static Dictionary<string, string> Comparable(string response)
    {
        var schema = JsonNode.Parse(response)!["data"]!["__schema"]!;
        var types = schema["types"]!.AsArray().Select(type => type!).ToList();
        var directives = schema["directives"]!.AsArray().Select(directive => directive!);
        foreach (var type in types.Where(type => IsBuiltIn(Name(type)))) Undescribe(type);
        foreach (var directive in directives.Where(each => IsBuiltIn("@" + Name(each)))) Undescribe(directive);
        foreach (var type in types) RemoveExperiments(type);
        foreach (var directive in directives)
            Remove(directive["locations"]!, location => location.GetValue<string>() == "DIRECTIVE_DEFINITION");
        schema.AsObject().Remove("types");
        var parts = types.ToDictionary(Name, type => type.ToJsonString());
        parts.Add("__schema", schema.ToJsonString());
        return parts;
    }

    private static void RemoveExperiments(JsonNode type)
    {
        switch (Name(type))
        {
            case "__Schema":
                Remove(type["fields"]![5]!["args"]!, argument => Name(argument) == "includeDeprecated");
                break;
            case "__Directive":
                Remove(type["fields"]!, field => Name(field) is "isDeprecated" or "deprecationReason");
                break;
            case "__DirectiveLocation":
                Remove(type["enumValues"]!, value => Name(value) == "DIRECTIVE_DEFINITION");
                break;
        }
    }

    private static void Remove(JsonNode items, Predicate<JsonNode> isExperimental)
    {
        foreach (var item in items.AsArray().Where(item => isExperimental(item!)).ToList())
            items.AsArray().Remove(item);
    }

    private static bool IsBuiltIn(string name) => name.StartsWith("__", StringComparison.Ordinal) || name is
        "Int" or "Float" or "String" or "Boolean" or "ID"
        or "@include" or "@skip" or "@deprecated" or "@specifiedBy" or "@oneOf";

    private static string Name(JsonNode node) => node["name"]!.GetValue<string>();

    private static void Undescribe(JsonNode node)
    {
        if (node is JsonObject members)
        {
            members.Remove("description");
            foreach (var (_, member) in members) if (member is not null) Undescribe(member);
        }
        if (node is JsonArray items)
            foreach (var item in items) if (item is not null) Undescribe(item);
    }

    /// <summary>The schema without resolvers: it can be printed and introspected, and nothing else.</summary>
    private static Schema Build(string sdl)
    {
        var names = Parser.Parse(Encoding.UTF8.GetBytes(sdl), new() { DocumentTokensMax = int.MaxValue }).Definitions
            .OfType<TypeDefinitionNode>().Where(node => node is { Kind: TypeKind.Object, IsExtension: false })
            .Select(node => node.Name);
        return new SchemaBuilder(sdl).Unserved([.. names]).Build();
    }

    private static async Task<string> AskAsync(Schema schema, string document)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var response = await new GraphQLEngine(schema).ExecuteAsync(
            new(document), new(services, TestContext.Current.CancellationToken));
        return Encoding.UTF8.GetString(response.Json.Span);
    }

    private static string Read(string name)
    {
        using var stream = typeof(SchemaToolsTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
