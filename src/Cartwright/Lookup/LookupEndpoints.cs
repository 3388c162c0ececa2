using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Api;
using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <param name="Order">The number, such as <c>#1001</c>, alone or in a sentence.</param>
/// <param name="Email">The e-mail the order was placed with; or its phone, or its postcode.</param>
/// <param name="SessionId">Names the shopper's conversation, so that misses are counted by it.</param>
public sealed record LookupBody(string? Order, string? Email, string? Phone, string? Postcode, string? SessionId);

/// <param name="Code">What the app goes by; it is not for the shopper's eyes.</param>
/// <param name="Message">One sentence for the shopper.</param>
/// <param name="OfferPerson">Whether to offer a person now.</param>
public sealed record LookupView(
    string Code,
    string Message,
    bool OfferPerson,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrderView? Order);

/// <summary>
/// Lookups over HTTP: for the shop's own side with its key, for a storefront through Shopify's app proxy, and for the
/// merchant who wants to see every attempt.
/// </summary>
public static class LookupEndpoints
{
    public const string ProxyPath = "/v1/proxy/orders/lookup";
    private const string TokenHeader = "X-Shopify-Access-Token";
    private const string FallbackHeader = "X-Shopify-Fallback-Access-Token";
    internal const string AddressHeader = "Rye-Shopper-IP";
    private const int BodyBytesMax = 16 * 1024;
    private const int FieldCharactersMax = 320;

    public static void MapLookup(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapGroup("").AddEndpointFilter(ShopEndpoints.TellUnavailableAsync);
        endpoints.MapPost("/v1/shops/{shop}/orders/lookup", LookUpAsync);
        endpoints.MapPost(ProxyPath, LookUpByProxyAsync);
        endpoints.MapGet("/v1/shops/{shop}/orders/test", TestAsync);
    }

    private static async Task<IResult> LookUpAsync(
        string shop, HttpContext http, ShopAccess access, LookUpForShopper lookup)
    {
        var caller = await access.HandleAsync(shop, http.Request.Headers.Authorization, http.RequestAborted);
        if (caller is ShopCaller.Refused refused)
        {
            return ShopEndpoints.Refuse(http, refused);
        }

        var (body, reference, wrong) = await ReadAsync(http);
        if (wrong is not null)
        {
            return wrong;
        }

        var answer = await lookup.HandleAsync(
            new(
                new(((ShopCaller.Merchant)caller).Shop, reference!, ProofOf(body!, null), TokenIn(http, TokenHeader),
                    TokenIn(http, FallbackHeader)),
                body!.SessionId,
                AppProxy.AddressIn(http.Request.Headers[AddressHeader])),
            http.RequestAborted);
        return Results.Json(ViewOf(answer, answer.Report.Words.Code));
    }

    private static async Task<IResult> LookUpByProxyAsync(HttpContext http, AppProxy proxy, LookUpForShopper lookup)
    {
        if (proxy.ShopperOf(http) is not { } shopper)
        {
            return ShopEndpoints.Refuse(401, "UNAUTHENTICATED", AppProxy.Refusal);
        }

        var (body, reference, wrong) = await ReadAsync(http);
        if (wrong is not null)
        {
            return wrong;
        }

        var answer = await lookup.HandleAsync(
            new(
                new(shopper.Shop, reference!, ProofOf(body!, shopper.Customer)), body!.SessionId, shopper.Address),
            http.RequestAborted);
        // A browser is told no more than its shopper.
        var code = answer.Report.Words.Code;
        return Results.Json(ViewOf(answer, code is "SHOP_DEGRADED" or "THROTTLED" ? "UNAVAILABLE" : code));
    }

    private static async Task<IResult> TestAsync(
        string shop, HttpContext http, ShopAccess access, LookUpOrder lookup)
    {
        var caller = await access.HandleAsync(shop, http.Request.Headers.Authorization, http.RequestAborted);
        if (caller is ShopCaller.Refused refused)
        {
            return ShopEndpoints.Refuse(http, refused);
        }

        if (!OrderReference.TryFind(http.Request.Query["ref"].ToString(), out var reference, isAnswer: true))
        {
            return ShopEndpoints.Refuse(400, "BAD_USER_INPUT", "Name an order: ?ref=%231001.");
        }

        // The merchant sees the shop's own orders: there is nobody to be verified.
        var report = await lookup.HandleAsync(
            new(((ShopCaller.Merchant)caller).Shop, reference, ShopperProof.None,
                Verification: LookupVerification.Off),
            http.RequestAborted);
        return Results.Json(TestViewOf(report));
    }

    /// <summary>Everything a merchant's developer needs to find out what is wrong.</summary>
    public static object TestViewOf(LookupReport report) => new
    {
        lookupId = report.LookupId,
        found = report.Outcome is LookupOutcome.Found,
        code = report.Words.Code,
        shopper = report.Words.Shopper,
        merchant = report.Words.Merchant,
        elapsedMs = (long)report.Elapsed.TotalMilliseconds,
        order = report.Outcome is LookupOutcome.Found found ? OrderView.Of(found.Order, found.IsWhole) : null,
        attempts = report.Attempts.Select(attempt => new
        {
            number = attempt.Number,
            source = LookupTelemetry.NameOf(attempt.Source),
            outcome = attempt.Outcome,
            status = attempt.Status,
            elapsedMs = (long)attempt.Elapsed.TotalMilliseconds,
            waitedMs = (long)attempt.Waited.TotalMilliseconds,
            pointsLeft = attempt.Available,
            refresh = attempt.Refresh,
            detail = attempt.Detail,
        }),
    };

    private static LookupView ViewOf(ShopperAnswer answer, string code) => new(
        code,
        answer.Report.Words.Shopper,
        answer.IsPersonOffered,
        answer.Report.Outcome is LookupOutcome.Found found ? OrderView.Of(found.Order, found.IsWhole) : null);

    private static ShopperProof ProofOf(LookupBody body, string? customer) =>
        new(customer, body.Email, body.Phone, body.Postcode);

    private static Secret? TokenIn(HttpContext http, string header) =>
        http.Request.Headers[header].ToString() is { Length: > 0 and <= FieldCharactersMax } token ? new(token) : null;

    private static async Task<(LookupBody? Body, OrderReference? Reference, IResult? Wrong)> ReadAsync(HttpContext http)
    {
        LookupBody? body = null;
        try
        {
            body = await BoundedBody.ReadAsync(http, BodyBytesMax) is { } bytes
                ? JsonSerializer.Deserialize(bytes, LookupBodyJson.Default.LookupBody)
                : null;
        }
        catch (JsonException)
        {
            // Answered below.
        }

        if (body is null)
        {
            return (null, null, ShopEndpoints.Refuse(
                400, "BAD_USER_INPUT", """Send JSON such as {"order": "#1001", "email": "ada@example.com"}."""));
        }

        string?[] fields = [body.Email, body.Phone, body.Postcode, body.SessionId];
        if (fields.Any(field => field?.Length > FieldCharactersMax))
        {
            return (null, null, ShopEndpoints.Refuse(
                400, "BAD_USER_INPUT", $"A field has at most {FieldCharactersMax} characters."));
        }

        return OrderReference.TryFind(body.Order ?? "", out var reference, isAnswer: true)
            ? (body, reference, null)
            : (null, null, ShopEndpoints.Refuse(
                400, "ORDER_REFERENCE_MISSING", "No order number was found in 'order': send one such as #1001."));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LookupBody))]
internal sealed partial class LookupBodyJson : JsonSerializerContext;
