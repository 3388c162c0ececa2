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
    string CartId, Secret? Token, IReadOnlyList<ShippingSelection> Shipping, SubmissionKey? Key = null)
{
    /// <summary>True when the answer to <paramref name="other"/> is this one's too: it asks for the same.</summary>
    public bool Shares(SubmitCartRequest other) => !Misuses(other)
        && Token?.Reveal() == other.Token?.Reveal() && Shipping.SequenceEqual(other.Shipping);

    /// <summary>True when it comes with the key of <paramref name="other"/> and asks for something else.</summary>
    public bool Misuses(SubmitCartRequest other) =>
        Key is { } key && other.Key is { } theirs && theirs.IsMisusedBy(key);
}

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
    ReportSubmission report,
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

        var begun = new TaskCompletionSource<BegunSubmission?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = new RunningSubmission(request, begun, new(() => RunAsync(account, request, begun)));
        if (!running.TryGetValue(request.CartId, out var other))
        {
            if (Volatile.Read(ref runningCount) >= options.SubmissionsMax)
            {
                return await AnswerWithoutSlotAsync(account, request, cancellationToken)
                    ?? new SubmissionOutcome.Overloaded();
            }

            other = running.GetOrAdd(request.CartId, shared);
        }

        if (!request.Shares(other.Request))
        {
            return await AnswerWithoutSlotAsync(account, request, cancellationToken)
                ?? (request.Misuses(other.Request)
                    ? new SubmissionOutcome.KeyReused()
                    : new SubmissionOutcome.OtherRuns());
        }

        var outcome = other.Outcome.Value;
        try
        {
            if (request.Key is { } key && key != other.Request.Key
                && await KeepKeyAsync(account, request, key, other, cancellationToken) is { } known)
            {
                return known;
            }

            return await outcome.WaitAsync(Limit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new SubmissionOutcome.StillRunning(request.CartId);
        }
    }

    /// <summary>
    /// A key that comes while a submission runs which it did not begin stands for that submission from then on: it is
    /// written before its request is answered. A process that dies before that has answered nothing under the key.
    /// </summary>
    /// <returns>The answer, when it is not the running submission's.</returns>
    /// <exception cref="TimeoutException">The submission has not begun within the time limit.</exception>
    private async Task<SubmissionOutcome?> KeepKeyAsync(
        Account account, SubmitCartRequest request, SubmissionKey key, RunningSubmission other,
        CancellationToken cancellationToken)
    {
        var begun = await other.Begun.Task.WaitAsync(Limit, clock, cancellationToken);
        if (begun is null && await keys.FindAsync(account.Id, key) is null)
        {
            // Nothing began: the key stays free.
            return null;
        }

        if (begun?.VersionBefore is { } before)
        {
            var append = new JournalAppend();
            SubmissionKeys.Use(append, account.Id, key, begun.Cart.Id, before, begun.Cart.Version);
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                return null;
            }
        }

        // It stands for a submission already, or where this one began is known to another process only.
        return await AnswerWithoutSlotAsync(account, request, cancellationToken) ?? new SubmissionOutcome.OtherRuns();
    }

    private TimeSpan Limit => TimeSpan.FromSeconds(options.SubmissionSecondsMax);

    /// <summary>
    /// The answer to a request that the journal alone can answer: a replay, a misused key, a cart that was submitted.
    /// It begins nothing, so that it needs no place among the submissions. Null when there is more to do.
    /// </summary>
    private async Task<SubmissionOutcome?> AnswerWithoutSlotAsync(
        Account account, SubmitCartRequest request, CancellationToken cancellationToken)
    {
        if (await carts.FindAsync(account.Id, request.CartId, cancellationToken) is not { } cart)
        {
            return new SubmissionOutcome.NotFound(request.CartId);
        }

        return await LookAsync(account, cart, request, await report.LoadStartedAsync(cart)) is { } known
            ? await FinishAsync(known, Limit, cancellationToken)
            : null;
    }

    /// <summary>
    /// Its place is free at the time limit at the latest, however long the payments stay unknown: the workers go on.
    /// </summary>
    /// <param name="begun">Is told what began, as soon as it is durable; null when nothing did.</param>
    private async Task<SubmissionOutcome> RunAsync(
        Account account, SubmitCartRequest request, TaskCompletionSource<BegunSubmission?> begun)
    {
        Interlocked.Increment(ref runningCount);
        try
        {
            // Leaves the caller's thread first, so that the entry is in the table before it is taken out.
            await Task.Yield();
            var startedAt = clock.GetTimestamp();
            var step = await SubmitAsync(account, request);
            begun.SetResult((step as Step.Report)?.Begun);
            var outcome = await FinishAsync(step, Limit - clock.GetElapsedTime(startedAt), CancellationToken.None);
            GatewayCounters.CountSubmission(outcome switch
            {
                SubmissionOutcome.Answered { IsReplay: true } => "replayed",
                SubmissionOutcome.Answered answered =>
                    answered.Report.Stores.Any(store => store.IsSubmitted) ? "submitted" : "refused",
                SubmissionOutcome.StillRunning => "submitted",
                _ => "refused",
            });
            return outcome;
        }
        finally
        {
            // Where it failed, the outcome says so.
            begun.TrySetResult(null);
            Interlocked.Decrement(ref runningCount);
            running.TryRemove(request.CartId, out _);
        }
    }

    private async Task<SubmissionOutcome> FinishAsync(Step step, TimeSpan time, CancellationToken cancellationToken) =>
        step switch
        {
            Step.Answer { Outcome: var outcome } => outcome,
            Step.Report { Begun: var begun } => await report.HandleAsync(begun, time, cancellationToken),
            _ => throw new UnreachableException(),
        };

    internal async Task<Step> SubmitAsync(Account account, SubmitCartRequest request)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await carts.FindAsync(account.Id, request.CartId, CancellationToken.None) is not { } cart)
            {
                return new Step.Answer(new SubmissionOutcome.NotFound(request.CartId));
            }

            var started = await report.LoadStartedAsync(cart);
            if ((await LookAsync(account, cart, request, started)
                ?? await SubmitOpenStoresAsync(account, cart, started, request)) is { } step)
            {
                return step;
            }
        }

        throw new CartBusyException(request.CartId);
    }

    /// <summary>What the journal already says to this request; null when there are stores to be submitted.</summary>
    private async Task<Step?> LookAsync(
        Account account, Cart cart, SubmitCartRequest request, IReadOnlyDictionary<string, Order> started)
    {
        if (request.Key is { } key && await keys.FindAsync(account.Id, key) is { } use)
        {
            return use.IsOf(key, request.CartId)
                ? new Step.Report(await report.RecallAsync(use))
                : new Step.Answer(new SubmissionOutcome.KeyReused());
        }

        var unsettled = started.Values.Where(order => !order.IsPaymentSettled).ToList();
        if (unsettled.Count > 0)
        {
            // Another request, perhaps at another node or before a restart, is submitting it. Its answer is this one's
            // too when it asks for the same; a key of this one's own would be forgotten.
            if (request.Key is not null || !unsettled.TrueForAll(order => IsPaidAsAsked(order, cart, request)))
            {
                return new Step.Answer(new SubmissionOutcome.OtherRuns());
            }

            var others = cart.Stores.Where(store => !store.WasSubmitted)
                .Select(store => StoreReport.Unsubmitted(store, SubmissionRules.LastProblems(store)));
            return new Step.Report(new(cart, [.. started.Values], [.. others]));
        }

        return Refuse(cart, started, request) is { } refusal
            ? new Step.Answer(new SubmissionOutcome.Answered(refusal))
            : null;
    }

    private bool IsPaidAsAsked(Order order, Cart cart, SubmitCartRequest request) =>
        (order.Submitted.Card is { } card ? sealer.Open(card.SealedToken).Reveal() : null) == request.Token?.Reveal()
        && request.Shipping.All(wanted => wanted.Store != order.Submitted.Store
            || wanted.ShippingMethodId == cart.Store(wanted.Store)?.ShippingMethodId);

    private static SubmissionReport? Refuse(
        Cart cart, IReadOnlyDictionary<string, Order> started, SubmitCartRequest request)
    {
        var problems = SubmissionRules.Problems(cart, request.Shipping);
        if (problems.Count > 0)
        {
            return new(cart, [.. cart.Stores.Select(store => StoreReport.Unsubmitted(store, []))], problems);
        }

        var isDone = cart.Stores.All(store => ReportSubmission.IsSubmitted(store, started));
        return isDone
            ? new(cart, [.. cart.Stores.Select(StoreReport.Submitted)], [CartProblems.AlreadySubmitted])
            : null;
    }

    /// <summary>Null when the cart changed meanwhile: start over.</summary>
    private async Task<Step?> SubmitOpenStoresAsync(
        Account account, Cart cart, IReadOnlyDictionary<string, Order> started, SubmitCartRequest request)
    {
        // What a store that was submitted will deliver is settled: a selection for it changes nothing any more.
        var selections = SelectShipping.Events(cart,
        [
            .. request.Shipping.Where(wanted =>
                cart.Store(wanted.Store) is { } store && !ReportSubmission.IsSubmitted(store, started)),
        ]);
        var chosen = selections.Aggregate(cart, (state, change) => state.Evolve(change));
        var open = chosen.Stores.Where(store => !ReportSubmission.IsSubmitted(store, started)).ToList();
        var quoted = await quotes.QuoteAsync(chosen, open, isForSubmission: true, CancellationToken.None);
        var ready = new List<(CartStore Store, Quote Quote)>();
        List<CartEvent> observed = [.. selections];
        List<StoreReport> reports =
        [
            .. chosen.Stores.Where(store => ReportSubmission.IsSubmitted(store, started)).Select(StoreReport.Submitted),
        ];
        foreach (var (store, answer) in open.Zip(quoted))
        {
            var problems = SubmissionRules.Problems(store, answer);
            if (problems.Count > 0)
            {
                reports.Add(StoreReport.Unsubmitted(store, problems));
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

            return new Step.Answer(
                new SubmissionOutcome.Answered(new(requoted, StoreReport.Sorted(cart, reports), [])));
        }

        var append = new JournalAppend();
        var begun = await StartAsync(append, account, cart, observed, requoted, ready, request.Token);
        if (request.Key is { } used)
        {
            SubmissionKeys.Use(append, account.Id, used, cart.Id, cart.Version, begun.Cart.Version);
        }

        return await journal.AppendAsync(append) is AppendResult.Committed
            ? new Step.Report(new(begun.Cart, begun.Orders, reports) { VersionBefore = cart.Version })
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
                card,
                OrderTrace.Current);
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

    /// <summary>The cart's answer, or what it is made of once the payments are settled.</summary>
    internal abstract record Step
    {
        private Step() { }

        public sealed record Answer(SubmissionOutcome Outcome) : Step;

        public sealed record Report(BegunSubmission Begun) : Step;
    }

    private sealed record RunningSubmission(
        SubmitCartRequest Request,
        TaskCompletionSource<BegunSubmission?> Begun,
        Lazy<Task<SubmissionOutcome>> Outcome);
}
