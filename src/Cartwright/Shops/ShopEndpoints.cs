using System.Data.Common;
using System.Diagnostics;
using System.Net;
using Cartwright.Accounts;
using Cartwright.Api;
using Cartwright.Journal;

namespace Cartwright.Shops;

/// <summary>A shop as its merchant's side sees it.</summary>
public sealed record ShopView(
    string Shop,
    string Status,
    string? Reason,
    string? Advice,
    DateTimeOffset StatusSince,
    string Scopes,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? TokenExpiresAt,
    DateTimeOffset? RefreshTokenExpiresAt,
    Uri? ReconnectUrl,
    ConnectionCheck? Check,
    IReadOnlyList<ShopFinding> Findings)
{
    public static ShopView Of(Shop shop, ConnectShop connect, CheckShops health) => new(
        shop.Domain.Value,
        shop.Status.ToString(),
        shop.Reason?.ToString(),
        shop.Reason is { } reason ? ShopAdvice.Of(reason) : null,
        shop.StatusSince,
        shop.Scopes.ToString(),
        shop.ConnectedAt,
        shop.Session?.ExpiresAt,
        shop.Session?.RefreshExpiresAt,
        connect.AddressOf(shop.Domain),
        shop.Check,
        health.FindingsOf(shop));
}

/// <summary>
/// <c>/v1/shops/{shop}</c> for the merchant's side, the two steps of a connection for the merchant's browser, and
/// Shopify's webhooks.
/// </summary>
public static class ShopEndpoints
{
    private const string StateCookie = "cartwright_shop_state";

    public static void MapShops(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapGroup("").AddEndpointFilter(TellUnavailableAsync);
        endpoints.MapGet("/v1/shops/{shop}", ShowAsync);
        endpoints.MapGet("/v1/shops/{shop}/connect", BeginAsync);
        endpoints.MapGet(ConnectShop.CallbackPath, FinishAsync);
        endpoints.MapPost("/v1/shops/{shop}/token-exchange", ExchangeAsync);
        endpoints.MapPost(HearShopify.Path, HearAsync);
    }

    public static IResult Refuse(int status, string code, string message) => Results.Json(
        new { errors = new[] { new { message, extensions = new { code } } } }, statusCode: status);

    /// <summary>Where the journal or an app's session table can't be read, nothing has begun.</summary>
    internal static async ValueTask<object?> TellUnavailableAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception lost) when (lost is JournalUnavailableException or DbException)
        {
            return Refuse(503, "SERVICE_UNAVAILABLE", "The gateway can't read its data now: try again in a moment.");
        }
    }

    /// <summary>Answers a caller who is not the shop's side.</summary>
    public static IResult Refuse(HttpContext http, ShopCaller.Refused refused)
    {
        if (refused.Status == 401)
        {
            http.Response.Headers.WWWAuthenticate = Authentication.Challenge;
        }

        return Refuse(refused.Status, refused.Code, refused.Message);
    }

    private static async Task<IResult> ShowAsync(
        string shop, HttpContext http, ShopAccess access, ShopDirectory directory, ConnectShop connect,
        CheckShops health)
    {
        var caller = await access.HandleAsync(shop, http.Request.Headers.Authorization, http.RequestAborted);
        return caller is ShopCaller.Refused refused
            ? Refuse(http, refused)
            : await directory.FindAsync(((ShopCaller.Merchant)caller).Shop, http.RequestAborted) is { } known
                ? Results.Json(ShopView.Of(known, connect, health))
                : Refuse(404, "NOT_FOUND", "The shop is not connected.");
    }

    private static IResult BeginAsync(string shop, HttpContext http, ConnectShop connect)
    {
        if (!ShopDomain.TryParse(shop, out var domain))
        {
            return Refuse(400, "BAD_USER_INPUT", $"Name {ShopDomain.Wanted}.");
        }

        if (connect.Missing is { } missing)
        {
            return Refuse(503, "NOT_CONFIGURED", missing);
        }

        var (address, state) = connect.Begin(domain);
        http.Response.Cookies.Append(StateCookie, state, new()
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            // Lax: it must come back with the browser that Shopify sends here.
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromMinutes(10),
            Path = "/v1/shops",
        });
        http.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(address.AbsoluteUri);
    }

    private static async Task<IResult> FinishAsync(HttpContext http, ConnectShop connect)
    {
        var outcome = await connect.FinishAsync(
            [.. http.Request.Query], http.Request.Cookies[StateCookie], http.RequestAborted);
        http.Response.Cookies.Delete(StateCookie, new() { Path = "/v1/shops" });
        http.Response.Headers.CacheControl = "no-store";
        return outcome switch
        {
            ConnectOutcome.Connected { Shop: var shop } => Page(
                200, $"{shop.Domain} is connected",
                shop.Check is { IsWorking: false } check
                    ? $"But orders can't be looked up yet: {check.Outcome}"
                    : "Orders can be looked up now. You can close this page."),
            ConnectOutcome.Refused refused => Page(refused.Status, "The shop is not connected", refused.Message),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> ExchangeAsync(
        string shop, HttpContext http, ShopAccess access, ConnectShop connect, CheckShops health)
    {
        var caller = await access.HandleAsync(shop, http.Request.Headers.Authorization, http.RequestAborted);
        if (caller is ShopCaller.Refused refused)
        {
            return Refuse(http, refused);
        }

        if (caller is not ShopCaller.Merchant { SessionToken: { } token, Shop: var domain })
        {
            return Refuse(401, "UNAUTHENTICATED", "Send the session token of Shopify's admin as 'Bearer'.");
        }

        return await connect.ExchangeAsync(domain, token, http.RequestAborted) switch
        {
            ConnectOutcome.Connected connected => Results.Json(ShopView.Of(connected.Shop, connect, health)),
            ConnectOutcome.Refused not => Refuse(not.Status, "NOT_CONNECTED", not.Message),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> HearAsync(HttpContext http, HearShopify hear)
    {
        if (await BoundedBody.ReadAsync(http, HearShopify.BodyBytesMax) is not { } body)
        {
            return Refuse(413, "BAD_USER_INPUT", $"A webhook has at most {HearShopify.BodyBytesMax} bytes.");
        }

        string Header(string name) => http.Request.Headers[name].ToString();
        var heard = await hear.HandleAsync(
            new(Header("X-Shopify-Topic"), Header("X-Shopify-Shop-Domain"), Header("X-Shopify-Webhook-Id"),
                Header("X-Shopify-Hmac-Sha256"), Header("X-Shopify-Triggered-At")),
            body,
            http.RequestAborted);
        return heard switch
        {
            HeardOutcome.Done or HeardOutcome.Ignored => Results.Ok(),
            HeardOutcome.NotSigned => Refuse(
                401, "UNAUTHENTICATED", "The webhook is not signed with the app's secret."),
            HeardOutcome.Malformed => Refuse(
                400, "BAD_USER_INPUT", "The webhook lacks its shop, its id or its scopes."),
            HeardOutcome.NotConfigured => Refuse(404, "NOT_CONFIGURED", "Set Shops:ClientId and Shops:ClientSecret."),
        };
    }

    private static IResult Page(int status, string title, string words) => Results.Content(
        $$"""
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>{{WebUtility.HtmlEncode(title)}}</title>
        <style>
        body { font: 1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark }
        </style>
        <h1>{{WebUtility.HtmlEncode(title)}}</h1><p>{{WebUtility.HtmlEncode(words)}}</p></html>
        """,
        "text/html; charset=utf-8", statusCode: status);
}
