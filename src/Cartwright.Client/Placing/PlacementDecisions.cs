using System.Collections.Immutable;
using System.Diagnostics;

namespace Cartwright.Client;

/// <summary>
/// Pure: what a placement does next. It never submits after a lost answer without looking first, never takes an unknown
/// for a failure, and never replaces an order that has not ended with its payment back.
/// </summary>
internal static partial class PlacementDecisions
{
    /// <summary>Refusals that say for certain that nothing has begun, though they say nothing of a repeat.</summary>
    private static readonly ImmutableHashSet<string> Definite =
        ["UNAUTHENTICATED", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"];

    /// <summary>The next state, and the step that leads to the next observation; <c>Ended</c> is the last.</summary>
    internal static (PlacementState State, PlacementStep Step) Next(
        PlacementState state, Observation observation, DateTimeOffset now, Random random)
    {
        if (now >= state.EndsAt) state = state.With(Heard(state.Current, observation, now));
        var cart = state.Current;
        return now >= state.EndsAt
            ? Finish(state, "The time limit has passed.")
            : observation switch
            {
                Observation.Begun or Observation.Waited => Act(state),
                Observation.Read read => OnRead(state, read.Reply, now, random),
                Observation.Submitted submitted => OnSubmitted(state, submitted.Reply, now, random),
                Observation.Looked looked => OnLooked(state, looked.Reply, now, random),
                Observation.Removed removed => OnRemoved(state, removed.Reply, now, random),
                Observation.Created created => OnCreated(state, created.Reply, now, random),
                _ => throw new UnreachableException(),
            };
    }

    /// <summary>What the last observation has settled counts also when the time is up.</summary>
    private static CartState Heard(CartState cart, Observation observation, DateTimeOffset now) => observation switch
    {
        Observation.Looked { Reply: Reply<Checkout>.Answered { Value: var checkout } } => Seen(cart, checkout, now),
        Observation.Submitted { Reply: Reply<Submission>.Answered { Value: var submission } reply } =>
            Answered(cart, submission, reply.Retryable, now),
        Observation.Submitted { Reply: Reply<Submission>.Unknown or Reply<Submission>.Refused { Retryable: null } } =>
            InDoubt(cart, now),
        _ => cart,
    };

    private static (PlacementState, PlacementStep) Act(PlacementState state)
    {
        var cart = state.Current;
        switch (cart.Phase)
        {
            case CartPhase.Creating:
                return (state, new PlacementStep.Replacing(
                    cart.Replaces!.OrderId!, cart.Replaces.Items, state.Replacements) { Buyer = cart.Buyer });
            case CartPhase.Reading:
                return (state, new PlacementStep.Reading(cart.CartId!));
            case CartPhase.Looking:
                return (state, new PlacementStep.Looking(cart.CartId!));
            case CartPhase.Removing:
                return (state, new PlacementStep.Removing(
                    cart.CartId!, [.. Unsubmittable(cart).SelectMany(store => store.Items)]));
            case CartPhase.Submitting:
                cart = cart with { Submissions = cart.Submissions + 1 };
                var rules = state.Rules;
                return (state.With(cart), new PlacementStep.Submitting(
                    new(cart.CartId!, cart.Key), cart.IntentKey, cart.Submissions)
                {
                    Token = cart.Replaces is null ? rules.Token : rules.Replace?.Token ?? rules.Token,
                    Shipping = cart.Replaces is null ? rules.Shipping : [.. ChosenAgain(cart)],
                });
            default:
                throw new UnreachableException();
        }
    }

    private static IEnumerable<ShippingChoice> ChosenAgain(CartState cart) => cart.Stores
        .Where(store => store.ShippingId is not null)
        .Select(store => new ShippingChoice(store.Domain, store.ShippingId!));

    /// <summary>
    /// Read at first to take up a placement, or again before a repeat: the gateway may charge what it showed last, so a
    /// total that the caller has not seen ends the store instead.
    /// </summary>
    private static (PlacementState, PlacementStep) OnRead(
        PlacementState state, Reply<CartAnswer> reply, DateTimeOffset now, Random random)
    {
        var cart = state.Current;
        switch (reply)
        {
            case Reply<CartAnswer>.Answered { Value.Cart: var read } when cart.Stores.IsEmpty:
                // When it was sent is not known: the start is waited for from now on.
                cart = cart with
                {
                    Phase = CartPhase.Looking,
                    Misses = 0,
                    InDoubtSince = now,
                    Buyer = read.BuyerIdentity,
                    Stores = [.. read.Stores.Select(store => StoreState.Of(store, state.Rules.Shipping))],
                };
                if (cart.Replaces is not null && !IsAllowedAgain(state, cart))
                    cart = cart with { Submissions = state.Rules.SubmissionsMax };
                return Act(state.With(cart));
            case Reply<CartAnswer>.Answered { Value.Cart: var read }:
                return Compared(state, cart, read, now, random);
            case Reply<CartAnswer>.Refused { Retryable: false } refused:
                return cart.Stores.IsEmpty || cart.InDoubtSince is not null
                    ? Proceed(state.With(EndAll(cart, refused.Errors[0])), now, random)
                    : Proceed(state.With(EndOpen(cart, PassingOf)), now, random);
            case Reply<CartAnswer>.Refused or Reply<CartAnswer>.Unknown:
                return Again(
                    state, cart, "The cart could not be read.", now, random,
                    (reply as Reply<CartAnswer>.Refused)?.RetryAfter);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// A cart that was to replace an order is sent once more, if nothing of it has begun, within what is allowed now.
    /// </summary>
    private static bool IsAllowedAgain(PlacementState state, CartState cart) =>
        state.Rules.Replace is { } allowed && cart.Stores is [{ Agreed: { } price }]
        && price.Currency == allowed.Currency && price.Value <= MoneyLeft(state);

    /// <summary>
    /// The gateway may charge the total that it showed last, and this read has shown it one more: where it has risen above
    /// what the caller agreed to, the store ends. The others go on once its items are out of the cart.
    /// </summary>
    private static (PlacementState, PlacementStep) Compared(
        PlacementState state, CartState cart, Cart read, DateTimeOffset now, Random random)
    {
        cart = cart.Map(store => store switch
        {
            _ when !IsDearer(store, read) => store with { HasRisen = false },
            { Phase: StorePhase.Open } => store.End(new StoreOutcome.Failed(
                store.Domain, store.OrderId, "SUBMIT_STORE_FAILED",
                "The store's total has changed. Read the cart, agree on the new total, and submit again.",
                false, store.Order)) with { HasRisen = true },
            _ => store with { HasRisen = true },
        });
        if (cart.InDoubtSince is null)
        {
            return cart.Stores.Any(store => store.HasRisen) || !cart.Open.Any()
                ? Proceed(state.With(cart), now, random)
                : Act(state.With(cart with { Phase = CartPhase.Submitting }));
        }
        // A store that ended for its total would be agreed to with the cart as a whole.
        return cart.Open.Any() && !cart.Stores.Any(store => store.HasRisen)
            ? Act(state.With(cart with { Phase = CartPhase.Submitting, Misses = 0 }))
            : Proceed(state.With(EndOpen(cart with { InDoubtSince = null }, store => new StoreOutcome.Unknown(
                store.Domain, store.OrderId,
                "A store's total changed after the cart was sent: it was not sent again."))), now, random);
    }

    /// <summary>
    /// A total where none was shown before was not agreed to either. An order that was not known before is another
    /// submission's: the repeat is answered with it.
    /// </summary>
    private static bool IsDearer(StoreState store, Cart read) =>
        store.Phase is StorePhase.Open or StorePhase.Ended &&
        read.Stores.FirstOrDefault(other => other.Domain == store.Domain) is { } shown &&
        (!shown.IsSubmitted || shown.OrderId == store.RefusedOrderId) &&
        TotalOf(shown, store.ShippingId) is { } total &&
        (store.Agreed is not { } agreed || total.Currency != agreed.Currency || total.Value > agreed.Value);

    private static Price? TotalOf(CartStore store, string? shippingId) =>
        store.Offer?.ShippingMethods.FirstOrDefault(method => method.Id == shippingId)?.Total
        ?? store.Offer?.SelectedShippingMethod?.Total;

    private static (PlacementState, PlacementStep) OnSubmitted(
        PlacementState state, Reply<Submission> reply, DateTimeOffset now, Random random)
    {
        var cart = state.Current;
        switch (reply)
        {
            case Reply<Submission>.Answered { Value: var submission } answered:
                return Proceed(state.With(Answered(cart, submission, answered.Retryable, now)), now, random);
            case Reply<Submission>.Refused { Retryable: true } refused
                when cart.Submissions < state.Rules.SubmissionsMax:
                // Nothing of this sending has begun; an earlier one may have.
                cart = cart.InDoubtSince is null
                    ? Passed(cart with { Phase = CartPhase.Reading }, refused.Errors[0])
                    : cart with { Phase = CartPhase.Looking };
                return Again(state, cart, refused.Errors[0].Message, now, random, refused.RetryAfter);
            case Reply<Submission>.Refused refused when refused.Retryable is not null || IsDefinite(refused):
                var error = refused.Errors[0];
                if (error.Code == "IDEMPOTENCY_KEY_REUSED" && cart.Replaces is not null)
                {
                    return Proceed(state.With(EndOpen(cart, store => new StoreOutcome.Unknown(
                        store.Domain, cart.Replaces.OrderId,
                        "The order was replaced before, by another placement."))), now, random);
                }
                if (cart.InDoubtSince is not null) return Act(state.With(cart with
                {
                    Phase = CartPhase.Looking,
                    Submissions = state.Rules.SubmissionsMax,
                }));
                return Proceed(state.With(EndOpen(cart, store => new StoreOutcome.Failed(
                    store.Domain, null, error.Code, error.Message, refused.Retryable, null))), now, random);
            case Reply<Submission>.Refused or Reply<Submission>.Unknown:
                return Act(state.With(InDoubt(cart, now)));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The whole was refused for now, and nothing has begun.</summary>
    private static CartState Passed(CartState cart, GatewayError error) => cart.Map(store =>
        store.Phase == StorePhase.Open
            ? store with { Passing = new(store.Domain, null, error.Code, error.Message, true, null) }
            : store);

    private static CartState InDoubt(CartState cart, DateTimeOffset now) =>
        (cart with { Phase = CartPhase.Looking, InDoubtSince = now, Misses = 0 })
            .Map(store => store.Phase == StorePhase.Open ? store with { Passing = null } : store);

    private static bool IsDefinite(Reply<Submission>.Refused refused) =>
        refused.Errors.All(error => Definite.Contains(error.Code));

    /// <summary>What an answer to a submission says of each store.</summary>
    private static CartState Answered(CartState cart, Submission submission, bool? retryable, DateTimeOffset now)
    {
        var hasBegun = submission.Cart.Stores.Any(store =>
            store.Errors.Any(error => error.Code is "PAYMENT_FAILED" or "FEATURE_UNSUPPORTED") ||
            (store.IsSubmitted && store.Errors.Count == 0));
        cart = cart with { InDoubtSince = null, Intent = hasBegun ? cart.Intent + 1 : cart.Intent };
        return cart.Map(store =>
        {
            if (submission.Cart.Stores.FirstOrDefault(told => told.Store.Domain == store.Domain) is not { } told)
            {
                return store.Phase == StorePhase.Open && submission.Errors is [var problem, ..]
                    ? store.End(FailedOf(store, problem, null, retryable))
                    : store;
            }
            if (told.IsSubmitted)
            {
                return store is { Phase: StorePhase.Following } || store.Order?.Id == told.OrderId
                    ? store
                    : store with
                    {
                        Phase = StorePhase.Following,
                        OrderId = told.OrderId,
                        Order = null,
                        Outcome = null,
                        NewsAt = now,
                    };
            }
            if (store.Phase != StorePhase.Open) return store;
            var failures = submission.Failures.Where(failed => failed.Store == store.Domain).ToList();
            var verdict = failures.Count == 0 ? retryable : RetryableOf(failures.Select(failed => failed.Retryable));
            var failure = failures.FirstOrDefault(failed => failed.Retryable == verdict);
            var error = told.Errors.FirstOrDefault(found => found.Code == failure?.Code)
                ?? told.Errors.Concat(submission.Errors).FirstOrDefault()
                ?? new("", "The gateway did not submit the store, and gave no reason.");
            var failed = FailedOf(store with { OrderId = told.OrderId }, error, failure, verdict);
            // A refused payment ended that order: the next submission makes another, whose id is not known before.
            var isRefused = failed.Code == "PAYMENT_FAILED" || told.Errors.Any(found => found.Code == "PAYMENT_FAILED");
            store = store with
            {
                OrderId = isRefused ? null : told.OrderId,
                RefusedOrderId = isRefused ? told.OrderId : store.RefusedOrderId,
                Passing = failed,
            };
            return failed.Retryable is true ? store : store.End(failed);
        });
    }

    /// <summary>Of several failures: false when one is, else null when one is, so that all have to allow a repeat.</summary>
    private static bool? RetryableOf(IEnumerable<bool?> failures) => failures.Aggregate(
        (bool?)true, (all, one) => all is false || one is false ? false : all is true && one is true ? true : null);

    private static StoreOutcome.Failed FailedOf(
        StoreState store, CartError error, StoreFailure? failure, bool? retryable) =>
        new(store.Domain, store.OrderId, failure?.Code ?? error.Code, error.Message, retryable, null);

    private static (PlacementState, PlacementStep) OnLooked(
        PlacementState state, Reply<Checkout> reply, DateTimeOffset now, Random random)
    {
        var cart = state.Current;
        switch (reply)
        {
            case Reply<Checkout>.Answered { Value: var checkout }:
                cart = Seen(cart with { Misses = 0 }, checkout, now);
                return Proceed(state.With(EndStuck(cart, state.Rules, now)), now, random);
            case Reply<Checkout>.Refused { Retryable: false } refused:
                return Proceed(state.With(EndAll(cart, refused.Errors[0])), now, random);
            case Reply<Checkout>.Refused or Reply<Checkout>.Unknown:
                return Again(
                    state, cart, "The checkout could not be read.", now, random,
                    (reply as Reply<Checkout>.Refused)?.RetryAfter);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// Removing is not repeated blindly: a cart that was submitted can't be changed, and says so.
    /// </summary>
    private static (PlacementState, PlacementStep) OnRemoved(
        PlacementState state, Reply<CartAnswer> reply, DateTimeOffset now, Random random)
    {
        var cart = state.Current;
        var gone = Unsubmittable(cart).Select(store => store.Domain).ToHashSet();
        return reply is Reply<CartAnswer>.Answered { Value: { Errors.Count: 0, Cart: var left } } &&
            !left.Stores.Any(store => gone.Contains(store.Domain))
            ? Proceed(state.With(cart.Map(store =>
                gone.Contains(store.Domain) ? store with { IsRemoved = true } : store)), now, random)
            : Proceed(state.With(EndOpen(cart, PassingOf)), now, random);
    }

    /// <summary>Why an open store was not submitted. It is known to be so: nothing is in doubt.</summary>
    private static StoreOutcome PassingOf(StoreState store) =>
        store.Passing is { } passing ? passing : new StoreOutcome.Unknown(
            store.Domain, store.OrderId, "The gateway's answer does not name the store.");

    private static CartState EndOpen(CartState cart, Func<StoreState, StoreOutcome> outcome) =>
        cart.Map(store => store.Phase == StorePhase.Open ? store.End(outcome(store)) : store);

    /// <summary>The gateway does not let the cart be seen: of what was sent, nothing can be told.</summary>
    private static CartState EndAll(CartState cart, GatewayError error) => cart.Map(store =>
        store.Phase == StorePhase.Ended
            ? store
            : store.End(new StoreOutcome.Unknown(store.Domain, store.OrderId, $"{error.Code}. {error.Message}")))
        with { Note = error.Message };

    private static (PlacementState, PlacementStep) Again(
        PlacementState state, CartState cart, string why, DateTimeOffset now, Random random,
        TimeSpan? retryAfter = null)
    {
        cart = cart with { Misses = cart.Misses + 1 };
        return Wait(state.With(cart), Pause(state.Rules, cart.Misses, retryAfter, random), why, now);
    }

    /// <summary>Not sooner than the gateway has asked for, and not all clients at once.</summary>
    internal static TimeSpan Pause(PlacementOptions rules, int attempt, TimeSpan? retryAfter, Random random)
    {
        var backoff = Backoff(rules, attempt, random);
        var asked = (retryAfter ?? TimeSpan.Zero) + Backoff(rules, 1, random);
        return retryAfter is null || backoff > asked ? backoff : asked;
    }

    internal static TimeSpan Backoff(PlacementOptions rules, int attempt, Random random)
    {
        var ceiling = Math.Min(
            rules.BackoffMillisecondsMax, rules.BackoffMillisecondsMin * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromMilliseconds((ceiling / 2) + (random.NextDouble() * ceiling / 2));
    }

    private static (PlacementState, PlacementStep) Wait(
        PlacementState state, TimeSpan delay, string why, DateTimeOffset now, IReadOnlySet<string>? known = null)
    {
        var left = state.EndsAt - now;
        return (state, new PlacementStep.Waiting(state.Current.CartId, delay < left ? delay : left, why)
        {
            Known = known,
        });
    }
}
