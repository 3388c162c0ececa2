using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

public abstract record RemoveDocumentResult
{
    private RemoveDocumentResult() { }

    public sealed record Removed(KnowledgeDocument Document) : RemoveDocumentResult;

    public sealed record NotFound : RemoveDocumentResult;
}

/// <summary>Removes a document of a shop with all its passages.</summary>
public sealed class RemoveDocument(IJournal journal, KnowledgeShelf shelf)
{
    /// <param name="name">Its id or its source.</param>
    public async Task<RemoveDocumentResult> HandleAsync(
        ShopDomain shop, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await shelf.StateAsync(shop, cancellationToken);
            var document = await shelf.FindAsync(shop, name, cancellationToken)
                ?? await shelf.FindBySourceAsync(shop, name, cancellationToken);
            if (document is null)
            {
                return new RemoveDocumentResult.NotFound();
            }

            var append = KnowledgeShelf.Change(
                    shop, state, -1, -document.Passages, new KnowledgeEvent.DocumentRemoved(document.Id))
                .Delete("knowledge_documents", [("document_id", document.Id)]);
            foreach (var passageId in await shelf.PassageIdsAsync(document.Id, cancellationToken))
            {
                KnowledgeShelf.Remove(append, passageId);
            }

            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                return new RemoveDocumentResult.Removed(document);
            }
        }
    }
}
