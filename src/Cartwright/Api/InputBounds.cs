using Cartwright.Carts;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>Turns inputs into what the use cases take, and refuses what no use case should see.</summary>
internal static class InputBounds
{
    private const int IdCharactersMax = 300;
    private const decimal MarkupPercentMax = 50;

    /// <summary>The wanted items; may be empty where <paramref name="mayBeEmpty"/> says so.</summary>
    public static IReadOnlyList<RequestedItem> Items(ItemsInput input, bool mayBeEmpty)
    {
        List<RequestedItem> items =
        [
            .. (input.ShopifyCartItemsInput ?? []).Select(item =>
                Item(item.VariantId, Marketplace.Shopify, item.Quantity, item.PriceAdjustment)),
            .. (input.AmazonCartItemsInput ?? []).Select(item =>
                Item(item.ProductId, Marketplace.Amazon, item.Quantity, item.PriceAdjustment)),
        ];
        CheckCount(items.Count, mayBeEmpty);
        return items.DistinctBy(item => item.Id).Count() == items.Count
            ? items
            : throw ApiRefusals.BadInput("An item is there twice: send each id once, with its whole quantity.");
    }

    public static IReadOnlyList<string> Ids(DeleteLinesInput input)
    {
        List<string> ids =
        [
            .. (input.ShopifyProducts ?? []).Select(item => item.VariantId),
            .. (input.AmazonProducts ?? []).Select(item => item.ProductId),
        ];
        CheckCount(ids.Count, mayBeEmpty: false);
        return [.. ids.Select(id => Id(id, "item"))];
    }

    public static IReadOnlyList<CartAttribute> Attributes(IReadOnlyList<AttributeInput>? input)
    {
        var attributes = input ?? [];
        if (attributes.Count > Cart.AttributeCountMax)
        {
            throw ApiRefusals.BadInput($"There are too many attributes: send at most {Cart.AttributeCountMax}.");
        }

        if (attributes.Any(attribute => attribute.Key.Length is 0 or > Cart.AttributeCharactersMax))
        {
            throw ApiRefusals.BadInput(
                $"An attribute's key is empty or too long: send 1 to {Cart.AttributeCharactersMax} characters.");
        }

        if (attributes.Any(attribute => attribute.Value.Length > Cart.AttributeCharactersMax))
        {
            throw ApiRefusals.BadInput(
                $"An attribute's value is too long: send at most {Cart.AttributeCharactersMax} characters.");
        }

        return attributes.DistinctBy(attribute => attribute.Key).Count() == attributes.Count
            ? [.. attributes.Select(attribute => new CartAttribute(attribute.Key, attribute.Value))]
            : throw ApiRefusals.BadInput("Two attributes have the same key: send each key once.");
    }

    /// <summary>Shipping choices: at most one for each store.</summary>
    public static IReadOnlyList<ShippingSelection> Shipping(IReadOnlyList<ShippingOptionInput>? input, bool mayBeEmpty)
    {
        var options = input ?? [];
        if (options.Count == 0 && !mayBeEmpty)
        {
            throw ApiRefusals.BadInput("No shipping option is given: send a store and one of its shippingMethods.");
        }

        if (options.Count > Cart.LineCountMax)
        {
            throw ApiRefusals.BadInput($"There are too many shipping options: send at most {Cart.LineCountMax}.");
        }

        return options.DistinctBy(option => option.Store).Count() == options.Count
            ? [.. options.Select(option => new ShippingSelection(
                Id(option.Store, "store"), ShippingId(option.ShippingId)))]
            : throw ApiRefusals.BadInput("A store has two shipping options: send one for each store.");
    }

    public static string Id(string id, string what) => id.Length is > 0 and <= IdCharactersMax
        ? id
        : throw ApiRefusals.BadInput($"The {what}'s id is empty or too long: send 1 to {IdCharactersMax} characters.");

    public static string Domain(string domain) => domain.Length is > 0 and <= 260
        ? domain
        : throw ApiRefusals.BadInput("The store's domain is empty or too long: send one such as mugs.example.");

    /// <summary>Merchants make these ids, and some make them long.</summary>
    private static string ShippingId(string id) => id.Length is > 0 and <= 1_000
        ? id
        : throw ApiRefusals.BadInput("A shippingId is empty or too long: take it from the offer's shippingMethods.");

    private static RequestedItem Item(
        string id, Marketplace marketplace, int quantity, PriceAdjustmentInput? adjustment)
    {
        if (quantity is < 1 or > Cart.QuantityMax)
        {
            throw ApiRefusals.BadInput($"A quantity is out of bounds: send 1 to {Cart.QuantityMax}.");
        }

        var percent = adjustment?.Percentage ?? 0;
        return percent is >= 0 and <= MarkupPercentMax
            ? new(Id(id, "item"), marketplace, quantity, percent)
            : throw ApiRefusals.BadInput($"A price adjustment is out of bounds: send 0 to {MarkupPercentMax} percent.");
    }

    private static void CheckCount(int count, bool mayBeEmpty)
    {
        if (count == 0 && !mayBeEmpty)
        {
            throw ApiRefusals.BadInput("No item is given: send at least one.");
        }

        if (count > Cart.LineCountMax)
        {
            throw ApiRefusals.BadInput($"There are too many items: send at most {Cart.LineCountMax} at once.");
        }
    }
}
