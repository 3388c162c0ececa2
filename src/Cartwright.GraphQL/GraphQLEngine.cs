using System.Text;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>One request: a document, which of its operations to run, and the operation's variables.</summary>
/// <param name="Document">The document's text in UTF-8.</param>
/// <param name="OperationName">The operation to run; needed when the document has several.</param>
/// <param name="Variables">A JSON object, null, or undefined.</param>
/// <param name="QueriesOnly">Refuses a mutation, as GET must.</param>
public readonly record struct GraphQLRequest(
    ReadOnlyMemory<byte> Document,
    string? OperationName = null,
    JsonElement Variables = default,
    bool QueriesOnly = false)
{
    /// <summary>A request from a document in a string.</summary>
    public GraphQLRequest(string document, string? operationName = null, JsonElement variables = default)
        : this(Encoding.UTF8.GetBytes(document), operationName, variables) { }
}

/// <summary>Parses, checks and runs requests against a schema. Safe to use from many threads.</summary>
/// <param name="schema">The schema to serve.</param>
/// <param name="limits">The limits to keep; the defaults when left out.</param>
/// <param name="onInternalError">
/// Told of each exception that a resolver threw and that the client must not see, with the field's name, such as
/// <c>Cart.stores</c>. Must not throw.
/// </param>
/// <param name="clock">What time limits are measured by; the system's when left out.</param>
public sealed partial class GraphQLEngine(
    Schema schema, GraphQLLimits? limits = null, Action<Exception, string>? onInternalError = null,
    TimeProvider? clock = null)
{
    private readonly DocumentCache _cache =
        new((limits ?? new()).CachedDocumentsMax, (limits ?? new()).CachedDocumentsBytesMax);

    private readonly PlanFields _planFields = new();

    /// <summary>The schema served.</summary>
    public Schema Schema { get; } = schema;

    /// <summary>The limits in force.</summary>
    public GraphQLLimits Limits { get; } = limits ?? new();

    /// <summary>How many documents are kept parsed and checked at the moment.</summary>
    public int CachedDocuments => _cache.Count;

    internal TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    /// <summary>
    /// Runs one query or mutation. The response holds pooled memory: dispose it. A subscription is refused here:
    /// <see cref="SubscribeAsync"/> runs it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public async ValueTask<GraphQLResponse> ExecuteAsync(GraphQLRequest request, GraphQLContext context)
    {
        try
        {
            return Prepare(request, maySubscribe: false, out var prepared)
                ?? await RunAsync(prepared, RootValue.Instance, context);
        }
        catch (Exception e) when (e is not OperationCanceledException
            || !context.CancellationToken.IsCancellationRequested)
        {
            return Fail(e);
        }
    }

    /// <summary>A response for a failure that is none of the client's business; the host is told.</summary>
    internal GraphQLResponse Fail(Exception exception)
    {
        onInternalError?.Invoke(exception, "");
        return Refuse(GraphQLErrorCodes.InternalServerError, "Internal error. Try again later.", GraphQLOutcome.Failed);
    }

    /// <summary>Finds the operation and its variables; or answers why there is nothing to run.</summary>
    private GraphQLResponse? Prepare(GraphQLRequest request, bool maySubscribe, out PreparedOperation prepared)
    {
        prepared = default;
        if (request.Document.Length > Limits.DocumentBytesMax) return TooLarge(request.Document.Length);
        if (_cache.Find(request.Document) is not { } document)
        {
            var source = request.Document.ToArray();
            _planFields.MakeRoom ??= () => _cache.TrimWhile(() => _planFields.IsFull);
            if (CompiledDocument.Compile(Schema, source, Limits, _planFields, out var refusals) is not { } compiled)
                return GraphQLResponse.Refuse(refusals, source);
            document = compiled;
            _cache.Add(document);
        }
        if (document.Find(request.OperationName) is not { } operation)
            return Refuse(GraphQLErrorCodes.OperationUnknown, UnknownOperation(document, request.OperationName));
        if (request.QueriesOnly && operation.Node.Kind == OperationKind.Mutation)
            return Refuse(GraphQLErrorCodes.MethodNotAllowed,
                "Only queries may be sent by GET. Send this operation by POST.", GraphQLOutcome.QueriesOnly);
        if (!maySubscribe && operation.Node.Kind == OperationKind.Subscription)
            return Refuse(GraphQLErrorCodes.EventStreamRequired,
                "A subscription is answered as a stream. Send the header \"Accept: text/event-stream\" with it.",
                GraphQLOutcome.StreamRequired);
        if (request.Variables.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
            return Refuse(GraphQLErrorCodes.BadUserInput, "\"variables\" must be a JSON object.");
        var errors = new List<FieldError>();
        prepared = new(document, operation, operation.Variables(request.Variables, Limits, errors));
        return errors.Count > 0 ? GraphQLResponse.Refuse(errors, document.Source) : null;
    }

    private async ValueTask<GraphQLResponse> RunAsync(
        PreparedOperation prepared, object root, GraphQLContext context)
    {
        var plan = prepared.Operation.Plan(prepared.Variables);
        if (prepared.Kind == OperationKind.Mutation)
            return await RunAsync(prepared, plan, root, context, context.CancellationToken);
        var limit = TimeSpan.FromSeconds(Limits.ExecutionSecondsMax);
        if (plan.AsyncCount == 0)
        {
            // What never waits cannot be ended from outside: it looks at the clock itself.
            var started = Clock.GetTimestamp();
            return await RunAsync(prepared, plan, root, context, context.CancellationToken,
                () => Clock.GetElapsedTime(started) > limit);
        }
        return await TimeLimit.RunAsync(limit, Clock,
                token => RunAsync(prepared, plan, root, context, token), context.CancellationToken)
            ?? TimedOut();
    }

    private GraphQLResponse TimedOut() => Refuse(GraphQLErrorCodes.ExecutionTimeout,
        $"The request took longer than {Limits.ExecutionSecondsMax} s. Ask for less at once, or try again later.",
        GraphQLOutcome.TimedOut);

    private async ValueTask<GraphQLResponse> RunAsync(
        PreparedOperation prepared, SelectionPlan plan, object root, GraphQLContext context,
        CancellationToken cancellationToken, Func<bool>? isTimeUp = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = new Run(context, prepared.Variables, Limits, onInternalError, cancellationToken, isTimeUp);
        var output = new JsonText(run.Budget);
        try
        {
            output.Raw("{\"data\":"u8);
            var mark = output.Length;
            var isWritten = await run.ExecuteAsync(
                plan, root, output, inTurn: prepared.Kind == OperationKind.Mutation);
            cancellationToken.ThrowIfCancellationRequested();
            if (!isWritten)
            {
                output.Rewind(mark);
                output.Null();
            }
            if (output.Errors is { } errors)
            {
                output.Byte((byte)',');
                ResponseWriter.WriteErrors(output, errors, prepared.Document.Source);
            }
            if (context.ExtensionEntries is { Count: > 0 } extensions)
            {
                output.Byte((byte)',');
                ResponseWriter.WriteExtensions(output, extensions);
            }
            output.Byte((byte)'}');
            return new(GraphQLOutcome.Executed, output, output.Errors);
        }
        catch (ResponseTooLargeException)
        {
            output.Dispose();
            return Refuse(GraphQLErrorCodes.ResponseTooLarge,
                $"The answer has more than {Limits.ResponseBytesMax} bytes. Select less at once.");
        }
        catch (TimeUpException)
        {
            output.Dispose();
            return TimedOut();
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    private GraphQLResponse TooLarge(int bytes) => Refuse(GraphQLErrorCodes.DocumentTooLarge,
        $"The document has {bytes} bytes, more than {Limits.DocumentBytesMax}. Send a smaller one.");

    private static GraphQLResponse Refuse(
        string code, string message, GraphQLOutcome outcome = GraphQLOutcome.Refused) =>
        GraphQLResponse.Refuse([new FieldError(message, code, [])], [], outcome);

    private static string UnknownOperation(CompiledDocument document, string? name)
    {
        if (document.Operations.Length == 0) return "The document has no operation. Send one.";
        if (name is null) return "The document has several operations. Name one in \"operationName\".";
        var shown = name.Length > 60 ? name[..57] + "..." : name;
        return $"Unknown operation named \"{shown}\". Name one that the document has.";
    }
}

/// <summary>An operation with its variables, ready to run.</summary>
internal readonly record struct PreparedOperation(
    CompiledDocument Document, CompiledOperation Operation, Dictionary<string, object?> Variables)
{
    public OperationKind Kind => Operation.Node.Kind;
}
