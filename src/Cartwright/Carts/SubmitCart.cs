using System.Collections.Concurrent;
using System.Diagnostics;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Payments;
using Cartwright.Storage;
using Cartwright.Telemetry;
using Microsoft.Extensions.Options;

namespace Cartwright.Carts;

/// <param name="Token">The shopper's card token; null when the account is billed by invoice.</param>
/// <param name="Shipping">Shipping methods chosen with the submission.</param>
/// <param name="Key">The client's idempotency key, when it sends one.</param>
public sealed record SubmitCartRequest(
    string CartId, Secret? Token, IReadOnlyList<ShippingSelection> Shipping, SubmissionKey? Key = null);

/// <summary>
/// Submits a cart: each store in it becomes one order that is charged and then placed.
/// <para>
/// A live quote per store comes first; what stands in the way is answered and nothing is written. One append then makes
/// it durable: the submission, one order per store with its intent to charge, and the work that charges it. From there
/// the workers go on whatever becomes of this process; submitCart only waits until every payment is settled.
/// </para>
/// </summary>
public sealed class SubmitCart(
    CartStreams carts,
    OrderStreams orders,
    QuoteStores quotes,
    SubmissionKeys keys,
    MerchantDirectory merchants,
    IJournal journal,
    SecretSealer sealer,
    IIdSource ids,
    CartOptions options,
    IOptions<PaymentOptions> payments,
    TimeProvider clock)
{
    private const int AttemptsMax = 5;

    private readonly ConcurrentDictionary<string, RunningSubmission> running = new(StringComparer.Ordinal);
    private int runningCount;

    /// <summary>Requests for a cart whose submission runs share it. It goes on when the callers have left.</summary>
    public async Task<SubmissionOutcome> HandleAsync(
        Account account, SubmitCartRequest request, CancellationToken cancellationToken)
    {
        if (account.Billing == Billing.Card && request.Token is null)
        {
            throw new ArgumentException("An account that pays by card submits with a token.", nameof(request));
        }

        if (await carts.FindAsync(account.Id, request.CartId, cancellationToken) is null)
        {
            return new SubmissionOutcome.NotFound(request.CartId);
        }

        var shared = new RunningSubmission(request.Key, new(() => RunAsync(account, request)));
        if (!running.TryGetValue(request.CartId, out var other))
        {
            if (Volatile.Read(ref runningCount) >= options.SubmissionsMax)
            {
                return new SubmissionOutcome.Overloaded();
            }

            other = running.GetOrAdd(request.CartId, shared);
        }

        if (other.Key is { } key && request.Key is { } wanted && key.IsMisusedBy(wanted))
        {
            return new SubmissionOutcome.KeyReused();
        }

        try
        {
            var limit = TimeSpan.FromSeconds(options.SubmissionSecondsMax);
            return await other.Outcome.Value.WaitAsync(limit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new SubmissionOutcome.StillRunning(request.CartId);
        }
    }

    private async Task<SubmissionOutcome> RunAsync(Account account, SubmitCartRequest request)
    {
        Interlocked.Increment(ref runningCount);
        try
        {
            // Leaves the caller's thread first, so that the entry is in the table before it is taken out.
            await Task.Yield();
            var outcome = await SubmitAsync(account, request);
            GatewayCounters.CountSubmission(outcome switch
            {
                SubmissionOutcome.Answered { IsReplay: true } => "replayed",
                SubmissionOutcome.Answered answered =>
                    answered.Report.Stores.Any(store => store.IsSubmitted) ? "submitted" : "refused",
                _ => "refused",
            });
            return outcome;
        }
        finally
        {
            Interlocked.Decrement(ref runningCount);
            running.TryRemove(request.CartId, out _);
        }
    }

    private async Task<SubmissionOutcome> SubmitAsync(Account account, SubmitCartRequest request)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await carts.FindAsync(account.Id, request.CartId, CancellationToken.None) is not { } cart)
            {
                return new SubmissionOutcome.NotFound(request.CartId);
            }

            if (request.Key is { } key && await keys.FindAsync(account.Id, key) is { } use)
            {
                return use.IsOf(key, request.CartId)
                    ? await AnswerAgainAsync(use)
                    : new SubmissionOutcome.KeyReused();
            }

            var started = await LoadStartedAsync(cart);
            if (started.Values.Any(order => !order.IsPaymentSettled))
            {
                // Another request, perhaps at another node, is submitting it: its answer is this one's too.
                var others = cart.Stores.Where(store => !store.WasSubmitted)
                    .Select(store => Unsubmitted(store, SubmissionRules.LastProblems(store)));
                return await ReportAsync(cart, [.. started.Values], [.. others]);
            }

            if (Refuse(cart, started, request) is { } refusal)
            {
                return new SubmissionOutcome.Answered(refusal);
            }

            if (await SubmitOpenStoresAsync(account, cart, started, request) is { } outcome)
            {
                return outcome;
            }
        }

        throw new CartBusyException(request.CartId);
    }

    private static SubmissionReport? Refuse(
        Cart cart, IReadOnlyDictionary<string, Order> started, SubmitCartRequest request)
    {
        var problems = SubmissionRules.Problems(cart, request.Shipping);
        if (problems.Count > 0)
        {
            return new(cart, [.. cart.Stores.Select(store => Unsubmitted(store, []))], problems);
        }

        var isDone = cart.Stores.All(store => IsSubmitted(store, started));
        return isDone
            ? new(cart, [.. cart.Stores.Select(Submitted)], [CartProblems.AlreadySubmitted])
            : null;
    }

    /// <summary>Null when the cart changed meanwhile: start over.</summary>
    private async Task<SubmissionOutcome?> SubmitOpenStoresAsync(
        Account account, Cart cart, IReadOnlyDictionary<string, Order> started, SubmitCartRequest request)
    {
        // What a store that was submitted will deliver is settled: a selection for it changes nothing any more.
        var selections = SelectShipping.Events(cart,
        [
            .. request.Shipping.Where(wanted =>
                cart.Store(wanted.Store) is { } store && !IsSubmitted(store, started)),
        ]);
        var chosen = selections.Aggregate(cart, (state, change) => state.Evolve(change));
        var open = chosen.Stores.Where(store => !IsSubmitted(store, started)).ToList();
        var quoted = await quotes.QuoteAsync(chosen, open, isForSubmission: true, CancellationToken.None);
        var ready = new List<(CartStore Store, Quote Quote)>();
        List<CartEvent> observed = [.. selections];
        List<StoreReport> reports = [.. chosen.Stores.Where(store => IsSubmitted(store, started)).Select(Submitted)];
        foreach (var (store, answer) in open.Zip(quoted))
        {
            var problems = SubmissionRules.Problems(store, answer);
            if (problems.Count > 0)
            {
                reports.Add(Unsubmitted(store, problems));
                // The quote of a store that is submitted now stands with its order; the others' is the cart's next.
                if (answer.Unavailable is null)
                {
                    observed.Add(answer with { IsUntold = !problems.Contains(StoreProblems.TotalChanged) });
                }
            }
            else
            {
                ready.Add((store, answer.Quote!));
            }
        }

        var requoted = observed.Aggregate(cart, (state, change) => state.Evolve(change));
        if (ready.Count == 0)
        {
            // Nothing is submitted, but the client must be able to read a new total.
            if (observed.Count > 0)
            {
                await journal.AppendAsync(
                    new JournalAppend().Events(cart.Id, cart.Version, CartEventJson.Codec.Encode(observed)));
            }

            return new SubmissionOutcome.Answered(new(requoted, Sorted(cart, reports), []));
        }

        var append = new JournalAppend();
        var begun = await StartAsync(append, account, cart, observed, requoted, ready, request.Token);
        if (request.Key is { } used)
        {
            SubmissionKeys.Use(append, account.Id, used, cart, begun.Cart);
        }

        return await journal.AppendAsync(append) is AppendResult.Committed
            ? await ReportAsync(begun.Cart, begun.Orders, reports)
            : null;
    }

    /// <summary>The one append that makes a submission durable.</summary>
    private async Task<(Cart Cart, IReadOnlyList<Order> Orders)> StartAsync(
        JournalAppend append,
        Account account,
        Cart cart,
        IReadOnlyList<CartEvent> observed,
        Cart requoted,
        IReadOnlyList<(CartStore Store, Quote Quote)> ready,
        Secret? token)
    {
        var now = clock.GetUtcNow();
        var submitted = ready.Select(entry => new SubmittedStore(
            entry.Store.Store, entry.Store.WasSubmitted ? ids.Next("order") : entry.Store.OrderId)).ToList();
        var started = new CartEvent.SubmissionStarted(submitted);
        append.Events(cart.Id, cart.Version, CartEventJson.Codec.Encode([.. observed, started]));
        var begun = new List<Order>();
        foreach (var ((store, quote), order) in ready.Zip(submitted))
        {
            var card = account.Billing switch
            {
                Billing.Card => new CardPayment(
                    MoneyDecisions.ChargeKey(order.OrderId), sealer.Seal(token!), payments.Value.Capture),
                Billing.Invoice => null,
            };
            var merchant = await merchants.FindAsync(store.Store, CancellationToken.None)
                ?? throw new InvalidOperationException($"The merchant {store.Store} was removed during a submission.");
            var submission = new OrderEvent.SubmissionStarted(
                account.Id,
                cart.Id,
                store.Store,
                store.Marketplace,
                merchant.Url,
                SubmissionRules.OrderLines(store, quote),
                cart.Buyer!,
                quote,
                store.ChargeAt(quote)!.Value,
                card);
            OrderEvent[] changes = card is null
                ? [submission, PlacementIntent.For(
                    merchants.ConnectorOf(merchant), merchant, quote, order.OrderId, sealer)]
                : [submission];
            begun.Add(await orders.AddAsync(
                append, Order.NotStarted(order.OrderId), changes, now, CancellationToken.None));
            append.Enqueue(card is null ? OrderQueues.Place : OrderQueues.Charge, order.OrderId);
        }

        return (requoted.Evolve(started), begun);
    }

    /// <summary>Waits until every payment is settled, and tells the outcome.</summary>
    private async Task<SubmissionOutcome> ReportAsync(
        Cart cart, IReadOnlyList<Order> begun, IReadOnlyList<StoreReport> others, bool isReplay = false)
    {
        var settled = await Task.WhenAll(begun.Select(SettledAsync));
        var reports = settled.Select(order =>
        {
            var store = cart.Store(order.Submitted.Store)!;
            return order is { FailedInSubmission: true, Failure: { } failure }
                ? new StoreReport(store, order.Id, false, [StoreProblems.Of(failure)])
                : new StoreReport(store, order.Id, true, []);
        });
        var isProcessorClosed = settled.Any(order =>
            order is { FailedInSubmission: true, Failure.ReasonCode: OrderFailedReason.Unauthenticated });
        return new SubmissionOutcome.Answered(
            new(cart, Sorted(cart, [.. others, .. reports]),
                isProcessorClosed ? [CartProblems.ProcessorRefusesGateway] : []),
            isReplay);
    }

    /// <summary>
    /// The answer that a submission had, made of what the journal holds of it: also when the first answer was never
    /// given, because the process died.
    /// </summary>
    private async Task<SubmissionOutcome> AnswerAgainAsync(SubmissionKeyUse use)
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
            IsSubmitted(store, started) ? Submitted(store)
            : quoted.TryGetValue(store.Store, out var answer)
                ? Unsubmitted(store, SubmissionRules.Problems(selected.Store(store.Store)!, answer))
                : Unsubmitted(store, [StoreProblems.Unreachable]));
        var loaded = await Task.WhenAll(
            begun.Select(store => orders.LoadAsync(store.OrderId, CancellationToken.None)));
        return await ReportAsync(after, loaded, [.. others], isReplay: true);

        static Cart Evolve(Cart cart, CartEvent change) => cart.Evolve(change);
    }

    /// <summary>The order as it was when its payment was settled, whatever has become of it since.</summary>
    private async Task<Order> SettledAsync(Order order)
    {
        while (!order.IsPaymentSettled)
        {
            await journal.WaitAsync(order.Id, order.Version, CancellationToken.None);
            order = await orders.LoadAsync(order.Id, CancellationToken.None);
        }

        return order.AsFirstSettled();
    }

    private async Task<IReadOnlyDictionary<string, Order>> LoadStartedAsync(Cart cart)
    {
        var loaded = await Task.WhenAll(cart.Stores.Where(store => store.WasSubmitted)
            .Select(store => orders.LoadAsync(store.OrderId, CancellationToken.None)));
        return loaded.ToDictionary(order => order.Submitted.Store);
    }

    /// <summary>A store whose payment was refused may be submitted again, as a new order.</summary>
    private static bool IsSubmitted(CartStore store, IReadOnlyDictionary<string, Order> started) =>
        started.TryGetValue(store.Store, out var order) && !order.FailedInSubmission;

    private sealed record RunningSubmission(SubmissionKey? Key, Lazy<Task<SubmissionOutcome>> Outcome);

    private static StoreReport Submitted(CartStore store) =>
        new(store, store.OrderId, true, [StoreProblems.AlreadySubmitted]);

    private static StoreReport Unsubmitted(CartStore store, IReadOnlyList<StoreProblem> problems) =>
        new(store, store.OrderId, false, problems);

    private static IReadOnlyList<StoreReport> Sorted(Cart cart, IReadOnlyList<StoreReport> reports) =>
        [.. cart.Stores.Select(store => reports.First(report => report.Store.Store == store.Store))];
}
