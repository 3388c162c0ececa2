using System.Diagnostics;
using System.Net;
using Cartwright.Catalogue;
using Cartwright.GraphQL;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>Products: by id, by store and by the address of their page.</summary>
internal static class ProductFields
{
    private const int IdsMax = 100;

    public static SchemaBuilder BindProducts(this SchemaBuilder schema) => schema
        .Object<Money>("Price", price => price
            .Field("currency", money => money.Currency)
            .Field("displayValue", money => money.Display())
            .Field("value", Prices.Minor))
        .Object<ShopifyProductView>("ShopifyProduct", BindShopifyProduct)
        .Object<ShopifyVariantView>("ShopifyVariant", BindShopifyVariant)
        .Object<ShopifyImageView>("ShopifyImage", image => image
            .Field("url", view => view.Image.Url)
            .Field("width", view => view.Image.Width)
            .Field("height", view => view.Image.Height)
            .Field("position", view => view.Position)
            .Field("id", view => view.Of.PublicId(view.ImageId))
            .Field("createdAt", view => Told(view.Of.Product.CreatedAt))
            .Field("updatedAt", view => Told(view.Of.Product.CreatedAt))
            .Field("variantIDs", VariantIds))
        .Object<OptionView>("ProductOption", option => option.Properties())
        .Object<AmazonProductView>("AmazonProduct", BindAmazonProduct)
        .Object<AmazonVariantView>("AmazonVariant", variant => variant.Properties()
            .Field("url", view => view.AmazonProduct.Product.Url))
        .Object<AmazonDimension>("AmazonVariantDimension", dimension => dimension.Properties())
        .Object<AmazonImageView>("AmazonImage", image => image
            .Field("url", view => view.Image.Url)
            .Field("width", view => Known(view.Image.Width))
            .Field("height", view => Known(view.Image.Height))
            .Field("position", view => (int?)view.Position))
        .Object<ProductProblem>("ProductError", problem => problem.Properties())
        .Object<ProductsView>("ProductsByIDsResponse", products => products.Properties())
        .Object<ProductPageView>("RequestProductResponse", page => page
            .Field("productID", view => view.ProductId))
        .Object<ShopifyPageView>("RequestShopifyProductByURLResponse", page => page.Properties())
        .Object<ProductPageView>("RequestAmazonProductByURLResponse", page => page.Properties())
        .Object<StorePageView>("RequestStoreResponse", page => page.Properties())
        // No merchant's protocol tells any of these.
        .Unserved(
            "AmazonCategory", "AmazonProtectionPlan", "AmazonSpecification", "AmazonSubtitle", "AmazonVideo",
            "ShopifyProductReviewsConnection", "ShopifyProductReviewEdge", "ShopifyProductReview");

    public static RootBuilder ServeProductQueries(this RootBuilder root) => root
        .Serve("productByID", ProductByIdAsync)
        .Serve("productsByIds", ProductsByIdsAsync)
        .Serve("productsByDomainV2", ProductsByDomainAsync);

    public static RootBuilder ServeUrlRequests(this RootBuilder root) => root
        .Serve("requestProductByURL", async request =>
        {
            var input = request.Argument<ProductUrlInput>("input");
            return (ProductPageView)await FindAsync(request, input.Url, input.Marketplace);
        })
        .Serve("requestShopifyProductByURL", async request =>
            await FindAsync(request, request.Argument<UrlInput>("input").Url, Marketplace.Shopify))
        .Serve("requestAmazonProductByURL", async request =>
            (ProductPageView)await FindAsync(request, request.Argument<UrlInput>("input").Url, Marketplace.Amazon))
        .Serve("requestStoreByURL", StoreByUrlAsync);

    private static void BindShopifyProduct(ObjectBuilder<ShopifyProductView> product) => BindProduct(product)
        .Field("collectionHandle", _ => Collections.All)
        .Field("createdAt", view => Told(view.Product.CreatedAt))
        .Field("publishedAt", view => Told(view.Product.PublishedAt))
        .Field("descriptionHTML", view => view.Product.DescriptionHtml is { Length: > 0 } html
            ? html
            : WebUtility.HtmlEncode(view.Product.Description))
        .Field("handle", view => view.Product.Handle)
        .Field("maxPrice", view => view.HighestPrice is { } price ? Prices.Minor(price) : 0)
        .Field("minPrice", view => view.Price is { } price ? Prices.Minor(price) : 0)
        .Field("options", view => view.Product.Options
            .Select((option, at) => new OptionView(option.Name, at + 1, option.Values)))
        .Field("productType", view => view.Product.ProductType)
        .Field("reviewsConnection", object? (_) => null)
        .Field("storeCanonicalURL", view => view.StoreUrl)
        .Field("storeDomain", view => view.Store);

