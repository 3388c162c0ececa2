using Cartwright.GraphQL;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>The contract's input types.</summary>
internal static class Inputs
{
    public static SchemaBuilder BindInputs(this SchemaBuilder schema) => schema
        .Input<PriceAdjustmentInput>("PriceAdjustmentInput")
        .Input<ShopifyItemInput>("ShopifyCartItemsInput")
        .Input<AmazonItemInput>("AmazonCartItemsInput")
        .Input<ItemsInput>("CartItemsInput")
        .Input<AttributeInput>("AttributeInput")
        .Input<BuyerIdentity>("BuyerIdentityInput")
        .Input<BillingAddressInput>("BillingAddressInput")
        .Input<AmazonSettingsInput>("AmazonCartSettingsInput")
        .Input<CartSettingsInput>("CartSettingsInput")
        .Input<CreateCartInput>("CartCreateInput")
        .Input<ChangeItemsInput>("CartItemsAddInput")
        .Input<ChangeItemsInput>("CartItemsUpdateInput")
        .Input<AmazonProductIdInput>("AmazonProductIdInput")
        .Input<ShopifyVariantIdInput>("ShopifyVariantIdInput")
        .Input<DeleteLinesInput>("DeleteCartLinesInput")
        .Input<DeleteItemsInput>("CartItemsDeleteInput")
        .Input<RemoveCartInput>("CartDeleteInput")
        .Input<UpdateBuyerInput>("CartBuyerIdentityUpdateInput")
        .Input<ShippingOptionInput>("SelectedShippingOption")
        .Input<SelectShippingInput>("UpdateCartSelectedShippingOptionsInput")
        .Input<SubmitInput>("CartSubmitInput")
        .Input<CancelOrderInput>("CancelOrderInput")
        .Input<ReturnLineInput>("ReturnProductLineItem")
        .Input<ReturnOrderInput>("ReturnOrderInput")
        .Input<ReturnByIdInput>("ReturnByIDInput")
        .Input<ProductByIdInput>("ProductByIDInput")
        .Input<DomainInput>("productsByDomainInput")
        .Input<OffsetInput>("OffsetPaginationInput")
        .Input<ProductUrlInput>("RequestProductByURLInput")
        .Input<UrlInput>("RequestShopifyProductByURLInput")
        .Input<UrlInput>("RequestAmazonProductByURLInput")
        .Input<UrlInput>("RequestStoreByURLInput");
}

internal sealed record PriceAdjustmentInput(decimal? Percentage);

internal sealed record ShopifyItemInput(PriceAdjustmentInput? PriceAdjustment, int Quantity, string VariantId);

internal sealed record AmazonItemInput(PriceAdjustmentInput? PriceAdjustment, int Quantity, string ProductId);

internal sealed record ItemsInput(
    IReadOnlyList<AmazonItemInput>? AmazonCartItemsInput, IReadOnlyList<ShopifyItemInput>? ShopifyCartItemsInput);

internal sealed record AttributeInput(string Key, string Value);

internal sealed record BillingAddressInput(
    string Address1,
    string? Address2,
    string City,
    string CountryCode,
    string FirstName,
    string LastName,
    string? Phone,
    string PostalCode,
    string? ProvinceCode);

internal sealed record AmazonSettingsInput(bool? FulfilledByAmazon, bool? HidePriceOnPackage);

internal sealed record CartSettingsInput(AmazonSettingsInput? AmazonSettings);

internal sealed record CreateCartInput(
    IReadOnlyList<AttributeInput>? Attributes,
    BuyerIdentity? BuyerIdentity,
    CartSettingsInput? CartSettings,
    bool? IsEmailMarketingAllowed,
    ItemsInput Items);

internal sealed record ChangeItemsInput(string Id, ItemsInput Items);

internal sealed record AmazonProductIdInput(string ProductId);

internal sealed record ShopifyVariantIdInput(string VariantId);

internal sealed record DeleteLinesInput(
    IReadOnlyList<AmazonProductIdInput>? AmazonProducts, IReadOnlyList<ShopifyVariantIdInput>? ShopifyProducts);

internal sealed record DeleteItemsInput(string Id, DeleteLinesInput Items);

internal sealed record RemoveCartInput(string Id);

internal sealed record UpdateBuyerInput(string Id, BuyerIdentity BuyerIdentity, bool? IsEmailMarketingAllowed);

internal sealed record ShippingOptionInput(string ShippingId, string Store);

internal sealed record SelectShippingInput(string Id, IReadOnlyList<ShippingOptionInput> ShippingOptions);

/// <param name="ApplePayToken">Not read, only refused: its shape does not matter.</param>
/// <param name="ExperimentalPromoCodes">Not read, only refused.</param>
internal sealed record SubmitInput(
    object? ApplePayToken,
    BillingAddressInput? BillingAddress,
    CartSettingsInput? CartSettings,
    IReadOnlyList<object>? ExperimentalPromoCodes,
    string Id,
    IReadOnlyList<ShippingOptionInput>? SelectedShippingOptions,
    string? Token)
{
    /// <summary>The token must not be shown, and a record shows all it has.</summary>
    public override string ToString() => $"submission of {Id}";
}

internal sealed record CancelOrderInput(string OrderId);

internal sealed record ReturnLineInput(string Id, int Quantity);

internal sealed record ReturnOrderInput(IReadOnlyList<ReturnLineInput> LineItems, string OrderId);

internal sealed record ReturnByIdInput(string OrderId, string ReturnId);

internal sealed record ProductByIdInput(string Id, Marketplace Marketplace);

internal sealed record DomainInput(string Domain);

internal sealed record OffsetInput(int Limit, int Offset);

internal sealed record ProductUrlInput(Marketplace Marketplace, Uri Url);

internal sealed record UrlInput(Uri Url);
