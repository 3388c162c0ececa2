using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Carts;

/// <param name="Id">The public id of a variant or product: <c>item@store</c>.</param>
/// <param name="MarkupPercent">0 to 50.</param>
public sealed record RequestedItem(string Id, Marketplace Marketplace, int Quantity, decimal MarkupPercent);

/// <summary>A requested item whose merchant and variant are known.</summary>
public sealed record ResolvedItem(Merchant Merchant, CartLine Line);

public abstract record ResolvedItems
{
    private ResolvedItems() { }

    public sealed record All(IReadOnlyList<ResolvedItem> Items) : ResolvedItems;

    public sealed record Refused(IReadOnlyList<CartProblem> Problems) : ResolvedItems;
}

/// <summary>Finds the merchant and the variant behind each item that a client wants in its cart.</summary>
public sealed class ResolveItems(MerchantDirectory merchants, CatalogueCache catalogue)
{
    public async Task<ResolvedItems> HandleAsync(
        IReadOnlyList<RequestedItem> items, CancellationToken cancellationToken)
    {
        List<CartProblem> problems = [];
        List<(RequestedItem Item, CatalogueId Id, Merchant Merchant)> known = [];
        foreach (var item in items)
        {
            if (CatalogueId.Parse(item.Id) is not { } id)
            {
                problems.Add(new(CartErrorCode.ProductNotFound,
                    $"'{item.Id}' is not an id of this gateway. Take ids from its product queries: item@store."));
            }
            else if (await merchants.FindAsync(id.Store, cancellationToken) is not { } merchant)
            {
                problems.Add(new(CartErrorCode.StoreNotFound,
                    $"The store {id.Store} is not connected to this gateway. Ask its operator to add it."));
            }
            else if (merchant.Marketplace != item.Marketplace)
            {
                problems.Add(new(CartErrorCode.StoreNotFound,
                    $"The store {id.Store} is registered under {merchant.Marketplace.ToString().ToUpperInvariant()}: "
                    + $"send its items as {merchant.Marketplace.ToString().ToLowerInvariant()}CartItemsInput."));
            }
            else
            {
                known.Add((item, id, merchant));
            }
        }

        var perStore = await Task.WhenAll(known.GroupBy(entry => entry.Merchant.Domain)
            .Select(store => LookUpAsync(store.First().Merchant, [.. store], cancellationToken)));
        problems.AddRange(perStore.SelectMany(store => store.Problems));
        return problems.Count > 0
            ? new ResolvedItems.Refused(problems)
            : new ResolvedItems.All([.. perStore.SelectMany(store => store.Items)]);
    }

    private async Task<(IReadOnlyList<ResolvedItem> Items, IReadOnlyList<CartProblem> Problems)> LookUpAsync(
        Merchant merchant,
        IReadOnlyList<(RequestedItem Item, CatalogueId Id, Merchant Merchant)> entries,
        CancellationToken cancellationToken)
    {
        var outcome = await catalogue.LookUpAsync(
            merchant, [.. entries.Select(entry => entry.Id.ItemId).Distinct()], cancellationToken);
        List<ResolvedItem> items = [];
        List<CartProblem> problems = [];
        foreach (var (item, id, _) in entries)
        {
            var snapshot = outcome switch
            {
                CatalogueOutcome.Products products => Snapshot(products.Found, id.ItemId),
                // The merchant can't be asked now. The cart keeps the item, and the quote will tell.
                CatalogueOutcome.Unavailable => (id.ItemId, Bare(merchant, id.ItemId)),
                _ => throw new UnreachableException(outcome.GetType().Name),
            };
            if (snapshot is { } found)
            {
                items.Add(new(merchant, new(found.ItemId, item.Quantity, item.MarkupPercent, found.Item)));
            }
            else
            {
                problems.Add(new(CartErrorCode.ProductNotFound,
                    $"The store {merchant.Domain} has no product or variant '{id.ItemId}'. "
                    + "Take ids from its product queries."));
            }
        }

        return (items, problems);
    }

    private static (string ItemId, ItemSnapshot Item)? Snapshot(IReadOnlyList<Product> products, string itemId)
    {
        foreach (var product in products)
        {
            var variant = product.Variants.FirstOrDefault(candidate => candidate.Id == itemId)
                ?? (product.Id == itemId && product.Variants.Count > 0 ? product.Variants[0] : null);
            if (variant is not null)
            {
                return (variant.Id, new(
                    product.Id,
                    product.Handle,
                    product.Title,
                    variant.Title,
                    product.Url,
                    variant.Image ?? (product.Images.Count > 0 ? product.Images[0].Url : null),
                    product.Vendor,
                    variant.Price));
            }
        }

        return null;
    }

    private static ItemSnapshot Bare(Merchant merchant, string itemId) =>
        new(itemId, itemId, itemId, itemId, merchant.Url, null, merchant.Domain, null);
}
