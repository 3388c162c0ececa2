using System.Collections.Immutable;
using System.Diagnostics;

namespace Cartwright.Client;

/// <summary>What becomes of orders that have begun, and how it all ends.</summary>
internal static partial class PlacementDecisions
{
    /// <summary>Takes in how the orders stand. An order with events has begun, whatever was answered.</summary>
    private static CartState Seen(CartState cart, Checkout checkout, DateTimeOffset now)
    {
        cart = cart with
        {
            Known =
            [
                .. checkout.Orders.SelectMany(order => order.Events).Select(told => told.Id),
                .. checkout.Orders.Where(order => order.Status == OrderStatus.ActionRequired).Select(order => order.Id),
            ],
        };
        cart = cart.Map(store =>
        {
            if (store.Phase == StorePhase.Ended ||
                checkout.Orders.FirstOrDefault(order => order.Id == store.OrderId) is not { } order)
            {
                return store;
            }
            if (store.Phase == StorePhase.Open && (cart.InDoubtSince is null || !ShowsBeginning(order))) return store;
            var isNews = store.Order is not { } last || last.Events.Count != order.Events.Count ||
                last.Status != order.Status;
            return store with
            {
                Phase = StorePhase.Following,
                Order = order,
                NewsAt = isNews ? now : store.NewsAt,
            };
        });
        return cart.Map(store => store is { Phase: StorePhase.Following, Order: { IsSettled: true } settled }
            ? store.End(OutcomeOf(store, settled))
            : store);
    }

    /// <summary>
    /// An order whose payment was refused may be an earlier submission's: the one in doubt would make another order. Its
    /// own answer, given again, tells.
    /// </summary>
    private static bool ShowsBeginning(Order order) => order.Events.Count > 0 &&
        (order.Status != OrderStatus.Failed || order.Events.Any(told =>
            told.Kind is OrderEventKind.PaymentSucceeded or OrderEventKind.OrderSubmissionSucceeded));

    private static StoreOutcome OutcomeOf(StoreState store, Order order)
    {
        var failure = order.Events.LastOrDefault(told => told.Kind == OrderEventKind.OrderFailed);
        return order.Status switch
        {
            OrderStatus.Failed => new StoreOutcome.Failed(
                store.Domain, order.Id, failure?.ReasonCode ?? "INTERNAL_ERROR",
                failure?.Reason ?? "The order failed, and the gateway gave no reason.", failure?.Retryable, order),
            OrderStatus.Cancelled => new StoreOutcome.Failed(
                store.Domain, order.Id, "CANCELED", "The order was cancelled.", null, order),
            OrderStatus.ActionRequired or OrderStatus.CancellationInProgress or OrderStatus.CancellationRequested or
            OrderStatus.PartiallyCancelled or OrderStatus.Pending or OrderStatus.Processing or
            OrderStatus.ReturnApproved or OrderStatus.ReturnClosed or OrderStatus.ReturnDenied or
            OrderStatus.ReturnRequested or OrderStatus.ReturnRequestAccepted or OrderStatus.Succeeded =>
                new StoreOutcome.Placed(store.Domain, order),
        };
    }

    /// <summary>Goes on with what is known now.</summary>
    private static (PlacementState, PlacementStep) Proceed(PlacementState state, DateTimeOffset now, Random random)
    {
        var rules = state.Rules;
        if (rules.ReturnOnActionRequired && state.Current.Followed.Any(WantsShopper))
        {
            return Finish(state, "It goes on.");
        }
        var cart = state.Current;
        if (cart.Open.Any())
        {
            if (cart.InDoubtSince is { } since)
            {
                if (now - since >= TimeSpan.FromSeconds(rules.StartWaitSeconds))
                {
                    if (cart.Submissions < rules.SubmissionsMax)
                    {
                        return Act(state.With(cart with { Phase = CartPhase.Reading }));
                    }
                    return Proceed(state.With(EndOpen(cart, store => new StoreOutcome.Unknown(
                        store.Domain, store.OrderId,
                        "Its submissions were not answered, and nothing of it has begun."))), now, random);
                }
            }
            else
            {
                return SubmitOpenAgain(state, now, random);
            }
        }
        return cart.Open.Any() || cart.Followed.Any() ? Watch(state, now) : ReplaceNext(state, now);
    }

