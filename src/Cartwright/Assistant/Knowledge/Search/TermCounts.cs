using System.Collections.Concurrent;
using Cartwright.Shops;
using Cartwright.Storage;

namespace Cartwright.Assistant.Knowledge.Search;

/// <summary>
/// In how many of a shop's passages a term is, kept as long as the shop's knowledge stays as it is: counting a common
/// term takes longer than searching by a rare one.
/// </summary>
internal sealed class TermCounts(IPassageSearch search)
{
    private const int ShopsPerGenerationMax = 1_000;
    private const int TermsPerShopMax = 20_000;

    private readonly FoldCache<CountsOfShop> kept = new(ShopsPerGenerationMax);

    /// <param name="terms">With the shop's key in front.</param>
    public async ValueTask<IReadOnlyDictionary<string, int>> OfAsync(
        ShopDomain shop, long version, IReadOnlyCollection<string> terms, CancellationToken cancellationToken)
    {
        if (kept.Find(shop.Value) is not { } counts || counts.Version != version)
        {
            kept.Keep(shop.Value, counts = new(version, new(StringComparer.Ordinal)));
        }

        var unknown = terms.Where(term => !counts.ByTerm.ContainsKey(term)).Distinct().ToList();
        if (unknown.Count > 0)
        {
            // Shoppers make words up without end.
            if (counts.ByTerm.Count + unknown.Count > TermsPerShopMax)
            {
                kept.Keep(shop.Value, counts = new(version, new(StringComparer.Ordinal)));
                unknown = [.. terms.Distinct()];
            }

            var found = await search.CountAsync(unknown, cancellationToken);
            foreach (var (term, count) in unknown.Zip(found))
            {
                counts.ByTerm[term] = count;
            }
        }

        return counts.ByTerm;
    }

    private sealed record CountsOfShop(long Version, ConcurrentDictionary<string, int> ByTerm);
}
