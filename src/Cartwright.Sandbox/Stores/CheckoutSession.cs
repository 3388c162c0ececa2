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

    /// <summary>By how much every item is dearer in this session, in minor units.</summary>
    public long PriceRise { get; set; }

    /// <summary>Whether the first item counts as sold out in this session, whatever the stock.</summary>
    public bool IsSoldOut { get; set; }

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
    DateTimeOffset PlacedAt)
{
    /// <summary>What was changed later, and what is to be sent back. Both under the order's own lock.</summary>
    public Lock Lock { get; } = new();

    /// <summary>What it comes to; the store may bill something else later.</summary>
    public CheckoutTotals Totals { get; set; } = Totals;

    public List<OrderAdjustment> Adjustments { get; } = [];

    public Dictionary<string, StoreReturn> Returns { get; } = new(StringComparer.Ordinal);

    public bool IsCancelled(DateTimeOffset now) =>
        Adjustments.Exists(change => change is { Type: "cancellation", Lines.Count: 0 } && change.StatusAt(now) == "completed");

    /// <summary>How many of a line are neither cancelled nor on their way back.</summary>
    public int QuantityLeft(string lineId) =>
        Lines.Where(line => line.Id == lineId).Sum(line => line.Quantity)
        - Adjustments.Where(change => change.Type == "cancellation").SelectMany(change => change.Lines)
            .Where(line => line.Id == lineId).Sum(line => line.Quantity)
        - Returns.Values.Where(made => made.Status != "denied").SelectMany(made => made.Lines)
            .Where(line => line.Id == lineId).Sum(line => line.Quantity);
}

/// <param name="Lines">None when it concerns the order as a whole.</param>
/// <param name="Amount">What is given back for it; null when the store does not say.</param>
internal sealed record OrderAdjustment(
    string Id, string Type, IReadOnlyList<(string Id, int Quantity)> Lines, long? Amount, DateTimeOffset At,
    DateTimeOffset CompletesAt)
{
    public string StatusAt(DateTimeOffset now) => now < CompletesAt ? "pending" : "completed";
}

/// <summary>Goods on their way back. A person at the store decides how it goes on.</summary>
internal sealed class StoreReturn(string id, string orderId, IReadOnlyList<(string Id, int Quantity)> lines)
{
    public string Id => id;

    public string OrderId => orderId;

    public IReadOnlyList<(string Id, int Quantity)> Lines => lines;

    public string Status { get; set; } = "requested";

    public long? Credit { get; set; }
}

internal readonly record struct CheckoutTotals(long Subtotal, long? Fulfillment, long? Tax)
{
    public long Total => Subtotal + (Fulfillment ?? 0) + (Tax ?? 0);
}
