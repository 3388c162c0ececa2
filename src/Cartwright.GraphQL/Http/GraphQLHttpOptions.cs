using Microsoft.AspNetCore.Http;

namespace Cartwright.GraphQL;

/// <summary>How <see cref="GraphQLHttp.MapGraphQL"/> treats requests.</summary>
public sealed class GraphQLHttpOptions
{
    /// <summary>Bytes of a request's body; more is answered 413.</summary>
    public int BodyBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Runs before a well-formed request executes: authenticates, sets the context's caller and items. A refusal
    /// ends the request; null lets it go on.
    /// </summary>
    public Func<HttpContext, GraphQLContext, ValueTask<GraphQLRefusal?>>? BeforeExecution { get; init; }

    /// <summary>Runs after execution, before the first byte is sent: adds headers.</summary>
    public Func<HttpContext, GraphQLContext, ValueTask>? AfterExecution { get; init; }
}

/// <summary>Ends a request with a status and one GraphQL error.</summary>
/// <param name="StatusCode">The HTTP status, such as 401.</param>
/// <param name="Code">The error's <c>extensions.code</c>.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record GraphQLRefusal(int StatusCode, string Code, string Message);
