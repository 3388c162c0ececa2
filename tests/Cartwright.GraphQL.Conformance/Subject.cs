using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL.Conformance;

/// <summary>The engine, set up as the oracle is.</summary>
internal sealed class Subject : IDisposable
{
    /// <summary>The engine's limits are its own; here they must not be what refuses a document.</summary>
    private static readonly GraphQLLimits Limits = new()
    {
        DepthMax = 200,
        ErrorsMax = 10_000,
        RootFieldsMax = 10_000,
        AliasesMax = 10_000,
        DirectivesPerPlaceMax = 1_000,
        CachedDocumentsMax = 1,
    };

    private readonly GraphQLEngine _inTurn;
    private readonly GraphQLEngine _together;
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    private Subject(Model model, string sdl)
    {
        Model = model;
        _inTurn = new(new Answers(model, isAsync: false).Bind(sdl), Limits);
        _together = new(new Answers(model, isAsync: true).Bind(sdl), Limits);
    }

    public Model Model { get; }

    /// <summary>Makes an embedded schema on both sides.</summary>
    public static async Task<Subject> MakeAsync(Oracle oracle, string schema, CancellationToken cancellationToken)
    {
        using var stream = typeof(Subject).Assembly.GetManifestResourceStream($"{schema}.graphql")!;
        using var reader = new StreamReader(stream);
        var sdl = await reader.ReadToEndAsync(cancellationToken);
        var defined = await oracle.DefineAsync(schema, sdl, cancellationToken);
        defined.Errors.ShouldBeEmpty();
        return new Subject(new Model(defined.Data), sdl);
    }

    /// <summary>What the engine says, in the oracle's terms.</summary>
    public async Task<Verdict> AskAsync(Question question)
    {
        var engine = question.IsAsync ? _together : _inTurn;
        var request = new GraphQLRequest(question.Query, question.OperationName, question.Variables ?? default);
        using var response = await engine.ExecuteAsync(request, new GraphQLContext(_services));
        using var json = JsonDocument.Parse(response.Json, new JsonDocumentOptions { MaxDepth = 512 });
        var root = json.RootElement.Clone();
        List<JsonElement> errors = root.TryGetProperty("errors", out var list) ? [.. list.EnumerateArray()] : [];
        var findings = errors.Select(error => error.Deserialize<Finding>(JsonSerializerOptions.Web)!).ToArray();
        if (root.TryGetProperty("data", out var data)) return new("execute", findings, data);
        var code = errors[0].GetProperty("extensions").GetProperty("code").GetString()!;
        return new(StageOf(code), findings);
    }

    public void Dispose() => _services.Dispose();

    private static string StageOf(string code) => code switch
    {
        GraphQLErrorCodes.ParseFailed => "parse",
        GraphQLErrorCodes.ValidationFailed => "validate",
        GraphQLErrorCodes.BadUserInput => "variables",
        GraphQLErrorCodes.EventStreamRequired => "subscription",
        GraphQLErrorCodes.OperationUnknown => "operation",
        _ => code,
    };
}
