using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What lookups are held to: guesses, rows that are kept, and whose token says what of a shop.</summary>
public sealed class LookupBoundsTests
{
    internal const string OrdersDenied =
        """
        {"errors":[{"message":"Access denied for orders field. Required access: `read_orders` access scope.",
         "extensions":{"code":"ACCESS_DENIED"},"path":["byName"]}],"data":null}
        """;

    [Fact]
    public async Task Guesses_at_one_shop_are_refused_whoever_makes_them_and_another_shop_goes_on()
    {
        const int Max = 6;
        await using var shops = await WithAsync(Tulips, $"--Lookup:MissesPerShopMax={Max}");
        await shops.ConnectAsync(Mugs);
        await shops.AtShopAsync(Mugs, "orders", new { name = "#EN77-A", email = Ada });
        for (var guess = 0; guess < Max; guess++)
        {
            var miss = await GuessAsync(shops, Tulips, $"#{1002 + guess}", "eve@example.com", guess);
            miss["code"]!.GetValue<string>().ShouldBe("NOT_FOUND");
            miss["offerPerson"]!.GetValue<bool>().ShouldBeFalse();
        }

        var queries = (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();
        var refused = await GuessAsync(shops, Tulips, "#1001", Ada, Max);

        refused["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        refused["offerPerson"]!.GetValue<bool>().ShouldBeTrue();
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(queries);
        (await GuessAsync(shops, Mugs, "EN77-A", Ada, Max))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Attempts_that_are_kept_of_a_shop_are_the_latest_few_and_others_keep_theirs()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:AttemptsKeptPerShopMax=3");
        await shops.ConnectAsync(Mugs);
        var others = (await shops.TestAsync(Mugs, "EN1001-A"))["lookupId"]!.GetValue<string>();
        List<string> lookups = [];
        for (var lookup = 0; lookup < 10; lookup++)
        {
            lookups.Add((await shops.TestAsync(Tulips, "#1001"))["lookupId"]!.GetValue<string>());
        }

        var kept = await KeptWhenAsync(shops, Tulips, lookups[^1]);

        kept.Order().ShouldBe(lookups[^3..].Order());
        (await KeptWhenAsync(shops, Mugs, others)).Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Callers_token_that_may_not_read_orders_degrades_nothing_and_the_shops_own_finds_the_order()
    {
        await using var shops = await WithAsync(Tulips);
        await DenyFirstAsync(shops);

        (await WithTokenAsync(shops, "shpat_callers_own"))["code"]!.GetValue<string>().ShouldBe("FOUND");

        (await shops.World.Outside.GetFromJsonAsync<JsonArray>(
            new Uri(shops.World.SandboxAddress, "sandbox/faults"), TestContext.Current.CancellationToken))![0]!["hits"]!
            .GetValue<long>().ShouldBe(1);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Callers_token_that_may_not_read_orders_recovers_no_degraded_shop()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:AttemptsMax=1");
        await DegradeAsync(shops);
        await DenyFirstAsync(
            shops, new { target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 503 });

        (await WithTokenAsync(shops, "shpat_callers_own"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Degraded");
    }

    [Fact]
    public async Task Degraded_shop_recovers_by_its_own_token_after_the_callers_was_refused()
    {
        await using var shops = await WithAsync(Tulips);
        await DegradeAsync(shops);
        await DenyFirstAsync(shops);

        (await WithTokenAsync(shops, "shpat_callers_own"))["code"]!.GetValue<string>().ShouldBe("FOUND");

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Order_that_another_node_remembered_does_not_outlive_an_uninstallation()
    {
        await using var shops = await StartAsync();
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);
        await shops.ConnectElsewhereAsync(Tulips);
        await shops.TellHooksAsync(Tulips);
        (await shops.ShopAsync(Tulips)).KnownOrder.ShouldBeNull();
        await using (var node = await shops.World.OperatorAsync())
        {
            await node.Services.GetRequiredService<ShopDirectory>().RememberOrderAsync(
                ShopDomain.Parse(Tulips), "#1001", TestContext.Current.CancellationToken);
        }

        await shops.AtShopAsync(Tulips, "uninstall");
        await shops.ViewWhenAsync(Tulips, view => view["status"]!.GetValue<string>() == "Uninstalled");

        (await shops.World.Services.GetRequiredService<IJournal>().QueryAsync(
            "select name from shop_known_orders where shop = @shop", row => row.GetString(0), [("shop", Tulips)],
            TestContext.Current.CancellationToken)).ShouldBeEmpty();
        await shops.ConnectElsewhereAsync(Tulips);
        (await shops.ShopAsync(Tulips)).KnownOrder.ShouldBeNull();
    }

    [Fact]
    public async Task Alarm_of_an_earlier_process_is_settled_by_the_first_renewal_of_this_one()
    {
        await using var shops = await StartAsync();
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);
        await shops.ConnectElsewhereAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await using (var earlier = await shops.World.OperatorAsync())
        {
            await earlier.Services.GetRequiredService<AppAlarm>().RaiseAsync("HTTP 401: invalid_client");
        }

        (await AlarmsAsync(shops)).ShouldBe(1);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await AlarmsAsync(shops)).ShouldBe(0);
    }

    [Fact]
    public async Task Alarm_of_an_earlier_process_is_settled_by_a_shop_that_connects()
    {
        await using var shops = await StartAsync();
        await using (var earlier = await shops.World.OperatorAsync())
        {
            await earlier.Services.GetRequiredService<AppAlarm>().RaiseAsync("HTTP 401: invalid_client");
        }

        (await AlarmsAsync(shops)).ShouldBe(1);
        await shops.ConnectAsync(Tulips);
        (await AlarmsAsync(shops)).ShouldBe(0);
    }

    private static async Task<int> AlarmsAsync(ShopWorld shops) =>
        (await shops.World.Services.GetRequiredService<ListAttention>()
            .HandleAsync(TestContext.Current.CancellationToken))
            .Count(entry => entry.Kind == AppAlarm.AttentionKind);

    private static async Task<JsonNode> GuessAsync(
        ShopWorld shops, string shop, string order, string email, int shopper)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/shops/{shop}/orders/lookup")
        {
            Content = JsonContent.Create(new { order, email, sessionId = $"session-{shopper}" }),
        };
        request.Headers.Add("Rye-Shopper-IP", $"203.0.113.{shopper}");
        return await SendAsync(shops, request);
    }

    internal static async Task<JsonNode> WithTokenAsync(ShopWorld shops, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/shops/{Tulips}/orders/lookup")
        {
            Content = JsonContent.Create(new { order = "#1001", email = Ada }),
        };
        request.Headers.Add("X-Shopify-Access-Token", token);
        return await SendAsync(shops, request);
    }

    private static async Task<JsonNode> SendAsync(ShopWorld shops, HttpRequestMessage request)
    {
        using var answer = await shops.Merchant.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>The first call, which is the one with the caller's token, is told that it lacks the scope.</summary>
    private static Task DenyFirstAsync(ShopWorld shops, params object[] then) => shops.World.FaultAsync(
    [
        new
        {
            target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 200, body = OrdersDenied,
            times = 1,
        },
        .. then,
    ]);

    /// <summary>As if it had been degraded, and last tried, a day ago.</summary>
    private static Task<Shop?> DegradeAsync(ShopWorld shops) => shops.Directory.ChangeAsync(
        ShopDomain.Parse(Tulips),
        standing => ShopDecisions.Degrade(
            standing, DegradedReason.Frozen, "", TimeProvider.System.GetUtcNow().AddDays(-1)),
        null, CancellationToken.None);

    /// <summary>The lookups whose attempts are kept, once this one's are.</summary>
    private static async Task<IReadOnlyList<string>> KeptWhenAsync(ShopWorld shops, string shop, string lookup)
    {
        while (true)
        {
            var kept = await shops.World.Services.GetRequiredService<IJournal>().QueryAsync(
                "select lookup_id from lookup_attempts where shop = @shop", row => row.GetString(0), [("shop", shop)],
                TestContext.Current.CancellationToken);
            if (kept.Contains(lookup))
            {
                return kept;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
