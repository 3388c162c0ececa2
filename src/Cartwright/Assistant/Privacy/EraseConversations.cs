using Cartwright.Assistant.Access;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Privacy;

/// <summary>
/// Erases what shoppers said: a customer's when they ask for it, a shop's when it has left. A customer is known by the
/// id that Shopify signed, by the e-mail or phone that was written in the conversation, or by an order that was shown.
/// </summary>
public sealed class EraseConversations(
    ConversationStore conversations, WidgetKeys widgets, ListDocuments documents, RemoveDocument removeDocument,
    IJournal journal, IIdSource ids, TimeProvider clock) : IShopperRecords, IWorkHandler
{
    public const string AttentionKind = RequestedData.AttentionKind;
    private const string QueueName = "shop-erasure";
    private const int BatchMax = 200;

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 10,
        BackoffMin: TimeSpan.FromSeconds(10),
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(1));

    /// <summary>
    /// How many conversations went. An answer that is under way meanwhile finds that this was asked for, and nothing of
    /// it is kept.
    /// </summary>
    public async Task<int> HandleAsync(ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        var request = ids.Next("erasure");
        var append = new JournalAppend().Enqueue(
            RepeatErasure.QueueName, RepeatErasure.KeyOf(shop, request), clock.GetUtcNow() + RepeatErasure.After);
        CustomerRequests.Write(
            append, shop, CustomerRequests.Erasure, request, ShopperMarks.Of(customer), clock.GetUtcNow());
        await journal.AppendAsync(append, cancellationToken);

        var found = await conversations.OfCustomerAsync(shop, customer, cancellationToken);
        await conversations.ForgetAsync(found, cancellationToken);
        await SettleAsync(shop, customer, cancellationToken);
        return found.Count;
    }

    async Task IShopperRecords.EraseCustomerAsync(
        ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken) =>
        await HandleAsync(shop, customer, cancellationToken);

    async Task IShopperRecords.RequestAsync(
        ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        var append = new JournalAppend();
        foreach (var (key, reason) in RequestedData.Of(shop, customer))
        {
            append.Attend(AttentionKind, key, reason);
        }

        CustomerRequests.Write(
            append, shop, CustomerRequests.Data, RequestedData.KeyOf(shop, customer), ShopperMarks.Known(customer),
            clock.GetUtcNow());
        await journal.AppendAsync(append, cancellationToken);
    }

    /// <summary>
    /// The customer's requests for their data name the customer, and nothing is left to hand over: those that share the
    /// id, an address, a number or an order.
    /// </summary>
    private async Task SettleAsync(ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        var marks = ShopperMarks.Hashed(shop, ShopperMarks.Of(customer)).ToHashSet(StringComparer.Ordinal);
        var requests = (await CustomerRequests.FindAsync(
                journal, shop, CustomerRequests.Data, DateTimeOffset.UnixEpoch, cancellationToken))
            .Where(request => marks.Overlaps(request.Marks)).Select(request => request.Id)
            // One of before marks were kept has its key alone.
            .Append(RequestedData.KeyOf(shop, customer)).ToHashSet(StringComparer.Ordinal);
        await SettleAsync(
            shop,
            key => requests.Any(request => key == request || key.StartsWith($"{request}/", StringComparison.Ordinal)),
            cancellationToken);
        await RemoveAsync(requests, cancellationToken);
    }

    private async Task RemoveAsync(IEnumerable<string> requests, CancellationToken cancellationToken)
    {
        foreach (var some in requests.Chunk(BatchMax))
        {
            var append = new JournalAppend();
            foreach (var request in some)
            {
                CustomerRequests.Remove(append, request);
            }

            await journal.AppendAsync(append, cancellationToken);
        }
    }

    private async Task SettleAsync(ShopDomain shop, Func<string, bool> isIt, CancellationToken cancellationToken)
    {
        var keys = await journal.QueryAsync(
            "select key from attention where kind = @kind", row => row.GetString(0), [("kind", AttentionKind)],
            cancellationToken);
        foreach (var some in keys.Where(key => key.StartsWith($"{shop.Value}/", StringComparison.Ordinal) && isIt(key))
            .Chunk(BatchMax))
        {
            var append = new JournalAppend();
            foreach (var key in some)
            {
                append.Settle(AttentionKind, key);
            }

            await journal.AppendAsync(append, cancellationToken);
        }
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

        while (await widgets.ListAsync(shop, cancellationToken) is { Count: > 0 } keys)
        {
            foreach (var widget in keys)
            {
                await widgets.RevokeAsync(widget.Key, cancellationToken);
            }
        }

        while (await documents.HandleAsync(shop, cancellationToken) is { Count: > 0 } some)
        {
            foreach (var document in some)
            {
                await removeDocument.HandleAsync(shop, document.Id, cancellationToken);
            }
        }

        await SettleAsync(shop, _ => true, cancellationToken);
        await RemoveAsync(
            await journal.QueryAsync(
                "select request_id from customer_requests where shop = @shop", row => row.GetString(0),
                [("shop", shop.Value)], cancellationToken),
            cancellationToken);
        await ForgetLookupsAsync(shop, cancellationToken);
        await journal.AppendAsync(new JournalAppend().Complete(lease), CancellationToken.None);
    }

    /// <summary>The order that a new connection would be tried with, and how earlier lookups went.</summary>
    private async Task ForgetLookupsAsync(ShopDomain shop, CancellationToken cancellationToken)
    {
        var append = new JournalAppend().Delete("shop_known_orders", [("shop", shop.Value)]);
        foreach (var slot in await journal.QueryAsync(
            "select slot from lookup_attempts where shop = @shop", row => row.GetInt64(0), [("shop", shop.Value)],
            cancellationToken))
        {
            append.Delete("lookup_attempts", [("shop", shop.Value), ("slot", slot)]);
        }

        await journal.AppendAsync(append, cancellationToken);
    }
}
