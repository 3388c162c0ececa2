using System.Collections.Immutable;
using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Carts;

/// <summary>A cart as its events make it. Immutable: <see cref="Evolve"/> answers the next one.</summary>
public sealed record Cart
{
    public const int AttributeCountMax = 10;
    public const int AttributeCharactersMax = 500;
    public const int LineCountMax = 100;
    public const int QuantityMax = 1_000;
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(10);

    public required string Id { get; init; }
    public long Version { get; init; }
    public string AccountId { get; init; } = "";
    public DateTimeOffset ExpiresAt { get; init; }
    public IReadOnlyList<CartAttribute> Attributes { get; init; } = [];
    public BuyerIdentity? Buyer { get; init; }

    /// <summary>The stores that have lines, in the order they were added.</summary>
    public ImmutableList<CartStore> Stores { get; init; } = [];
    public bool IsRemoved { get; init; }

    public bool Exists => Version > 0 && !IsRemoved;

    /// <summary>True once any store was submitted, whatever became of it.</summary>
    public bool WasSubmitted => Stores.Any(store => store.WasSubmitted);

    public CartStore? Store(string domain) => Stores.Find(store => store.Store == domain);

    public static Cart Empty(string id) => new() { Id = id };

    public Cart Evolve(CartEvent change) => Apply(change) with { Version = Version + 1 };

    private Cart Apply(CartEvent change) => change switch
    {
        CartEvent.Created created => this with
        {
            AccountId = created.AccountId,
            ExpiresAt = created.ExpiresAt,
            Attributes = created.Attributes,
            Buyer = created.Buyer,
        },
        CartEvent.StoreAdded added => this with
        {
            Stores = Stores.RemoveAll(store => store.Store == added.Store)
                .Add(new CartStore(added.Store, added.Marketplace, added.OrderId)),
        },
        CartEvent.ItemsAdded added =>
            With(added.Store, store => store with { Lines = store.Lines.AddRange(added.Lines) }),
        CartEvent.ItemsUpdated updated => With(updated.Store, store => store with
        {
            Lines = store.Lines.ConvertAll(line =>
                updated.Lines.FirstOrDefault(changed => changed.ItemId == line.ItemId) ?? line),
        }),
        CartEvent.ItemsDeleted deleted => With(deleted.Store, store => store with
        {
            Lines = store.Lines.RemoveAll(line => deleted.ItemIds.Contains(line.ItemId)),
        }).WithoutEmptyStores(),
        CartEvent.BuyerChanged changed => this with { Buyer = changed.Buyer },
        CartEvent.ShippingSelected selected =>
            With(selected.Store, store => store with { ShippingMethodId = selected.ShippingMethodId }),
        CartEvent.StoreQuoted quoted => With(quoted.Store, store => store with
        {
            Quote = quoted.Quote,
            ToldQuote = quoted.IsUntold ? store.ToldQuote : quoted.Quote,
            IsQuoteUntold = quoted.IsUntold,
            Session = quoted.Quote ?? store.Session,
            Problems = quoted.Problems,
            Unavailable = quoted.Unavailable,
            QuotedAt = quoted.QuotedAt,
        }),
        CartEvent.SubmissionStarted started => started.Stores.Aggregate(this, (cart, submitted) =>
            cart.With(submitted.Store, store => store with { OrderId = submitted.OrderId, WasSubmitted = true })),
        CartEvent.Removed => this with { IsRemoved = true },
        _ => throw new UnreachableException(change.GetType().Name),
    };

    private Cart With(string domain, Func<CartStore, CartStore> change) =>
        this with { Stores = Stores.ConvertAll(store => store.Store == domain ? change(store) : store) };

    private Cart WithoutEmptyStores() => this with { Stores = Stores.RemoveAll(store => store.Lines.IsEmpty) };
}

/// <summary>The part of a cart that one merchant will deliver: one order, one charge.</summary>
public sealed record CartStore(string Store, Marketplace Marketplace, string OrderId)
{
    public ImmutableList<CartLine> Lines { get; init; } = [];
    public string? ShippingMethodId { get; init; }

    /// <summary>The last quote; null when the merchant gave none or could not be asked.</summary>
    public Quote? Quote { get; init; }

    /// <summary>
    /// The last quote whose total the client was told, by a cart or by an answer that the total has changed: only that
    /// total may be charged. A submission that fails for another reason leaves it as it was.
    /// </summary>
    public Quote? ToldQuote { get; init; }

    /// <summary>True while <see cref="Quote"/> comes of a submission that did not tell its total.</summary>
    public bool IsQuoteUntold { get; init; }

    /// <summary>The last quote there was, whose checkout session the next one uses on.</summary>
    public Quote? Session { get; init; }
    public IReadOnlyList<QuoteProblem> Problems { get; init; } = [];
    public string? Unavailable { get; init; }
    public DateTimeOffset? QuotedAt { get; init; }

    /// <summary>True once it was submitted, whatever became of <see cref="OrderId"/>.</summary>
    public bool WasSubmitted { get; init; }

    public bool IsShippingRequired => Quote?.IsShippingRequired ?? true;

    /// <summary>What the client adds on top of the merchant's prices; null without a quote.</summary>
    public Money? Markup => Quote is null ? null : MarkupOf(Quote);

    /// <summary>
    /// What the shopper is charged at <paramref name="quote"/>; null while the merchant has not told it all.
    /// </summary>
    public Money? ChargeAt(Quote quote) => quote.Total is { } total ? total + MarkupOf(quote) : null;

    private Money MarkupOf(Quote quote) =>
        Lines.Aggregate(Money.Zero(quote.Subtotal.Currency), (sum, line) =>
            quote.Lines.FirstOrDefault(quoted => quoted.ItemId == line.ItemId) is { } quoted
                ? sum + Markups.Of(quoted.UnitPrice * line.Quantity, line.MarkupPercent)
                : sum);
}

internal static class Markups
{
    /// <summary>A percentage of an amount, rounded half up to the minor unit.</summary>
    public static Money Of(Money amount, decimal percent) => percent == 0
        ? Money.Zero(amount.Currency)
        : new((long)decimal.Round(amount.Minor * percent / 100, MidpointRounding.AwayFromZero), amount.Currency);
}
