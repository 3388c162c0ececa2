using System.Text;
using Cartwright.Shops;
using Microsoft.AspNetCore.WebUtilities;

namespace Cartwright.Tests.Shops;

public sealed class ShopifySignaturesTests
{
    private static readonly Secret Hush = new("hush");

    [Fact]
    public void Webhook_is_signed_over_its_raw_body()
    {
        var body = Encoding.UTF8.GetBytes("""{"id":1}""");
        ShopifySignatures.IsWebhook(body, "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=", Hush).ShouldBeTrue();
        ShopifySignatures.IsWebhook(body, "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeZ=", Hush).ShouldBeFalse();
        ShopifySignatures.IsWebhook(body, "", Hush).ShouldBeFalse();
        ShopifySignatures.IsWebhook([.. body, 32], "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=", Hush).ShouldBeFalse();
    }

    [Theory]
    [InlineData("4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb", true)]
    [InlineData("4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddc", false)]
    [InlineData("", false)]
    public void App_proxy_is_signed_over_its_sorted_query(string signature, bool expected) =>
        ShopifySignatures.IsProxy(
            QueryHelpers.ParseQuery(
                "?extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1"
                + $"&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555&signature={signature}"),
            Hush).ShouldBe(expected);

    [Theory]
    [InlineData("1000", 1090, true)]
    [InlineData("1000", 1091, false)]
    [InlineData("1090", 1000, true)]
    [InlineData("99999999999999999999", 1000, false)]
    [InlineData("", 1000, false)]
    [InlineData(null, 1000, false)]
    public void Proxy_request_is_fresh_for_a_minute_and_a_half(string? timestamp, long now, bool expected) =>
        ShopifySignatures.IsFresh(
            timestamp, ShopifySignatures.ProxyClockSkewMax, DateTimeOffset.FromUnixTimeSeconds(now)).ShouldBe(expected);

    [Theory]
    [InlineData("mugs.myshopify.com", true)]
    [InlineData("MUGS.myshopify.com", true)]
    [InlineData("mugs.myshopify.com.evil.example", false)]
    [InlineData("evil.example/mugs.myshopify.com", false)]
    [InlineData("-mugs.myshopify.com", false)]
    [InlineData("mugs.myshopify.com\n", true)]
    [InlineData("mugs.myshopify.com:8080", false)]
    [InlineData("user@mugs.myshopify.com", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Domain_that_is_no_shops_is_refused(string? text, bool expected) =>
        ShopDomain.TryParse(text, out _).ShouldBe(expected);
}
