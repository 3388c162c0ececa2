using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

/// <summary>Looks at every shop once a day, and keeps on the attention list what its merchant should look after.</summary>
public sealed partial class CheckShops(
    ShopDirectory directory,
    IJournal journal,
    IOptions<ShopOptions> options,
    TimeProvider clock,
    ILogger<CheckShops> logger) : IWorkHandler, IHostedService
{
    public const string AttentionKind = "shop";
    private const string QueueName = "shop-health";
    private const string Key = "daily";
    private const int BatchMax = 500;
    private static readonly TimeSpan WebhooksKept = TimeSpan.FromDays(30);

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 5,
        BackoffMin: TimeSpan.FromMinutes(1),
        BackoffMax: TimeSpan.FromMinutes(30),
        ExhaustedBackoff: TimeSpan.FromHours(6));

    public IReadOnlyList<ShopFinding> FindingsOf(Shop shop) => ShopHealth.Of(
        shop, options.Value.WantedScopes, TimeSpan.FromDays(options.Value.RefreshTokenWarningDays),
        clock.GetUtcNow());

    public async Task StartAsync(CancellationToken cancellationToken) => await journal.AppendAsync(
        new JournalAppend().Enqueue(QueueName, Key, clock.GetUtcNow().AddDays(1)), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await journal.AppendAsync(
            new JournalAppend().Reschedule(
                lease, clock.GetUtcNow().AddDays(1), "The next look is tomorrow's.", resetAttempts: true),
            CancellationToken.None);
    }

    /// <summary>The same look, at once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        // Only what was there before the shops were read is settled: what degrades meanwhile is not forgotten.
        var listed = (await journal.QueryAsync(
            "select key from attention where kind = @kind", row => row.GetString(0), [("kind", AttentionKind)],
            cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var shops = await directory.ListAsync(null, cancellationToken);
        var flagged = 0;
        foreach (var some in shops.Chunk(BatchMax))
        {
            var append = new JournalAppend();
            var count = 0;
            foreach (var shop in some)
            {
                // A shop that was never connected, or whose merchant removed the app, needs nobody.
                if (shop.Status is ShopStatus.Connected or ShopStatus.Degraded
                    && FindingsOf(shop) is { Count: > 0 } findings)
                {
                    flagged++;
                    count++;
                    append.Attend(
                        AttentionKind, shop.Domain.Value, string.Join(' ', findings.Select(one => one.Words)));
                }
                else if (listed.Contains(shop.Domain.Value))
                {
                    count++;
                    append.Settle(AttentionKind, shop.Domain.Value);
                }
            }

            if (count > 0)
            {
                await journal.AppendAsync(append, cancellationToken);
            }
        }

        await ForgetWebhooksAsync(cancellationToken);
        LogLooked(shops.Count, flagged);
    }

    private async Task ForgetWebhooksAsync(CancellationToken cancellationToken)
    {
        var old = await journal.QueryAsync(
            "select webhook_id from shop_webhooks where heard_at < @before order by heard_at limit 2000",
            row => row.GetString(0),
            [("before", (clock.GetUtcNow() - WebhooksKept).ToUnixTimeMilliseconds())],
            cancellationToken);
        if (old.Count == 0)
        {
            return;
        }

        var append = new JournalAppend();
        foreach (var id in old)
        {
            append.Delete("shop_webhooks", [("webhook_id", id)]);
        }

        await journal.AppendAsync(append, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Shops looked at: {Count}, {Flagged} need their merchant.")]
    private partial void LogLooked(int count, int flagged);
}
