using Cartwright.Carts;
using Cartwright.Merchants;

namespace Cartwright.Catalogue;

/// <summary>A line of a cart with what it holds.</summary>
public sealed record LineProduct(CartLine Line, Product Product, ProductVariant Variant, Uri StoreUrl);

/// <summary>
/// The products in a store's part of a cart. Where the merchant can't be asked, or no longer sells it, the line's own
/// memory of its product stands in: a cart can always be read.
/// </summary>
public sealed class CartLineProducts(MerchantDirectory merchants, CatalogueCache catalogue)
{
    public async Task<IReadOnlyList<LineProduct>> HandleAsync(CartStore store, CancellationToken cancellationToken)
    {
        var merchant = await merchants.FindAsync(store.Store, cancellationToken);
        var outcome = merchant is not null
            ? await catalogue.LookUpAsync(merchant, [.. store.Lines.Select(line => line.ItemId)], cancellationToken)
            : null;
        var products = outcome is CatalogueOutcome.Products found ? found.Found : [];
        return
        [
            .. store.Lines.Select(line =>
            {
                var (product, variant) = Live(products, line) ?? Remembered(store, line);
                return new LineProduct(line, product, variant, merchant?.Url ?? new Uri(line.Item.Url, "/"));
            }),
        ];
    }

    private static (Product Product, ProductVariant Variant)? Live(IReadOnlyList<Product> products, CartLine line)
    {
        foreach (var product in products)
        {
            if (product.Variants.FirstOrDefault(variant => variant.Id == line.ItemId) is { } variant)
            {
                return (product, variant);
            }
        }

        return null;
    }

    private static (Product Product, ProductVariant Variant) Remembered(CartStore store, CartLine line)
    {
        var item = line.Item;
        var currency = (store.Quote ?? store.Session)?.Subtotal.Currency ?? "USD";
        var variant = new ProductVariant
        {
            Id = line.ItemId,
            Title = item.VariantTitle,
            Price = item.Price ?? Money.Zero(currency),
            IsAvailable = false,
            Image = item.Image,
        };
        var product = new Product
        {
            Id = item.ProductId,
            Handle = item.Handle,
            Title = item.Title,
            Url = item.Url,
            Vendor = item.Vendor,
            Images = item.Image is null ? [] : [new(item.Image, 0, 0)],
            Variants = [variant],
        };
        return (product, variant);
    }
}
