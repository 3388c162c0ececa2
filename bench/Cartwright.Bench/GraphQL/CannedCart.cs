using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.GraphQL;

namespace Cartwright.Bench;

internal sealed record CannedAnswer(CannedCart Cart, CannedProblem[] Errors);

/// <summary>An item of a list that is empty here.</summary>
internal sealed record CannedProblem;

internal sealed record CannedCart(
    string Id, CannedProblem[] Attributes, CannedBuyer BuyerIdentity, CannedCost Cost, bool? IsShippingRequired,
    CannedStore[] Stores);

internal sealed record CannedBuyer(
    string? Address1, string? Address2, string? City, string CountryCode, string? Email, string? FirstName,
    string? LastName, string? Phone, string? PostalCode, string? ProvinceCode);

internal sealed record CannedCost(
    bool IsEstimated, CannedPrice Margin, CannedPrice? Shipping, CannedPrice Subtotal, CannedPrice? Tax,
    CannedPrice? Total);

internal sealed record CannedPrice(string Currency, string DisplayValue, int Value);

internal sealed record CannedStore(
    CannedLine[] CartLines, string CheckoutUrl, CannedProblem[] Errors, bool IsShippingRequired, bool IsSubmitted,
    CannedOffer? Offer, string OrderId, string RequestId, string[]? ShipsToCountries, string Store);

internal sealed record CannedLine(int Quantity, CannedVariant Variant);

internal sealed record CannedVariant(
    string SKU, string CompareAtPrice, string Id, CannedImage Image, bool IsAvailable, bool IsShippingRequired,
    bool IsTaxable, string Name, string? Option1, string? Option2, string? Option3, string Price, int PriceCents,
    int? QuantityAvailable, string Title, double Weight);

internal sealed record CannedImage(
    string CreatedAt, int Height, string Id, int Position, string UpdatedAt, string Url, string[] VariantIDs,
    int Width);

internal sealed record CannedOffer(
    CannedProblem[] Errors, CannedPrice? Margin, string[] NotAvailableIds, CannedShipping? SelectedShippingMethod,
    CannedShipping[] ShippingMethods, CannedPrice? Subtotal);

internal sealed record CannedShipping(
    string Id, string Label, CannedPrice? Price, CannedPrice? Taxes, CannedPrice? Total);

/// <summary>The checkout contract with one cart in it, the same for both servers of the bench.</summary>
internal static partial class CannedSchema
{
    public static string SdlPath { get; } = Path.Combine(AppContext.BaseDirectory, "checkout-api.graphql");

    public static string CartPath { get; } = Path.Combine(AppContext.BaseDirectory, "cart.json");

    public static Schema Build()
    {
        var answer = JsonSerializer.Deserialize<CannedAnswer>(
            File.ReadAllText(CartPath), JsonSerializerOptions.Web)!;
        var sdl = File.ReadAllText(SdlPath);
        var builder = new SchemaBuilder(sdl)
            .Object<CannedAnswer>("CartResponse", type => type.Properties())
            .Object<CannedCart>("Cart", type => type.Properties().Field("attribute", object? (_) => null))
            .Object<CannedBuyer>("BuyerIdentity", type => type.Properties())
            .Object<CannedCost>("CartCost", type => type.Properties())
            .Object<CannedPrice>("Price", type => type.Properties())
            .Object<CannedStore>("ShopifyStore", type => type.Properties())
            .Object<CannedLine>("ShopifyCartLine", type => type.Properties().Field("product", object (_) => Unserved()))
            .Object<CannedVariant>("ShopifyVariant", type => type.Properties())
            .Object<CannedImage>("ShopifyImage", type => type.Properties())
            .Object<CannedOffer>("ShopifyOffer", type => type.Properties())
            .Object<CannedShipping>("ShippingMethod", type => type.Properties())
            .Root("Query", query => Serve(query, answer));
        string[] served =
        [
            "CartResponse", "Cart", "BuyerIdentity", "CartCost", "Price", "ShopifyStore", "ShopifyCartLine",
            "ShopifyVariant", "ShopifyImage", "ShopifyOffer", "ShippingMethod", "Query",
        ];
        foreach (Match type in ObjectType().Matches(sdl))
            if (!served.Contains(type.Groups[1].Value)) builder.Unserved(type.Groups[1].Value);
        return builder.Build();
    }

    /// <summary>Only the cart is asked for; the rest is there because the contract has it.</summary>
    private static void Serve(RootBuilder query, CannedAnswer answer)
    {
        query.Field("getCart", request => request.Argument<string>("id") == answer.Cart.Id
            ? answer : throw new GraphQLException("There is no such cart.", "CART_NOT_FOUND"));
        query.Field("productsByDomainV2", _ => Array.Empty<object>());
        string[] others =
        [
            "checkoutByCartID", "environmentToken", "integratedShopifyStore", "orderByID", "productByID",
            "productsByIds", "returnByID", "shopifyApp", "shopifyCollection",
        ];
        foreach (var name in others) query.Field(name, object (_) => Unserved());
    }

    private static object Unserved() => throw new GraphQLException("It is not served here.", "UNSERVED");

    [GeneratedRegex(@"^type (\w+)", RegexOptions.Multiline)]
    private static partial Regex ObjectType();
}
