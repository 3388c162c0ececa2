using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant;

/// <summary>
/// How many messages a conversation, an address and a shop may send, and how many conversations the latter two may begin,
/// on this node.
/// </summary>
public sealed class ChatLimits : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int SegmentsPerWindow = 6;

    private readonly PartitionedRateLimiter<string> bySession;
    private readonly PartitionedRateLimiter<string> byAddress;
    private readonly PartitionedRateLimiter<string> byShop;
    private readonly PartitionedRateLimiter<string> sessionsByShop;
    private readonly PartitionedRateLimiter<string> sessionsByAddress;

    public ChatLimits(IOptions<AssistantOptions> options)
    {
        bySession = Limiter(options.Value.MessagesPerMinutePerSessionMax, Minute);
        byAddress = Limiter(options.Value.MessagesPerMinutePerAddressMax, Minute);
        byShop = Limiter(options.Value.MessagesPerMinutePerShopMax, Minute);
        sessionsByShop = Limiter(options.Value.SessionsPerHourPerShopMax, TimeSpan.FromHours(1));
        sessionsByAddress = Limiter(options.Value.SessionsPerHourPerAddressMax, TimeSpan.FromHours(1));
    }

    /// <summary>Counts a message; false when it is one too many.</summary>
    /// <param name="session">Null for the first message, which begins a conversation.</param>
    public bool TryTake(string shop, string? session, string? address) =>
        // One address that asks too much takes nothing of what the others have in common.
        (address is null || Takes(byAddress, address))
        && (session is null ? address is null || Takes(sessionsByAddress, address) : Takes(bySession, session))
        && Takes(byShop, shop)
        && (session is not null || Takes(sessionsByShop, shop));

    public void Dispose()
    {
        bySession.Dispose();
        byAddress.Dispose();
        byShop.Dispose();
        sessionsByShop.Dispose();
        sessionsByAddress.Dispose();
    }

    private static bool Takes(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<string> Limiter(int max, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetSlidingWindowLimiter(
            key,
            _ => new()
            {
                PermitLimit = max, Window = window, SegmentsPerWindow = SegmentsPerWindow, QueueLimit = 0,
                AutoReplenishment = true,
            }));
}
