using System.Data.Common;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

/// <summary>How much a shop's knowledge holds, and which state of it this is.</summary>
/// <param name="Version">That of the stream's last event; 0 when the shop has no knowledge.</param>
internal sealed record ShelfState(int Documents, int Passages, long Version);

/// <summary>
/// The documents of the shops as they are stored. Every change is one append: an event on the shop's stream, whose
/// expected version fences out whoever decided on an older state, the document's row and its passages.
/// </summary>
public sealed class KnowledgeShelf(IJournal journal)
{
    private const string Columns = "document_id, shop, source, title, hash, passages, bytes, added_at, feed";

    public static string StreamOf(ShopDomain shop) => $"knowledge_{shop.Value}";

    internal async ValueTask<ShelfState> StateAsync(ShopDomain shop, CancellationToken cancellationToken)
    {
        var found = await journal.QueryAsync(
            "select documents, passages, version from knowledge_shops where shop = @shop",
            row => new ShelfState((int)row.GetInt64(0), (int)row.GetInt64(1), row.GetInt64(2)),
            [("shop", shop.Value)], cancellationToken);
        return found is [var state] ? state : new(0, 0, 0);
    }

    internal async ValueTask<KnowledgeDocument?> FindBySourceAsync(
        ShopDomain shop, string source, CancellationToken cancellationToken)
    {
        var found = await journal.QueryAsync(
            $"select {Columns} from knowledge_documents where shop = @shop and source = @source",
            Read, [("shop", shop.Value), ("source", source)], cancellationToken);
        return found is [var document] ? document : null;
    }

    internal async ValueTask<KnowledgeDocument?> FindAsync(
        ShopDomain shop, string documentId, CancellationToken cancellationToken)
    {
        var found = await journal.QueryAsync(
            $"select {Columns} from knowledge_documents where shop = @shop and document_id = @id",
            Read, [("shop", shop.Value), ("id", documentId)], cancellationToken);
        return found is [var document] ? document : null;
    }

    internal ValueTask<IReadOnlyList<KnowledgeDocument>> ListAsync(
        ShopDomain shop, int countMax, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            $"select {Columns} from knowledge_documents where shop = @shop order by source limit @count",
            Read, [("shop", shop.Value), ("count", countMax)], cancellationToken);

    internal ValueTask<IReadOnlyList<string>> PassageIdsAsync(
        string documentId, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select passage_id from knowledge_passages where document_id = @id order by passage_id",
            row => row.GetString(0), [("id", documentId)], cancellationToken);

    internal ValueTask<IReadOnlyList<string>> PassageTextsAsync(
        string documentId, CancellationToken cancellationToken) =>
        journal.QueryAsync(
            "select text from knowledge_passages where document_id = @id order by passage_id",
            row => row.GetString(0), [("id", documentId)], cancellationToken);

    /// <summary>Begins an append that changes a shop's knowledge from <paramref name="state"/> to the next one.</summary>
    internal static JournalAppend Change(
        ShopDomain shop, ShelfState state, int documentsMore, int passagesMore, KnowledgeEvent change) =>
        new JournalAppend()
            .Events(StreamOf(shop), state.Version, KnowledgeEventJson.Codec.Encode(change))
            .Upsert("knowledge_shops", [("shop", shop.Value)],
            [
                ("documents", state.Documents + documentsMore),
                ("passages", state.Passages + passagesMore),
                ("version", state.Version + 1),
            ]);

    internal static void Write(JournalAppend append, KnowledgeDocument document) =>
        append.Upsert("knowledge_documents", [("document_id", document.Id)],
        [
            ("shop", document.Shop.Value),
            ("source", document.Source),
            ("title", document.Title),
            ("hash", document.Hash),
            ("passages", document.Passages),
            ("bytes", document.Bytes),
            ("added_at", document.AddedAt),
            ("feed", document.Feed),
        ]);

    internal static void Write(JournalAppend append, ShopDomain shop, string documentId, Passage passage) =>
        append.Upsert("knowledge_passages", [("passage_id", passage.Id)],
        [
            ("document_id", documentId),
            ("shop", shop.Value),
            ("heading", passage.Heading),
            ("text", passage.Text),
            ("terms", passage.Terms),
        ]);

    internal static void Remove(JournalAppend append, string passageId) =>
        append.Delete("knowledge_passages", [("passage_id", passageId)]);

    private static KnowledgeDocument Read(DbDataReader row) => new(
        row.GetString(0),
        ShopDomain.Parse(row.GetString(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        (int)row.GetInt64(5),
        row.GetInt64(6),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        row.IsDBNull(8) ? null : row.GetString(8));
}
