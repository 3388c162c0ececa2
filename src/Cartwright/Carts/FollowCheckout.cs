using System.Runtime.CompilerServices;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>One thing that happened to an order of a cart.</summary>
/// <param name="Id">The same whenever it is told again.</param>
/// <param name="Of">The order as it stood right after it.</param>
/// <param name="Event">Null when the contract has no event for it, but the order's status changed.</param>
/// <param name="Status">The checkout's status right after it.</param>
public sealed record CheckoutProgress(
    string Id, CheckoutOrder Of, PublicOrderEvent? Event, CheckoutStatus Status);

/// <summary>
/// Follows a cart's orders: tells what has happened so far, then what happens, each thing once. A cart that was not
/// submitted is waited for. It ends when every order that was begun has ended and its money has come to rest, or when
/// the cart is removed. Nothing is polled: the journal says when there is more.
/// </summary>
public sealed class FollowCheckout(CartStreams carts, OrderStreams orders, IJournal journal)
{
    /// <summary>Null when the account has no such cart.</summary>
    public async Task<IAsyncEnumerable<CheckoutProgress>?> HandleAsync(
        Account account, string cartId, CancellationToken cancellationToken) =>
        await carts.FindAsync(account.Id, cartId, cancellationToken) is null
            ? null : FollowAsync(cartId, cancellationToken);

    private async IAsyncEnumerable<CheckoutProgress> FollowAsync(
        string cartId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var told = new Dictionary<string, Order>(StringComparer.Ordinal);
        await using var changes = new Changes(journal, cancellationToken);
        while (true)
        {
            var cart = await carts.LoadAsync(cartId, cancellationToken);
            if (!cart.Exists)
            {
                yield break;
            }

            var begun = await Task.WhenAll(cart.Stores.Where(store => store.WasSubmitted)
                .Select(store => orders.LoadAsync(store.OrderId, cancellationToken)));
            foreach (var progress in Advance(cart, begun, told))
            {
                yield return progress;
            }

            if (begun.Length > 0 && begun.All(order => order.IsTerminal))
            {
                yield break;
            }

            await changes.WaitAsync(
                [(cart.Id, cart.Version), .. begun.Select(order => (order.Id, order.Version))]);
        }
    }

    /// <summary>
    /// What the orders have behind what was told, the oldest first. Each order is folded on event by event, so that what
    /// is told at one is as it was then: a stream that is opened later tells the same.
    /// </summary>
    /// <param name="told">The orders as far as they were told; moves on.</param>
    internal static IEnumerable<CheckoutProgress> Advance(
        Cart cart, IReadOnlyList<Order> begun, Dictionary<string, Order> told)
    {
        while (begun.Where(order => order.Version > Told(order.Id).Version)
            .MinBy(order => Next(order).At) is { } order)
        {
            var (before, next) = (Told(order.Id), Next(order));
            var after = told[order.Id] = before.Evolve(next.Change, next.At);
            var happened = PublicOrderEvent.Of(order.Id, next);
            if (happened is null && OrderStatuses.Of(after) == OrderStatuses.Of(before))
            {
                continue;
            }

            var status = CheckoutStatuses.Of([.. cart.Stores.Select(store => OrderStatuses.Of(Told(store.OrderId)))]);
            var store = cart.Store(after.Submitted.Store)!;
            yield return new($"{order.Id}.{next.Version}", new(cart, store, after), happened, status);
        }

        Order Told(string orderId) => told.GetValueOrDefault(orderId) ?? Order.NotStarted(orderId);
        RecordedOrderEvent Next(Order order) => order.History[(int)Told(order.Id).Version];
    }

    /// <summary>Waits for any of several streams. A wait that did not end stays for the next time.</summary>
    private sealed class Changes(IJournal journal, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        private readonly Dictionary<string, Task> waits = new(StringComparer.Ordinal);

        public async Task WaitAsync(IReadOnlyList<(string Stream, long Version)> known)
        {
            foreach (var (stream, version) in known)
            {
                if (!waits.ContainsKey(stream))
                {
                    waits[stream] = journal.WaitAsync(stream, version, stop.Token).AsTask();
                }
            }

            await Task.WhenAny(waits.Values);
            foreach (var (stream, wait) in waits.Where(entry => entry.Value.IsCompleted).ToList())
            {
                waits.Remove(stream);
                await wait;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAll(waits.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }
    }
}
