using System.Collections.Concurrent;
using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <summary>
/// Counts how often in a row a shop refused a token that Shopify had just renewed. Once may be a token that another
/// renewal has already replaced; several times, nothing but the merchant helps.
/// </summary>
public sealed class RefusedTokens
{
    private const int InARowMax = 3;
    private readonly ConcurrentDictionary<ShopDomain, int> counts = new();

    public bool IsTooMany(ShopDomain shop) => counts.AddOrUpdate(shop, 1, (_, count) => count + 1) >= InARowMax;

    public void Clear(ShopDomain shop) => counts.TryRemove(shop, out _);
}
