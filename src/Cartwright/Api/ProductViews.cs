using Cartwright.Catalogue;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>A product by the marketplace its store is registered under: the contract has one type for each.</summary>
/// <param name="StoreUrl">Where the store is, as its merchant is registered.</param>
internal abstract record ProductView(Product Product, string Store, Uri StoreUrl, Uri NoImage)
{
    public string Id => PublicId(Product.Id);

    /// <summary>The lowest price of a variant; null for a product without any.</summary>
    public Money? Price => Product.Variants.Count == 0
        ? null
        : Product.Variants.Select(variant => variant.Price).MinBy(price => price.Minor);

    public Money? HighestPrice => Product.Variants.Count == 0
        ? null
        : Product.Variants.Select(variant => variant.Price).MaxBy(price => price.Minor);

    public abstract Marketplace Marketplace { get; }

    public abstract IReadOnlyList<VariantView> Variants { get; }

    public abstract IReadOnlyList<ImageView> Images { get; }

    public string PublicId(string itemId) => new CatalogueId(itemId, Store).ToString();

    public static ProductView Of(StoreProduct found, ApiCaller caller) => found.Merchant.Marketplace switch
    {
        Marketplace.Shopify => ShopifyProductView.Of(found.Product, found.Merchant, caller),
        Marketplace.Amazon =>
            new AmazonProductView(found.Product, found.Merchant.Domain, found.Merchant.Url, caller.NoImage),
    };
}

internal sealed record ShopifyProductView(Product Product, string Store, Uri StoreUrl, Uri NoImage)
    : ProductView(Product, Store, StoreUrl, NoImage)
{
    public static ShopifyProductView Of(Product product, Merchant merchant, ApiCaller caller) =>
        new(product, merchant.Domain, merchant.Url, caller.NoImage);

    public override Marketplace Marketplace => Marketplace.Shopify;

    public override IReadOnlyList<VariantView> Variants =>
        [.. Product.Variants.Select(variant => new ShopifyVariantView(this, variant))];

    public override IReadOnlyList<ImageView> Images =>
    [
        .. Product.Images.Select((image, at) =>
            new ShopifyImageView(this, image, at + 1, $"{Product.Id}-image-{at + 1}")),
    ];
}

internal sealed record AmazonProductView(Product Product, string Store, Uri StoreUrl, Uri NoImage)
    : ProductView(Product, Store, StoreUrl, NoImage)
{
    public override Marketplace Marketplace => Marketplace.Amazon;

    public override IReadOnlyList<VariantView> Variants =>
        [.. Product.Variants.Select(variant => new AmazonVariantView(this, variant))];

    public override IReadOnlyList<ImageView> Images =>
        [.. Product.Images.Select((image, at) => new AmazonImageView(image, at + 1))];
}

internal abstract record VariantView(ProductView Of, ProductVariant Variant)
{
    public string Id => Of.PublicId(Variant.Id);

    public string Title => Variant.Title;

    public abstract ImageView Image { get; }

    /// <summary>The variant's picture, else its product's, else the placeholder: the contract allows no null.</summary>
    protected ProductImage Picture
    {
        get
        {
            var url = Variant.Image;
            var known = Of.Product.Images.FirstOrDefault(image => url is null || image.Url == url);
            return known ?? new(url ?? Of.NoImage, 0, 0);
        }
    }
}

internal sealed record ShopifyVariantView(ShopifyProductView ShopifyProduct, ProductVariant Variant)
    : VariantView(ShopifyProduct, Variant)
{
    public override ImageView Image => new ShopifyImageView(ShopifyProduct, Picture, 1, $"{Variant.Id}-image");
}

internal sealed record AmazonVariantView(AmazonProductView AmazonProduct, ProductVariant Variant)
    : VariantView(AmazonProduct, Variant)
{
    public override ImageView Image => new AmazonImageView(Picture, 1);

    public IReadOnlyList<AmazonDimension> Dimensions =>
    [
        .. AmazonProduct.Product.Options.Zip(Variant.OptionValues, (option, value) =>
            new AmazonDimension(option.Name, value)),
    ];
}

internal abstract record ImageView(ProductImage Image, int Position);

internal sealed record ShopifyImageView(ShopifyProductView Of, ProductImage Image, int Position, string ImageId)
    : ImageView(Image, Position);

internal sealed record AmazonImageView(ProductImage Image, int Position) : ImageView(Image, Position);

internal sealed record AmazonDimension(string Name, string Value);

internal sealed record OptionView(string Name, int Position, IReadOnlyList<string> Values);
