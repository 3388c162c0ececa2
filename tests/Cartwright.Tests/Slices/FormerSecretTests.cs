using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Shops;
using Microsoft.AspNetCore.WebUtilities;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>The app's secret was rotated: what the former one has signed counts while that is configured.</summary>
public sealed class FormerSecretTests
{
    private const string Former = "the-former-secret-of-the-app-1234567890";

    [Theory]
    [InlineData(Former, HttpStatusCode.OK, "Uninstalled")]
    [InlineData("", HttpStatusCode.Unauthorized, "Connected")]
    [InlineData("quite-another-secret", HttpStatusCode.Unauthorized, "Connected")]
    public async Task Webhook_signed_with_the_former_secret_counts_while_it_is_configured(
        string configured, HttpStatusCode status, string standing)
    {
        await using var shops = await WithAsync(Tulips, $"--Shops:PreviousClientSecret={configured}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shops.World.Address, "/v1/hooks/shopify"))
        {
            Content = new StringContent(ShopConnectionTests.OfTulips),
        };
        request.Headers.Add("X-Shopify-Topic", "app/uninstalled");
        request.Headers.Add("X-Shopify-Shop-Domain", Tulips);
        request.Headers.Add("X-Shopify-Webhook-Id", "w-1");
        request.Headers.Add("X-Shopify-Hmac-Sha256", Convert.ToBase64String(Hash(ShopConnectionTests.OfTulips)));
        request.Headers.Add(
            "X-Shopify-Triggered-At", TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));

        using var answer = await shops.World.Outside.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(status);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe(standing);
    }

    [Theory]
    [InlineData(Former, HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task App_proxy_request_signed_with_the_former_secret_counts_while_it_is_configured(
        string configured, HttpStatusCode status)
    {
        await using var shops = await WithAsync(Tulips, $"--Shops:PreviousClientSecret={configured}");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(Hash($"logged_in_customer_id=7001shop={Tulips}timestamp={now}"));

        using var answer = await shops.World.Outside.PostAsJsonAsync(
            new Uri(
                shops.World.Address,
                $"/v1/proxy/orders/lookup?shop={Tulips}&logged_in_customer_id=7001&timestamp={now}"
                    + $"&signature={signature}"),
            new { order = "#1001" }, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(status);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        said.Contains("FOUND", StringComparison.Ordinal).ShouldBe(status == HttpStatusCode.OK, said);
    }

    [Theory]
    [InlineData(Former, HttpStatusCode.OK, "Connected")]
    [InlineData("", HttpStatusCode.Unauthorized, "Waiting")]
    public async Task Callback_signed_with_the_former_secret_counts_while_it_is_configured(
        string configured, HttpStatusCode status, string standing)
    {
        await using var shops = await StartAsync($"--Shops:PreviousClientSecret={configured}");
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);

        var (answered, page) = await shops.FollowConnectionAsync($"v1/shops/{Tulips}/connect", SignAnew);

        answered.ShouldBe(status, page);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe(standing);
    }

    /// <summary>The address that the shop sends a browser back to, with the former secret's signature.</summary>
    private static string SignAnew(string back)
    {
        var parts = back.Split('?');
        var query = string.Join('&', QueryHelpers.ParseQuery(parts[1])
            .Where(pair => pair.Key != "hmac")
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}"));
        return $"{parts[0]}?{query}&hmac={Convert.ToHexStringLower(Hash(query))}";
    }

    private static byte[] Hash(string signed) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(Former), Encoding.UTF8.GetBytes(signed));
}
