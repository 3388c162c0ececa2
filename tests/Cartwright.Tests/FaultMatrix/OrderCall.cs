namespace Cartwright.Tests.FaultMatrix;

/// <summary>One outside call that an order needs: a table of the page.</summary>
/// <param name="Title">The table's heading.</param>
/// <param name="What">What the call is and what leads to it, for the reader of the page.</param>
/// <param name="Target">Whose call it is, as the sandbox's fault rules name it.</param>
/// <param name="Struck">The sandbox's names of the call; a fault ends with the last one.</param>
internal sealed record OrderCall(string Title, string What, string Target, params string[] Struck)
{
    private const string Store = "store:tulips";
    private const string Processor = "stripe";

    private static readonly object s_outOfStock =
        new { target = Store, operation = "complete", kind = "out-of-stock-at-complete" };

    /// <summary>The faults that lead to the call.</summary>
    public IReadOnlyList<object> Before { get; init; } = [];

    public IReadOnlyList<string> Settings { get; init; } = [];

    public static readonly OrderCall Charge = new(
        "Charge", "`POST /v1/payment_intents` to the processor, with the order's key.",
        Processor, "create_payment_intent");

    public static readonly OrderCall FindCharge = new(
        "Find a charge",
        "The charge was made and its answer was lost; now the processor is asked for it, and both the search and the "
            + "list of payments fail.",
        Processor, "search", "list_payment_intents")
    {
        Before = [new { target = Processor, operation = "create_payment_intent", kind = "drop-after", times = 1 }],
    };

    public static readonly OrderCall Capture = new(
        "Capture",
        "`POST …/capture` to the processor, with `Payments:Capture=OnPlacement`, once the store has the order.",
        Processor, "capture")
    {
        Settings = ["--Payments:Capture=OnPlacement"],
    };

    public static readonly OrderCall Void = new(
        "Void",
        "`POST …/cancel` to the processor, with `Payments:Capture=OnPlacement`, after the store said that it is sold "
            + "out.",
        Processor, "cancel")
    {
        Before = [s_outOfStock],
        Settings = ["--Payments:Capture=OnPlacement"],
    };

    public static readonly OrderCall Refund = new(
        "Refund", "`POST /v1/refunds` to the processor, after the store said that it is sold out.",
        Processor, "refund")
    {
        Before = [s_outOfStock],
    };

    public static readonly OrderCall FindRefund = new(
        "Find a refund",
        "The refund was made and its answer was lost; now the processor is asked for the refunds of the payment.",
        Processor, "list_refunds")
    {
        Before = [s_outOfStock, new { target = Processor, operation = "refund", kind = "drop-after", times = 1 }],
    };

    public static readonly OrderCall Place = new(
        "Place",
        "`POST …/complete` to the store (`complete_checkout`), with the order's key. The card is charged by then.",
        Store, "complete");

    public static readonly OrderCall FindPlacement = new(
        "Find a placement",
        "The order was placed and the store's answer was lost; now the store is asked for the checkout session.",
        Store, "get_session")
    {
        Before = [new { target = Store, operation = "complete", kind = "drop-after", times = 1 }],
    };

    public static readonly OrderCall Track = new(
        "Track", "`GET …/orders/{id}` to the store, to watch the parcel of an order that is placed.",
        Store, "get_order");
}
