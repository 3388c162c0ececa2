using System.Text.Json;

namespace Cartwright.Merchants.Ucp;

/// <summary>Reads products as the gateway shows them. What has no id, title or price is left out. Pure.</summary>
internal static class UcpProducts
{
    public static IReadOnlyList<Product> Read(IEnumerable<UcpProduct> products, Merchant merchant) =>
        [.. products.Select(product => Read(product, merchant)).OfType<Product>()];

    private static Product? Read(UcpProduct product, Merchant merchant)
    {
        var variants = product.Variants.Each().Select(Read).OfType<ProductVariant>().ToList();
        if (product.Id is not { Length: > 0 } id || variants.Count == 0) return null;
        var handle = product.Handle is { Length: > 0 } given ? given : id;
        return new()
        {
            Id = id,
            Handle = handle,
            Title = product.Title ?? handle,
            Description = Text(product.Description, "plain") ?? Text(product.Description, "markdown") ?? "",
            DescriptionHtml = Text(product.Description, "html") ?? "",
            Vendor = product.Variants.Each().Select(variant => variant.Seller?.Name).OfType<string>()
                .FirstOrDefault() ?? "",
            ProductType = (product.Categories.Each().FirstOrDefault(category => category.Taxonomy is null or "merchant")
                ?? product.Categories.Each().FirstOrDefault())?.Value ?? "",
            Url = UcpPlacements.Web(product.Url) ?? new Uri(merchant.Url, $"/products/{Uri.EscapeDataString(handle)}"),
            Tags = [.. product.Tags.Each()],
            Images = [.. Images(product.Media)],
            Options =
            [
                .. product.Options.Each().Select(option => new ProductOption(
                    option.Name ?? "", [.. option.Values.Each().Select(value => value.Label).OfType<string>()])),
            ],
            Variants = variants,
        };
    }

    private static ProductVariant? Read(UcpVariant variant)
    {
        if (variant.Id is not { Length: > 0 } id || In(variant.Price) is not { } price) return null;
        return new()
        {
            Id = id,
            Title = variant.Title ?? id,
            Sku = variant.Sku ?? "",
            Price = price,
            CompareAtPrice = In(variant.ListPrice),
            // A merchant that does not say is believed to have it: the quote is asked before anything is bought.
            IsAvailable = variant.Availability?.Available ?? true,
            OptionValues = [.. variant.Options.Each().Select(option => option.Label).OfType<string>()],
            Image = Images(variant.Media).FirstOrDefault()?.Url,
        };
    }

    private static IEnumerable<ProductImage> Images(List<UcpMedia>? media) =>
        from item in media.Each()
        where item.Type is "image"
        let url = UcpPlacements.Web(item.Url)
        where url is not null
        select new ProductImage(url, item.Width, item.Height);

    private static Money? In(UcpPrice? price) =>
        price is { Currency: { Length: 3 } currency } ? new Money(price.Amount, currency.ToUpperInvariant()) : null;

    /// <summary>A description is a text in the first catalogues and an object of several forms since.</summary>
    private static string? Text(JsonElement? description, string form) => description switch
    {
        { ValueKind: JsonValueKind.String } text when form == "plain" => text.GetString(),
        { ValueKind: JsonValueKind.Object } forms when forms.TryGetProperty(form, out var text)
            && text.ValueKind == JsonValueKind.String => text.GetString(),
        _ => null,
    };
}
