namespace Cartwright.GraphQL;

/// <summary>What <see cref="GraphQLEngine.SubscribeAsync"/> answers.</summary>
public abstract record GraphQLAnswer
{
    private GraphQLAnswer() { }

    /// <summary>One response: of a query or a mutation, or the reason why there is no stream.</summary>
    /// <param name="Response">Holds pooled memory: dispose it.</param>
    public sealed record Once(GraphQLResponse Response) : GraphQLAnswer;

    /// <summary>A subscription's stream.</summary>
    /// <param name="Responses">
    /// One response for each event of the source, each of which holds pooled memory: dispose it. May be enumerated
    /// once. It ends when the source ends. A source that fails ends with a response that says so. Disposing of the
    /// enumerator disposes of the source's.
    /// </param>
    public sealed record Stream(IAsyncEnumerable<GraphQLResponse> Responses) : GraphQLAnswer;
}
