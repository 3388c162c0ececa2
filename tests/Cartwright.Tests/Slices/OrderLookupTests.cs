using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>The order-lookup guide, section by section and edge case by edge case, over HTTP against the shops.</summary>
public sealed class OrderLookupTests
{
    [Fact]
    public async Task End_to_end_flow_finds_the_order_with_its_parcels()
    {
        await using var shops = await WithAsync(Tulips);

        var answer = await shops.LookUpAsync(Tulips, "Where is my order #1001?");

        answer["code"]!.GetValue<string>().ShouldBe("FOUND", answer.ToJsonString());
        var order = answer["order"]!;
        order["name"]!.GetValue<string>().ShouldBe("#1001");
        order["fulfillmentStatus"]!.GetValue<string>().ShouldBe("FULFILLED");
        var parcel = order["shipments"]!.AsArray().ShouldHaveSingleItem()!;
        parcel["status"]!.GetValue<string>().ShouldBe("DELIVERED");
        parcel["tracking"]!.AsArray().ShouldNotBeEmpty();
        answer.ToJsonString().ShouldNotContain(Ada);
    }

    [Theory]
    [InlineData("1001")]
    [InlineData("EN1001-A")]
    [InlineData("#EN1001-A")]
    [InlineData("EN1001")]
    public async Task Query_strategy_finds_a_number_with_or_without_the_shops_prefix_and_suffix(string number)
    {
        await using var shops = await WithAsync(Mugs, "--Lookup:Verification=Off");

        var answer = await shops.LookUpAsync(Mugs, number, email: null);

        answer["order"]?["name"]?.GetValue<string>().ShouldBe("#EN1001-A", answer.ToJsonString());
    }

    [Fact]
    public async Task Order_that_only_mentions_the_number_is_not_taken_for_it()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:Verification=Off");

