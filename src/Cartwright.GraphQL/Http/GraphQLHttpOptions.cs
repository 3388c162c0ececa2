using Microsoft.AspNetCore.Http;

namespace Cartwright.GraphQL;

/// <summary>How <see cref="GraphQLHttp.MapGraphQL"/> treats requests.</summary>
public sealed class GraphQLHttpOptions
{
    /// <summary>Bytes of a request's body; more is answered 413.</summary>
    public int BodyBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Event streams open at once; the next is answered 503 until one ends.</summary>
    public int SubscriptionsMax { get; init; } = 1_000;

    /// <summary>Seconds an event stream lives; then it completes, and the client opens another.</summary>
    public int SubscriptionSecondsMax { get; init; } = 3_600;

    /// <summary>
    /// Seconds between the comments that an event stream is sent, so that nothing on the way takes it for dead.
    /// </summary>
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>
    /// Runs before a well-formed request executes: authenticates, sets the context's caller and items. A refusal
    /// ends the request; null lets it go on.
    /// </summary>
    public Func<HttpContext, GraphQLContext, ValueTask<GraphQLRefusal?>>? BeforeExecution { get; init; }

    /// <summary>
    /// Asked before each event of a stream, and with each heartbeat: false ends the stream. Whoever may no longer ask
    /// hears no more.
    /// </summary>
    public Func<HttpContext, GraphQLContext, ValueTask<bool>>? IsStillAllowed { get; init; }

    /// <summary>
    /// Told of every code among a response's errors, once each and before the first byte is sent, wherever the request
    /// was refused: by the transport, by <see cref="BeforeExecution"/>, by the engine or by a resolver. In an event
    /// stream, of every event's. Must not throw.
    /// </summary>
    public Action<HttpContext, string>? OnErrorCode { get; init; }

    /// <summary>
    /// Runs after execution, before the first byte is sent: adds headers. For a subscription, when its source is open.
    /// </summary>
    public Func<HttpContext, GraphQLContext, ValueTask>? AfterExecution { get; init; }
}

/// <summary>Ends a request with a status and one GraphQL error.</summary>
/// <param name="StatusCode">The HTTP status, such as 401.</param>
/// <param name="Code">The error's <c>extensions.code</c>.</param>
/// <param name="Message">One sentence that says what to do.</param>
/// <param name="Extensions">What stands beside the code in the error's <c>extensions</c>.</param>
public sealed record GraphQLRefusal(
    int StatusCode, string Code, string Message, IReadOnlyDictionary<string, object?>? Extensions = null);
