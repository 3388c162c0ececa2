using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

/// <summary>
/// Removes what a feed has put into a shop's knowledge and no longer has; what others put there stays.
/// </summary>
public sealed class RemoveUnfed(ListDocuments documents, RemoveDocument removeDocument)
{
    /// <param name="standing">The sources that the feed has now.</param>
    /// <returns>How many went.</returns>
    public async Task<int> HandleAsync(
        ShopDomain shop, string feed, IReadOnlySet<string> standing, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var document in await documents.HandleAsync(shop, cancellationToken))
        {
            if (document.Feed == feed && !standing.Contains(document.Source))
            {
                await removeDocument.HandleAsync(shop, document.Id, cancellationToken);
                removed++;
            }
        }

        return removed;
    }
}