    /// <summary>Called after a look only: that nothing was heard is no silence while the gateway gave no answer.</summary>
    private static CartState EndStuck(CartState cart, PlacementOptions rules, DateTimeOffset now) => cart.Map(store =>
        store is { Phase: StorePhase.Following, Order: { } order } && !WantsShopper(store) &&
        now - store.NewsAt >= TimeSpan.FromSeconds(rules.StuckAfterSeconds)
            ? store.End(new StoreOutcome.Stuck(store.Domain, order))
            : store);

    private static bool WantsShopper(StoreState store) =>
        store.Order is { Status: OrderStatus.ActionRequired, RequiredActions.Count: > 0 };

    private static (PlacementState, PlacementStep) Watch(PlacementState state, DateTimeOffset now)
    {
        var cart = state.Current;
        return Wait(
            state.With(cart with { Phase = CartPhase.Looking }),
            TimeSpan.FromMilliseconds(state.Rules.PollIntervalMilliseconds),
            cart.Open.Any() ? "The submission's answer was lost: it may have begun." : "The orders go on.",
            now,
            cart.Known);
    }

    /// <summary>
    /// The cart is submitted as a whole: the stores that were are left alone, but one whose refusal must not be repeated
    /// would be tried again. Its items go first; where they can't, because another store was submitted, no repeat.
    /// </summary>
    private static (PlacementState, PlacementStep) SubmitOpenAgain(
        PlacementState state, DateTimeOffset now, Random random)
    {
        var cart = state.Current;
        var rules = state.Rules;
        var isFixed = cart.Stores.Any(store => store.Phase == StorePhase.Following || store.Order is not null);
        var mustGo = cart.Stores.Any(store => store is { HasRisen: true, IsRemoved: false }) ||
            Unsubmittable(cart).Any(store => store.Outcome is not StoreOutcome.Failed
            {
                Retryable: not null, Code: "UNDELIVERABLE" or "PRODUCTS_UNAVAILABLE" or "FEATURE_UNSUPPORTED",
            });
        if (cart.Submissions >= rules.SubmissionsMax || (mustGo && isFixed))
        {
            return Proceed(state.With(EndOpen(cart, PassingOf)), now, random);
        }
        return mustGo
            ? Act(state.With(cart with { Phase = CartPhase.Removing }))
            : Again(
                state, cart with { Phase = CartPhase.Reading },
                cart.Open.First().Passing?.Message ?? "The gateway's answer does not name every store.", now, random);
    }

    /// <summary>The stores that ended without an order, and are still in the cart.</summary>
    private static IEnumerable<StoreState> Unsubmittable(CartState cart) =>
        cart.Stores.Where(store => store is { Phase: StorePhase.Ended, Order: null, IsRemoved: false });

