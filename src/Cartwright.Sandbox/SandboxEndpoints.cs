using System.Text.Json;
using Cartwright.Sandbox.Books;
using Cartwright.Sandbox.Faults;
using Cartwright.Sandbox.Scenarios;
using Cartwright.Sandbox.Shopify;
using Cartwright.Sandbox.Stores;
using Cartwright.Sandbox.Stripe;

namespace Cartwright.Sandbox;

/// <summary>The sandbox's own controls: faults, scenarios, books. They are no part of the simulated world.</summary>
internal static class SandboxEndpoints
{
    private const string Json = "application/json";

    public static void MapControls(
        this IEndpointRouteBuilder routes, FaultBook faults, IdempotentReplies replies, StripeProcessor processor,
        StripeHooks hooks, StoreStreet street, ShopifyShops shops)
    {
        var books = new SandboxBooks(processor, street);
        routes.MapGet("/health/ready", () => Results.Text("ready"));
        routes.MapGet("/sandbox/books", () => Results.Json(books.All(), BookJson.Default.BooksView));
        routes.MapGet("/sandbox/books/summary", () => Results.Json(books.Summary(), BookJson.Default.SummaryView));
        routes.MapGet("/sandbox/stores", (HttpContext context) =>
            Results.Json(StoresOf(street, context), BookJson.Default.StoreViewArray));
        routes.MapGet("/sandbox/products", (HttpContext context) =>
            Results.Json(ProductsOf(street, context), BookJson.Default.ProductViewArray));
        routes.MapPost("/sandbox/reset", () =>
        {
            faults.Clear();
            replies.Clear();
            processor.Clear();
            hooks.Target = null;
            foreach (var desk in street.Desks)
                desk.Reset();
            foreach (var desk in shops.Desks)
                desk.Reset();
            return Results.NoContent();
        });
        MapFaults(routes, faults);
        MapScenarios(routes, faults);
        MapHooks(routes, hooks);
        routes.MapBookChanges(processor, street);
    }

    private static void MapHooks(IEndpointRouteBuilder routes, StripeHooks hooks)
    {
        routes.MapPut("/sandbox/hooks", async (HttpContext context) =>
        {
            HookTarget? target;
            try
            {
                target = await JsonSerializer.DeserializeAsync(
                    context.Request.Body, BookJson.Default.HookTarget, context.RequestAborted);
            }
            catch (JsonException)
            {
                target = null;
            }

            if (target is not { Url: { IsAbsoluteUri: true, Scheme: "http" or "https" }, Secret.Length: > 0 })
                return Bad("Send JSON with the url to tell and the secret to sign with.");
            hooks.Target = target;
            return Results.NoContent();
        });
        routes.MapDelete("/sandbox/hooks", () =>
        {
            hooks.Target = null;
            return Results.NoContent();
        });
    }

    private static void MapFaults(IEndpointRouteBuilder routes, FaultBook faults)
    {
        routes.MapGet("/sandbox/faults", () => Results.Json(faults.List(), FaultJson.Default.FaultRuleViewArray));
        routes.MapGet("/sandbox/fault-kinds", () => Results.Json(
            [.. FaultKindRow.Table.Select(row => new FaultKindView(row.Name, row.What, row.Operations))],
            BookJson.Default.FaultKindViewArray));
        routes.MapDelete("/sandbox/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        routes.MapPut("/sandbox/faults", async (HttpContext context) =>
        {
            FaultRule[]? rules;
            try
            {
                rules = await JsonSerializer.DeserializeAsync(
                    context.Request.Body, FaultJson.Default.FaultRuleArray, context.RequestAborted);
            }
            catch (JsonException wrong)
            {
                return Bad($"Send a JSON list of rules. {wrong.Message}");
            }

            return faults.Replace(rules ?? []) is { } refused
                ? Bad(refused)
                : Results.Json(faults.List(), FaultJson.Default.FaultRuleViewArray);
        });
    }

    private static void MapScenarios(IEndpointRouteBuilder routes, FaultBook faults)
    {
        routes.MapGet("/sandbox/scenarios", () =>
            Results.Json([.. Scenario.Table], BookJson.Default.ScenarioArray));
        routes.MapPut("/sandbox/scenario/{name}", (string name) =>
        {
            if (Scenario.Find(name) is not { } scenario)
            {
                return Results.Json(
                    new($"There is no scenario {name}: GET /sandbox/scenarios lists them."), BookJson.Default.ErrorView,
                    Json, StatusCodes.Status404NotFound);
            }

            return faults.Replace(scenario.Faults) is { } wrong
                ? throw new InvalidOperationException(wrong)
                : Results.Json(scenario, BookJson.Default.Scenario);
        });
    }

    private static IResult Bad(string why) =>
        Results.Json(new(why), BookJson.Default.ErrorView, Json, StatusCodes.Status400BadRequest);

    private static StoreView[] StoresOf(StoreStreet street, HttpContext context) =>
    [
        .. street.Desks.Select(desk => desk.Store).Select(store => new StoreView(
            store.Name, store.Title, UrlOf(context, store), $"{store.Name}.sandbox.test", store.Marketplace,
            store.VersionText, store.HandlerId, store.PaymentToken, store.Currency,
            [.. store.Zones.SelectMany(zone => zone.Countries)])),
    ];

    private static ProductView[] ProductsOf(StoreStreet street, HttpContext context) =>
    [
        .. street.Desks.SelectMany(desk => desk.Store.Products.Select(product => new ProductView(
            desk.Store.Name, product.Id, product.Title,
            $"{UrlOf(context, desk.Store)}/products/{product.Handle}", product.OnlyTo,
            [.. desk.VariantsOf(product).Select(variant =>
                new VariantView(variant.Id, variant.Title, variant.Price, desk.StockOf(variant)))]))),
    ];

    private static string UrlOf(HttpContext context, Store store) =>
        $"{context.Request.Scheme}://{context.Request.Host.Value}/stores/{store.Name}";
}
