using Cartwright.Catalogue;
using Cartwright.GraphQL;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>Connected stores, their collections and the pages of products in them.</summary>
internal static class CollectionFields
{
    private const int IdsMax = 100;

    public static SchemaBuilder BindCollections(this SchemaBuilder schema) => schema
        .Object<StoreOverview>("IntegratedShopifyStore", store => store
            .Field("canonicalDomain", view => view.Merchant.Domain)
            .Field("commission", _ => new CommissionView())
            .FieldAsync("collectionsConnection", CollectionsAsync)
            .Field("displayName", view => view.Merchant.Domain)
            .Field("email", string? (_) => null)
            .Field("logoUrl", Uri? (_) => null)
            .FieldAsync("productsByIDs", ProductsByIdsAsync)
            .FieldAsync("productsConnection", (view, field) =>
                ProductsAsync(new Collection(view.Merchant, null), view.Caller, field)))
        .Object<CommissionView>("ShopifyMerchantCommission", commission => commission
            .Field("commissionProposal", object? (_) => null)
            .Field("currentRatePercent", _ => 0))
        .Object<CollectionView>("ShopifyCollection", collection => collection
            .Field("id", view => view.Collection.Id)
            .Field("title", view => view.Collection.Title)
            .Field("description", view => view.Collection.Description)
            .FieldAsync("productsConnection", (view, field) => ProductsAsync(view.Collection, view.Caller, field)))
        .Object<PageView<CollectionView>>("ShopifyCollectionsConnection", page => page.Properties())
        .Object<EdgeView<CollectionView>>("ShopifyCollectionEdge", edge => edge.Properties())
        .Object<PageView<ShopifyProductView>>("ShopifyProductsConnection", page => page.Properties())
        .Object<EdgeView<ShopifyProductView>>("ShopifyProductEdge", edge => edge.Properties())
        .Object<PageInfoView>("PageInfo", page => page.Properties())
        .Unserved("ShopifyMerchantCommissionProposal");

    public static RootBuilder ServeCollectionQueries(this RootBuilder root) => root
        .Serve("integratedShopifyStore", async request =>
        {
            var domain = InputBounds.Domain(request.Argument<string>("canonicalDomain"));
            var merchant = await request.Get<MerchantDirectory>().FindAsync(domain, request.CancellationToken);
            return merchant is { Marketplace: Marketplace.Shopify }
                ? new StoreOverview(merchant, request.Caller)
                : null;
        })
        .Serve("shopifyCollection", async request =>
        {
            var id = InputBounds.Id(request.Argument<string>("id"), "collection");
            var collection = await request.Get<Collections>().FindAsync(id, request.CancellationToken);
            return collection is { Merchant.Marketplace: Marketplace.Shopify }
                ? new CollectionView(collection, request.Caller)
                : null;
        });

    private static async ValueTask<PageView<CollectionView>> CollectionsAsync(StoreOverview view, FieldRequest field)
    {
        var window = Pagination.Window(field);
        var all = await field.Get<Collections>().ListAsync(view.Merchant, field.CancellationToken);
        return Pagination.Page<CollectionView>(window,
        [
            .. all.Skip(window.Start).Take(window.Count + 1)
                .Select(collection => new CollectionView(collection, view.Caller)),
        ]);
    }

    private static async ValueTask<PageView<ShopifyProductView>> ProductsAsync(
        Collection collection, ApiCaller caller, FieldRequest field)
    {
        var window = Pagination.Window(field);
        var found = await field.Get<Collections>()
            .ReadAsync(collection, window.Start, window.Count + 1, field.CancellationToken)
            ?? throw ApiRefusals.StoreUnavailable(collection.Merchant.Domain);
        return Pagination.Page<ShopifyProductView>(window,
            [.. found.Select(product => ShopifyProductView.Of(product, collection.Merchant, caller))]);
    }

    /// <summary>Null stands for an id that the store does not have.</summary>
    private static async ValueTask<IEnumerable<ShopifyProductView?>> ProductsByIdsAsync(
        StoreOverview view, FieldRequest field)
    {
        var ids = field.Argument<IReadOnlyList<string>>("ids");
        if (ids.Count > IdsMax)
        {
            throw ApiRefusals.BadInput($"There are too many ids: send at most {IdsMax}.");
        }

        var wanted = ids.Select(id => InputBounds.Id(id, "product"))
            .Where(id => CatalogueId.Parse(id)?.Store == view.Merchant.Domain).Distinct()
            .Select(id => new WantedProduct(id, Marketplace.Shopify)).ToList();
        var answers = await field.Get<GetProducts>().HandleAsync(wanted, field.CancellationToken);
        if (answers.Any(answer => answer is ProductAnswer.StoreUnavailable))
        {
            throw ApiRefusals.StoreUnavailable(view.Merchant.Domain);
        }

        var found = wanted.Zip(answers).Where(pair => pair.Second is ProductAnswer.Found)
            .ToDictionary(pair => pair.First.Id, pair => ((ProductAnswer.Found)pair.Second).Product.Product);
        return ids.Select(id => found.TryGetValue(id, out var product)
            ? ShopifyProductView.Of(product, view.Merchant, view.Caller)
            : null);
    }
}

internal sealed record StoreOverview(Merchant Merchant, ApiCaller Caller);

internal sealed record CollectionView(Collection Collection, ApiCaller Caller);

/// <summary>This gateway takes no commission.</summary>
internal sealed record CommissionView;
