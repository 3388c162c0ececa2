using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Journal;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>How a shop is connected, kept connected and let go.</summary>
public sealed class ShopConnectionTests
{
    [Fact]
    public async Task Authorization_code_flow_connects_the_shop_and_looks_an_order_up_at_once()
    {
        await using var shops = await StartAsync();

        var (status, page) = await shops.ConnectAsync(Tulips);

        status.ShouldBe(HttpStatusCode.OK, page);
        page.ShouldContain("tulips.myshopify.com is connected");
        var view = await shops.ViewAsync(Tulips);
        view["status"]!.GetValue<string>().ShouldBe("Connected");
        view["check"]!["isWorking"]!.GetValue<bool>().ShouldBeTrue();
        view["findings"]!.AsArray().ShouldBeEmpty();
        var shop = await shops.ShopAsync(Tulips);
        foreach (var secret in new[] { shop.AccessToken, shop.Session!.RefreshToken })
        {
            view.ToJsonString().ShouldNotContain(secret!.Reveal());
            page.ShouldNotContain(secret.Reveal());
        }
    }

    [Fact]
    public async Task Callback_that_was_tampered_with_connects_nothing()
    {
        await using var shops = await StartAsync();
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);
        const string begin = $"v1/shops/{Tulips}/connect";

        (await shops.FollowConnectionAsync(begin, back => back.Replace("code=", "code=x", StringComparison.Ordinal)))
            .Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await shops.FollowConnectionAsync(begin, back => back.Replace(Tulips, Mugs, StringComparison.Ordinal)))
            .Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await shops.FollowConnectionAsync(begin, keepsCookie: false)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Waiting");
    }

    [Fact]
    public async Task Merchant_who_allows_too_little_is_told_what_is_missing()
    {
        await using var shops = await StartAsync("--Shops:Scopes=read_orders,read_all_orders");

        var (status, page) = await shops.ConnectAsync(Tulips);

        status.ShouldBe(HttpStatusCode.Forbidden);
        page.ShouldContain("read_all_orders");
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Waiting");
    }

    [Fact]
    public async Task Merchant_who_connects_anew_and_allows_too_little_is_told_and_the_shop_goes_on_with_what_it_has()
    {
        await using var shops = await StartAsync("--Shops:Scopes=read_orders,read_all_orders");
        await shops.ChangeShopAsync(Tulips, new { scopes = new[] { "read_orders", "read_all_orders" } });
        (await shops.ConnectAsync(Tulips)).Status.ShouldBe(HttpStatusCode.OK);
        var before = (await shops.ShopAsync(Tulips)).Session!.AccessToken.Reveal();
        await shops.ChangeShopAsync(Tulips, new { scopes = new[] { "read_orders" } });

        var (status, page) = await shops.ConnectAsync(Tulips);

        status.ShouldBe(HttpStatusCode.Forbidden);
        page.ShouldContain("read_all_orders");
        var shop = await shops.ShopAsync(Tulips);
        shop.Session!.AccessToken.Reveal().ShouldNotBe(before);
        shop.Scopes.ToString().ShouldBe("read_orders");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Session_token_of_the_admin_is_exchanged_and_a_forged_one_is_not()
    {
        await using var shops = await StartAsync();
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);

        (await ExchangeAsync(shops, Tulips, SessionToken(Tulips, "another-secret-another-secret-another"))).ShouldBe(
            HttpStatusCode.Unauthorized);
        (await ExchangeAsync(shops, Tulips, SessionToken(Mugs, "sandbox-app-secret"))).ShouldBe(
            HttpStatusCode.Unauthorized);
        (await ExchangeAsync(shops, Tulips, SessionToken(Tulips, "sandbox-app-secret", minutes: -5))).ShouldBe(
            HttpStatusCode.Unauthorized);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Waiting");

        (await ExchangeAsync(shops, Tulips, SessionToken(Tulips, "sandbox-app-secret"))).ShouldBe(HttpStatusCode.OK);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Exchanges_at_the_same_time_keep_the_pair_that_shopify_gave_last()
    {
        await using var shops = await StartAsync();
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);
        var token = SessionToken(Tulips, "sandbox-app-secret");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ExchangeAsync(shops, Tulips, token)));

        statuses.Distinct().ShouldBe([HttpStatusCode.OK]);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Shop_whose_tokens_can_not_be_opened_any_more_is_told_and_can_be_connected_anew()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.Services.GetRequiredService<IJournal>().AppendAsync(
            new JournalAppend().Upsert(
                "shop_sessions", [("session_id", $"offline_{Tulips}")],
                [("access_token_sealed", "AAAA"), ("refresh_token_sealed", "AAAA"), ("shop", Tulips), ("scopes", ""),
                    ("version", 1)]),
            TestContext.Current.CancellationToken);

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Degraded");

        (await shops.ConnectAsync(Tulips)).Status.ShouldBe(HttpStatusCode.OK);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Token_that_does_not_expire_is_exchanged_when_it_is_no_longer_taken()
    {
        await using var shops = await StartAsync();
        await InstallAsync(shops, expiring: false);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        await shops.ChangeShopAsync(Tulips, new { refuses_legacy_tokens = true });

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        answer["code"]!.GetValue<string>().ShouldBe("FOUND", answer.ToJsonString());
        (await shops.ShopAsync(Tulips)).Session!.RefreshToken.ShouldNotBeNull();
        (await shops.BooksAsync(Tulips))["exchanges"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Exchange_of_a_token_happens_once_for_a_crowd_and_a_fault_of_it_degrades_nothing()
    {
        await using var shops = await StartAsync("--Shops:Scopes=read_orders,read_all_orders");
        await InstallAsync(shops, expiring: false);
        await shops.ChangeShopAsync(Tulips, new
        {
            refuses_legacy_tokens = true, maximum_available = 1_000_000, restore_rate = 1_000_000, available = 1_000_000,
        });
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "token", kind = "status", code = 503, times = 1 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shops.LookUpAsync(Tulips, "#1001")));

        answers.Select(answer => answer["code"]!.GetValue<string>()).Distinct().ShouldBe(["FOUND"]);
        (await shops.BooksAsync(Tulips))["exchanges"]!.GetValue<long>().ShouldBe(1);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Webhook_that_is_not_signed_changes_nothing()
    {
        await using var shops = await WithAsync(Tulips);
        foreach (var signature in new[] { "", "AAAA", Sign(OfTulips, "another-secret") })
        {
            (await TellAsync(shops, "app/uninstalled", OfTulips, signature, "w-1")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Theory]
    [InlineData("app/uninstalled")]
    [InlineData("shop/redact")]
    public async Task What_shopify_has_signed_for_one_merchant_is_no_webhook_about_another_shop(string topic)
    {
        await using var shops = await WithAsync(Tulips);
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Mugs), Account, CancellationToken.None);
        var back = "";
        await shops.FollowConnectionAsync($"v1/shops/{Mugs}/connect", address => back = address);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(back[back.IndexOf('?')..]);
        var callback = string.Join('&', query.Where(one => one.Key != "hmac").OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(one.Value.ToString())}"));
        const string ofMugs = """{"myshopify_domain":"mugs.myshopify.com","shop_domain":"mugs.myshopify.com"}""";
        var later = TimeProvider.System.GetUtcNow().AddYears(1);
        (string Body, string Signature)[] signed =
        [
            (callback, Convert.ToBase64String(Convert.FromHexString(query["hmac"].ToString()))),
            ("eyJhbGciOiJIUzI1NiJ9.eyJkZXN0IjoiIn0", Sign("eyJhbGciOiJIUzI1NiJ9.eyJkZXN0IjoiIn0", "sandbox-app-secret")),
            (ofMugs, Sign(ofMugs, "sandbox-app-secret")),
            ("{}", Sign("{}", "sandbox-app-secret")),
        ];

        foreach (var (body, signature) in signed)
        {
            (await TellAsync(shops, topic, body, signature, $"w-{body.Length}", later)).ShouldBe(HttpStatusCode.BadRequest);
        }

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Uninstallation_told_before_the_shop_was_connected_again_does_not_wipe_the_new_tokens()
    {
        await using var shops = await WithAsync(Tulips);
        var signature = Sign(OfTulips, "sandbox-app-secret");

        (await TellAsync(shops, "app/uninstalled", OfTulips, signature, "w-1", DateTimeOffset.UnixEpoch))
            .ShouldBe(HttpStatusCode.OK);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");

        (await TellAsync(shops, "app/uninstalled", OfTulips, signature, "w-2")).ShouldBe(HttpStatusCode.OK);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Uninstalled");
        await shops.ConnectAsync(Tulips);
        // The same one once more.
        (await TellAsync(shops, "app/uninstalled", OfTulips, signature, "w-2", DateTimeOffset.MaxValue))
            .ShouldBe(HttpStatusCode.OK);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Older_change_of_scopes_that_comes_late_changes_nothing()
    {
        await using var shops = await WithAsync(Tulips);
        var now = TimeProvider.System.GetUtcNow();
        const string more = """{"current":["read_orders","read_all_orders"]}""";
        const string less = """{"current":["read_orders"]}""";

        await TellAsync(shops, "app/scopes_update", more, Sign(more, "sandbox-app-secret"), "w-1", now.AddSeconds(10));
        await TellAsync(shops, "app/scopes_update", less, Sign(less, "sandbox-app-secret"), "w-2", now.AddSeconds(5));

        (await shops.ShopAsync(Tulips)).Scopes.Has("read_all_orders").ShouldBeTrue();
        await TellAsync(shops, "app/scopes_update", less, Sign(less, "sandbox-app-secret"), "w-3", now.AddSeconds(15));
        (await shops.ShopAsync(Tulips)).Scopes.Has("read_all_orders").ShouldBeFalse();
    }

    [Fact]
    public async Task Older_change_of_scopes_that_comes_after_one_that_changed_nothing_changes_nothing()
    {
        await using var shops = await WithAsync(Tulips);
        var now = TimeProvider.System.GetUtcNow();
        var held = (await shops.ShopAsync(Tulips)).Scopes;
        var same = $$"""{"current":["{{held.ToString().Replace(",", "\",\"", StringComparison.Ordinal)}}"]}""";
        const string less = """{"current":["read_orders"]}""";

        await TellAsync(shops, "app/scopes_update", same, Sign(same, "sandbox-app-secret"), "w-1", now.AddSeconds(10));
        await TellAsync(shops, "app/scopes_update", less, Sign(less, "sandbox-app-secret"), "w-2", now.AddSeconds(5));

        (await shops.ShopAsync(Tulips)).Scopes.ShouldBe(held);
    }

    [Fact]
    public async Task App_credentials_refused_while_connecting_raise_the_alarm()
    {
        await using var shops = await StartAsync("--Shops:ClientSecret=another-secret");
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);
        var connect = shops.World.Services.GetRequiredService<ConnectShop>();
        var outcome = await connect.ExchangeAsync(ShopDomain.Parse(Tulips), "a.b.c", CancellationToken.None);

        outcome.ShouldBeOfType<ConnectOutcome.Refused>().MayPass.ShouldBeFalse();
        shops.World.Services.GetRequiredService<AppAlarm>().MayTry().ShouldBeFalse();
    }

    [Fact]
    public async Task Token_is_renewed_before_it_ends_without_a_lookup()
    {
        await using var shops = await StartAsync();
        await shops.ChangeShopAsync(Tulips, new { access_token_seconds = 200 });
        await shops.ConnectAsync(Tulips);
        var first = await shops.ViewAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new { access_token_seconds = 3600 });

        await shops.ViewWhenAsync(Tulips, view =>
            view["tokenExpiresAt"]!.GetValue<DateTimeOffset>()
                > first["tokenExpiresAt"]!.GetValue<DateTimeOffset>().AddMinutes(30));

        (await shops.BooksAsync(Tulips))["unauthorized"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Degraded_shop_is_tried_once_more_after_a_quarter_of_an_hour()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(
            "2026-11-24T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using var shops = await StartAsync();
        await shops.ConnectAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new { frozen = true });
        await shops.LookUpAsync(Tulips, "#1001");
        await shops.ChangeShopAsync(Tulips, new { frozen = false });
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");

        var shop = await shops.ShopAsync(Tulips);
        ShopDecisions.MayProbe(shop, TimeSpan.FromMinutes(15), shop.ProbedAt!.Value.AddMinutes(14)).ShouldBeFalse();
        ShopDecisions.MayProbe(shop, TimeSpan.FromMinutes(15), shop.ProbedAt!.Value.AddMinutes(15)).ShouldBeTrue();
        // As if the last try had been a quarter of an hour ago.
        await shops.Directory.ChangeAsync(
            shop.Domain,
            standing => new(
                standing with { ProbedAt = clock.GetUtcNow().AddYears(-1) },
                new ShopEvent.Degraded(DegradedReason.Frozen, "")),
            null, CancellationToken.None);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Daily_look_flags_what_the_merchant_should_renew()
    {
        await using var shops = await StartAsync();
        await shops.ChangeShopAsync(Tulips, new { refresh_token_seconds = 10 * 86_400 });
        await shops.ConnectAsync(Tulips);
        await InstallAsync(shops, expiring: false, Posters);

        await shops.World.Services.GetRequiredService<CheckShops>().LookAsync(TestContext.Current.CancellationToken);

        var attention = await shops.World.Services.GetRequiredService<Cartwright.Orders.ListAttention>()
            .HandleAsync(TestContext.Current.CancellationToken);
        attention.Single(entry => entry.Key == Tulips).Reason.ShouldContain("refresh token ends on");
        attention.Single(entry => entry.Key == Posters).Reason.ShouldContain("does not expire");
    }

    [Theory]
    [InlineData("--Shops:ClientSecret=", "Shops:ClientSecret")]
    [InlineData("--Shops:BaseAddress=http://shops.example/", "Shops:BaseAddress")]
    [InlineData("--Shops:Sessions=Prisma", "Shops:SessionsConnectionString")]
    [InlineData("--Lookup:AttemptsMilliseconds=soon", "Lookup:AttemptsMilliseconds")]
    [InlineData("--Lookup:DeadlineSecondsMax=900", "Lookup:DeadlineSecondsMax")]
    public async Task Wrong_settings_stop_the_start_with_what_to_set(string setting, string named)
    {
        var failure = await Should.ThrowAsync<Exception>(async () => await StartAsync(setting));
        failure.Message.ShouldContain(named);
    }

    internal static async Task InstallAsync(ShopWorld shops, bool expiring, string shop = Tulips)
    {
        using var answer = await shops.World.Outside.PostAsJsonAsync(
            new Uri(shops.World.SandboxAddress, $"sandbox/shops/{shop}/install"), new { expiring });
        var given = await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>();
        var domain = ShopDomain.Parse(shop);
        await shops.Directory.RegisterAsync(domain, Account, CancellationToken.None);
        await shops.Directory.ChangeAsync(
            domain,
            standing => ShopDecisions.Connect(
                standing,
                new(new(given!["access_token"]!.GetValue<string>()), null, null, null,
                    ShopScopes.Parse(given["scope"]!.GetValue<string>())),
                "migration", TimeProvider.System.GetUtcNow()),
            null, CancellationToken.None);
    }

    private static async Task<HttpStatusCode> ExchangeAsync(ShopWorld shops, string shop, string token)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(shops.World.Address, $"/v1/shops/{shop}/token-exchange"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await shops.World.Outside.SendAsync(request);
        return answer.StatusCode;
    }

    private static string SessionToken(string shop, string secret, int minutes = 1)
    {
        var now = TimeProvider.System.GetUtcNow();
        string Part(string json) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(json);
        var signed = Part("""{"alg":"HS256","typ":"JWT"}""") + "." + Part(
            $$"""
            {"iss":"https://{{shop}}/admin","dest":"https://{{shop}}","aud":"sandbox-app-key","sub":"1",
             "exp":{{now.AddMinutes(minutes).ToUnixTimeSeconds()}},"nbf":{{now.AddMinutes(-10).ToUnixTimeSeconds()}},
             "iat":{{now.AddMinutes(-10).ToUnixTimeSeconds()}},"jti":"1","sid":"1"}
            """);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed));
        return $"{signed}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(hash)}";
    }

    /// <summary>What Shopify tells of this shop when it tells nothing more.</summary>
    internal const string OfTulips =
        """{"myshopify_domain":"tulips.myshopify.com","shop_domain":"tulips.myshopify.com"}""";

    internal static string Sign(string body, string secret) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    internal static async Task<HttpStatusCode> TellAsync(
        ShopWorld shops, string topic, string body, string signature, string id, DateTimeOffset? at = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(shops.World.Address, "/v1/hooks/shopify"))
        {
            Content = new StringContent(body),
        };
        request.Headers.Add("X-Shopify-Topic", topic);
        request.Headers.Add("X-Shopify-Shop-Domain", Tulips);
        request.Headers.Add("X-Shopify-Webhook-Id", id);
        request.Headers.Add("X-Shopify-Hmac-Sha256", signature);
        request.Headers.Add(
            "X-Shopify-Triggered-At",
            (at ?? TimeProvider.System.GetUtcNow()).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        using var answer = await shops.World.Outside.SendAsync(request);
        return answer.StatusCode;
    }
}
