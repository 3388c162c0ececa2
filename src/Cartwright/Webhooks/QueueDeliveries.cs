using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Webhooks;

/// <summary>
/// Puts what must be delivered into the append that writes an order's events: both are durable or neither is. An
/// endpoint hears of what is appended while it is active, not of what was before.
/// </summary>
public sealed class QueueDeliveries(WebhookEndpoints endpoints)
{
    public async ValueTask AddAsync(JournalAppend append, Order order, Order next, CancellationToken cancellationToken)
    {
        var active = await endpoints.ActiveOfAsync(next.Submitted.AccountId, cancellationToken);
        if (active.Count == 0)
        {
            return;
        }

        foreach (var recorded in next.History.Skip(order.History.Count))
        {
            if (WebhookBody.MessageOf(next, recorded) is not { } message)
            {
                continue;
            }

            foreach (var endpoint in active.Where(endpoint => endpoint.Wants(message.Type)))
            {
                var delivery = WebhookDelivery.New(
                    order.Id, recorded.Version, endpoint.EndpointId, message.Type, recorded.At);
                delivery.Write(append);
                append.Enqueue(WebhookDelivery.Queue, delivery.Id);
            }
        }
    }
}
