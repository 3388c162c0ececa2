using Cartwright.Journal;

namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>By a GIN index of lexemes that are stored as they are, without one of the server's dictionaries.</summary>
internal sealed class PostgresPassageSearch(IJournal journal) : IPassageSearch
{
    public async ValueTask<IReadOnlyList<int>> CountAsync(
        IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        if (terms.Count == 0)
        {
            return [];
        }

        var counts = terms.Select((_, at) =>
            $"select {at}, count(*) from knowledge_passages where search @@ cast(@t{at} as tsquery)");
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
            $"select passage_id, @w{at} as weight from knowledge_passages where search @@ cast(@t{at} as tsquery)");
        return await journal.QueryAsync(
            $"select passage_id from ({string.Join(" union all ", matches)}) f "
            + "group by passage_id order by sum(weight) desc, passage_id limit @count",
            row => row.GetString(0),
            [
                .. terms.Select((term, at) => ($"t{at}", (object?)Quote(term.Term))),
                .. terms.Select((term, at) => ($"w{at}", (object?)term.Weight)),
                ("count", countMax),
            ],
            cancellationToken);
    }

    private static string Quote(string term) => $"'{term}'";
}
