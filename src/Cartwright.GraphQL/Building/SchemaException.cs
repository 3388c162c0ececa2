namespace Cartwright.GraphQL;

/// <summary>The SDL, or what was bound to it, is wrong. Lists every problem found.</summary>
public sealed class SchemaException(IReadOnlyList<string> problems)
    : Exception("The GraphQL schema has problems:\n  - " + string.Join("\n  - ", problems))
{
    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
