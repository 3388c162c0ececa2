using System.Collections.Concurrent;
using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <summary>
/// What is known of the points that a shop lets the app spend. All requests of a shop share it, so that a busy shop is
/// paced. A call needs what it may cost at most to be there when it begins, and gets back what it did not use when it
/// is over: so who comes when the points are gone waits in line, and the first in line looks again after every call.
/// </summary>
// CA1001: its wait handle is never asked for, and budgets live as long as the process.
#pragma warning disable CA1001
public sealed class ShopBudget
#pragma warning restore CA1001
{
    private readonly Lock sync = new();
    private readonly SemaphoreSlim line = new(1);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isKnown;
    private double available;
    private double maximum;
    private double restore;
    private double cost;
    private double outstanding;
    private int underWay;
    private DateTimeOffset at;
    private DateTimeOffset closedUntil;

    /// <param name="Cost">What is set aside for the call; nothing while it must wait.</param>
    /// <param name="Wait">Zero when the call may be made; else how long it takes without others giving back.</param>
    /// <param name="MayComeSooner">Whether calls are under way that may give points back.</param>
    public readonly record struct Place(double Cost, TimeSpan Wait, bool MayComeSooner = false);

    /// <summary>Waits for a call's turn; a place that still has a wait says that no turn comes in time.</summary>
    /// <param name="left">How long the caller can wait.</param>
    public async Task<Place> EnterAsync(TimeSpan left, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (line.CurrentCount > 0 && Take(clock.GetUtcNow()) is { Wait.Ticks: 0 } free)
        {
            return free;
        }

        var end = clock.GetUtcNow() + left;
        await line.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                // Armed before looking, so that no change is missed.
                var change = Volatile.Read(ref changed).Task;
                var now = clock.GetUtcNow();
                var place = Take(now);
                if (place.Wait == TimeSpan.Zero || (now + place.Wait > end && !place.MayComeSooner))
                {
                    return place;
                }

                try
                {
                    await change.WaitAsync(place.Wait, clock, cancellationToken);
                }
                catch (TimeoutException)
                {
                    // The points are there by now.
                }
            }
        }
        finally
        {
            line.Release();
        }
    }

    /// <summary>A place at once, or how long one takes.</summary>
    public Place Take(DateTimeOffset now)
    {
        lock (sync)
        {
            if (closedUntil > now)
            {
                return new(0, closedUntil - now);
            }

            Restore(now);
            var needed = Math.Min(cost, maximum);
            if (isKnown && available < needed)
            {
                return new(
                    0, TimeSpan.FromSeconds(Math.Min(3600, (needed - available) / restore)), underWay > 0);
            }

            available -= cost;
            outstanding += cost;
            underWay++;
            return new(cost, TimeSpan.Zero);
        }
    }

    /// <summary>The call is over.</summary>
    /// <param name="told">
    /// What the answer told; null when it told nothing. What such a call has used is told by the next answer.
    /// </param>
    /// <param name="retryAfter">Until when nothing more is welcome.</param>
    public void Settle(Place place, QueryCost? told, TimeSpan? retryAfter, DateTimeOffset now)
    {
        TaskCompletionSource over;
        lock (sync)
        {
            underWay--;
            outstanding -= place.Cost;
            available += place.Cost;
            if (retryAfter is { } pause && now + pause > closedUntil)
            {
                closedUntil = now + pause;
            }

            if (told is { Restore: > 0 })
            {
                isKnown = true;
                (maximum, restore, cost) = (told.Maximum, told.Restore, told.Requested);
                // The others' calls may have been counted there already or not: the careful reading.
                available = told.Available - Math.Max(0, outstanding);
                at = now;
            }

            over = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        over.SetResult();
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
