namespace Cartwright.GraphQL;

/// <summary>
/// What a document and its variables may cost. Whatever is beyond is refused before anything runs; only time and the
/// size of the answer are measured while it runs.
/// </summary>
public sealed record GraphQLLimits
{
    /// <summary>Bytes of a document in UTF-8.</summary>
    public int DocumentBytesMax { get; init; } = 256 * 1024;

    /// <summary>Tokens of a document.</summary>
    public int DocumentTokensMax { get; init; } = 10_000;

    /// <summary>Nesting of selections, with fragments spread, and of values.</summary>
    public int DepthMax { get; init; } = 30;

    /// <summary>Fields of an operation, with fragments spread.</summary>
    public int FieldsMax { get; init; } = 5_000;

    /// <summary>Fields of an operation's root.</summary>
    public int RootFieldsMax { get; init; } = 50;

    /// <summary>Aliases of a document.</summary>
    public int AliasesMax { get; init; } = 200;

    /// <summary>Directives in one place.</summary>
    public int DirectivesPerPlaceMax { get; init; } = 10;

    /// <summary>Bytes of a request's variables as JSON.</summary>
    public int VariablesBytesMax { get; init; } = 512 * 1024;

    /// <summary>Items of a list in an argument or a variable.</summary>
    public int InputListItemsMax { get; init; } = 1_000;

    /// <summary>Errors in one response; the rest is left out.</summary>
    public int ErrorsMax { get; init; } = 50;

    /// <summary>
    /// Seconds that a query, or one event of a subscription, may run before it is answered EXECUTION_TIMEOUT and its
    /// resolvers are cancelled. A mutation has no such limit: its client must learn what it did, so its resolvers bound
    /// themselves.
    /// </summary>
    public int ExecutionSecondsMax { get; init; } = 30;

    /// <summary>Documents kept parsed and checked.</summary>
    public int CachedDocumentsMax { get; init; } = 500;

    /// <summary>
    /// Bytes of memory that the documents kept parsed and checked are estimated to take: 64 for each byte of text.
    /// </summary>
    public long CachedDocumentsBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of an answer; a longer one is answered RESPONSE_TOO_LARGE instead.</summary>
    public int ResponseBytesMax { get; init; } = 16 * 1024 * 1024;
}