    /// <summary>
    /// A failed order is replaced when what was captured for it is back, so that never two payments are kept for what was
    /// wanted once. An amount that was only set aside is let go by the gateway, which tells no event of it.
    /// The key stands for the order: the gateway takes one replacement for it, whoever asks.
    /// </summary>
    private static (PlacementState, PlacementStep) ReplaceNext(PlacementState state, DateTimeOffset now)
    {
        var replaced = state.Carts.Select(cart => cart.Replaces?.OrderId).OfType<string>().ToHashSet();
        // What was bought again before is followed, whatever is allowed now.
        foreach (var store in state.Carts.SelectMany(cart => cart.Stores))
        {
            if (store.Outcome is StoreOutcome.Failed && !replaced.Contains(store.OrderId!)
                && state.BoughtBefore.FirstOrDefault(before => before.OrderId == store.OrderId) is { } bought)
            {
                return Act(state with
                {
                    Carts = state.Carts.Add(new(bought.CartId, $"replace-{bought.OrderId}", CartPhase.Reading)
                    {
                        Replaces = store,
                    }),
                });
            }
        }

        if (state.Rules.Replace is not { } allowed || state.Replacements >= allowed.AttemptsMax)
        {
            return Finish(state, "");
        }
        foreach (var cart in state.Carts)
        {
            foreach (var store in cart.Stores)
            {
                if (store is { Outcome: StoreOutcome.Failed { Retryable: true, Order: { } failed }, Items.Count: > 0 } &&
                    !replaced.Contains(failed.Id))
                {
                    return Act(state with
                    {
                        Carts = state.Carts.Add(new(null, $"replace-{failed.Id}", CartPhase.Creating)
                        {
                            Buyer = state.Carts[0].Buyer,
                            Replaces = store,
                        }),
                    });
                }
            }
        }
        return Finish(state, "");
    }

    private static (PlacementState, PlacementStep) OnCreated(
        PlacementState state, Reply<CartAnswer> reply, DateTimeOffset now, Random random)
    {
        var cart = state.Current;
        switch (reply)
        {
            case Reply<CartAnswer>.Answered { Value: var answer }:
                return PriceOf(answer, cart.Replaces!, out var store) is not { } price
                    ? Drop("Not every item can be bought now.")
                    : price.Currency != state.Rules.Replace!.Currency || price.Value > MoneyLeft(state)
                        ? Drop($"Buying it again for {price.DisplayValue} would exceed what may be spent.")
                        : Act(state.With(cart with
                        {
                            CartId = answer.Cart.Id,
                            Phase = CartPhase.Submitting,
                            Misses = 0,
                            Stores = [store with { Agreed = price }],
                        }));
            case Reply<CartAnswer>.Refused { Retryable: not true } refused:
                return Drop(refused.Errors[0].Message);
            // A cart that was made and not heard of costs nothing: another is made.
            case Reply<CartAnswer>.Refused or Reply<CartAnswer>.Unknown when cart.Misses < state.Rules.SubmissionsMax:
                return Again(
                    state, cart, "The cart to buy it again could not be made.", now, random,
                    (reply as Reply<CartAnswer>.Refused)?.RetryAfter);
            case Reply<CartAnswer>.Refused or Reply<CartAnswer>.Unknown:
                return Drop("The cart to buy it again could not be made.");
            default:
                throw new UnreachableException();
        }

        (PlacementState, PlacementStep) Drop(string note) => ReplaceNext(state.With(cart with { Note = note }), now);
    }

    /// <summary>
    /// The whole price of a cart that has just what the order had, shipped as it was where that is offered; null when it
    /// has not.
    /// </summary>
    private static Price? PriceOf(CartAnswer answer, StoreState wanted, out StoreState store)
    {
        store = wanted;
        if (answer.Errors.Count > 0 || answer.Cart.Stores is not [{ Errors.Count: 0, Offer.Errors.Count: 0 } only] ||
            only.Domain != wanted.Domain)
        {
            return null;
        }
        var isShippedAlike = only.Offer.ShippingMethods.Any(method => method.Id == wanted.ShippingId);
        store = StoreState.Of(only, isShippedAlike ? [new(only.Domain, wanted.ShippingId!)] : []);
        return store.Items.ToHashSet().SetEquals(wanted.Items) ? store.Agreed : null;
    }

    /// <summary>What was spent on replacements that stand, or that may stand, is gone.</summary>
    private static long MoneyLeft(PlacementState state) =>
        state.Rules.Replace!.TotalMax - state.Carts.Where(cart => cart.Replaces is not null)
            .SelectMany(cart => cart.Stores)
            .Where(store => store.Outcome is not (null or StoreOutcome.Failed))
            .Sum(store => store.Agreed?.Value ?? 0);

