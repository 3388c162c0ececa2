using Microsoft.Extensions.Options;

namespace Cartwright.Lookup;

/// <param name="Session">Names a shopper's conversation; null when the caller keeps none.</param>
/// <param name="Address">The shopper's network address; null when the caller does not know it.</param>
public sealed record ShopperLookup(LookupRequest Request, string? Session, string? Address);

/// <param name="IsPersonOffered">Whether to offer a person now.</param>
/// <param name="IsCounted">Whether it counts as one that showed nothing.</param>
public sealed record ShopperAnswer(LookupReport Report, bool IsPersonOffered, bool IsCounted);

/// <summary>
/// A lookup whose answer a shopper will see: mismatch and not-found read the same, take the same time, and are counted.
/// </summary>
public sealed class LookUpForShopper(
    LookUpOrder lookup, LookupMisses misses, IOptions<LookupOptions> options, TimeProvider clock, IIdSource ids)
{
    public async Task<ShopperAnswer> HandleAsync(ShopperLookup asked, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var shop = asked.Request.Shop.Value;
        if (misses.Enter(shop, asked.Session, asked.Address) is not { } count)
        {
            return new(Barred(), IsPersonOffered: true, IsCounted: false);
        }

        // Who leaves before the answer has guessed all the same: only an answer gives the lookup back.
        var report = await lookup.HandleAsync(asked.Request, cancellationToken);
        if (report.Outcome is not (LookupOutcome.NotFound or LookupOutcome.NotVerified { WasAsked: true }))
        {
            // A status that is shown to everybody must not be a way to try postcodes out. Who is signed in tries nothing.
            var isGuess = report.Outcome is LookupOutcome.Found { IsWhole: false }
                && asked.Request.Proof with { CustomerId = null } is { IsEmpty: false };
            if (isGuess)
            {
                misses.Miss(shop);
            }
            else
            {
                misses.GiveBack(shop, asked.Session, asked.Address);
            }

            return new(report, IsPersonOffered: false, isGuess);
        }

        misses.Miss(shop);
        var left = options.Value.MissMin - clock.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, clock, cancellationToken);
        }

        return new(report, count >= options.Value.PersonAfterMisses, IsCounted: true);
    }

    /// <summary>An answer that was counted is told to nobody, since its message is answered anew.</summary>
    public void Uncount(ShopperLookup asked)
    {
        var shop = asked.Request.Shop.Value;
        misses.GiveBack(shop, asked.Session, asked.Address);
        misses.GiveBackMiss(shop);
    }

    /// <summary>The shop is not asked, so that it is not said that the order is not there.</summary>
    private LookupReport Barred() => new(
        ids.Next("lookup"), new LookupOutcome.Unavailable("Too many lookups showed nothing: it was not asked."),
        MayBeTooOld: false, [], TimeSpan.Zero);
}
