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
    /// <summary>A subscription was asked for where a single answer is given.</summary>
    StreamRequired,
    /// <summary>The execution took longer than it may.</summary>
    TimedOut,
    /// <summary>The host's code failed outside of a field, so that there is no data to tell.</summary>
    Failed,
}

/// <summary>A response as JSON in pooled memory.</summary>
public sealed class GraphQLResponse : IDisposable
{
    private readonly JsonText _text;

    internal GraphQLResponse(GraphQLOutcome outcome, JsonText text, IReadOnlyList<FieldError>? errors = null)
    {
        (Outcome, _text) = (outcome, text);
        if (errors is { Count: > 0 }) ErrorCodes = [.. errors.Select(error => error.Code).Distinct()];
    }

    /// <summary>How far the request came.</summary>
    public GraphQLOutcome Outcome { get; }

    /// <summary>The codes of the response's errors, each once, in the order of their first error.</summary>
    public IReadOnlyList<string> ErrorCodes { get; } = [];

    /// <summary>The response in UTF-8; gone after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Json => _text.Written;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _text.Dispose();

    /// <summary>A response that only says what is wrong with the request.</summary>
    internal static GraphQLResponse Refuse(
        IReadOnlyList<FieldError> errors, ReadOnlySpan<byte> source, GraphQLOutcome outcome = GraphQLOutcome.Refused)
    {
        var text = new JsonText();
        text.Byte((byte)'{');
        ResponseWriter.WriteErrors(text, errors, source);
        text.Byte((byte)'}');
        return new(outcome, text, errors);
    }
}
