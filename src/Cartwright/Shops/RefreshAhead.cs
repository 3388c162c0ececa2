using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

/// <summary>
/// Renews tokens shortly before they end, so that a shopper rarely waits for it. Never needed: a lookup that meets an
/// expired token renews it by itself.
/// </summary>
public sealed class RefreshAhead(
    ShopDirectory directory, RefreshShop refresh, IJournal journal, IOptions<ShopOptions> options, TimeProvider clock)
    : IWorkHandler
{
    public const string QueueName = "shop-refresh";
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(30);

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 8,
        AttemptsMax: 20,
        BackoffMin: TimeSpan.FromSeconds(10),
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(1));

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var domain = ShopDomain.Parse(lease.Key);
        var shop = await directory.FindAsync(domain, cancellationToken);
        if (shop is { Status: ShopStatus.Connected, Session.RefreshToken: not null })
        {
            var outcome = await refresh.HandleAsync(domain, [], isAhead: true, cancellationToken);
            if (outcome is RefreshOutcome.Unavailable or RefreshOutcome.AppRefused)
            {
                // The dispatcher looks again, with backoff.
                return;
            }

            shop = await directory.FindAsync(domain, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var append = new JournalAppend();
        if (shop is { Status: ShopStatus.Connected, Session: { RefreshToken: not null, ExpiresAt: { } end } })
        {
            var due = end - options.Value.RefreshAhead;
            append.Reschedule(
                lease, due > now + PauseMin ? due : now + PauseMin, "The next token ends then.", resetAttempts: true);
        }
        else
        {
            append.Complete(lease);
        }

        await journal.AppendAsync(append, CancellationToken.None);
    }
}
