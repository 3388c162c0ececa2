namespace Cartwright.Client;

/// <summary>
/// How placing a cart ended. The six cases exclude each other: of a cart with several stores, what needs somebody comes
/// first (<see cref="ActionRequired"/>, then <see cref="Unknown"/>, then <see cref="Stuck"/>), and only a cart whose
/// stores have all come to rest is <see cref="Placed"/>, <see cref="PartlyPlaced"/> or <see cref="Failed"/>.
/// </summary>
/// <param name="Resume">Takes the placement up again: <see cref="CartwrightClient.ResumeAsync"/>.</param>
/// <param name="Stores">What became of each store of the cart, in the cart's order.</param>
public abstract record Placement(PlacementResume Resume, IReadOnlyList<StoreOutcome> Stores)
{
    /// <summary>The cart that was to be placed.</summary>
    public string CartId => Resume.CartId;

    /// <summary>Every store's order is with its merchant. Its payment may be captured a little later.</summary>
    public sealed record Placed : Placement
    {
        internal Placed(PlacementResume resume, IReadOnlyList<StoreOutcome> stores) : base(resume, stores) { }
    }

    /// <summary>Some stores' orders are placed; the others failed, and nothing is kept for those.</summary>
    public sealed record PartlyPlaced : Placement
    {
        internal PartlyPlaced(PlacementResume resume, IReadOnlyList<StoreOutcome> stores) : base(resume, stores) { }

        /// <summary>The stores that failed.</summary>
        public IEnumerable<StoreOutcome.Failed> Failures => Stores.OfType<StoreOutcome.Failed>();
    }

    /// <summary>No store's order is placed, and nothing is kept of any payment.</summary>
    public sealed record Failed : Placement
    {
        internal Failed(
            PlacementResume resume, IReadOnlyList<StoreOutcome> stores, string code, string message, bool? retryable)
            : base(resume, stores) => (Code, Message, Retryable) = (code, message, retryable);

        /// <summary>The first failure's code, such as <c>PAYMENT_FAILED</c> or <c>OUT_OF_STOCK</c>.</summary>
        public string Code { get; }

        /// <summary>The first failure in a sentence.</summary>
        public string Message { get; }

        /// <summary>
        /// Whether buying the same again is safe: true when it is for every store, false when it is not for one of
        /// them, null when it is not known.
        /// </summary>
        public bool? Retryable { get; }
    }

    /// <summary>
    /// The shopper has to act: send them to the pages, then <see cref="CartwrightClient.ResumeAsync"/>. The other
    /// stores go on meanwhile.
    /// </summary>
    public sealed record ActionRequired : Placement
    {
        internal ActionRequired(PlacementResume resume, IReadOnlyList<StoreOutcome> stores) : base(resume, stores) { }

        /// <summary>Where to send the shopper, one page for each store that waits.</summary>
        public IEnumerable<Uri> Urls => Stores.OfType<StoreOutcome.ActionRequired>().SelectMany(store => store.Urls);
    }

    /// <summary>
    /// Nothing was heard of an order for too long. Don't order the same again: give the cart's id to the gateway's
    /// operator. <see cref="CartwrightClient.ResumeAsync"/> tells later how it went on.
    /// </summary>
    public sealed record Stuck : Placement
    {
        internal Stuck(PlacementResume resume, IReadOnlyList<StoreOutcome> stores) : base(resume, stores) { }
    }

    /// <summary>
    /// It can't be told how a store stands: it may be bought, or yet be. Don't order the same again:
    /// <see cref="CartwrightClient.ResumeAsync"/> when the gateway can be reached.
    /// </summary>
    public sealed record Unknown : Placement
    {
        internal Unknown(PlacementResume resume, IReadOnlyList<StoreOutcome> stores, string why)
            : base(resume, stores) => Why = why;

        /// <summary>What is missing, in a sentence.</summary>
        public string Why { get; }
    }

