using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Carts;

/// <summary>A submission that is durable.</summary>
/// <param name="Orders">The orders that began with it, as they were then.</param>
/// <param name="Others">What is told of the stores that did not begin.</param>
/// <param name="IsReplay">True when it is told again to the request that began it.</param>
public sealed record BegunSubmission(
    Cart Cart, IReadOnlyList<Order> Orders, IReadOnlyList<StoreReport> Others, bool IsReplay = false)
{
    /// <summary>The cart's version before it; null when another request began it.</summary>
    public long? VersionBefore { get; init; }
}

/// <summary>
/// Waits until every payment of a submission is settled, and tells the outcome. It only reads: what it tells is made of
/// the journal, so that any request, on any node, can tell it at any time.
/// </summary>
public sealed class ReportSubmission(
    CartStreams carts, OrderStreams orders, IJournal journal, TimeProvider clock)
{
    /// <param name="time">How long it waits; what is not settled by then still runs.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public async Task<SubmissionOutcome> HandleAsync(
        BegunSubmission begun, TimeSpan time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(time > TimeSpan.Zero ? time : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Order[] settled;
        try
        {
            settled = await Task.WhenAll(begun.Orders.Select(order => SettledAsync(order, either.Token)));
        }
        catch (OperationCanceledException)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SubmissionOutcome.StillRunning(begun.Cart.Id);
        }

        var reports = settled.Select(order =>
        {
            var store = begun.Cart.Store(order.Submitted.Store)!;
            return order is { FailedInSubmission: true, Failure: { } failure }
                ? new StoreReport(store, order.Id, false, [StoreProblems.Of(failure)])
                : new StoreReport(store, order.Id, true, []);
        });
        var isProcessorClosed = settled.Any(order =>
            order is { FailedInSubmission: true, Failure.ReasonCode: OrderFailedReason.Unauthenticated });
        return new SubmissionOutcome.Answered(
            new(begun.Cart, StoreReport.Sorted(begun.Cart, [.. begun.Others, .. reports]),
                isProcessorClosed ? [CartProblems.ProcessorRefusesGateway] : []),
            begun.IsReplay);
    }

    /// <summary>
    /// The submission of a key, made of what the journal holds of it: also when its first answer was never given,
    /// because the process died.
    /// </summary>
    public async Task<BegunSubmission> RecallAsync(SubmissionKeyUse use)
    {
        var history = await carts.ReadAsync(use.CartId, use.VersionAfter);
        var before = history.Take((int)use.VersionBefore).Aggregate(Cart.Empty(use.CartId), Evolve);
        var submission = history.Skip((int)use.VersionBefore).ToList();
        var selected = submission.OfType<CartEvent.ShippingSelected>().Aggregate(before, Evolve);
        var after = submission.Aggregate(before, Evolve);
        var begun = submission.OfType<CartEvent.SubmissionStarted>().Single().Stores;
        var quoted = submission.OfType<CartEvent.StoreQuoted>().ToDictionary(answer => answer.Store);
        var started = await LoadStartedAsync(before);
        // Of a store that could not be reached there is no quote: only one that was submitted before answers that it was.
        var others = after.Stores.Where(store => begun.All(other => other.Store != store.Store)).Select(store =>
            IsSubmitted(store, started) ? StoreReport.Submitted(store)
            : quoted.TryGetValue(store.Store, out var answer)
                ? StoreReport.Unsubmitted(store, SubmissionRules.Problems(selected.Store(store.Store)!, answer))
                : StoreReport.Unsubmitted(store, [StoreProblems.Unreachable]));
        var loaded = await Task.WhenAll(
            begun.Select(store => orders.LoadAsync(store.OrderId, CancellationToken.None)));
        return new(after, loaded, [.. others], IsReplay: true);

        static Cart Evolve(Cart cart, CartEvent change) => cart.Evolve(change);
    }

    /// <summary>The orders of the stores that were submitted, by store.</summary>
    public async Task<IReadOnlyDictionary<string, Order>> LoadStartedAsync(Cart cart)
    {
        var loaded = await Task.WhenAll(cart.Stores.Where(store => store.WasSubmitted)
            .Select(store => orders.LoadAsync(store.OrderId, CancellationToken.None)));
        return loaded.ToDictionary(order => order.Submitted.Store);
    }

    /// <summary>A store whose payment was refused may be submitted again, as a new order.</summary>
    public static bool IsSubmitted(CartStore store, IReadOnlyDictionary<string, Order> started) =>
        started.TryGetValue(store.Store, out var order) && !order.FailedInSubmission;

    /// <summary>The order as it was when its payment was settled, whatever has become of it since.</summary>
    private async Task<Order> SettledAsync(Order order, CancellationToken cancellationToken)
    {
        while (!order.IsPaymentSettled)
        {
            await journal.WaitAsync(order.Id, order.Version, cancellationToken);
            order = await orders.LoadAsync(order.Id, CancellationToken.None);
        }

        return order.AsFirstSettled();
    }
}
