using System.Text;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>One request: a document, which of its operations to run, and the operation's variables.</summary>
/// <param name="Document">The document's text in UTF-8.</param>
/// <param name="OperationName">The operation to run; needed when the document has several.</param>
/// <param name="Variables">A JSON object, null, or undefined.</param>
/// <param name="QueriesOnly">Refuses anything but a query, as GET must.</param>
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
public sealed class GraphQLEngine(
    Schema schema, GraphQLLimits? limits = null, Action<Exception, string>? onInternalError = null)
{
    /// <summary>The schema served.</summary>
    public Schema Schema { get; } = schema;

    /// <summary>The limits in force.</summary>
    public GraphQLLimits Limits { get; } = limits ?? new();

    internal Action<Exception, string>? OnInternalError { get; } = onInternalError;

    /// <summary>Runs one request. The response holds pooled memory: dispose it.</summary>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public ValueTask<GraphQLResponse> ExecuteAsync(GraphQLRequest request, GraphQLContext context) =>
        throw new InvalidOperationException(Schema.ToString());
}