    private static void BindAmazonProduct(ObjectBuilder<AmazonProductView> product) => BindProduct(product)
        .Field("ASIN", view => view.Product.Id)
        .Field("amazonBusinessPrice", Money? (_) => null)
        .Field("categories", _ => Array.Empty<object>())
        .Field("color", string? (_) => null)
        .Field("dimensions", string? (_) => null)
        .Field("featureBullets", _ => Array.Empty<string>())
        .Field("firstAvailable", DateTimeOffset? (_) => null)
        .Field("manufacturer", string? (view) => view.Product.Vendor.Length > 0 ? view.Product.Vendor : null)
        .Field("modelNumber", string? (_) => null)
        .Field("parentID", string? (_) => null)
        .Field("protectionPlans", _ => Array.Empty<object>())
        .Field("ratingsTotal", _ => 0)
        .Field("reviewsTotal", _ => 0)
        .Field("specifications", _ => Array.Empty<object>())
        .Field("subtitle", object? (_) => null)
        .Field("titleExcludingVariantName", view => view.Product.Title)
        .Field("videos", _ => Array.Empty<object>())
        .Field("weight", string? (_) => null);

    private static ObjectBuilder<T> BindProduct<T>(ObjectBuilder<T> product) where T : ProductView => product
        .Field("description", view => view.Product.Description)
        .Field("id", view => view.Id)
        .Field("images", view => view.Images)
        .Field("isAvailable", view => view.Product.Variants.Any(variant => variant.IsAvailable))
        .Field("marketplace", view => view.Marketplace)
        .Field("price", view => view.Price)
        .Field("tags", view => view.Product.Tags)
        .Field("title", view => view.Product.Title)
        .Field("url", view => view.Product.Url)
        .Field("variants", view => view.Variants)
        .Field("vendor", view => view.Product.Vendor);

    private static void BindShopifyVariant(ObjectBuilder<ShopifyVariantView> variant) => variant
        .Field("SKU", view => view.Variant.Sku)
        .Field("compareAtPrice", view => view.Variant.CompareAtPrice is { } price ? Prices.Decimal(price) : "")
        .Field("id", view => view.Id)
        .Field("image", view => view.Image)
        .Field("isAvailable", view => view.Variant.IsAvailable)
        .Field("isShippingRequired", view => view.Variant.IsShippingRequired)
        .Field("isTaxable", view => view.Variant.IsTaxable)
        .Field("name", view => view.Title == view.ShopifyProduct.Product.Title
            ? view.Title
            : $"{view.ShopifyProduct.Product.Title} - {view.Title}")
        .Field("option1", view => view.Variant.OptionValues.ElementAtOrDefault(0))
        .Field("option2", view => view.Variant.OptionValues.ElementAtOrDefault(1))
        .Field("option3", view => view.Variant.OptionValues.ElementAtOrDefault(2))
        .Field("price", view => Prices.Decimal(view.Variant.Price))
        .Field("priceCents", view => Prices.Minor(view.Variant.Price))
        .Field("quantityAvailable", view => view.Variant.QuantityAvailable)
        .Field("title", view => view.Title)
        .Field("weight", view => view.Variant.WeightGrams);

    private static IEnumerable<string> VariantIds(ShopifyImageView view) => view.Of.Product.Variants
        .Where(variant => variant.Image == view.Image.Url).Select(variant => view.Of.PublicId(variant.Id));

    /// <summary>Where a merchant tells no time and the contract allows no null, the epoch stands in.</summary>
    private static DateTimeOffset Told(DateTimeOffset time) => time == default ? DateTimeOffset.UnixEpoch : time;

    private static int? Known(int pixels) => pixels > 0 ? pixels : null;

    private static async ValueTask<ProductView?> ProductByIdAsync(ApiRequest request)
    {
        var input = request.Argument<ProductByIdInput>("input");
        InputBounds.Id(input.Id, "product");
        var answers = await request.Get<GetProducts>()
            .HandleAsync([new(input.Id, input.Marketplace)], request.CancellationToken);
        return answers[0] switch
        {
            ProductAnswer.Found found => ProductView.Of(found.Product, request.Caller),
            ProductAnswer.InvalidId or ProductAnswer.NotFound => null,
            ProductAnswer.StoreUnavailable unavailable => throw ApiRefusals.StoreUnavailable(unavailable.Store),
            _ => throw new UnreachableException(answers[0].GetType().Name),
        };
    }

