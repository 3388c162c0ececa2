using System.Text;
using Cartwright.Sandbox.Shopify;
using Microsoft.AspNetCore.WebUtilities;

namespace Cartwright.Sandbox.Tests;

public sealed class ShopifyTokenTests
{
    private const string Ask = "{ shop { name } }";

    [Fact]
    public async Task Installation_gives_an_expiring_pair_that_opens_the_shop_for_an_hour()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);

        var pair = await shop.InstallAsync();
        var opened = await shop.QueryAsync(pair["access_token"], Ask);
        sandbox.Time.Advance(TimeSpan.FromHours(1));
        var closed = await shop.QueryAsync(pair["access_token"], Ask);

        pair["access_token"]!.ShouldStartWith("shpat_");
        pair["refresh_token"]!.ShouldStartWith("shprt_");
        pair["expires_in"].ShouldBe("3600");
        pair["refresh_token_expires_in"].ShouldBe("7776000");
        pair["scope"].ShouldBe("read_orders,read_customers,read_returns");
        opened["data.shop.name"].ShouldBe("Tulips");
        closed.Status.ShouldBe(401);
        closed["errors"].ShouldBe("[API] Invalid API key or access token (unrecognized login or wrong password)");
        (await shop.BookAsync("unauthorized")).ShouldBe("1");
    }

    [Fact]
    public async Task Installation_without_expiry_gives_a_token_alone()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);

        var given = await shop.InstallAsync("""{"expiring":false}""");
        sandbox.Time.Advance(TimeSpan.FromDays(365));

        given["refresh_token"].ShouldBeNull();
        given["expires_in"].ShouldBeNull();
        (await shop.QueryAsync(given["access_token"], Ask)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Refresh_revokes_the_old_access_token_and_gives_a_live_pair()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var first = await shop.InstallAsync();

        var second = await shop.RefreshAsync(first["refresh_token"]);

        second.Status.ShouldBe(200);
        (await shop.QueryAsync(first["access_token"], Ask)).Status.ShouldBe(401);
        (await shop.QueryAsync(second["access_token"], Ask)).Status.ShouldBe(200);
        (await shop.BookAsync("active_tokens")).ShouldBe("1");
        (await shop.BookAsync("refreshes")).ShouldBe("1");
    }

    [Fact]
    public async Task Refresh_whose_answer_was_lost_is_repeated_with_the_same_outcome()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var first = await shop.InstallAsync();
        await sandbox.FaultAsync(
            $$"""[{"target":"shop:{{shop.Domain}}","operation":"token","kind":"drop-after","times":1}]""");

        await Should.ThrowAsync<HttpRequestException>(() => shop.RefreshAsync(first["refresh_token"]));
        var again = await shop.RefreshAsync(first["refresh_token"]);
        var third = await shop.RefreshAsync(first["refresh_token"]);

        again.Status.ShouldBe(200);
        third["access_token"].ShouldBe(again["access_token"]);
        (await shop.QueryAsync(again["access_token"], Ask)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Old_refresh_token_is_dead_once_its_replacement_was_used()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var first = await shop.InstallAsync();
        var second = await shop.RefreshAsync(first["refresh_token"]);
        await shop.RefreshAsync(second["refresh_token"]);

        var late = await shop.RefreshAsync(first["refresh_token"]);

        late.Status.ShouldBe(400);
        late["error"].ShouldBe("invalid_grant");
        (await shop.BookAsync("refreshes_refused")).ShouldBe("1");
    }

    [Fact]
    public async Task Old_refresh_token_is_dead_after_thirty_days_of_grace()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var first = await shop.InstallAsync();
        await shop.RefreshAsync(first["refresh_token"]);

        sandbox.Time.Advance(TimeSpan.FromDays(31));

        (await shop.RefreshAsync(first["refresh_token"])).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Refresh_twice_gives_two_pairs_and_revokes_the_first()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var installed = await shop.InstallAsync();
        await sandbox.FaultAsync("""[{"target":"shop:tulips.myshopify.com","kind":"refresh-twice","times":1}]""");

        var first = await shop.RefreshAsync(installed["refresh_token"]);
        var second = await shop.RefreshAsync(installed["refresh_token"]);

        second["access_token"].ShouldNotBe(first["access_token"]);
        (await shop.QueryAsync(first["access_token"], Ask)).Status.ShouldBe(401);
        (await shop.RefreshAsync(first["refresh_token"])).Status.ShouldBe(401);
        (await shop.QueryAsync(second["access_token"], Ask)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task New_installation_revokes_the_earlier_pair()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var first = await shop.InstallAsync();

        await shop.InstallAsync();

        (await shop.QueryAsync(first["access_token"], Ask)).Status.ShouldBe(401);
        (await shop.RefreshAsync(first["refresh_token"])).Status.ShouldBe(401);
        (await shop.BookAsync("active_tokens")).ShouldBe("1");
    }

    [Theory]
    [InlineData("expire", 401, 200)]
    [InlineData("expire-refresh", 200, 401)]
    [InlineData("revoke", 401, 401)]
    [InlineData("uninstall", 401, 401)]
    public async Task Control_ends_what_it_says(string control, int query, int refresh)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var pair = await shop.InstallAsync();

        (await shop.ControlAsync(HttpMethod.Post, control)).Status.ShouldBe(204);

        (await shop.QueryAsync(pair["access_token"], Ask)).Status.ShouldBe(query);
        var refreshed = await shop.RefreshAsync(pair["refresh_token"]);
        refreshed.Status.ShouldBe(refresh);
        if (refresh == 401)
        {
            refreshed["error"].ShouldBe("invalid_request");
            refreshed["error_description"].ShouldBe("This request requires an active refresh_token");
        }
    }

    [Fact]
    public async Task Bad_app_credentials_are_told_apart_from_dead_tokens()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var pair = await shop.InstallAsync();

        var wrongSecret = await shop.RefreshAsync(pair["refresh_token"], secret: "other");
        var wrongClient = await shop.RefreshAsync(pair["refresh_token"], client: "other");

        (wrongSecret.Status, wrongSecret["error"]).ShouldBe((401, "invalid_client"));
        (wrongClient.Status, wrongClient["error"]).ShouldBe((400, "invalid_client"));
        (await shop.RefreshAsync(pair["refresh_token"])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Id_token_of_the_shop_is_exchanged_and_others_are_not()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);

        var good = await shop.ExchangeAsync(shop.IdToken());
        var plain = await shop.ExchangeAsync(shop.IdToken(), expiring: null);
        string[] bad =
        [
            shop.IdToken(shop: AShop.Mugs), shop.IdToken(audience: "other"), shop.IdToken(secret: "other"),
            shop.IdToken(life: -1), "nonsense", "a.b.c",
        ];

        good["refresh_token"].ShouldNotBeNull();
        plain["refresh_token"].ShouldBeNull();
        foreach (var token in bad)
        {
            var refused = await shop.ExchangeAsync(token);
            (refused.Status, refused["error"]).ShouldBe((400, "invalid_subject_token"));
        }

        (await shop.BookAsync("exchanges")).ShouldBe("2");
    }

    [Fact]
    public async Task Token_without_expiry_is_migrated_once()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var old = (await shop.InstallAsync("""{"expiring":false}"""))["access_token"]!;
        await shop.ChangeAsync("""{"refuses_legacy_tokens":true}""");

        var refused = await shop.QueryAsync(old, Ask);
        var migrated = await shop.ExchangeAsync(old, isIdToken: false);

        refused.Status.ShouldBe(403);
        refused["errors"]!.ShouldContain("Non-expiring access tokens are no longer accepted");
        (await shop.QueryAsync(migrated["access_token"], Ask)).Status.ShouldBe(200);
        (await shop.QueryAsync(old, Ask)).Status.ShouldBe(401);
        (await shop.ExchangeAsync(old, isIdToken: false)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Consent_leads_back_with_a_signed_code_that_works_once()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        await shop.ControlAsync(HttpMethod.Post, "uninstall");
        var path = $"/shopify/{shop.Domain}/admin/oauth/authorize?client_id=sandbox-app-key&scope=read_orders"
            + $"&redirect_uri={Uri.EscapeDataString("https://app.example/back")}&state=st%20ate";

        var page = await sandbox.GetAsync(path);
        using var consent = new HttpRequestMessage(HttpMethod.Post, path);
        using var redirect = await sandbox.Http.SendAsync(consent, TestContext.Current.CancellationToken);
        var query = QueryHelpers.ParseQuery(redirect.Headers.Location!.Query)
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        var form = $$"""
            {"client_id":"sandbox-app-key","client_secret":"sandbox-app-secret","expiring":"1",
             "code":"{{query["code"]}}"}
            """;

        page.Body.ShouldContain("Install");
        ((int)redirect.StatusCode).ShouldBe(302);
        query.Keys.Order().ShouldBe(["code", "hmac", "host", "shop", "state", "timestamp"]);
        query["state"].ShouldBe("st ate");
        query["hmac"].ShouldBe(ShopifySignatures.OfCallback(query, "sandbox-app-secret"));
        (await shop.TokenAsync(form))["refresh_token"].ShouldNotBeNull();
        (await shop.TokenAsync(form)).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("client_id=other&redirect_uri=https://app.example/back")]
    [InlineData("client_id=sandbox-app-key&redirect_uri=/back")]
    [InlineData("client_id=sandbox-app-key&redirect_uri=javascript:alert(1)")]
    public async Task Consent_for_an_unknown_app_or_way_back_is_refused(string query)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        (await sandbox.GetAsync($"/shopify/{AShop.Tulips}/admin/oauth/authorize?{query}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Form_is_taken_as_well_as_json()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var pair = await shop.InstallAsync();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = "sandbox-app-key",
            ["client_secret"] = "sandbox-app-secret",
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = pair["refresh_token"]!,
        });

        using var answer = await sandbox.Http.PostAsync(
            $"/shopify/{shop.Domain}/admin/oauth/access_token", form, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Refreshes_at_once_are_counted_and_one_after_another_are_not()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var pair = await shop.InstallAsync();
        for (var turn = 0; turn < 20; turn++)
            pair = await shop.RefreshAsync(pair["refresh_token"]);
        (await shop.BookAsync("refreshes_in_flight_max")).ShouldBe("1");

        await sandbox.FaultAsync(
            $$"""[{"target":"shop:{{shop.Domain}}","kind":"delay","seconds":5,"operation":"token"}]""");
        var armed = sandbox.Time.NextTimer();
        var first = shop.RefreshAsync(pair["refresh_token"]);
        await armed;
        armed = sandbox.Time.NextTimer();
        var second = shop.RefreshAsync(pair["refresh_token"]);
        await armed;
        sandbox.Time.Advance(TimeSpan.FromSeconds(5));

        (await first)["access_token"].ShouldBe((await second)["access_token"]);
        (await shop.BookAsync("refreshes_in_flight_max")).ShouldBe("2");
    }

    [Fact]
    public void Refresh_whose_caller_has_hung_up_is_not_counted_beside_the_next()
    {
        var books = new ShopBooks();
        using var caller = new CancellationTokenSource();
        using var left = books.RefreshStarts(caller.Token);
        caller.Cancel();

        using (books.RefreshStarts(CancellationToken.None)) books.RefreshesInFlightMax.ShouldBe(1);
        using var one = books.RefreshStarts(CancellationToken.None);
        using var two = books.RefreshStarts(CancellationToken.None);
        books.RefreshesInFlightMax.ShouldBe(2);
    }

    [Theory]
    [InlineData("frozen", 402)]
    [InlineData("locked", 423)]
    [InlineData("gone", 404)]
    public async Task Shop_that_is_shut_refuses_queries_and_refreshes(string how, int status)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var pair = await shop.InstallAsync();

        await shop.ChangeAsync($$"""{"{{how}}":true}""");
        (await shop.QueryAsync(pair["access_token"], Ask)).Status.ShouldBe(status);
        (await shop.RefreshAsync(pair["refresh_token"])).Status.ShouldBe(status);
        await shop.ChangeAsync($$"""{"{{how}}":false}""");

        (await shop.QueryAsync(pair["access_token"], Ask)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Token_of_one_shop_opens_no_other()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var pair = await new AShop(sandbox).InstallAsync();
        var other = new AShop(sandbox, AShop.Posters);

        (await other.QueryAsync(pair["access_token"], Ask)).Status.ShouldBe(401);
        (await other.RefreshAsync(pair["refresh_token"])).Status.ShouldBe(401);
        (await new AShop(sandbox, "nowhere.myshopify.com").RefreshAsync("x")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Reset_gives_the_shops_back_as_they_began()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        var pair = await shop.InstallAsync();
        await shop.ChangeAsync("""{"scopes":["read_orders"],"frozen":true}""");

        using var reset = new HttpRequestMessage(HttpMethod.Post, "/sandbox/reset");
        await sandbox.SendAsync(reset);

        (await shop.QueryAsync(pair["access_token"], Ask)).Status.ShouldBe(401);
        (await shop.InstallAsync())["scope"].ShouldBe("read_orders,read_customers,read_returns");
        (await shop.BookAsync("unauthorized")).ShouldBe("1");
    }

    [Fact]
    public async Task Retry_after_of_a_status_keeps_its_fraction()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var shop = new AShop(sandbox);
        foreach (var written in new[] { "2.0", "\"2.0\"" })
        {
            await sandbox.FaultAsync(
                $$"""[{"target":"shop:{{shop.Domain}}","kind":"status","code":429,"retry_after":{{written}}}]""");

            var refused = await shop.QueryAsync("x", Ask);

            (refused.Status, refused.Headers["Retry-After"]).ShouldBe((429, "2.0"));
        }
    }

    [Fact]
    public void Signatures_are_those_of_the_published_vectors()
    {
        ShopifySignatures.OfWebhook(Encoding.UTF8.GetBytes("""{"id":1}"""), "hush")
            .ShouldBe("VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=");
        ShopifySignatures.OfProxy(
            [
                new("extra", "1"), new("extra", "2"), new("shop", "shop-name.myshopify.com"),
                new("logged_in_customer_id", "1"), new("path_prefix", "/apps/awesome_reviews"),
                new("timestamp", "1317327555"), new("signature", "ignored"),
            ], "hush")
            .ShouldBe("4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb");
    }

    [Fact]
    public async Task Proxy_query_is_signed_for_the_shop()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var signed = QueryHelpers.ParseQuery(
            (await sandbox.GetAsync($"/sandbox/shops/{AShop.Tulips}/proxy-query?logged_in_customer_id=7001")).Body);

        signed["shop"].ToString().ShouldBe(AShop.Tulips);
        signed["signature"].ToString().ShouldBe(ShopifySignatures.OfProxy(
            signed.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString())), "sandbox-app-secret"));
    }
}
