namespace Cartwright.Tests.FaultMatrix;

/// <summary>One call of the page.</summary>
/// <param name="Broken">What must hold and did not.</param>
internal sealed record MatrixTable(
    string Title, string What, string Heads, IReadOnlyList<string> Rows, IReadOnlyList<string> Broken)
{
    public IEnumerable<string> Lines =>
    [
        "", $"## {Title}", What, "", Heads, "|" + string.Concat(Enumerable.Repeat("---|", Heads.Count(c => c == '|') - 1)),
        .. Rows,
    ];
}

/// <summary>What stands on docs/fault-matrix.md beside the tables.</summary>
internal static class MatrixPage
{
    public const string OrderHeads =
        "| fault | at once | in the end | the books | called | while it lasts | afterwards | the books |";

    public static readonly IReadOnlyList<string> Introduction =
    [
        "# The fault matrix",
        "What a client sees, and what the processor's and the store's books hold, when a call to the outside goes wrong.",
    ];
}
