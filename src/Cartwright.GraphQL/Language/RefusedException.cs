namespace Cartwright.GraphQL;

/// <summary>
/// Ends the reading of a document: it cannot be parsed, or goes beyond a limit. Never leaves the engine.
/// </summary>
internal sealed class RefusedException(string code, string message, int offset) : Exception(message)
{
    public string Code { get; } = code;
    public int Offset { get; } = offset;
}

/// <summary>The codes the engine itself gives to errors.</summary>
public static class GraphQLErrorCodes
{
    /// <summary>The document is not GraphQL.</summary>
    public const string ParseFailed = "GRAPHQL_PARSE_FAILED";
    /// <summary>The document does not fit the schema.</summary>
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
    /// <summary>The document has no operation of that name, or several and none is named.</summary>
    public const string OperationUnknown = "OPERATION_UNKNOWN";
    /// <summary>A variable's or an argument's value is wrong.</summary>
    public const string BadUserInput = "BAD_USER_INPUT";
    /// <summary>The document has too many bytes or tokens.</summary>
    public const string DocumentTooLarge = "DOCUMENT_TOO_LARGE";
    /// <summary>Selections or values are nested too deeply.</summary>
    public const string DocumentTooDeep = "DOCUMENT_TOO_DEEP";
    /// <summary>The document has too many fields, aliases, directives or list items.</summary>
    public const string DocumentTooComplex = "DOCUMENT_TOO_COMPLEX";
    /// <summary>The variables have too many bytes.</summary>
    public const string VariablesTooLarge = "VARIABLES_TOO_LARGE";
    /// <summary>A resolver failed for a reason that is none of the client's business.</summary>
    public const string InternalServerError = "INTERNAL_SERVER_ERROR";
    /// <summary>A mutation was asked by GET.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// <summary>The HTTP request is not a GraphQL request.</summary>
    public const string BadRequest = "BAD_REQUEST";
    /// <summary>The body is over the limit.</summary>
    public const string BodyTooLarge = "BODY_TOO_LARGE";
    /// <summary>The body's content type is not JSON.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    /// <summary>The client accepts no media type served here.</summary>
    public const string NotAcceptable = "NOT_ACCEPTABLE";
    /// <summary>Several operations in one body.</summary>
    public const string BatchingUnsupported = "BATCHING_UNSUPPORTED";
    /// <summary>The query took longer than it may.</summary>
    public const string ExecutionTimeout = "EXECUTION_TIMEOUT";
    /// <summary>The answer is longer than it may be. What a mutation did is done.</summary>
    public const string ResponseTooLarge = "RESPONSE_TOO_LARGE";
    /// <summary>A subscription was asked for where a single answer is given.</summary>
    public const string EventStreamRequired = "EVENT_STREAM_REQUIRED";
    /// <summary>As many event streams are open as may be.</summary>
    public const string SubscriptionsExhausted = "SUBSCRIPTIONS_EXHAUSTED";
}
