using Cartwright.Assistant.Access;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Privacy;

/// <summary>
/// Erases what shoppers said: a customer's when they ask for it, a shop's when it has left. A customer is known by the
/// id that Shopify signed, or by the e-mail or phone that was written in the conversation.
/// </summary>
public sealed class EraseConversations(
    ConversationStore conversations, WidgetKeys widgets, ListDocuments documents, RemoveDocument removeDocument,
    IJournal journal) : IShopperRecords, IWorkHandler
{
    public const string AttentionKind = "customer-data";
    private const string QueueName = "shop-erasure";
    private const int BatchMax = 200;

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 10,
        BackoffMin: TimeSpan.FromSeconds(10),
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(1));

    /// <summary>How many conversations went.</summary>
    public async Task<int> HandleAsync(ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var mark in new[] { customer.Email, customer.Phone })
        {
            var ids = await conversations.OfCustomerAsync(shop, customer.Id, mark, cancellationToken);
            await conversations.ForgetAsync(ids, cancellationToken);
            count += ids.Count;
        }

        return count;
    }

    async Task IShopperRecords.EraseCustomerAsync(
        ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken) =>
        await HandleAsync(shop, customer, cancellationToken);

    async Task IShopperRecords.RequestAsync(
        ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        var name = customer.Id ?? "a guest";
        await journal.AppendAsync(
            new JournalAppend().Attend(
                AttentionKind, $"{shop.Value}/{name}",
                $"Customer {name} of {shop.Value} asks for their data: hand over what 'cartwright chat export --shop "
                + $"{shop.Value} --customer {name}' prints, within 30 days."),
            cancellationToken);
    }

    async Task IShopperRecords.EraseShopAsync(ShopDomain shop, CancellationToken cancellationToken) =>
        await journal.AppendAsync(new JournalAppend().Enqueue(QueueName, shop.Value), cancellationToken);

    async Task IWorkHandler.HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var shop = ShopDomain.Parse(lease.Key);
        while (await conversations.OfShopAsync(shop, BatchMax, cancellationToken) is { Count: > 0 } ids)
        {
            await conversations.ForgetAsync(ids, cancellationToken);
        }

        foreach (var widget in await widgets.ListAsync(shop, cancellationToken))
        {
            await widgets.RevokeAsync(widget.Key, cancellationToken);
        }

        foreach (var document in await documents.HandleAsync(shop, cancellationToken))
        {
            await removeDocument.HandleAsync(shop, document.Id, cancellationToken);
        }

        await journal.AppendAsync(new JournalAppend().Complete(lease), CancellationToken.None);
    }
}
