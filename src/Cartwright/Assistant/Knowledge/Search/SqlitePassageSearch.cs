using Cartwright.Journal;

namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>
/// By FTS5. Each term's passages are read by a search of its own and their weights added up: over 10,000 passages that
/// takes less than half of what one search with FTS5's bm25() takes, and needs no positions in the index.
/// </summary>
internal sealed class SqlitePassageSearch(IJournal journal) : IPassageSearch
{
    public async ValueTask<IReadOnlyList<int>> CountAsync(
        IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        if (terms.Count == 0)
        {
            return [];
        }

        var counts = terms.Select((_, at) =>
            $"select {at}, count(*) from knowledge_index where knowledge_index match @t{at}");
        return await journal.QueryAsync(
            $"{string.Join(" union all ", counts)} order by 1",
            row => (int)row.GetInt64(1),
            [.. terms.Select((term, at) => ($"t{at}", (object?)Quote(term)))],
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> FindAsync(
        IReadOnlyList<WeightedTerm> terms, int countMax, CancellationToken cancellationToken)
    {
        if (terms.Count == 0)
        {
            return [];
        }

        var matches = terms.Select((_, at) =>
            $"select rowid as number, @w{at} as weight from knowledge_index where knowledge_index match @t{at}");
        return await journal.QueryAsync(
            "select p.passage_id from (select number, sum(weight) as gain from "
            + $"({string.Join(" union all ", matches)}) group by number order by gain desc, number limit @count) f "
            + "join knowledge_passages p on p.number = f.number order by f.gain desc, f.number",
            row => row.GetString(0),
            [
                .. terms.Select((term, at) => ($"t{at}", (object?)Quote(term.Term))),
                .. terms.Select((term, at) => ($"w{at}", (object?)term.Weight)),
                ("count", countMax),
            ],
            cancellationToken);
    }

    private static string Quote(string term) => $"\"{term}\"";
}
