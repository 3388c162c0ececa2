using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Webhooks;

/// <summary>
/// Sends one event to one endpoint, at least once: what was sent and not written down is sent again, with the same id
/// and body. A later event of an order waits for the earlier ones that are still being tried, for a while.
/// </summary>
public sealed partial class DeliverWebhook(
    IJournal journal,
    OrderStreams orders,
    WebhookEndpoints endpoints,
    WebhookSender sender,
    EndpointGates gates,
    TimeProvider clock,
    Random random,
    ILogger<DeliverWebhook> logger) : IWorkHandler
{
    /// <summary>The attention list's kind; the key is the endpoint.</summary>
    public const string AttentionKind = "webhook-endpoint";

    public string Queue => WebhookDelivery.Queue;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 512,
        AttemptsMax: 20,
        BackoffMin: TimeSpan.FromSeconds(5),
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(1));

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var found = await FindAsync(lease.Key, cancellationToken);
        if (found is not { Delivery.State: DeliveryState.Pending } job)
        {
            // Another node may have delivered it: whoever called it meant the next one.
            await CallAsync(new JournalAppend().Complete(lease), found?.Delivery.EndpointId, hasDelivered: false);
            return;
        }

        if (job.Endpoint is not { State: EndpointState.Active } endpoint)
        {
            gates.Forget(job.Delivery.EndpointId);
            await GiveUpAsync(lease, job.Delivery with { LastStatus = null, LastError = "EndpointNotActive" });
            return;
        }

        if (clock.GetUtcNow() - job.Delivery.QueuedAt > DeliveryDecisions.TryingMax)
        {
            await GiveUpAsync(lease, job.Delivery, GivenUpWords);
            return;
        }

        if (job.IsBehindEarlier)
        {
            // Which calls it when it ends, unless it has been tried before.
            await PutOffAsync(lease, "An earlier event of the order goes first.");
            return;
        }

        await PassAsync(lease, job, endpoint, cancellationToken);
    }

    private async Task PassAsync(
        WorkLease lease, Job job, WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!await gates.TryEnterAsync(endpoint.Id, lease.Key, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await PutOffAsync(lease, "The endpoint is busy, or fails.");
            return;
        }

        bool? isFailing = null;
        try
        {
            if (await BodyAsync(job.Delivery, endpoint, cancellationToken) is not { } body)
            {
                await GiveUpAsync(lease, job.Delivery with { LastError = "NoSuchEvent" });
                return;
            }

            var outcome = await sender.SendAsync(endpoint, job.Delivery.Id, body, isRead: false, cancellationToken);
            isFailing = !outcome.IsSuccess;
            await ConcludeAsync(lease, job, endpoint, outcome);
        }
        finally
        {
            gates.Leave(endpoint.Id, isFailing);
        }
    }

    /// <summary>Null when the order has no such event, or is another account's.</summary>
    private async Task<byte[]?> BodyAsync(
        WebhookDelivery delivery, WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(delivery.OrderId, cancellationToken);
        return order.Submission?.AccountId == endpoint.AccountId
            && order.History.FirstOrDefault(recorded => recorded.Version == delivery.EventVersion) is { } recorded
            && WebhookBody.MessageOf(order, recorded) is { } message
            ? WebhookBody.Of(order, message)
            : null;
    }

    private async Task ConcludeAsync(WorkLease lease, Job job, WebhookEndpoint endpoint, AttemptOutcome outcome)
    {
        var now = clock.GetUtcNow();
        var step = DeliveryDecisions.After(job.Delivery, outcome, job.FailingSince, now, Jitter());
        LogAttempt(step.Next.Id, step.Next.Attempts, step.Next.State, step.Next.LastStatus, step.Next.LastError);
        if (step.Disable is { } why)
        {
            // First, and by itself: repeated after a crash it changes nothing.
            await DisableAsync(endpoint.Id, why);
        }

        var append = new JournalAppend();
        step.Next.Write(append);
        if (step.FailingSince != job.FailingSince)
        {
            append.Upsert("webhook_health", [("endpoint_id", endpoint.Id)], [("failing_since", step.FailingSince)]);
        }

        if (step.Due is { } due)
        {
            append.Reschedule(lease, due, $"Attempt {step.Next.Attempts} failed.", resetAttempts: true);
        }
        else
        {
            append.Complete(lease);
        }

        if (step.Next.State == DeliveryState.GivenUp && step.Disable is null)
        {
            append.Attend(AttentionKind, endpoint.Id, GivenUpWords);
        }

        await EnqueueNextAsync(append, step.Next);
        if (outcome.IsSuccess)
        {
            await CallAsync(append, endpoint.Id, hasDelivered: true);
        }
        else
        {
            await CommitAsync(append);
        }
    }

    /// <summary>Commits, and with it makes due what was turned away at the endpoint and has room now.</summary>
    private async Task CallAsync(JournalAppend append, string? endpointId, bool hasDelivered)
    {
        var called = endpointId is null ? [] : gates.Call(endpointId, hasDelivered);
        foreach (var deliveryId in called)
        {
            append.Enqueue(Queue, deliveryId);
        }

        if (await CommitAsync(append) is not AppendResult.Committed)
        {
            foreach (var deliveryId in called)
            {
                gates.TurnAway(endpointId!, deliveryId);
            }
        }
    }

    /// <summary>The order's next event need not wait until it looks for itself.</summary>
    private async Task EnqueueNextAsync(JournalAppend append, WebhookDelivery delivery)
    {
        if (delivery.State == DeliveryState.Pending && delivery.Attempts < DeliveryDecisions.AttemptsInOrder)
        {
            return;
        }

        var next = await journal.QueryAsync(
            "select d.delivery_id from webhook_deliveries d where d.order_id = @order and d.endpoint_id = @endpoint "
            + "and d.event_version > @version and d.state = @pending and d.attempts = 0 "
            + "order by d.event_version limit 1",
            row => row.GetString(0),
            [
                ("order", delivery.OrderId), ("endpoint", delivery.EndpointId), ("version", delivery.EventVersion),
                ("pending", DeliveryState.Pending.ToString()),
            ],
            CancellationToken.None);
        foreach (var deliveryId in next)
        {
            append.Enqueue(Queue, deliveryId);
        }
    }

    private async Task DisableAsync(string endpointId, string why)
    {
        await endpoints.ChangeAsync(
            endpointId,
            endpoint => endpoint.State == EndpointState.Active
                ? new(
                    _ => new AccountEvent.EndpointDisabled(endpoint.Id, why),
                    endpoint with { State = EndpointState.Disabled })
                : null,
            append => append.Attend(
                AttentionKind, endpointId, $"{why} It is disabled until 'cartwright webhooks test {endpointId}'."),
            CancellationToken.None);
        LogDisabled(endpointId, why);
    }

    private async Task GiveUpAsync(WorkLease lease, WebhookDelivery delivery, string? callPerson = null)
    {
        var append = new JournalAppend().Complete(lease);
        if (callPerson is not null)
        {
            append.Attend(AttentionKind, delivery.EndpointId, callPerson);
        }

        var ended = delivery with { State = DeliveryState.GivenUp };
        ended.Write(append);
        await EnqueueNextAsync(append, ended);
        await CommitAsync(append);
    }

    private Task<AppendResult> PutOffAsync(WorkLease lease, string why) => CommitAsync(new JournalAppend().Reschedule(
        lease, clock.GetUtcNow() + DeliveryDecisions.PutOff(lease.Attempt, Jitter()), why));

    /// <summary>A conflict means that another node has taken the delivery over: it will do the same.</summary>
    private async Task<AppendResult> CommitAsync(JournalAppend append) =>
        await journal.AppendAsync(append, CancellationToken.None);

    /// <summary>All that decides whether it is sent now, in one look.</summary>
    private async Task<Job?> FindAsync(string deliveryId, CancellationToken cancellationToken)
    {
        const int Count = WebhookDelivery.ColumnCount;
        var rows = await journal.QueryAsync(
            $"select {WebhookDelivery.Columns}, {WebhookEndpoints.Columns}, h.failing_since, "
            + "(select count(*) from webhook_deliveries o where o.order_id = d.order_id "
            + "and o.endpoint_id = d.endpoint_id and o.event_version < d.event_version and o.state = @pending "
            + "and o.attempts < @attempts) from webhook_deliveries d "
            + "left join webhook_endpoints e on e.endpoint_id = d.endpoint_id "
            + "left join webhook_health h on h.endpoint_id = d.endpoint_id where d.delivery_id = @id",
            row => new Job(
                WebhookDelivery.Read(row),
                row.IsDBNull(Count) ? null : endpoints.Read(row, Count),
                row.IsDBNull(Count + 9) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(Count + 9)),
                row.GetInt64(Count + 10) > 0),
            [
                ("id", deliveryId), ("pending", DeliveryState.Pending.ToString()),
                ("attempts", DeliveryDecisions.AttemptsInOrder),
            ],
            cancellationToken);
        return rows.Count > 0 ? rows[0] : null;
    }

    private double Jitter()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }

    private const string GivenUpWords =
        "Webhooks were tried for 3 days and given up: 'cartwright webhooks deliveries' shows them.";

    /// <param name="IsBehindEarlier">An earlier event of the order is still being tried, and goes first.</param>
    private sealed record Job(
        WebhookDelivery Delivery, WebhookEndpoint? Endpoint, DateTimeOffset? FailingSince, bool IsBehindEarlier);

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "{DeliveryId}: attempt {Attempt}, {State} ({Status} {Error}).")]
    private partial void LogAttempt(
        string deliveryId, int attempt, DeliveryState state, int? status, string? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{EndpointId} is disabled. {Why}")]
    private partial void LogDisabled(string endpointId, string why);
}
