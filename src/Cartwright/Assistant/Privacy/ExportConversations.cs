using System.Text.Json;
using Cartwright.Assistant.Conversations;
using Cartwright.Shops;

namespace Cartwright.Assistant.Privacy;

/// <param name="Customer">The signed-in customer's id; null for a guest.</param>
/// <param name="PendingOrder">The number of an order that is still asked about; null for none.</param>
/// <param name="LastAnswer">What a last message is answered with when it comes again; null when it had no id.</param>
public sealed record ExportedConversation(
    string SessionId, string Shop, string? Customer, DateTimeOffset StartedAt, DateTimeOffset LastAt,
    IReadOnlyList<ConversationTurn> Turns, string? PendingOrder, JsonElement? LastAnswer);

/// <summary>All that is kept of what one customer said, as it is handed over.</summary>
public sealed class ExportConversations(ConversationStore conversations)
{
    public async Task<IReadOnlyList<ExportedConversation>> HandleAsync(
        ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        List<ExportedConversation> exported = [];
        foreach (var id in await conversations.OfCustomerAsync(shop, customer, cancellationToken))
        {
            if (await conversations.FindAsync(id, cancellationToken) is { } found)
            {
                exported.Add(new(
                    id, found.Shop.Value, found.Customer, found.StartedAt, found.LastAt,
                    await conversations.ReadAsync(id, cancellationToken), found.State.Pending?.Text,
                    found.LastMessage is { } last ? JsonElement.Parse(last.Answer) : null));
            }
        }

        return exported;
    }
}
