using System.Collections.Concurrent;
using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <summary>
/// What is known of the points that a shop lets the app spend. All requests of a shop share it, so that a busy shop is
/// paced: who comes when the points are gone is told how long to wait, each one behind the one before.
/// </summary>
public sealed class ShopBudget
{
    private readonly Lock sync = new();
    private bool isKnown;
    private double available;
    private double maximum;
    private double restore;
    private double cost;
    private double outstanding;
    private DateTimeOffset at;
    private DateTimeOffset closedUntil;

    /// <summary>A place in the queue of a shop's requests.</summary>
    public readonly record struct Place(double Cost, TimeSpan Wait);

    public Place Take(DateTimeOffset now)
    {
        lock (sync)
        {
            var closed = closedUntil > now ? closedUntil - now : TimeSpan.Zero;
            if (!isKnown)
            {
                return new(0, closed);
            }

            Restore(now);
            available -= cost;
            outstanding += cost;
            var short_ = available < 0 ? TimeSpan.FromSeconds(Math.Min(3600, -available / restore)) : TimeSpan.Zero;
            return new(cost, closed > short_ ? closed : short_);
        }
    }

    /// <summary>The call was not made.</summary>
    public void GiveBack(Place place)
    {
        lock (sync)
        {
            available += place.Cost;
            outstanding -= place.Cost;
        }
    }

    /// <summary>The call was made.</summary>
    /// <param name="told">What the answer told; null when it told nothing.</param>
    /// <param name="retryAfter">Until when nothing more is welcome.</param>
    public void Settle(Place place, QueryCost? told, TimeSpan? retryAfter, DateTimeOffset now)
    {
        lock (sync)
        {
            outstanding -= place.Cost;
            if (retryAfter is { } pause && now + pause > closedUntil)
            {
                closedUntil = now + pause;
            }

            if (told is not { Restore: > 0 })
            {
                return;
            }

            isKnown = true;
            (maximum, restore, cost) = (told.Maximum, told.Restore, told.Requested);
            // The others' calls may have been counted there already or not: the careful reading.
            available = told.Available - Math.Max(0, outstanding);
            at = now;
        }
    }

    private void Restore(DateTimeOffset now)
    {
        if (now > at)
        {
            available = Math.Min(maximum, available + ((now - at).TotalSeconds * restore));
            at = now;
        }
    }
}

/// <summary>The budgets of shops. Only shops that are connected have one.</summary>
public sealed class ShopBudgets
{
    private readonly ConcurrentDictionary<ShopDomain, ShopBudget> budgets = new();

    public ShopBudget Of(ShopDomain shop) => budgets.GetOrAdd(shop, _ => new ShopBudget());
}
