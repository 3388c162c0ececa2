using System.Collections.Immutable;

namespace Cartwright.Client;

/// <summary>What came of a step.</summary>
internal abstract record Observation
{
    private Observation() { }

    internal sealed record Begun : Observation;

    internal sealed record Waited : Observation;

    internal sealed record Read(Reply<CartAnswer> Reply) : Observation;

    internal sealed record Submitted(Reply<Submission> Reply) : Observation;

    internal sealed record Looked(Reply<Checkout> Reply) : Observation;

    internal sealed record Removed(Reply<CartAnswer> Reply) : Observation;

    internal sealed record Created(Reply<CartAnswer> Reply) : Observation;
}

/// <summary>What a placement knows. The first cart is the one to be placed; the others replace orders that failed.</summary>
internal sealed record PlacementState(PlacementOptions Rules, DateTimeOffset BeganAt, ImmutableList<CartState> Carts)
{
    /// <summary>The one that is worked on.</summary>
    internal CartState Current => Carts[^1];

    internal DateTimeOffset EndsAt => BeganAt + TimeSpan.FromSeconds(Rules.TimeLimitSeconds);

    internal int Replacements => Carts.Count - 1;

    /// <summary>What a placement that is taken up had bought again.</summary>
    internal IReadOnlyList<PlacementReplacement> BoughtBefore { get; init; } = [];

    internal PlacementState With(CartState current) => this with { Carts = Carts.SetItem(Carts.Count - 1, current) };

    internal static PlacementState Of(Cart cart, string key, PlacementOptions rules, DateTimeOffset now) => new(
        rules, now,
        [
            new CartState(cart.Id, key, CartPhase.Submitting)
            {
                Buyer = cart.BuyerIdentity,
                Stores = [.. cart.Stores.Select(store => StoreState.Of(store, rules.Shipping))],
            },
        ]);

    /// <summary>Nothing is known but that the cart may have been submitted.</summary>
    internal static PlacementState Of(PlacementResume resume, PlacementOptions rules, DateTimeOffset now) => new(
        rules, now, [new CartState(resume.CartId, resume.IdempotencyKey, CartPhase.Reading)])
    {
        BoughtBefore = resume.Replacements,
    };
}

/// <summary>What is done next with a cart, after a wait if need be.</summary>
internal enum CartPhase
{
    Creating,
    Reading,
    Submitting,
    Looking,
    Removing,
}

internal sealed record CartState(string? CartId, string Key, CartPhase Phase)
{
    /// <summary>The order that this cart replaces; null for the first cart.</summary>
    internal StoreState? Replaces { get; init; }

    internal Buyer? Buyer { get; init; }

    internal ImmutableList<StoreState> Stores { get; init; } = [];

    /// <summary>Counts the submissions that were answered for good: each further one has a key of its own.</summary>
    internal int Intent { get; init; } = 1;

    internal int Submissions { get; init; }

    /// <summary>Consecutive replies that brought nothing: the exponent of the backoff.</summary>
    internal int Misses { get; init; }

    /// <summary>Since when a submission is without an answer: its stores may or may not have begun.</summary>
    internal DateTimeOffset? InDoubtSince { get; init; }

    /// <summary>Why a replacement was not bought, or the cart not read.</summary>
    internal string? Note { get; init; }

    /// <summary>
    /// The ids of the events that the last look has shown, and of the orders that waited for the shopper.
    /// </summary>
    internal ImmutableHashSet<string> Known { get; init; } = [];

    internal string IntentKey => Intent == 1 ? Key : $"{Key}-{Intent}";

    internal IEnumerable<StoreState> Open => Stores.Where(store => store.Phase == StorePhase.Open);

    internal IEnumerable<StoreState> Followed => Stores.Where(store => store.Phase == StorePhase.Following);

    internal CartState Map(Func<StoreState, StoreState> change) => this with { Stores = [.. Stores.Select(change)] };
}

internal enum StorePhase
{
    /// <summary>Not submitted, as far as is known.</summary>
    Open,

    /// <summary>Its order exists.</summary>
    Following,

    /// <summary>Nothing more is done about it; the outcome says why.</summary>
    Ended,
}

internal sealed record StoreState(string Domain, string? OrderId, IReadOnlyList<CartItem> Items)
{
    internal StorePhase Phase { get; init; }

    /// <summary>What the caller has seen and agreed to; null when no total was shown.</summary>
    internal Price? Agreed { get; init; }

    internal string? ShippingId { get; init; }

    /// <summary>Why it could not be submitted last time, where that may pass.</summary>
    internal StoreOutcome.Failed? Passing { get; init; }

    internal StoreOutcome? Outcome { get; init; }

    /// <summary>Whether the cart has shown a total above the agreed one: sending the cart would agree to it.</summary>
    internal bool HasRisen { get; init; }

    /// <summary>Whether its items are out of the cart.</summary>
    internal bool IsRemoved { get; init; }

    /// <summary>The order whose payment was refused: the cart goes on to show it until another begins.</summary>
    internal string? RefusedOrderId { get; init; }

    internal Order? Order { get; init; }

    /// <summary>When something new was last seen of its order.</summary>
    internal DateTimeOffset NewsAt { get; init; }

    internal StoreState End(StoreOutcome outcome) => this with { Phase = StorePhase.Ended, Outcome = outcome };

    internal static StoreState Of(CartStore store, IReadOnlyList<ShippingChoice> choices)
    {
        var chosen = choices.FirstOrDefault(choice => choice.Store == store.Domain) is { } choice
            ? store.Offer?.ShippingMethods.FirstOrDefault(method => method.Id == choice.ShippingId)
            : store.Offer?.SelectedShippingMethod;
        return new(store.Domain, store.OrderId, [.. store.Lines.Select(ItemOf)])
        {
            Agreed = chosen?.Total,
            ShippingId = chosen?.Id,
        };
    }

    private static CartItem ItemOf(CartLine line) => new(
        line.Item?.Id ?? "", line.Quantity, line.Variant is null ? Marketplace.Amazon : Marketplace.Shopify);
}
