using Cartwright.Journal;

namespace Cartwright.Webhooks;

/// <summary>The delivery log, the latest first.</summary>
public sealed class ListDeliveries(IJournal journal)
{
    public const int CountMax = 1_000;

    /// <param name="endpointId">Null for all.</param>
    public async Task<IReadOnlyList<WebhookDelivery>> HandleAsync(
        string? endpointId, int countMax, CancellationToken cancellationToken) => await journal.QueryAsync(
            $"select {WebhookDelivery.Columns} from webhook_deliveries d "
            + "where (@endpoint = '' or d.endpoint_id = @endpoint) "
            + "order by d.created_at desc, d.delivery_id limit @count",
            WebhookDelivery.Read,
            [("endpoint", endpointId ?? ""), ("count", Math.Clamp(countMax, 1, CountMax))],
            cancellationToken);
}
