using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.EndToEnd;
using Cartwright.GraphQL.Tests;

namespace Cartwright.GraphQL.Conformance;

/// <summary>The documents of the published npm client, as it sends them, and changed at random.</summary>
public sealed partial class ClientDocumentFuzzTests
{
    private const int Count = 20_000;

    [Fact]
    public async Task Client_document_mutated_is_compiled_or_refused_and_nothing_else()
    {
        var run = await ProgramRun.RunAsync(
            Needs.Program("node"), Needs.Npm(), ["documents.cjs"], TestContext.Current.CancellationToken);
        var documents = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line).GetProperty("query").GetString()!)
            .Select(Encoding.UTF8.GetBytes).ToList();
        var schema = Checkout();
        documents.Count.ShouldBe(19, run.Error);
        documents.ShouldAllBe(document => IsCompiled(schema, document));
        var compiled = 0;

        await new Mutator(documents, new GraphQLLimits().DocumentBytesMax).RunAsync(Count, (text, _) =>
        {
            if (IsCompiled(schema, text)) compiled++;
            return Task.CompletedTask;
        });

        compiled.ShouldBeInRange(Count / 50, Count / 2);
    }

    private static bool IsCompiled(Schema schema, byte[] text)
    {
        var document = CompiledDocument.Compile(schema, text, new(), new(), out var errors);
        (document is null).ShouldBe(errors.Count > 0);
        return document is not null;
    }

    /// <summary>The checkout contract, of which nothing is served.</summary>
    private static Schema Checkout()
    {
        using var stream = typeof(ClientDocumentFuzzTests).Assembly
            .GetManifestResourceStream("checkout-api.graphql")!;
        using var reader = new StreamReader(stream);
        var sdl = reader.ReadToEnd();
        return new SchemaBuilder(sdl)
            .Unserved([.. ObjectType().Matches(sdl).Select(match => match.Groups[1].Value)]).Build();
    }

    [GeneratedRegex(@"^type (\w+)", RegexOptions.Multiline)]
    private static partial Regex ObjectType();
}
