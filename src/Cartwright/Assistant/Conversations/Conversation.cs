using Cartwright.Assistant.Turns;
using Cartwright.Shops;

namespace Cartwright.Assistant.Conversations;

/// <param name="Customer">The signed-in customer's id at the shop, as Shopify signed it; null for a guest.</param>
/// <param name="Turns">How many messages were answered: the version of the conversation's stream.</param>
/// <param name="LastMessage">Null when the last message came without an id.</param>
/// <param name="Marks">By what its shopper is found, as hashes: see <see cref="ShopperMarks"/>.</param>
public sealed record Conversation(
    string Id,
    ShopDomain Shop,
    string? Customer,
    ConversationState State,
    long Turns,
    DateTimeOffset StartedAt,
    DateTimeOffset LastAt,
    AnsweredMessage? LastMessage = null,
    string? Marks = null);

/// <param name="Id">As its sender gave it.</param>
/// <param name="Answer">The message and its whole answer, as JSON.</param>
public sealed record AnsweredMessage(string Id, string Answer);

/// <summary>One message and its answer, as they are kept.</summary>
/// <param name="Intent">What the message was taken for, such as <c>order_lookup</c>.</param>
/// <param name="Order">The id at the shop of the order that the reply shows; null when it shows none.</param>
public sealed record ConversationTurn(
    string Message, string Reply, string Intent, DateTimeOffset At, string? Order = null);
