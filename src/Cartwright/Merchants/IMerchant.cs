namespace Cartwright.Merchants;

/// <summary>The marketplaces that the checkout contract knows.</summary>
public enum Marketplace
{
    Shopify,
    Amazon,
}

/// <summary>A merchant the gateway may buy from.</summary>
/// <param name="Domain">The canonical name, such as <c>mugs.example</c>; the <c>store</c> of the contract.</param>
/// <param name="Url">Where its discovery document is looked for.</param>
/// <param name="Protocol">The connector that speaks to it, such as <c>ucp</c>.</param>
/// <param name="PaymentHandler">The handler by which this gateway pays the merchant.</param>
/// <param name="PaymentToken">What the gateway pays with, as the handler wants it.</param>
public sealed record Merchant(
    string Domain, Uri Url, Marketplace Marketplace, string Protocol, string? PaymentHandler, Secret? PaymentToken);

/// <summary>Places orders with merchants over one protocol. Nothing here retries: the worker does.</summary>
public interface IMerchantConnector
{
    /// <summary>The name a <see cref="Merchant.Protocol"/> has.</summary>
    string Protocol { get; }

    /// <summary>A live quote: stock, price, delivery, shipping methods, taxes.</summary>
    Task<QuoteOutcome> QuoteAsync(Merchant merchant, QuoteRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// The exact bytes that will complete the order. Pure: they are stored before the first call and sent unchanged
    /// with every repeat.
    /// </summary>
    PreparedPlacement Prepare(Merchant merchant, Quote quote, string orderId);

    /// <param name="isRepeat">
    /// False only when no call can have been made with these bytes before. A repeat that is turned away at the door
    /// (credentials, signature, malformed) says nothing of the first call, which may still be under way: Unknown.
    /// </param>
    Task<PlacementOutcome> PlaceAsync(
        Merchant merchant,
        Quote quote,
        PreparedPlacement prepared,
        bool isRepeat,
        CancellationToken cancellationToken);

    /// <summary>
    /// Asks the merchant what became of a placement, after an unknown outcome or while a person acts.
    /// </summary>
    Task<PlacementFinding> FindAsync(
        Merchant merchant, Quote quote, PreparedPlacement prepared, CancellationToken cancellationToken);

    /// <summary>
    /// How a placed order stands, asked where it was placed: a merchant that is registered anew elsewhere may use the
    /// same number for another's order.
    /// </summary>
    Task<MerchantOrderOutcome> ReadOrderAsync(
        Merchant merchant, Quote quote, string merchantOrderId, CancellationToken cancellationToken);

    /// <summary>Discovers the merchant and tells what it supports, or why it can't be bought from.</summary>
    Task<MerchantCheck> CheckAsync(Merchant merchant, CancellationToken cancellationToken);
}

/// <summary>What one store of a cart is to be quoted for.</summary>
/// <param name="Earlier">The last quote, whose checkout session is used on, if it still lives.</param>
/// <param name="Buyer">Null while the client has not told it: then there is a subtotal only.</param>
/// <param name="ShippingMethodId">The chosen method; null for the merchant's default, else the cheapest.</param>
/// <param name="IsForSubmission">
/// True for the quote that will be charged and placed: it gets a checkout session of its own, which no earlier request
/// that is still under way can change.
/// </param>
public sealed record QuoteRequest(
    string CartId,
    IReadOnlyList<QuoteLine> Lines,
    string Currency,
    BuyerIdentity? Buyer,
    string? ShippingMethodId,
    Quote? Earlier,
    bool IsForSubmission = false);

/// <param name="ItemId">The merchant's own id of the variant.</param>
public sealed record QuoteLine(string ItemId, int Quantity);

/// <summary>What a merchant asks for one store of a cart.</summary>
/// <param name="Session">The connector's own state (session id, endpoint, version), opaque to everyone else.</param>
/// <param name="SessionId">The checkout session's id at the merchant, for operators.</param>
/// <param name="Tax">Null while the merchant has not worked it out.</param>
/// <param name="Total">What will be charged; null while shipping or tax is not known.</param>
public sealed record Quote(
    string Session,
    string SessionId,
    Money Subtotal,
    Money? Shipping,
    Money? Tax,
    Money? Total,
    IReadOnlyList<ShippingMethod> ShippingMethods,
    string? SelectedShippingMethodId,
    bool IsShippingRequired,
    DateTimeOffset QuotedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<QuotedLine> Lines);

public sealed record QuotedLine(string ItemId, int Quantity, string Title, Money UnitPrice);

/// <param name="Total">The store's total with this method, when the merchant tells it.</param>
public sealed record ShippingMethod(string Id, string Label, Money Price, Money? Taxes, Money? Total);

public abstract record QuoteOutcome
{
    private QuoteOutcome() { }

    /// <param name="Problems">What stands in the way of buying at this quote; empty when it can be bought.</param>
    public sealed record Quoted(Quote Quote, IReadOnlyList<QuoteProblem> Problems) : QuoteOutcome;

