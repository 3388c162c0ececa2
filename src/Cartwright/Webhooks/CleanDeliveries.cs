using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Webhooks;

/// <summary>
/// Takes deliveries that ended long ago out of the log, some at a time. Begun with the first endpoint.
/// </summary>
public sealed class CleanDeliveries(IJournal journal, IOptions<WebhookOptions> options, TimeProvider clock)
    : IWorkHandler
{
    public const string QueueName = "webhook-clean";
    public const string Key = "deliveries";
    private const int RowsMax = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 20,
        BackoffMin: TimeSpan.FromSeconds(30),
        BackoffMax: TimeSpan.FromHours(1),
        ExhaustedBackoff: TimeSpan.FromHours(6));

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var old = await journal.QueryAsync(
            "select delivery_id from webhook_deliveries where created_at < @before and state <> @pending "
            + "order by created_at limit @count",
            row => row.GetString(0),
            [
                ("before", (now - TimeSpan.FromDays(options.Value.LogDaysMax)).ToUnixTimeMilliseconds()),
                ("pending", DeliveryState.Pending.ToString()),
                ("count", RowsMax),
            ],
            cancellationToken);
        var append = new JournalAppend().Reschedule(
            lease, now + (old.Count == RowsMax ? Pause : Interval), "Cleaning goes on.", resetAttempts: true);
        foreach (var id in old)
        {
            append.Delete("webhook_deliveries", [("delivery_id", id)]);
        }

        await journal.AppendAsync(append, CancellationToken.None);
    }
}
