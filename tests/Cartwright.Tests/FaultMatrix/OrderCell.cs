using System.Text.Json.Nodes;
using Cartwright.Orders;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>What a client sees of an order at one moment, and what stands behind it.</summary>
/// <param name="Shown">The order as the checkout contract shows it.</param>
/// <param name="Books">What the processor and the store have of it.</param>
internal sealed record OrderSeen(JsonNode Shown, Order Order, IReadOnlyList<string> Attention, JsonNode Books)
{
    public string Status => Shown["status"]!.GetValue<string>();

    /// <param name="showsParcel">Whether it matters that the parcel is known.</param>
    public string Words(bool showsParcel) => string.Join(", ",
    [
        $"`{Status}`",
        .. Failure is { } failure ? new[] { $"`{failure.Code}`, {failure.Retryable}" } : [],
        .. Has("PaymentRefundedOrderEvent") ? ["refunded"] : Has("PaymentSucceededOrderEvent") ? new[] { "paid" } : [],
        .. showsParcel && !Has("TrackingObtainedOrderEvent") ? new[] { "no parcel yet" } : [],
        .. showsParcel && Has("TrackingObtainedOrderEvent") ? new[] { "parcel known" } : [],
        .. Attention.Count > 0 ? new[] { "on the attention list" } : [],
    ]);

    public (string Code, string Retryable)? Failure =>
        Shown["events"]!.AsArray().LastOrDefault(change => TypeOf(change) == "OrderFailedOrderEvent") is { } failed
            ? (failed["reasonCode"]!.GetValue<string>(), RetryableWords(failed["retryable"]?.GetValue<bool>()))
            : null;

    public static string RetryableWords(bool? retryable) => retryable switch
    {
        true => "retryable",
        false => "not retryable",
        null => "retryable not known",
    };

    public long Captured => Payments.Sum(payment => payment["captured"]!.GetValue<long>());

    public long Refunded => Payments.Sum(payment => payment["refunded"]!.GetValue<long>());

    public string BookWords
    {
        get
        {
            var money = Captured == 0 ? Payments.Any() ? "not captured" : "no charge"
                : Refunded == Captured ? "charged and refunded"
                : "charged";
            return $"{money}, {(Books["orders"]!.AsArray().Count == 0 ? "no order" : "one order")}";
        }
    }

    private IEnumerable<JsonNode> Payments => Books["payments"]!.AsArray().Select(payment => payment!);

    private bool Has(string type) => Shown["events"]!.AsArray().Any(change => TypeOf(change) == type);

    private static string? TypeOf(JsonNode? change) => change!["__typename"]!.GetValue<string>();
}

/// <param name="First">Just after the fault.</param>
/// <param name="Calls">How often the call was made.</param>
internal sealed record OrderStory(OrderSeen First, OrderSeen Last, int Calls)
{
    /// <summary>What is wrong with it, by the list of what must always hold.</summary>
    public IEnumerable<string> Broken(Fault fault)
    {
        // A refund that the processor refuses is a person's matter: the list has it, and nothing else is wrong.
        if (Last.Attention.Count == 0 || Last.Order.Phase != OrderPhase.Failed)
        {
            foreach (var broken in Invariants.Broken([Last.Order], Last.Books)) yield return broken;
        }

        foreach (var broken in Invariants.NoOrderIsChargedTwice(Last.Books)) yield return broken;
        foreach (var broken in Invariants.NoOrderIsPlacedTwice([Last.Order], Last.Books)) yield return broken;
        if (Last.Books["orders"]!.AsArray().Count > 1) yield return "It was placed twice.";
        if (First.Failure is not null && First.Order.Phase != Last.Order.Phase)
            yield return $"It was shown as failed, and then it was {Last.Order.Phase}.";
        if (Calls == 0) yield return "The call was not made, so nothing is shown.";
    }
}

/// <summary>One call, one fault: a row of the page.</summary>
internal sealed record OrderCell(OrderCall Call, Fault Fault, OrderStory Once, OrderStory Lasting)
{
    private static readonly string[] s_ends = ["SUCCEEDED", "FAILED"];

    public IEnumerable<string> Broken =>
    [
        .. Of("once", Once), .. Of("while it lasts", Lasting),
        .. IsFailedByIt(Once) || IsFailedByIt(Lasting)
            ? new[] { $"{Where}: it failed, though nobody had refused it." } : [],
    ];

    public IReadOnlyList<string> Cells =>
    [
        Words(Once.First),
        MatrixRow.Unless(Words(Once.First), Words(Lasting.First), "the same"),
        MatrixRow.Both(Words(Once.Last), Words(Lasting.Last)),
        MatrixRow.Both(Once.Last.BookWords, Lasting.Last.BookWords),
        Fault.IsLate ? "perhaps again" : Once.Calls == 1 ? "once" : "again",
    ];

    private string Words(OrderSeen seen) => seen.Words(showsParcel: Call == OrderCall.Track);

    private string Where => $"{Call.Title}, {Fault.Words}";

    private IEnumerable<string> Of(string when, OrderStory story) =>
    [
        .. story.Broken(Fault).Select(broken => $"{Where}, {when}: {broken}"),
        .. s_ends.Contains(story.Last.Status) ? [] : new[] { $"{Where}, {when}: it ended as {story.Last.Status}." },
    ];

    /// <summary>Only what the other side refuses in its own words may end an order that went well before.</summary>
    private bool IsFailedByIt(OrderStory story) =>
        story.Last.Status == "FAILED" && Call.Before.Count == 0 && !Fault.MayRefuse;
}
