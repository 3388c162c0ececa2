using System.Data.Common;
using System.Globalization;
using Cartwright.Journal;

namespace Cartwright.Webhooks;

public enum DeliveryState
{
    Pending,
    Delivered,
    GivenUp,
}

/// <summary>One event of an order on its way to one endpoint: a row of the delivery log.</summary>
/// <param name="EventVersion">The event's place in its order's stream.</param>
/// <param name="LastError">The class of what went wrong last, never what was answered.</param>
/// <param name="CreatedAt">When the event happened.</param>
/// <param name="QueuedAt">When trying began; later than the event when it was queued again by hand.</param>
public sealed record WebhookDelivery(
    string Id,
    string EndpointId,
    string OrderId,
    long EventVersion,
    string Type,
    DeliveryState State,
    int Attempts,
    int? LastStatus,
    string? LastError,
    DateTimeOffset CreatedAt,
    DateTimeOffset QueuedAt,
    DateTimeOffset? AttemptedAt)
{
    public const string Queue = "webhook";

    public const string Columns = "d.delivery_id, d.endpoint_id, d.order_id, d.event_version, d.type, d.state, "
        + "d.attempts, d.last_status, d.last_error, d.created_at, d.queued_at, d.attempted_at";

    public const int ColumnCount = 12;

    /// <summary>
    /// Made of the event and the endpoint, so that it is the same whatever repeats; without a full stop, as Standard
    /// Webhooks wants it.
    /// </summary>
    public static string IdOf(string orderId, long version, string endpointId) =>
        string.Create(CultureInfo.InvariantCulture, $"{orderId}-{version}-{endpointId}");

    public static WebhookDelivery New(
        string orderId, long version, string endpointId, string type, DateTimeOffset now) => new(
            IdOf(orderId, version, endpointId), endpointId, orderId, version, type, DeliveryState.Pending, 0, null,
            null, now, now, null);

    public void Write(JournalAppend append) => append.Upsert("webhook_deliveries", [("delivery_id", Id)],
    [
        ("endpoint_id", EndpointId),
        ("order_id", OrderId),
        ("event_version", EventVersion),
        ("type", Type),
        ("state", State.ToString()),
        ("attempts", Attempts),
        ("last_status", LastStatus),
        ("last_error", LastError),
        ("created_at", CreatedAt),
        ("queued_at", QueuedAt),
        ("attempted_at", AttemptedAt),
    ]);

    public static WebhookDelivery Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetString(4),
        Enum.Parse<DeliveryState>(row.GetString(5)),
        checked((int)row.GetInt64(6)),
        row.IsDBNull(7) ? null : checked((int)row.GetInt64(7)),
        row.IsDBNull(8) ? null : row.GetString(8),
        Time(row, 9),
        Time(row, 10),
        row.IsDBNull(11) ? null : Time(row, 11));

    private static DateTimeOffset Time(DbDataReader row, int at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));
}
