using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

/// <summary>A shopper on a shop's own pages, as Shopify tells it.</summary>
/// <param name="Customer">Whoever is signed in there; null for a guest.</param>
/// <param name="Address">The network address that Shopify was asked from; null when it is not told.</param>
public sealed record ProxiedShopper(ShopDomain Shop, string? Customer, string? Address);

/// <summary>
/// Knows the requests that Shopify passes on from a shop's pages, and the address of whoever asks. (shopify.dev,
/// "Authenticate app proxies".)
/// </summary>
public sealed class AppProxy(IOptions<ShopOptions> options, TimeProvider clock)
{
    public const string Refusal = "The request does not come through the shop's app proxy, or is too old.";
    private const string Forwarded = "X-Forwarded-For";

    /// <summary>Null for a request that Shopify has not signed, or not just now.</summary>
    public ProxiedShopper? ShopperOf(HttpContext http)
    {
        var query = http.Request.Query;
        var isSigned = new[] { options.Value.ClientSecret, options.Value.PreviousClientSecret }
            .Any(secret => secret is not null && ShopifySignatures.IsProxy(query, secret))
            && ShopifySignatures.IsFresh(query["timestamp"], ShopifySignatures.ProxyClockSkewMax, clock.GetUtcNow());
        // Values of one name are signed joined: a second customer beside Shopify's own would hide in the signature.
        return isSigned && query.All(one => one.Value.Count == 1) && ShopDomain.TryParse(query["shop"], out var shop)
            ? new(
                shop, query["logged_in_customer_id"].ToString() is { Length: > 0 } customer ? customer : null,
                // The entry before those of our own proxies is the one that Shopify wrote.
                ForwardedAddress(http, options.Value.ProxiesInFront + 1))
            : null;
    }

    /// <summary>Whoever is connected to the gateway, or to the proxies in front of it.</summary>
    public string? AddressOf(HttpContext http) => options.Value.ProxiesInFront == 0
        ? Counted(http.Connection.RemoteIpAddress)
        : ForwardedAddress(http, options.Value.ProxiesInFront);

    /// <summary>
    /// One household has one IPv4 address, or the 2^64 of one IPv6 network (RFC 6177): those count as one. Some proxies
    /// write the port behind it.
    /// </summary>
    public static string? AddressIn(string? text) =>
        IPEndPoint.TryParse(text ?? "", out var end) ? Counted(end.Address) : null;

    private static string? Counted(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]) + "/64"
            : address.ToString();
    }

    /// <summary>
    /// What stands further left is whatever the sender claimed. With fewer entries than there should be, not one is to be
    /// trusted: then whoever is connected counts.
    /// </summary>
    private static string? ForwardedAddress(HttpContext http, int fromRight)
    {
        var entries = http.Request.Headers[Forwarded].ToString().Split(',');
        return entries.Length < fromRight
            ? Counted(http.Connection.RemoteIpAddress)
            : AddressIn(entries[^fromRight].Trim());
    }
}