    private static (PlacementState, PlacementStep) Finish(PlacementState state, string why)
    {
        var first = state.Carts[0];
        var resume = new PlacementResume(first.CartId!, first.Key) { Replacements = ReplacementsOf(state) };
        var stores = first.Stores.Select(store => Last(state, store, why)).ToList();
        Placement placement = stores switch
        {
            [] => new Placement.Unknown(resume, stores, first.Note ?? $"The cart could not be read. {why}"),
            _ when stores.Any(store => store is StoreOutcome.ActionRequired) =>
                new Placement.ActionRequired(resume, stores),
            _ when stores.OfType<StoreOutcome.Unknown>().FirstOrDefault() is { } unknown =>
                new Placement.Unknown(resume, stores, unknown.Why),
            _ when stores.Any(store => store is StoreOutcome.Stuck) => new Placement.Stuck(resume, stores),
            _ when stores.All(store => store is StoreOutcome.Placed) => new Placement.Placed(resume, stores),
            _ when stores.Any(store => store is StoreOutcome.Placed) => new Placement.PartlyPlaced(resume, stores),
            _ => FailedOf(resume, stores),
        };
        return (state, new PlacementStep.Ended(placement));
    }

    private static Placement.Failed FailedOf(PlacementResume resume, List<StoreOutcome> stores)
    {
        var failures = stores.Cast<StoreOutcome.Failed>().ToList();
        var retryable = RetryableOf(failures.Select(failure => failure.Retryable));
        return new(resume, stores, failures[0].Code, failures[0].Message, retryable);
    }

    /// <summary>The outcome of a store, or of the order that replaced its own.</summary>
    private static StoreOutcome Last(PlacementState state, StoreState store, string why)
    {
        List<string> replaced = [];
        // An order that was replaced already is not looked for again: its replacement may carry its id.
        while (!replaced.Contains(store.OrderId!)
            && state.Carts.FirstOrDefault(cart => cart.Replaces is { } before && before.OrderId == store.OrderId)
                is { } replacement)
        {
            if (replacement.Stores is not [var next])
            {
                // A cart that is known by its id was submitted before.
                if (replacement.CartId is not null) return Unread(store);
                return Outcome(store, why) is StoreOutcome.Failed failed && replacement.Note is { } note
                    ? failed with { Message = $"{failed.Message} {note}", ReplacedOrderIds = replaced }
                    : Outcome(store, why) with { ReplacedOrderIds = replaced };
            }
            replaced.Add(store.OrderId!);
            store = next;
        }
        return !replaced.Contains(store.OrderId!) && state.BoughtBefore.Any(before => before.OrderId == store.OrderId)
            ? Unread(store)
            : Outcome(store, why) with { ReplacedOrderIds = replaced };

        StoreOutcome Unread(StoreState failed) => new StoreOutcome.Unknown(
            failed.Domain, failed.OrderId, "It was bought again, in a cart that could not be read.")
        {
            ReplacedOrderIds = replaced,
        };
    }

    private static IReadOnlyList<PlacementReplacement> ReplacementsOf(PlacementState state)
    {
        var bought = state.Carts.Where(cart => cart is { Replaces: not null, CartId: not null, Submissions: > 0 })
            .Select(cart => new PlacementReplacement(cart.Replaces!.OrderId!, cart.CartId!))
            .ExceptBy(state.BoughtBefore.Select(before => before.OrderId), replacement => replacement.OrderId)
            .ToList();
        return bought.Count == 0 ? state.BoughtBefore : [.. state.BoughtBefore, .. bought];
    }

    private static StoreOutcome Outcome(StoreState store, string why) => store switch
    {
        { Outcome: { } outcome } => outcome,
        { Phase: StorePhase.Following, Order: { } order } when WantsShopper(store) =>
            new StoreOutcome.ActionRequired(store.Domain, order),
        { Phase: StorePhase.Open, Passing: { } passing } => passing,
        _ => new StoreOutcome.Unknown(store.Domain, store.OrderId, why),
    };
}