    private static async ValueTask<ProductsView> ProductsByIdsAsync(ApiRequest request)
    {
        var input = request.Argument<IReadOnlyList<ProductByIdInput?>>("input");
        if (input.Count is 0 or > IdsMax)
        {
            throw ApiRefusals.BadInput($"The number of products is out of bounds: send 1 to {IdsMax}.");
        }

        var wanted = input.Select(product => product is null
            ? new WantedProduct("", Marketplace.Shopify)
            : new WantedProduct(InputBounds.Id(product.Id, "product"), product.Marketplace));
        var answers = await request.Get<GetProducts>().HandleAsync([.. wanted], request.CancellationToken);
        return new(
            [.. answers.Select((answer, at) => ProblemOf(answer, at)).OfType<ProductProblem>()],
            [.. answers.Select(answer =>
                answer is ProductAnswer.Found found ? ProductView.Of(found.Product, request.Caller) : null)]);
    }

    private static ProductProblem? ProblemOf(ProductAnswer answer, int at) => answer switch
    {
        ProductAnswer.Found => null,
        ProductAnswer.InvalidId => new("INVALID_PRODUCT_ID", at,
            "This is not an id of this gateway: take ids of the form item@store from its product queries."),
        ProductAnswer.NotFound => new("PRODUCT_NOT_FOUND", at,
            "There is no such product under this marketplace: take ids from the product queries."),
        ProductAnswer.StoreUnavailable => new("UNKNOWN", at,
            "The product's store can't be asked now: try again in a few seconds."),
        _ => throw new UnreachableException(answer.GetType().Name),
    };

    private static async ValueTask<IEnumerable<ProductView>> ProductsByDomainAsync(ApiRequest request)
    {
        var domain = InputBounds.Domain(request.Argument<DomainInput>("input").Domain);
        var page = request.Argument<OffsetInput>("pagination");
        if (page.Limit is < 1 or > ListProducts.CountMax || page.Offset is < 0 or > 1_000_000)
        {
            throw ApiRefusals.BadInput(
                $"The pagination is out of bounds: send a limit of 1 to {ListProducts.CountMax} and an offset from 0.");
        }

        var answer = await request.Get<ListProducts>()
            .HandleAsync(domain, page.Offset, page.Limit, request.CancellationToken);
        return answer switch
        {
            ProductsAnswer.Page found => found.Products.Select(product => ProductView.Of(product, request.Caller)),
            ProductsAnswer.StoreNotFound => throw UnknownStore(),
            ProductsAnswer.StoreUnavailable => throw ApiRefusals.StoreUnavailable(ApiRefusals.Shown(domain)),
            _ => throw new UnreachableException(answer.GetType().Name),
        };
    }

    private static async ValueTask<ShopifyPageView> FindAsync(ApiRequest request, Uri url, Marketplace marketplace)
    {
        var answer = await request.Get<FindByUrl>().FindProductAsync(url, marketplace, request.CancellationToken);
        if (answer is PageAnswer.Found { Product: var found, VariantId: var variantId })
        {
            string Public(string itemId) => new CatalogueId(itemId, found.Merchant.Domain).ToString();
            return new(found.Merchant.Domain, Public(found.Product.Id), Public(variantId ?? found.Product.Id));
        }

        throw answer switch
        {
            PageAnswer.StoreNotFound => UnknownStore(),
            PageAnswer.ProductNotFound missing => ApiRefusals.With("PRODUCT_NOT_FOUND",
                $"The store {missing.Store} has no product at this address: send the address of a product's page.",
                retryable: false),
            PageAnswer.StoreUnavailable unavailable => ApiRefusals.StoreUnavailable(unavailable.Store),
            _ => new UnreachableException(answer.GetType().Name),
        };
    }

    private static async ValueTask<StorePageView> StoreByUrlAsync(ApiRequest request)
    {
        var url = request.Argument<UrlInput>("input").Url;
        var merchant = await request.Get<FindByUrl>().FindStoreAsync(url, request.CancellationToken)
            ?? throw UnknownStore();
        return new(merchant.Domain, $"store_{merchant.Domain}");
    }

    private static GraphQLException UnknownStore() => ApiRefusals.StoreNotFound(
        "No such store is connected under this marketplace: ask the operator to run 'cartwright merchants add URL'.");
}

internal sealed record ProductProblem(string Code, int At, string Message)
{
    public IReadOnlyList<string> Field => ["input", $"{At}", "id"];
}

internal sealed record ProductsView(IReadOnlyList<ProductProblem> Errors, IReadOnlyList<ProductView?> Products)
    : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => Errors.Select(problem => problem.Code);
}

internal record ProductPageView(string ProductId);

internal sealed record ShopifyPageView(string CanonicalDomain, string ProductId, string VariantId)
    : ProductPageView(ProductId);

internal sealed record StorePageView(string CanonicalDomain, string RequestId);
