using Microsoft.Extensions.Options;

namespace Cartwright.Lookup;

/// <summary>
/// Counts lookups that showed nothing, by session, address and shop, so that nobody walks through a shop's numbers.
/// Each node counts by itself; a count is forgotten after a while.
/// </summary>
public sealed class LookupMisses(IOptions<LookupOptions> options, TimeProvider clock)
{
    private const int CountersMax = 200_000;
    private const int CountersKept = 180_000;
    private readonly Lock sync = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset Until)> counters = new(StringComparer.Ordinal);

    /// <summary>
    /// Counts a lookup of a session and an address before it is made, so that guesses made at the same time are as many
    /// as guesses made in turn.
    /// </summary>
    /// <returns>Which of the session's it would be as a miss; null when there are too many already.</returns>
    public int? Enter(string shop, string? session, string? address)
    {
        lock (sync)
        {
            if (CountOf(SessionKey(shop, session), session) >= options.Value.MissesPerSessionMax
                || CountOf(AddressKey(address), address) >= options.Value.MissesPerAddressMax
                || CountOf(ShopKey(shop), shop) >= options.Value.MissesPerShopMax)
            {
                return null;
            }

            if (counters.Count > CountersMax)
            {
                Clean();
            }

            AddTo(AddressKey(address), address, 1);
            return AddTo(SessionKey(shop, session), session, 1);
        }
    }

    /// <summary>
    /// The lookup that was entered showed nothing. Counted for the shop only now: a busy shop has more lookups under way
    /// than it may have misses.
    /// </summary>
    public void Miss(string shop)
    {
        lock (sync)
        {
            AddTo(ShopKey(shop), shop, 1);
        }
    }

    /// <summary>The lookup that was entered was no miss.</summary>
    public void GiveBack(string shop, string? session, string? address)
    {
        lock (sync)
        {
            AddTo(AddressKey(address), address, -1);
            AddTo(SessionKey(shop, session), session, -1);
        }
    }

    /// <summary>The miss that was counted for the shop is none.</summary>
    public void GiveBackMiss(string shop)
    {
        lock (sync)
        {
            AddTo(ShopKey(shop), shop, -1);
        }
    }

    private static string SessionKey(string shop, string? session) => $"s:{shop}:{session}";

    private static string AddressKey(string? address) => $"a:{address}";

    private static string ShopKey(string shop) => $"m:{shop}";

    private int CountOf(string key, string? part) =>
        part is not null && counters.TryGetValue(key, out var counter) && counter.Until > clock.GetUtcNow()
            ? counter.Count
            : 0;

    private int AddTo(string key, string? part, int more)
    {
        if (part is null)
        {
            return 0;
        }

        var before = CountOf(key, part);
        var count = Math.Max(0, before + more);
        if (count == 0)
        {
            counters.Remove(key);
            return 0;
        }

        var until = before == 0
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

        // Sessions are made up freely, then addresses: what counts last is the shop.
        foreach (var kind in "sa")
        {
            foreach (var key in counters.Keys.Where(key => key[0] == kind)
                .Take(Math.Max(0, counters.Count - CountersKept)).ToArray())
            {
                counters.Remove(key);
            }
        }
    }
}
