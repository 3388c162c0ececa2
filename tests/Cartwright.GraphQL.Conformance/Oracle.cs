using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Cartwright.EndToEnd;

namespace Cartwright.GraphQL.Conformance;

/// <summary>One document to be judged by both sides.</summary>
internal sealed record Question(
    string Schema, string Query, JsonElement? Variables = null, string? OperationName = null, bool IsAsync = false);

internal sealed record Place(int Line, int Column);

internal sealed record Finding(string Message, Place[]? Locations, JsonElement? Path);

/// <summary>How far a document came (parse, validate, operation, variables, execute) and what was found.</summary>
internal sealed record Verdict(string Stage, Finding[] Errors, JsonElement Data = default);

/// <summary>
/// npm graphql 16 in a process of Node. Questions are written without waiting for answers, which come in order.
/// </summary>
internal sealed class Oracle : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 512,
    };

    private readonly Process _process = Process.Start(new ProcessStartInfo(Needs.Program("node"), ["oracle.cjs"])
    {
        WorkingDirectory = Needs.Npm(),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Makes a schema known by a name. Answers its introspection, or why it is refused.</summary>
    public async Task<Verdict> DefineAsync(string schema, string sdl, CancellationToken cancellationToken)
    {
        await WriteAsync(new { schema, sdl });
        return await ReadAsync(cancellationToken);
    }

    /// <summary>The verdicts on all questions, in their order.</summary>
    public async IAsyncEnumerable<(Question Question, Verdict Verdict)> AskAsync(
        IEnumerable<Question> questions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = Channel.CreateBounded<Question>(500);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = Task.Run(() => WriteAllAsync(questions, open.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var question in open.Reader.ReadAllAsync(cancellationToken))
                yield return (question, await ReadAsync(cancellationToken));
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WriteAllAsync(
        IEnumerable<Question> questions, ChannelWriter<Question> open, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var question in questions)
            {
                await WriteAsync(question);
                await open.WriteAsync(question, cancellationToken);
            }
            open.Complete();
        }
        catch (Exception e)
        {
            open.Complete(e);
        }
    }

    private async Task WriteAsync(object request)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, Options));
        await _process.StandardInput.FlushAsync();
    }

    private async Task<Verdict> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The oracle ended. What it said is on its standard error.");
        return JsonSerializer.Deserialize<Verdict>(line, Options)!;
    }
}
