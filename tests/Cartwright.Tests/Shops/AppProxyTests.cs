using System.Net;
using Cartwright.Shops;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Cartwright.Tests.Shops;

/// <summary>Whose address counts, by how many proxies of the operator's own stand in front.</summary>
public sealed class AppProxyTests
{
    [Theory]
    // Without a proxy nobody's claim counts.
    [InlineData(0, "203.0.113.66", "198.51.100.1")]
    // The last entry is the one that the nearest proxy wrote.
    [InlineData(1, "203.0.113.66, 192.0.2.7", "192.0.2.7")]
    [InlineData(2, "203.0.113.66, 192.0.2.7, 10.0.0.5", "192.0.2.7")]
    // Some proxies write the port too.
    [InlineData(1, "203.0.113.66, 192.0.2.7:50123", "192.0.2.7")]
    [InlineData(1, "[2001:db8::1]:50123", "2001:db8::/64")]
    [InlineData(1, "2001:db8::1", "2001:db8::/64")]
    [InlineData(1, "unknown", null)]
    // It came past the proxies: what it claims is not to be trusted.
    [InlineData(2, "203.0.113.66", "198.51.100.1")]
    [InlineData(1, "", null)]
    public void Address_of_a_caller_is_the_one_that_the_outermost_own_proxy_saw(
        int proxies, string forwarded, string? counts)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.1");
        http.Request.Headers["X-Forwarded-For"] = forwarded;

        new AppProxy(Options.Create(new ShopOptions { ProxiesInFront = proxies }), TimeProvider.System)
            .AddressOf(http).ShouldBe(counts);
    }
}
