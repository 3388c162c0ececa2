namespace Cartwright.Sandbox.Stores;

internal enum SessionPhase
{
    /// <summary>What it lacks is worked out anew on every read.</summary>
    Open,
    Escalated,
    InProgress,
    Completed,
    Canceled,
}

/// <summary>A checkout session. Changes happen under its own lock; a completed one keeps what an order needs.</summary>
internal sealed class CheckoutSession(string id, Store store, DateTimeOffset expiresAt)
{
    public Lock Lock { get; } = new();

    public string Id => id;

    public Store Store => store;

    public DateTimeOffset ExpiresAt => expiresAt;

    public SessionPhase Phase { get; set; }

    public SessionLine[] Lines { get; set; } = [];

    public UcpBuyer? Buyer { get; set; }

    public UcpDestination? Destination { get; set; }

    public string? SelectedOption { get; set; }

    /// <summary>What was found while the lines were taken: unknown items, quantities that were lowered.</summary>
    public UcpMessage[] LineMessages { get; set; } = [];

    /// <summary>What the last completion failed for; an update or another completion clears it.</summary>
    public UcpMessage? Failure { get; set; }

    public bool IsUndeliverable { get; set; }

    public string? ClientOrderId { get; set; }

    /// <summary>The key of the completion that was accepted.</summary>
    public string? CompletionKey { get; set; }

    public PlacedOrder? Order { get; set; }

    /// <summary>When an accepted completion is done.</summary>
    public DateTimeOffset CompletesAt { get; set; }

    /// <summary>Time passes: an accepted completion gets done, a forgotten session expires.</summary>
    public void Settle(DateTimeOffset now)
    {
        if (Phase == SessionPhase.InProgress && now >= CompletesAt)
            Phase = SessionPhase.Completed;
        else if (now >= expiresAt && Phase is (SessionPhase.Open or SessionPhase.Escalated))
            Phase = SessionPhase.Canceled;
    }
}

internal readonly record struct SessionLine(string Id, StoreProduct Product, StoreVariant Variant, int Quantity);

internal sealed record UcpMessage(string Type, string Code, string Content, string? Severity, string? Path)
{
    public static UcpMessage Error(string code, string content, string severity, string? path = null) =>
        new("error", code, content, severity, path);

    public static UcpMessage Missing(string path, string content) => Error("missing", content, "recoverable", path);

    public static UcpMessage Warning(string code, string content, string path) =>
        new("warning", code, content, null, path);
}

/// <summary>An order as the store's books keep it.</summary>
internal sealed record PlacedOrder(
    string Id,
    string StoreName,
    string SessionId,
    string? Key,
    string? ClientOrderId,
    SessionLine[] Lines,
    CheckoutTotals Totals,
    UcpDestination Destination,
    string ShippingOption,
    DateTimeOffset PlacedAt);

internal readonly record struct CheckoutTotals(long Subtotal, long? Fulfillment, long? Tax)
{
    public long Total => Subtotal + (Fulfillment ?? 0) + (Tax ?? 0);
}
