namespace Cartwright.Sandbox.Faults;

internal enum FaultKind
{
    RefuseConnection,
    DropBefore,
    DropAfter,
    SilentBefore,
    SilentAfter,
    Delay,
    Status,
    StatusAfter,
    NotJson,
    WrongJson,
    Truncated,
    Huge,
    SlowDrip,
    Redirect,
    OutOfStockAtComplete,
    PaymentRefusedAtComplete,
    Escalate,
    CompleteInProgress,
    Undeliverable,
    PriceRaised,
    SoldOut,
    CancelPending,
    SearchLag,
    RefundPending,
    RefundFailed,
    Throttled,
    RefreshTwice,
    WebhookTwice,
    WrongDimensions,
}

/// <summary>What each kind does, and the operations it concerns when the rule names none.</summary>
internal sealed record FaultKindRow(FaultKind Kind, string Name, string What, params string[] Operations)
{
    private const string CreateSession = "create_session";
    private const string UpdateSession = "update_session";
    private const string Complete = "complete";
    private const string Refund = "refund";

    public static readonly IReadOnlyList<FaultKindRow> Table =
    [
        new(FaultKind.RefuseConnection, "refuse-connection", "The connection is closed at once; no effect."),
        new(FaultKind.DropBefore, "drop-before", "The request is read, then the connection is closed; no effect."),
        new(FaultKind.DropAfter, "drop-after", "The effect happens, then the connection is closed."),
        new(FaultKind.SilentBefore, "silent-before", "No answer for `seconds`, then it is closed; no effect."),
        new(FaultKind.SilentAfter, "silent-after", "The effect happens; no answer for `seconds`, then it is closed."),
        new(FaultKind.Delay, "delay", "Waits `seconds` before the effect, holding the idempotency key."),
        new(FaultKind.Status, "status", "Answers `code` with `body` and `retry_after`; no effect."),
        new(FaultKind.StatusAfter, "status-after", "The effect happens, then `code` is answered."),
        new(FaultKind.NotJson, "not-json", "The effect happens; the answer is an HTML page with status 200."),
        new(FaultKind.WrongJson, "wrong-json", "The effect happens; the answer is JSON of another shape, status 200."),
        new(FaultKind.Truncated, "truncated", "The effect happens; half of the answer is sent, then it breaks off."),
        new(FaultKind.Huge, "huge", "The effect happens; the answer is padded with 16 MiB of white space."),
        new(FaultKind.SlowDrip, "slow-drip", "The effect happens; the answer comes byte by byte over `seconds`."),
        new(FaultKind.Redirect, "redirect", "Answers 302 to `location`; no effect."),
        new(FaultKind.OutOfStockAtComplete, "out-of-stock-at-complete", "The last one was just sold.", Complete),
        new(FaultKind.PaymentRefusedAtComplete, "payment-refused-at-complete", "payment_failed.", Complete),
        new(FaultKind.Escalate, "escalate", "requires_escalation with a continue_url.", Complete),
        new(FaultKind.CompleteInProgress, "complete-in-progress", "Accepted, done after `seconds`.", Complete),
        new(FaultKind.Undeliverable, "undeliverable", "address_undeliverable.", CreateSession, UpdateSession, Complete),
        new(FaultKind.PriceRaised, "price-raised", "In this session every item costs 10.00 more.", CreateSession),
        new(FaultKind.SoldOut, "sold-out", "This session's first item is out of stock.", CreateSession),
        new(FaultKind.CancelPending, "cancel-pending", "The store decides after `seconds`.", "cancel_order"),
        new(FaultKind.SearchLag, "search-lag", "Search doesn't see what is younger than `seconds`.", "search"),
        new(FaultKind.RefundPending, "refund-pending", "The refund is pending for `seconds`.", Refund),
        new(FaultKind.RefundFailed, "refund-failed", "The refund is accepted, and its status is failed.", Refund),
        new(FaultKind.Throttled, "throttled", "The query is refused with THROTTLED; no cost is taken.", "graphql"),
        new(FaultKind.RefreshTwice, "refresh-twice", "A refresh that is repeated gives another pair.", "token"),
        new(FaultKind.WebhookTwice, "webhook-twice", "The webhook is sent twice, with one id.", "webhook"),
        new(FaultKind.WrongDimensions, "wrong-dimensions", "Each vector is one number short.", "embeddings"),
    ];

    public static FaultKindRow? Find(string name) => Table.FirstOrDefault(row => row.Name == name);

    public bool Concerns(string operation) => Operations.Length == 0 || Operations.Contains(operation);
}
