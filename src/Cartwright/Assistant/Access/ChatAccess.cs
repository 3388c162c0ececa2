using System.Security.Cryptography;
using System.Text;
using Cartwright.Lookup;
using Cartwright.Shops;
using Cartwright.Storage;

namespace Cartwright.Assistant.Access;

/// <summary>Whose shopper writes, or why nobody is answered.</summary>
public abstract record ChatCaller
{
    private ChatCaller() { }

    /// <param name="Customer">The signed-in customer, as Shopify signed it.</param>
    /// <param name="Through">What lets the shopper in: a widget's key, an account, the app proxy.</param>
    /// <param name="Origin">The page that carries the widget; null when no browser of another site asks.</param>
    public sealed record Shopper(
        ShopDomain Shop, string? Customer, string? Address, string Through, string? Origin) : ChatCaller;

    public sealed record Refused(int Status, string Code, string Message) : ChatCaller;
}

/// <summary>
/// Knows the shop that a shopper writes to: by the app proxy's signature, by a widget's key together with the browser's
/// origin, or by an API key of the shop's account. No header that anybody can write decides it.
/// </summary>
public sealed class ChatAccess(
    WidgetKeys widgets, ShopAccess merchants, AppProxy proxy, SecretSealer sealer)
{
    public const string KeyHeader = "X-Widget-Key";
    public const string SessionHeader = "X-Chat-Session";

    /// <summary>The code of a page, a shop or a key that a widget may not write from. Another try changes nothing.</summary>
    public const string WidgetNotAllowed = "WIDGET_NOT_ALLOWED";

    /// <summary>The code of a conversation that is not the caller's, or not there any more: a new one may begin.</summary>
    public const string SessionUnknown = "SESSION_UNKNOWN";

    /// <param name="shop">As the body names it; null to take the caller's.</param>
    public async Task<ChatCaller> OfWidgetAsync(HttpContext http, string? shop, CancellationToken cancellationToken)
    {
        if (http.Request.Headers[KeyHeader].ToString() is { Length: > 0 } key)
        {
            var origin = http.Request.Headers.Origin.ToString();
            return await widgets.FindAsync(key, cancellationToken) is { } widget
                && widget.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
                && (shop is null || shop == widget.Shop.Value)
                    ? new ChatCaller.Shopper(
                        widget.Shop, null, proxy.AddressOf(http), $"widget:{key}", origin)
                    : new ChatCaller.Refused(
                        403, WidgetNotAllowed,
                        "The widget's key is not for this page and shop: name the page's origin with "
                            + "'cartwright widgets create'.");
        }

        var caller = await merchants.HandleAsync(
            shop ?? "", http.Request.Headers.Authorization, cancellationToken);
        return caller switch
        {
            ShopCaller.Merchant merchant => new ChatCaller.Shopper(
                merchant.Shop, null, AppProxy.AddressIn(http.Request.Headers[LookupEndpoints.AddressHeader]),
                $"account:{merchant.AccountId}", null),
            ShopCaller.Refused refused => new ChatCaller.Refused(refused.Status, refused.Code, refused.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>A request that Shopify has passed on from the shop's own pages.</summary>
    public ChatCaller OfProxy(HttpContext http) => proxy.ShopperOf(http) is { } shopper
        ? new ChatCaller.Shopper(shopper.Shop, shopper.Customer, shopper.Address, "proxy", null)
        : new ChatCaller.Refused(401, "UNAUTHENTICATED", AppProxy.Refusal);

    /// <summary>What shows later that a conversation is the caller's: it is given with every reply.</summary>
    public string Sign(string sessionId, ShopDomain shop) =>
        sealer.Seal(Encoding.UTF8.GetBytes($"chat {shop.Value} {sessionId}"));

    public bool IsOwn(string sessionId, ShopDomain shop, string? signature)
    {
        try
        {
            return signature is { Length: > 0 and < 1_000 }
                && sealer.Open(signature).Reveal() == $"chat {shop.Value} {sessionId}";
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
