namespace Cartwright.Tests.FaultMatrix;

/// <summary>One call under one fault.</summary>
/// <param name="Cells">What came of it, a text for each column behind the first.</param>
/// <param name="Broken">What must hold and did not.</param>
internal sealed record MatrixRow(IReadOnlyList<string> Cells, IReadOnlyList<string> Broken)
{
    public static string Unless(string first, string second, string same) => first == second ? same : second;

    /// <param name="once">After a fault that struck once.</param>
    /// <param name="lasting">After one that lasted.</param>
    public static string Both(string once, string lasting) =>
        once == lasting ? once : $"{once}; when it lasted: {lasting}";
}

/// <summary>One call of the page.</summary>
/// <param name="Rows">In the order of <see cref="Fault.All"/>.</param>
internal sealed record MatrixTable(
    MatrixCall Call, IReadOnlyList<(Fault Fault, MatrixRow Row)> Rows, IReadOnlyList<string> Broken)
{
    /// <summary>Faults that come to the same share a line.</summary>
    public IEnumerable<string> Lines =>
    [
        "", $"## {Call.Title}", Call.What, "",
        LineOf(Call.Heads), "|" + string.Concat(Call.Heads.Select(_ => "---|")),
        .. Rows.GroupBy(one => LineOf(one.Row.Cells), one => one.Fault.Words)
            .Select(line => $"| {string.Join("; ", line)} {line.Key}"),
    ];

    private static string LineOf(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}

/// <summary>A call that meets every fault, and how it is made to.</summary>
/// <param name="Start">Starts a gateway for it; with true, one whose deadlines are short.</param>
internal sealed record MatrixCall(
    string Title, string What, IReadOnlyList<string> Heads, Func<bool, ShutDoors, Task<IFaultLane>> Start)
{
    private static readonly string[] s_ofOrder =
        ["fault", "at once", "while it lasts", "in the end", "the books", "called"];

    private static readonly string[] s_ofShop = ["fault", "once", "while it lasts", "afterwards", "the shop"];

    public static readonly IReadOnlyList<MatrixCall> All =
    [
        new(
            "Quote",
            "`POST …/checkout-sessions` to the store, for the live quote of a submission. Where the cart is not "
                + "submitted, it is submitted again in the end.",
            s_ofOrder, QuoteLane.StartAsync),
        .. new[]
        {
            OrderCall.Charge, OrderCall.FindCharge, OrderCall.Capture, OrderCall.Void, OrderCall.Refund,
            OrderCall.FindRefund, OrderCall.Place, OrderCall.FindPlacement, OrderCall.Track,
        }.Select(call => new MatrixCall(
            call.Title, call.What, s_ofOrder, (isOfTime, doors) => OrderLane.StartAsync(call, isOfTime, doors))),
        new(
            "Webhook", "`POST` of an order's first event to the client's endpoint. The order goes on meanwhile.",
            ["fault", "the delivery at once", "while it lasts", "in the end", "the books", "sent"],
            WebhookLane.StartAsync),
        new(
            "Look up", "`POST …/graphql.json` to a Shopify shop, for an order that is there.",
            s_ofShop, (isOfTime, doors) => ShopLane.StartAsync(isRefresh: false, isOfTime, doors)),
        new(
            "Refresh",
            "`POST …/access_token` to a Shopify shop whose access token has ended, for the same lookup.",
            s_ofShop, (isOfTime, doors) => ShopLane.StartAsync(isRefresh: true, isOfTime, doors)),
    ];
}

/// <summary>What stands on docs/fault-matrix.md before the tables.</summary>
internal static class MatrixPage
{
    public static readonly IReadOnlyList<string> Introduction =
    [
        "# The fault matrix",
        "What a client sees, and what the books of the processor and the store hold, when a call to the outside goes "
            + "wrong: such as when a store answers 502 to `complete_checkout`.",
        "",
        "Each call has a table. A line holds the faults that come to the same, divided by semicolons:",
        "- A bare number is an HTTP status, with a body in the other side's own form that gives no other reason. What "
            + "a code says is in [errors.md](errors.md).",
        "- *Done* means that what was asked for had happened when the call failed; *nothing done* that it had not, and "
            + "so it is with a status, a redirect, a refused connection and a certificate.",
        "- The spoiled answers (cut off, not JSON, other JSON, 16 MiB, dripping in) follow what was done.",
        "- *Done after the deadline*: it happens when the gateway has stopped waiting.",
        "",
        "| column | what it shows |",
        "|---|---|",
        "| at once, once | what the client sees when the call has failed once, before the gateway does anything more |",
        "| while it lasts | what it sees after the call has failed twice, or when nothing is left to do |",
        "| in the end, afterwards | what it sees when the fault is over and nothing is left to do |",
        "| the books | what the processor and the store have then |",
        "| called, sent | whether the call was made again after one fault, always under its key or id |",
        "",
        "`retryable` is the failure's own: whether submitting the same again is safe and useful. An order that is "
            + "*on the attention list* waits for a person.",
        "",
        "The page is printed by a test that makes all of it happen, over HTTP and against the "
            + "[sandbox](guides/sandbox.md), once and lasting. It holds each order against the list of "
            + "[what must always hold](architecture.md#what-must-always-hold), and fails when the page is not what "
            + "came of it:",
        "```",
        "dotnet test tests/Cartwright.Tests --filter FullyQualifiedName~FaultMatrix",
        "```",
        "With `CARTWRIGHT_GOLDEN=write` it writes the page anew.",
    ];
}
