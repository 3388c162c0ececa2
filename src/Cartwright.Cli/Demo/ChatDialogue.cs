using Cartwright.Assistant;

namespace Cartwright.Cli.Demo;

/// <param name="Says">What the shopper writes.</param>
/// <param name="Intent">What it must be taken for.</param>
/// <param name="Reads">What the reply must hold.</param>
/// <param name="Code">What the lookup must come to; null when there must be none.</param>
/// <param name="Before">What happens to the shop first.</param>
internal sealed record ChatLine(
    string Says, string Intent, string Reads, string? Code = null, ShopTrouble Before = ShopTrouble.None);

/// <summary>One conversation of the demo, from its first message on.</summary>
/// <param name="What">What the watcher is to see.</param>
internal sealed record ChatDialogue(string Name, string What, IReadOnlyList<ChatLine> Lines)
{
    private const string Later = "I can't reach the order system right now.";

    internal const string Document = """
        # Store policies

        ## Returns

        You can return unopened bulbs within 30 days of delivery. We refund you within 5 working days.

        ## Shipping

        We ship to all of Europe. A parcel to Germany takes 2 to 4 working days and costs 5.90 EUR.
        """;

    internal static readonly IReadOnlyList<ChatDialogue> Table =
    [
        new("asked-back", "An order without its number: the assistant asks, and takes the bare number as the answer.",
        [
            new("where is my order?", ChatIntents.AskOrderNumber, "order number"),
            new("1001", ChatIntents.OrderLookup, "e-mail", "VERIFICATION_NEEDED"),
            new("ada@example.com", ChatIntents.OrderLookup, "#1001", "FOUND"),
        ]),
        new("at-once", "Number and e-mail in one message, in German.",
        [
            new("Wo bleibt meine Bestellung #1001? ada@example.com", ChatIntents.OrderLookup, "Deine Bestellung #1001",
                "FOUND"),
        ]),
        new("another's", "A number that is somebody else's reads like one that is not there.",
        [
            new("order 1001, eve@example.com", ChatIntents.OrderLookup, "couldn't find", "NOT_FOUND"),
            new("order 7777, eve@example.com", ChatIntents.OrderLookup, "couldn't find", "NOT_FOUND"),
        ]),
        new("question", "A question is answered from the shop's documents, with the source.",
        [
            new("How long can I return unopened bulbs?", ChatIntents.Question, "within 30 days"),
            new("How much does shipping to Germany cost?", ChatIntents.Question, "5.90 EUR"),
            new("Do you sell live penguins?", ChatIntents.Question, "don't have an answer"),
        ]),
        new("expired", "The shop's token has expired: it is renewed, and the shopper sees nothing of it.",
        [
            new("order #1001, ada@example.com", ChatIntents.OrderLookup, "#1001", "FOUND", ShopTrouble.TokenExpires),
        ]),
        new("revoked", "Every token is dead: a safe sentence, and the next number is still a lookup.",
        [
            new("where is my order?", ChatIntents.AskOrderNumber, "order number"),
            new("#1001 ada@example.com", ChatIntents.OrderLookup, Later, "UNAVAILABLE", ShopTrouble.RevokesTokens),
            new("#1001", ChatIntents.OrderLookup, "e-mail", "VERIFICATION_NEEDED", ShopTrouble.Reconnects),
            new("ada@example.com", ChatIntents.OrderLookup, "#1001", "FOUND"),
        ]),
        new("person", "Who gives no number three times is offered a person.",
        [
            new("where is my order?", ChatIntents.AskOrderNumber, "order number"),
            new("where is my parcel", ChatIntents.AskOrderNumber, "order number"),
            new("track my order please", ChatIntents.AskOrderNumber, "order number"),
            new("where is my order", ChatIntents.Person, "person"),
        ]),
    ];
}