        (await shops.LookUpAsync(Tulips, "#1001", null))["order"]!["name"]!.GetValue<string>().ShouldBe("#1001");
        (await shops.LookUpAsync(Tulips, "#100", null))["code"]!.GetValue<string>().ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Two_orders_of_one_name_are_told_apart_by_who_asks()
    {
        await using var shops = await WithAsync(Mugs, "--Lookup:Verification=Off");

        (await shops.LookUpAsync(Mugs, "EN1010-A", "second@example.com"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await shops.LookUpAsync(Mugs, "EN1010-A", null))["code"]!.GetValue<string>().ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Candidates_are_tried_in_order_and_equal_ones_once()
    {
        await using var shops = await WithAsync(Tulips);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/shops/{Tulips}/orders/lookup")
        {
            Content = JsonContent.Create(new { order = "1001", email = Ada }),
        };
        request.Headers.Add("X-Shopify-Access-Token", "shpat_old");
        request.Headers.Add("X-Shopify-Fallback-Access-Token", "shpat_old");
        using var answer = await shops.Merchant.SendAsync(request, TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("FOUND");
        var books = await shops.BooksAsync(Tulips);
        books["unauthorized"]!.GetValue<long>().ShouldBe(1);
        books["refreshes"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Expired_token_is_refreshed_and_both_places_hold_the_new_one()
    {
        await using var shops = await WithAsync(Tulips);
        var before = await shops.ShopAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");

        var report = await shops.TestAsync(Tulips, "#1001");

        report["found"]!.GetValue<bool>().ShouldBeTrue(report.ToJsonString());
        report["attempts"]!.AsArray().Select(one => one!["source"]!.GetValue<string>())
            .ShouldBe(["session", "refreshed"]);
        report["attempts"]![1]!["refresh"]!.GetValue<string>().ShouldBe("renewed");
        var after = await shops.ShopAsync(Tulips);
        after.Session!.AccessToken.Reveal().ShouldBe(after.AccessToken!.Reveal());
        after.AccessToken.Reveal().ShouldNotBe(before.AccessToken!.Reveal());
        after.Session.RefreshToken!.Reveal().ShouldNotBe(before.Session!.RefreshToken!.Reveal());
    }

    [Fact]
    public async Task Missing_or_expired_refresh_token_degrades_the_shop_and_tells_its_merchant_to_reconnect()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await shops.AtShopAsync(Tulips, "expire-refresh");

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        answer["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        var said = answer["message"]!.GetValue<string>();
        foreach (var inner in new[] { "token", "401", "Shopify", "refresh", "reconnect" })
        {
            said.ShouldNotContain(inner, Case.Insensitive);
        }

        var view = await shops.ViewAsync(Tulips);
        view["status"]!.GetValue<string>().ShouldBe("Degraded");
        view["reason"]!.GetValue<string>().ShouldBe("RefreshTokenRefused");
        view["advice"]!.GetValue<string>().ShouldContain("reconnect");
        view["reconnectUrl"]!.GetValue<string>().ShouldEndWith($"/v1/shops/{Tulips}/connect");
    }

    [Fact]
    public async Task Revoked_tokens_are_tried_once_and_the_shop_then_left_alone_until_it_reconnects()
    {
        await using var shops = await WithAsync(Tulips);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        await shops.AtShopAsync(Tulips, "revoke");
        await shops.LookUpAsync(Tulips, "#1001");
        var before = (await shops.BooksAsync(Tulips)).ToJsonString();

        for (var again = 0; again < 5; again++)
        {
            (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        }

        (await shops.BooksAsync(Tulips)).ToJsonString().ShouldBe(before);

        var (status, page) = await shops.ConnectAsync(Tulips);
        status.ShouldBe(HttpStatusCode.OK, page);
        var view = await shops.ViewAsync(Tulips);
        view["status"]!.GetValue<string>().ShouldBe("Connected");
        view["check"]!["outcome"]!.GetValue<string>().ShouldBe("Order #1001 was found.");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Uninstalled_app_wipes_the_tokens_and_a_late_webhook_does_not_wipe_the_next_ones()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.TellHooksAsync(Tulips);
        await shops.World.FaultAsync(new { target = $"shop:{Tulips}", operation = "webhook", kind = "webhook-twice" });

        await shops.AtShopAsync(Tulips, "uninstall");

        await shops.ViewWhenAsync(Tulips, view => view["status"]!.GetValue<string>() == "Uninstalled");
        var shop = await shops.ShopAsync(Tulips);
        shop.Session.ShouldBeNull();
        shop.AccessToken.ShouldBeNull();
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
    }

    [Fact]
    public async Task Changed_scopes_are_kept_and_a_missing_one_is_never_answered_with_a_refresh()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new { scopes = new[] { "read_customers" } });

        var report = await shops.TestAsync(Tulips, "#1001");

        report["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED", report.ToJsonString());
        report["merchant"]!.GetValue<string>().ShouldContain("scope");
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBe(0);
        await shops.TellHooksAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new { scopes = new[] { "read_orders", "read_all_orders" } });
        await shops.ViewWhenAsync(Tulips, view => view["scopes"]!.GetValue<string>().Contains("read_all_orders"));
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Order_outside_of_the_window_reads_as_perhaps_too_old()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ConnectAsync(Posters);

        var old = await shops.LookUpAsync(Tulips, "#900");
        old["code"]!.GetValue<string>().ShouldBe("NOT_FOUND");
        old["message"]!.GetValue<string>().ShouldContain("recent orders");
        (await shops.TestAsync(Tulips, "#900"))["merchant"]!.GetValue<string>().ShouldContain("read_all_orders");

        (await shops.TestAsync(Posters, "#900"))["found"]!.GetValue<bool>().ShouldBeTrue();
        (await shops.LookUpAsync(Posters, "#77"))["message"]!.GetValue<string>().ShouldNotContain("recent orders");
    }

    [Fact]
    public async Task Transient_faults_are_repeated_and_the_order_is_found()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 502, times = 1 },
            new { target = $"shop:{Tulips}", operation = "graphql", kind = "drop-after", times = 1 });

        var report = await shops.TestAsync(Tulips, "#1001");

        report["found"]!.GetValue<bool>().ShouldBeTrue(report.ToJsonString());
        report["attempts"]!.AsArray().Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Throttled_lookup_waits_what_the_hints_say()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 429, retry_after = 0.4, times = 1,
        });

        var report = await shops.TestAsync(Tulips, "#1001");

        report["found"]!.GetValue<bool>().ShouldBeTrue(report.ToJsonString());
        var attempts = report["attempts"]!.AsArray();
        attempts[0]!["outcome"]!.GetValue<string>().ShouldBe("throttled");
        attempts[1]!["number"]!.GetValue<int>().ShouldBe(1);
        attempts[1]!["waitedMs"]!.GetValue<long>().ShouldBeGreaterThan(300);
        // Once it was told, it asked no more often than it had to.
        attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Throttle_that_outlasts_the_deadline_is_said_without_naming_it()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:DeadlineSecondsMax=1");
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 429, retry_after = 30,
        });

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        answer["code"]!.GetValue<string>().ShouldBe("THROTTLED");
        answer["message"]!.GetValue<string>().ShouldNotContain("limit", Case.Insensitive);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Concurrent_refresh_happens_once_for_a_thousand_lookups()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new { maximum_available = 10_000_000, restore_rate = 1_000_000, available = 10_000_000 });
        await shops.AtShopAsync(Tulips, "expire");

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => shops.LookUpAsync(Tulips, "#1001")));

        answers.Select(answer => answer["code"]!.GetValue<string>()).Distinct().ShouldBe(["FOUND"]);
        var books = await shops.BooksAsync(Tulips);
        books["refreshes"]!.GetValue<long>().ShouldBe(1);
        books["refreshes_in_flight_max"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Refresh_whose_answer_is_lost_is_repeated_and_nothing_is_lost_with_it()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "token", kind = "drop-after", times = 1 });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Refresh_that_was_refused_while_the_shop_was_connected_anew_degrades_nothing()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "token", kind = "delay", seconds = 2, times = 1 });

        var lookup = shops.LookUpAsync(Tulips, "#1001");
        await shops.World.FaultStruckAsync("token");
        await shops.ConnectElsewhereAsync(Tulips);

        (await lookup)["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await shops.BooksAsync(Tulips))["refreshes_refused"]!.GetValue<long>().ShouldBe(1);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Connection_made_while_a_token_is_renewed_waits_for_its_turn_and_stands()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "token", kind = "delay", seconds = 2, times = 1 });

        var lookup = shops.LookUpAsync(Tulips, "#1001");
        await shops.World.FaultStruckAsync("token");
        (await shops.ConnectAsync(Tulips)).Status.ShouldBe(HttpStatusCode.OK);

        (await lookup)["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        var books = await shops.BooksAsync(Tulips);
        books["refreshes"]!.GetValue<long>().ShouldBe(1);
        books["refreshes_refused"]!.GetValue<long>().ShouldBe(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"shop":null,"byName":null,"byNumber":null,"bySearch":null}}""")]
    [InlineData("""{"data":{"shop":{},"byName":{},"byNumber":{},"bySearch":{}}}""")]
    [InlineData("""{"data":{"shop":{"orderNumberFormatPrefix":"#","orderNumberFormatSuffix":""},"byName":{"nodes":[null]},"byNumber":{"nodes":[]},"bySearch":{"nodes":[]}}}""")]
    [InlineData("""{"data":{"shop":{"orderNumberFormatPrefix":"#","orderNumberFormatSuffix":""},"byName":{"nodes":[{"id":"1","name":"#1001"}]},"byNumber":{"nodes":[]},"bySearch":{"nodes":[]}}}""")]
    [InlineData("""{"errors":"Something"}""")]
    [InlineData("[]")]
    public async Task Answer_that_can_not_be_read_is_never_taken_for_an_order_that_is_not_there(string body)
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:DeadlineSecondsMax=1");
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 200, body,
        });

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        answer["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE", answer.ToJsonString());
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Refusal_of_the_token_endpoint_that_nobody_knows_degrades_nothing()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:DeadlineSecondsMax=1");
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "token", kind = "status", code = 400,
            body = new { error = "invalid_request" },
        });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Bad_app_credentials_raise_an_alarm_and_degrade_no_shop()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "token", kind = "status", code = 401,
            body = new { error = "invalid_client" },
        });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        var attention = await shops.World.Services.GetRequiredService<Cartwright.Orders.ListAttention>()
            .HandleAsync(TestContext.Current.CancellationToken);
        attention.ShouldContain(entry => entry.Kind == AppAlarm.AttentionKind);
    }

    [Theory]
    [InlineData("frozen", "Frozen")]
    [InlineData("locked", "Locked")]
    [InlineData("gone", "Gone")]
    public async Task Shop_that_is_closed_is_degraded_with_its_reason_and_not_refreshed(string change, string reason)
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new Dictionary<string, bool> { [change] = true });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");

        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe(reason);
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Shop_of_another_account_reads_like_one_that_is_not_there()
    {
        await using var shops = await WithAsync(Tulips);
        var key = await shops.World.Services.GetRequiredService<ApiKeys>()
            .CreateAsync("account_other", Billing.Card, "test", CancellationToken.None);
        using var other = ClientOf(shops.World, key.Key.Reveal());

        foreach (var path in new[] { $"/v1/shops/{Tulips}", $"/v1/shops/{Tulips}/orders/test?ref=1001", $"/v1/shops/{Mugs}" })
        {
            using var answer = await other.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }
}
