using Microsoft.Extensions.Options;

namespace Cartwright.Lookup;

/// <summary>
/// Counts lookups that showed nothing, by session, address and shop, so that nobody walks through a shop's numbers.
/// Each node counts by itself; a count is forgotten after a while.
/// </summary>
public sealed class LookupMisses(IOptions<LookupOptions> options, TimeProvider clock)
{
    private const int CountersMax = 200_000;
    private readonly Lock sync = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset Until)> counters = new(StringComparer.Ordinal);

    public bool IsTooMany(string shop, string? session, string? address)
    {
        lock (sync)
        {
            return CountOf($"s:{shop}:{session}", session) >= options.Value.MissesPerSessionMax
                || CountOf($"a:{address}", address) >= options.Value.MissesPerAddressMax
                || CountOf($"m:{shop}", shop) >= options.Value.MissesPerShopMax;
        }
    }

    /// <summary>Counts one more, and tells how many the session has now.</summary>
    public int Add(string shop, string? session, string? address)
    {
        lock (sync)
        {
            if (counters.Count > CountersMax)
            {
                Clean();
            }

            AddTo($"a:{address}", address);
            AddTo($"m:{shop}", shop);
            return AddTo($"s:{shop}:{session}", session);
        }
    }

    private int CountOf(string key, string? part) =>
        part is not null && counters.TryGetValue(key, out var counter) && counter.Until > clock.GetUtcNow()
            ? counter.Count
            : 0;

    private int AddTo(string key, string? part)
    {
        if (part is null)
        {
            return 0;
        }

        var count = CountOf(key, part) + 1;
        var until = count == 1
            ? clock.GetUtcNow().AddMinutes(options.Value.MissesMinutes)
            : counters[key].Until;
        counters[key] = (count, until);
        return count;
    }

    private void Clean()
    {
        var now = clock.GetUtcNow();
        foreach (var key in counters.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray())
        {
            counters.Remove(key);
        }

        // Sessions are made up freely: what counts then is the address and the shop.
        foreach (var key in counters.Keys.Where(key => key[0] == 's').Take(Math.Max(0, counters.Count - CountersMax))
            .ToArray())
        {
            counters.Remove(key);
        }
    }
}