    /// <summary>The merchant gives no quote at all for these items or this buyer.</summary>
    public sealed record Refused(IReadOnlyList<QuoteProblem> Problems) : QuoteOutcome;

    /// <summary>Timeout, connection failure, 5xx or an unreadable reply. Quoting again is harmless.</summary>
    public sealed record Unavailable(string Why) : QuoteOutcome;
}

/// <param name="Message">Safe for the client's developer: what is wrong and what to do.</param>
/// <param name="ItemIds">The items concerned; empty when it is the whole store.</param>
/// <param name="VendorCode">The merchant's own code, for operators.</param>
public sealed record QuoteProblem(
    QuoteProblemCode Code, string Message, IReadOnlyList<string> ItemIds, string VendorCode);

public enum QuoteProblemCode
{
    OutOfStock,
    QuantityExceeded,
    ItemUnknown,
    Undeliverable,
    BuyerMissing,
    BuyerInvalid,
    PhoneMissing,
    PhoneInvalid,
    AddressLine2Missing,
    CompanyMissing,
    ShippingMethodUnknown,
    MerchantUnsupported,
    MerchantRefused,

    /// <summary>This gateway failed while it asked; the merchant may be as well as ever.</summary>
    GatewayFault,
}

/// <param name="Key">The idempotency key, derived from the order's id: a UUID in its usual form.</param>
/// <param name="Body">The request's exact bytes. They hold a payment credential: store them sealed.</param>
public sealed record PreparedPlacement(string Key, ReadOnlyMemory<byte> Body);

public abstract record PlacementOutcome
{
    private PlacementOutcome() { }

    /// <param name="Total">What the merchant says it comes to; null when it does not say.</param>
    public sealed record Placed(string MerchantOrderId, Uri? Permalink, Money? Total = null) : PlacementOutcome;

    /// <summary>The merchant has it and works on it: ask again with Find.</summary>
    public sealed record InProgress : PlacementOutcome;

    /// <summary>A person must finish it in a browser at <paramref name="Url"/>: ask again with Find.</summary>
    public sealed record ActionRequired(Uri Url) : PlacementOutcome;

    /// <summary>The merchant has refused for good; it has not and will not place this order.</summary>
    public sealed record Refused(PlacementRefusal Reason, string VendorCode) : PlacementOutcome;

    public sealed record Unknown(string Why) : PlacementOutcome;
}

public abstract record PlacementFinding
{
    private PlacementFinding() { }

    public sealed record Found(PlacementOutcome Outcome) : PlacementFinding;

    /// <summary>The merchant is known not to have it: sending the same bytes with the same key is safe.</summary>
    public sealed record Absent : PlacementFinding;

    public sealed record Unknown(string Why) : PlacementFinding;
}

/// <summary>Why a merchant refused to place an order, in the words the rest of the gateway knows.</summary>
public enum PlacementRefusal
{
    OutOfStock,
    AddressUndeliverable,
    AddressBlocked,
    PaymentRefused,
    MerchantUnsupported,
    InvalidRequest,
    SessionExpired,
    SessionCancelled,
    PriceChanged,
    Unauthenticated,
    RefusedByMerchant,
}

public abstract record MerchantOrderOutcome
{
    private MerchantOrderOutcome() { }

    /// <param name="IsCancelled">Cancelled as a whole.</param>
    public sealed record Read(bool IsCancelled, IReadOnlyList<Shipment> Shipments) : MerchantOrderOutcome
    {
        /// <summary>What the order comes to at the merchant; null when it does not say.</summary>
        public Money? Total { get; init; }

        /// <summary>What was cancelled of an order that stands, all together, by the merchant's own item ids.</summary>
        public IReadOnlyList<LineQuantity> Cancelled { get; init; } = [];

        /// <summary>The part of it that the merchant names no amount for: it is worked out from the quote.</summary>
        public IReadOnlyList<LineQuantity> Unpriced { get; init; } = [];

        /// <summary>
        /// What the merchant says it has given back for parts, all together; null when it names no amount.
        /// </summary>
        public Money? Credited { get; init; }
    }

    public sealed record Unavailable(string Why) : MerchantOrderOutcome
    {
        /// <summary>The merchant answered, and says that it has no such order.</summary>
        public bool IsAbsent { get; init; }
    }
}

/// <summary>So many of one line of an order, by the merchant's own id of the variant.</summary>
public sealed record LineQuantity(string ItemId, int Quantity);

public enum ShipmentStatus
{
    NotShipped,
    Shipped,
    Delivered,
    NotDelivered,
}

public sealed record Shipment(
    string Carrier, string TrackingNumber, Uri? TrackingUrl, ShipmentStatus Status, DateTimeOffset? ExpectedDelivery);

public abstract record MerchantCheck
{
    private MerchantCheck() { }

    public sealed record Usable(string Version, IReadOnlyList<string> Capabilities) : MerchantCheck;

    public sealed record Unusable(string Why) : MerchantCheck;
}