    /// <summary>This, when every store is placed; an exception otherwise.</summary>
    /// <exception cref="OrderStuckException">The placement is <see cref="Stuck"/>.</exception>
    /// <exception cref="PlacementException">It ended in another way.</exception>
    public Placed EnsurePlaced() => this switch
    {
        Placed placed => placed,
        Stuck stuck => throw new OrderStuckException(stuck),
        _ => throw new PlacementException(this, PlacementException.Describe(this)),
    };
}

/// <summary>What takes up a placement that was cancelled, or whose process died. It holds no secret.</summary>
/// <param name="CartId">The cart.</param>
/// <param name="IdempotencyKey">The key of its submission.</param>
public sealed record PlacementResume(string CartId, string IdempotencyKey)
{
    /// <summary>
    /// The orders that failed and were bought again, oldest first: they are followed, not bought once more. Keep it with
    /// the rest, or an order that was bought again is not known when the placement is taken up.
    /// </summary>
    public IReadOnlyList<PlacementReplacement> Replacements { get; init; } = [];
}

/// <summary>An order that was bought again.</summary>
/// <param name="OrderId">The order that failed.</param>
/// <param name="CartId">The cart in which the same was bought.</param>
public sealed record PlacementReplacement(string OrderId, string CartId);

/// <summary>What became of one store of a cart.</summary>
/// <param name="Store">The store's domain.</param>
/// <param name="OrderId">Its last order, which may never have begun; null when the store has none yet.</param>
public abstract record StoreOutcome(string Store, string? OrderId)
{
    /// <summary>The orders before <see cref="OrderId"/>, oldest first: each failed and was replaced.</summary>
    public IReadOnlyList<string> ReplacedOrderIds { get; init; } = [];

    /// <summary>With the merchant. <see cref="Order.IsPaid"/> tells whether its payment is captured.</summary>
    public sealed record Placed : StoreOutcome
    {
        internal Placed(string store, Order order) : base(store, order.Id) => Order = order;

        /// <summary>The order as it was last seen.</summary>
        public Order Order { get; }
    }

    /// <summary>Not bought, and no payment is kept. What was only set aside is let go, perhaps a little later.</summary>
    public sealed record Failed : StoreOutcome
    {
        internal Failed(string store, string? orderId, string code, string message, bool? retryable, Order? order)
            : base(store, orderId) =>
            (Code, Message, Retryable, Order) = (code, message, retryable, order);

        /// <summary>Why, as the gateway's code.</summary>
        public string Code { get; }

        /// <summary>Why, in a sentence.</summary>
        public string Message { get; init; }

        /// <summary>Whether buying the same again is safe; null when it is not known.</summary>
        public bool? Retryable { get; }

        /// <summary>The order that failed; null when none began.</summary>
        public Order? Order { get; }
    }

    /// <summary>The shopper has to act.</summary>
    public sealed record ActionRequired : StoreOutcome
    {
        internal ActionRequired(string store, Order order) : base(store, order.Id) => Order = order;

        /// <summary>The order as it was last seen.</summary>
        public Order Order { get; }

        /// <summary>The pages on which they do.</summary>
        public IEnumerable<Uri> Urls => Order.RequiredActions.Select(action => action.RedirectUrl).OfType<Uri>();
    }

    /// <summary>Nothing was heard of the order for too long: a person has to look at it.</summary>
    public sealed record Stuck : StoreOutcome
    {
        internal Stuck(string store, Order order) : base(store, order.Id) => Order = order;

        /// <summary>The order as it was last seen.</summary>
        public Order Order { get; }
    }

    /// <summary>It goes on, or it can't be told how it stands.</summary>
    public sealed record Unknown : StoreOutcome
    {
        internal Unknown(string store, string? orderId, string why) : base(store, orderId) => Why = why;

        /// <summary>What is missing, in a sentence.</summary>
        public string Why { get; }
    }
}
