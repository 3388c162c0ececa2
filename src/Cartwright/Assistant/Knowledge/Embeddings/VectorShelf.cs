using System.Runtime.CompilerServices;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>A passage that has no vector yet.</summary>
/// <param name="Text">What a model is shown of it: what it is about stands in its title and headings.</param>
internal sealed record BarePassage(string Id, string Text);

/// <summary>
/// The vectors of the shops' passages as they are stored. They go with their passage, by the database's own rules. They
/// are written under the version of the shop's knowledge, so that none is written for a passage that has gone.
/// </summary>
internal sealed class VectorShelf(IJournal journal)
{
    private const string Table = "knowledge_vectors";
    private const int PageMax = 2_000;

    /// <summary>Shops with passages that this model has not seen.</summary>
    public ValueTask<IReadOnlyList<string>> ShopsBehindAsync(string model, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select s.shop from knowledge_shops s where s.passages > (select count(*) from knowledge_vectors v "
            + "where v.shop = s.shop and v.model = @model) order by s.shop",
            row => row.GetString(0), [("model", model)], cancellationToken);

    public ValueTask<IReadOnlyList<BarePassage>> WithoutAsync(
        ShopDomain shop, string model, int countMax, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select p.passage_id, d.title, p.heading, p.text from knowledge_documents d "
            + "join knowledge_passages p on p.document_id = d.document_id "
            + "left join knowledge_vectors v on v.passage_id = p.passage_id and v.model = @model "
            + "where d.shop = @shop and v.passage_id is null order by p.passage_id limit @count",
            row => new BarePassage(
                row.GetString(0), string.Join('\n', row.GetString(1), row.GetString(2), row.GetString(3))),
            [("shop", shop.Value), ("model", model), ("count", countMax)], cancellationToken);

    /// <summary>How many passages of each document have a vector.</summary>
    public ValueTask<IReadOnlyList<(string DocumentId, int Count)>> CountsAsync(
        ShopDomain shop, string model, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select p.document_id, count(*) from knowledge_vectors v "
            + "join knowledge_passages p on p.passage_id = v.passage_id "
            + "where v.shop = @shop and v.model = @model group by p.document_id",
            row => (row.GetString(0), (int)row.GetInt64(1)), [("shop", shop.Value), ("model", model)], cancellationToken);

    public ValueTask<IReadOnlyList<string>> OtherModelsAsync(
        ShopDomain shop, string model, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select distinct model from knowledge_vectors where shop = @shop and model <> @model",
            row => row.GetString(0), [("shop", shop.Value), ("model", model)], cancellationToken);

    /// <summary>The ids of the passages that have a vector, in their order.</summary>
    public ValueTask<IReadOnlyList<string>> IdsAsync(
        ShopDomain shop, string model, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select passage_id from knowledge_vectors where shop = @shop and model = @model order by passage_id",
            row => row.GetString(0), [("shop", shop.Value), ("model", model)], cancellationToken);

    /// <summary>All vectors of a shop, a page at a time, in the order of their passages' ids.</summary>
    public async IAsyncEnumerable<(string Id, byte[] Vector)> ReadAsync(
        ShopDomain shop, string model,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            var page = await journal.QueryAsync(
                "select passage_id, vector from knowledge_vectors where shop = @shop and model = @model "
                + "and passage_id > @after order by passage_id limit @count",
                row => (Id: row.GetString(0), Vector: row.GetFieldValue<byte[]>(1)),
                [("shop", shop.Value), ("model", model), ("after", after), ("count", PageMax)], cancellationToken);
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < PageMax)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }

    public async ValueTask<IReadOnlyList<(string Id, byte[] Vector)>> ReadAsync(
        ShopDomain shop, string model, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", ids.Select((_, at) => $"@p{at}"));
        return await journal.QueryAsync(
            $"select passage_id, vector from knowledge_vectors where passage_id in ({names}) and shop = @shop "
            + "and model = @model",
            row => (row.GetString(0), row.GetFieldValue<byte[]>(1)),
            [.. ids.Select((id, at) => ($"p{at}", (object?)id)), ("shop", shop.Value), ("model", model)],
            cancellationToken);
    }

    /// <summary>Which of the passages are still there.</summary>
    public async ValueTask<IReadOnlySet<string>> StandingAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", ids.Select((_, at) => $"@p{at}"));
        var found = await journal.QueryAsync(
            $"select passage_id from knowledge_passages where passage_id in ({names})",
            row => row.GetString(0), [.. ids.Select((id, at) => ($"p{at}", (object?)id))], cancellationToken);
        return found.ToHashSet(StringComparer.Ordinal);
    }

    public static void Write(JournalAppend append, ShopDomain shop, string model, string passageId, float[] vector) =>
        append.Upsert(
            Table, [("passage_id", passageId), ("model", model)],
            [("shop", shop.Value), ("vector", VectorBytes.Of(vector))]);

    public static void RemoveModel(JournalAppend append, ShopDomain shop, string model) =>
        append.Delete(Table, [("shop", shop.Value), ("model", model)]);
}
