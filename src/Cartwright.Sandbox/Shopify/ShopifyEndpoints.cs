using System.Net;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The shops' endpoints and the name a fault rule knows each by.</summary>
internal static class ShopifyEndpoints
{
    public static void MapShopify(
        this IEndpointRouteBuilder routes, ShopifyShops shops, SandboxIds ids, TimeProvider time)
    {
        var dialect = new ShopifyDialect(shops, ids);
        var authorize = new AuthorizeApp(shops);
        var tokens = new IssueToken(shops);
        var queries = new RunAdminQuery(shops, time);
        const string Root = "/shopify/{shop}";

        void Map(string method, string pattern, Operation operation) =>
            OperationPipeline.Map(routes, method, Root + pattern, operation);

        Map("GET", "/admin/oauth/authorize", new("authorize", dialect, TakesKey: false, authorize.Show));
        Map("POST", "/admin/oauth/authorize", new("authorize", dialect, TakesKey: false, authorize.Consent));
        Map("POST", "/admin/oauth/access_token",
            new("token", dialect, TakesKey: false, tokens.Handle) { Track = tokens.Track });
        Map("POST", "/admin/api/{version}/graphql.json", new("graphql", dialect, TakesKey: false, queries.Handle));
        routes.MapGet(Root + "/orders/{key}", (string shop, string key) => ShowOrder(shops, shop, key));
        routes.MapShopControls(shops);
    }

    /// <summary>The page that a shopper is sent to for an order's status; who has its address may see it.</summary>
    private static IResult ShowOrder(ShopifyShops shops, string shop, string key)
    {
        var order = shops.Find(shop)?.Orders.FirstOrDefault(
            each => each.ConfirmationNumber.Equals(key, StringComparison.OrdinalIgnoreCase));
        return order is null
            ? Results.NotFound()
            : Results.Content(
                "<!doctype html><html lang=\"en\"><title>Order</title>"
                + $"<h1>Order {WebUtility.HtmlEncode(order.Name)}</h1>"
                + $"<p>{order.FulfillmentStatus}</p></html>", "text/html");
    }
}
