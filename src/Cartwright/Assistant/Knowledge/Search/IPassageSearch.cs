namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>A term as it is stored, its shop's key in front, and how much a passage gains that has it.</summary>
internal sealed record WeightedTerm(string Term, double Weight);

/// <summary>
/// What the database's own full-text search does. Both answer the same for the same terms, so that a shop's answers are
/// the same on either.
/// </summary>
internal interface IPassageSearch
{
    /// <summary>In how many passages each term is.</summary>
    ValueTask<IReadOnlyList<int>> CountAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken);

    /// <summary>The ids of the passages that gain the most by the terms in them, the best first.</summary>
    ValueTask<IReadOnlyList<string>> FindAsync(
        IReadOnlyList<WeightedTerm> terms, int countMax, CancellationToken cancellationToken);
}
