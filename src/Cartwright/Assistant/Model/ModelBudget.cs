using System.Threading.RateLimiting;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Model;

/// <summary>How much of the model each shop has used, on this node.</summary>
public sealed class ModelBudget(IOptions<ModelOptions> options) : IDisposable
{
    // A limiter counts in whole permits of an int.
    private const int TokensPerPermit = 100;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly PartitionedRateLimiter<ShopDomain> used = PartitionedRateLimiter.Create<ShopDomain, ShopDomain>(
        shop => RateLimitPartition.GetFixedWindowLimiter(
            shop,
            _ => new()
            {
                PermitLimit = (int)Math.Min(int.MaxValue, options.Value.TokensPerDayPerShopMax / TokensPerPermit),
                Window = Day, QueueLimit = 0, AutoReplenishment = true,
            }));

    /// <summary>Counts what a question may use; false when it is more than is left of the day's.</summary>
    public bool TryTake(ShopDomain shop, int tokens)
    {
        var permits = (tokens + TokensPerPermit - 1) / TokensPerPermit;
        if (permits > options.Value.TokensPerDayPerShopMax / TokensPerPermit)
        {
            return false;
        }

        using var lease = used.AttemptAcquire(shop, permits);
        return lease.IsAcquired;
    }

    public void Dispose() => used.Dispose();
}
