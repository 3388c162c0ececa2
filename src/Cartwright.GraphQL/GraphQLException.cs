namespace Cartwright.GraphQL;

/// <summary>
/// Thrown by a resolver to answer the client with an error: its message, the field's path and locations,
/// <c>extensions.code</c> and further extensions. Any other exception becomes "Internal error" with the code
/// INTERNAL_SERVER_ERROR.
/// </summary>
public sealed class GraphQLException(
    string message, string code, IReadOnlyDictionary<string, object?>? extensions = null) : Exception(message)
{
    /// <summary>The error's <c>extensions.code</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Further members of the error's extensions, as <see cref="ResponseExtensions"/> takes them.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; } = extensions;
}
