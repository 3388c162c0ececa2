namespace Cartwright.GraphQL;

/// <summary>How far a request came.</summary>
public enum GraphQLOutcome
{
    /// <summary>The operation ran; there may be field errors.</summary>
    Executed,
    /// <summary>The document, the operation's name or the variables were refused; nothing ran.</summary>
    Refused,
    /// <summary>A mutation was asked where only queries may be.</summary>
    QueriesOnly,
}

/// <summary>A response as JSON in pooled memory.</summary>
public sealed class GraphQLResponse : IDisposable
{
    internal GraphQLResponse(GraphQLOutcome outcome) => Outcome = outcome;

    /// <summary>How far the request came.</summary>
    public GraphQLOutcome Outcome { get; }

    /// <summary>The response in UTF-8; gone after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Json { get; private set; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Json = default;
}
