using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Scenarios;

/// <summary>A situation to show: the faults that make it, and the cart to make of it.</summary>
/// <param name="Name">As in <c>PUT /sandbox/scenario/NAME</c>.</param>
/// <param name="What">What the gateway is expected to do with it.</param>
/// <param name="Token">The card to pay with.</param>
/// <param name="Country">The country of the buyer's address.</param>
/// <param name="Faults">What is switched on; it replaces the rules that were on.</param>
internal sealed record Scenario(
    string Name, string What, string Token, string Country, IReadOnlyList<ScenarioItem> Items,
    IReadOnlyList<FaultRule> Faults)
{
    private const string GoodCard = "tok_visa";
    private static readonly ScenarioItem s_tulips = new("tulips", "tulip_bouquet_10", 1);
    private static readonly ScenarioItem s_mug = new("mugs", "mug_plain_white", 2);

    public static readonly IReadOnlyList<Scenario> Table =
    [
        new("happy", "Both orders are charged and placed.", GoodCard, "US", [s_tulips, s_mug], []),
        new("declined", "The processor refuses the card: nothing is charged, nothing is placed.",
            "tok_chargeDeclined", "US", [s_tulips, s_mug], []),
        new("out-of-stock", "One item is sold out: its store is refused, the other is placed.",
            GoodCard, "US", [new("tulips", "black_tulip_one", 1), s_mug], []),
        new("undeliverable", "One store does not deliver there: it is refused, the other is placed.",
            GoodCard, "DE", [s_tulips, s_mug], []),
        new("merchant-down",
            "One store answers 503 to everything (switch it on once the cart is made): it is not charged.",
            GoodCard, "US", [s_tulips, s_mug],
            [new() { Target = "store:tulips", Kind = "status", Code = 503, RetryAfter = "30" }]),
        new("placement-fails", "One store sells out between charge and placement: that charge is refunded.",
            GoodCard, "US", [s_tulips, s_mug],
            [new() { Target = "store:tulips", Kind = "out-of-stock-at-complete" }]),
        new("lost-reply", "One store places the order and drops the answer: it is found again, and placed once.",
            GoodCard, "US", [s_tulips, s_mug],
            [new() { Target = "store:tulips", Operation = "complete", Kind = "drop-after", Times = 1 }]),
        new("challenge", "The bank asks for 3-D Secure: the shopper must pass a challenge.",
            "tok_threeDSecure2Required", "US", [s_tulips, s_mug], []),
        new("escalation", "A person must confirm the order in the store's page.",
            GoodCard, "US", [new("tailor", "suit_grey", 1), s_mug], []),
    ];

    public static Scenario? Find(string name) => Table.FirstOrDefault(scenario => scenario.Name == name);
}

internal sealed record ScenarioItem(string Store, string Variant, int Quantity);
