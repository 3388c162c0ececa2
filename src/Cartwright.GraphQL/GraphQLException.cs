namespace Cartwright.GraphQL;

/// <summary>
/// Thrown by a resolver to answer the client with an error: its message, the field's path and locations,
/// <c>extensions.code</c> and further extensions. Any other exception becomes "Internal error" with the code
/// INTERNAL_SERVER_ERROR.
/// </summary>
public sealed class GraphQLException : Exception
{
    /// <summary>An error with words for the client and a code for its program.</summary>
    /// <exception cref="ArgumentException">An extension is of a kind that has no JSON form here.</exception>
    public GraphQLException(string message, string code, IReadOnlyDictionary<string, object?>? extensions = null)
        : base(message)
    {
        JsonShape.Check(extensions);
        Code = code;
        Extensions = extensions;
    }

    /// <summary>The error's <c>extensions.code</c>.</summary>
    public string Code { get; }

    /// <summary>Further members of the error's extensions, as <see cref="ResponseExtensions"/> takes them.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; }
}
