using Cartwright.Journal;

namespace Cartwright.Webhooks;

public enum RedeliverResult
{
    Queued,

    /// <summary>It is still being tried; the next attempt is due at once.</summary>
    Hurried,
    NotFound,
}

/// <summary>Queues a delivery again: the same id and body, signed anew, with all attempts ahead of it.</summary>
public sealed class RedeliverWebhook(IJournal journal, TimeProvider clock)
{
    public async Task<RedeliverResult> HandleAsync(string deliveryId, CancellationToken cancellationToken)
    {
        var found = await journal.QueryAsync(
            $"select {WebhookDelivery.Columns} from webhook_deliveries d where d.delivery_id = @id",
            WebhookDelivery.Read,
            [("id", deliveryId)],
            cancellationToken);
        if (found is not [var delivery])
        {
            return RedeliverResult.NotFound;
        }

        var append = new JournalAppend().Enqueue(WebhookDelivery.Queue, delivery.Id);
        var isPending = delivery.State == DeliveryState.Pending;
        if (!isPending)
        {
            (delivery with { State = DeliveryState.Pending, Attempts = 0, QueuedAt = clock.GetUtcNow() }).Write(append);
            append.Settle(DeliverWebhook.AttentionKind, delivery.EndpointId);
        }

        await journal.AppendAsync(append, cancellationToken);
        return isPending ? RedeliverResult.Hurried : RedeliverResult.Queued;
    }
}
