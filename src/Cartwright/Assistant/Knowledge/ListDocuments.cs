using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

/// <summary>The documents of a shop, by their source.</summary>
public sealed class ListDocuments(KnowledgeShelf shelf)
{
    public const int CountMax = 10_000;

    public ValueTask<IReadOnlyList<KnowledgeDocument>> HandleAsync(
        ShopDomain shop, CancellationToken cancellationToken) => shelf.ListAsync(shop, CountMax, cancellationToken);
}
