using Cartwright.Client;

namespace Cartwright.Cli.Demo;

/// <summary>What the demo shows, and how one knows that it showed it.</summary>
/// <param name="Name">As it is given to <c>--scenario</c>.</param>
/// <param name="What">What the watcher is to see.</param>
/// <param name="Sandbox">The sandbox's scenario: the cart, the card and the faults.</param>
/// <param name="Code">The code that must show up: of a store's submission, or of an order that failed.</param>
/// <param name="Retryable">What the gateway must say about a repeat beside that code.</param>
/// <param name="Placed">How many of the two orders must end as placed.</param>
/// <param name="Refunded">How many must end as refunded.</param>
internal sealed record DemoScenario(
    string Name,
    string What,
    string Sandbox,
    string? Code = null,
    bool? Retryable = null,
    int Placed = 2,
    int Refunded = 0)
{
    internal static readonly IReadOnlyList<DemoScenario> Table =
    [
        new("placed", "Two stores, one cart: both orders are charged and placed.", "happy"),
        new("declined", "The card is declined: nothing is charged, nothing is placed.", "declined",
            Code: "PAYMENT_FAILED", Retryable: false, Placed: 0),
        new("out-of-stock", "A store has sold out: its part is refused before any charge.", "out-of-stock",
            Code: "PRODUCTS_UNAVAILABLE", Retryable: true, Placed: 1),
        new("undeliverable", "A store does not deliver there: its part is refused before any charge.", "undeliverable",
            Code: "UNDELIVERABLE", Retryable: false, Placed: 1),
        new("merchant-down", "A store gives no answer: its part is refused, and may safely be submitted again.",
            "merchant-down", Code: "UPSTREAM_SERVICE_ERROR", Retryable: true, Placed: 1),
        new("placement-fails", "A store refuses an order that was paid: the payment is refunded.", "placement-fails",
            Code: "OUT_OF_STOCK", Retryable: true, Placed: 1, Refunded: 1),
        new("lost-reply", "A store drops its answer to the completion: the order is found, and placed once.",
            "lost-reply"),
    ];

    /// <summary>What is missing from what was seen; null when the scenario showed what it claims.</summary>
    internal string? FindDifference(DemoSights seen)
    {
        var placed = seen.Ended.Count(order => order.Status == OrderStatus.Succeeded);
        var refunded = seen.Ended.Count(order =>
            order.Events.Any(happened => happened.Kind == OrderEventKind.PaymentRefunded));
        if (placed != Placed) return $"{Placed} orders should have been placed, and {placed} were.";
        if (refunded != Refunded) return $"{Refunded} payments should have been refunded, and {refunded} were.";
        if (seen.Books is { } books && books.FindDifference(Placed) is { } difference) return difference;
        if (Code is null)
        {
            return seen.Failures.Count == 0 ? null : $"{seen.Failures[0].Code} should not have happened.";
        }
        if (seen.Failures.FirstOrDefault(failure => failure.Code == Code) is not { } failure)
        {
            return $"{Code} should have happened.";
        }
        return failure.Retryable == Retryable
            ? null
            : $"{Code} should have come with retryable {Words.Of(Retryable)}, not {Words.Of(failure.Retryable)}.";
    }
}

/// <summary>What came out of a run of the demo.</summary>
internal sealed record DemoSights
{
    internal List<DemoFailure> Failures { get; } = [];
    internal List<Order> Ended { get; } = [];
    internal SandboxBooks? Books { get; set; }
}

/// <param name="Where">The store.</param>
internal sealed record DemoFailure(string Where, string Code, string Message, bool? Retryable);

internal static class Words
{
    internal static string Of(bool? retryable) => retryable switch
    {
        true => "true",
        false => "false",
        null => "absent (not enough is known)",
    };
}
