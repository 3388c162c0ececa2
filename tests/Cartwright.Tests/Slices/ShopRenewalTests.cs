using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Orders;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Cartwright.Tests.Slices.ShopConnectionTests;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What the token endpoint's refusals make of a lookup, a shop, and the attention list.</summary>
public sealed class ShopRenewalTests
{
    [Fact]
    public async Task Refused_refresh_token_told_by_a_400_degrades_the_shop_for_it()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await RefuseTokenAsync(shops, 400, new
        {
            error = "invalid_request", error_description = "This request requires an active refresh_token",
        });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe("RefreshTokenRefused");
    }

    [Fact]
    public async Task Refusal_that_would_come_again_is_asked_for_once_in_a_lookup()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "expire");
        await RefuseTokenAsync(shops, 400, new { error = "invalid_request" }, times: 1);

        // A second request would be granted.
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Renewed_token_that_lacks_a_scope_degrades_the_shop_for_the_scope()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 401, body = "{}", times = 1 },
            new
            {
                target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 200,
                body = LookupBoundsTests.OrdersDenied,
            });

        var told = await shops.TestAsync(Tulips, "#1001");
        told["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED", told.ToJsonString());
        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe("ScopeMissing");
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBe(1);
    }

    [Theory]
    [InlineData(402, "Frozen")]
    [InlineData(423, "Locked")]
    [InlineData(404, "Gone")]
    [InlineData(400, "LegacyTokenRefused")]
    public async Task Exchange_that_is_refused_degrades_the_shop_for_what_the_refusal_says(int status, string reason)
    {
        await using var shops = await WithLegacyTokenAsync();
        await RefuseTokenAsync(shops, status, new { error = "invalid_subject_token" });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe(reason);
    }

    [Fact]
    public async Task Exchange_waits_while_the_apps_credentials_are_refused_and_degrades_nothing()
    {
        await using var shops = await WithLegacyTokenAsync();
        await shops.World.Services.GetRequiredService<AppAlarm>().RaiseAsync("HTTP 401: invalid_client");

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");

        (await shops.BooksAsync(Tulips))["exchanges"]!.GetValue<long>().ShouldBe(0);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    [Fact]
    public async Task Refused_credentials_are_tried_again_by_one_caller_until_that_went_well()
    {
        await using var shops = await StartAsync();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var alarm = new AppAlarm(
            shops.World.Services.GetRequiredService<Cartwright.Journal.IJournal>(), clock, NullLogger<AppAlarm>.Instance);
        alarm.MayTry().ShouldBeTrue();
        await alarm.RaiseAsync("HTTP 401: invalid_client");
        alarm.MayTry().ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(31));
        Enumerable.Range(0, 5).Count(_ => alarm.MayTry()).ShouldBe(1);

        await alarm.ClearAsync();
        Enumerable.Range(0, 5).Count(_ => alarm.MayTry()).ShouldBe(5);
    }

    [Fact]
    public async Task Shop_that_is_allowed_what_it_lacked_needs_nobodys_attention_any_more()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 200,
            body = LookupBoundsTests.OrdersDenied, times = 1,
        });
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await AttentionAsync(shops)).ShouldBe([Tulips]);
        const string all = """{"current":["read_orders","read_all_orders","read_customers","read_returns"]}""";

        await TellAsync(
            shops, "app/scopes_update", all, Sign(all, "sandbox-app-secret"), "w-1",
            TimeProvider.System.GetUtcNow().AddSeconds(5));

        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        (await AttentionAsync(shops)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Shop_whose_merchant_has_removed_the_app_needs_nobodys_attention()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "revoke");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await AttentionAsync(shops)).ShouldBe([Tulips]);

        await TellAsync(
            shops, "app/uninstalled", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-1",
            TimeProvider.System.GetUtcNow().AddSeconds(5));

        (await AttentionAsync(shops)).ShouldBeEmpty();
        await shops.World.Services.GetRequiredService<CheckShops>().LookAsync(TestContext.Current.CancellationToken);
        (await AttentionAsync(shops)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Callers_token_that_is_the_shops_own_and_lacks_a_scope_degrades_it_for_that_and_is_not_renewed(
        bool isRefreshTokenDead)
    {
        await using var shops = await WithAsync(Tulips);
        var token = (await shops.ShopAsync(Tulips)).Session!.AccessToken.Reveal();
        await shops.World.FaultAsync(
            new
            {
                target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 200,
                body = LookupBoundsTests.OrdersDenied,
            },
            new
            {
                target = $"shop:{Tulips}", operation = "token", kind = "status", code = 400,
                body = new { error = "invalid_grant" }, probability = isRefreshTokenDead ? 1 : 0,
            });

        var answer = await LookupBoundsTests.WithTokenAsync(shops, token);

        answer["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe("ScopeMissing");
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Token_endpoint_that_says_when_it_is_welcome_is_not_asked_before()
    {
        await using var shops = await WithAsync(Tulips, "--Shops:RefreshTimeoutSecondsMax=1");
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(new
        {
            target = $"shop:{Tulips}", operation = "token", kind = "status", code = 429, body = "{}", retry_after = "20",
        });

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");

        var faults = (await shops.World.Outside.GetFromJsonAsync<JsonArray>(
            new Uri(shops.World.SandboxAddress, "sandbox/faults"), TestContext.Current.CancellationToken))!;
        faults[0]!["hits"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Dead_refresh_token_shows_that_the_apps_credentials_are_taken_again()
    {
        await using var shops = await StartAsync();
        await shops.Directory.RegisterAsync(ShopDomain.Parse(Tulips), Account, CancellationToken.None);
        await shops.ConnectElsewhereAsync(Tulips);
        await shops.AtShopAsync(Tulips, "revoke");
        await using (var other = await shops.World.OperatorAsync())
        {
            await other.Services.GetRequiredService<AppAlarm>().RaiseAsync("HTTP 401: invalid_client");
        }

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");

        (await shops.World.Services.GetRequiredService<ListAttention>()
            .HandleAsync(TestContext.Current.CancellationToken))
            .ShouldNotContain(entry => entry.Kind == AppAlarm.AttentionKind);
    }

    internal static async Task<IReadOnlyList<string>> AttentionAsync(ShopWorld shops) =>
    [
        .. (await shops.World.Services.GetRequiredService<ListAttention>()
            .HandleAsync(TestContext.Current.CancellationToken))
            .Where(entry => entry.Kind == CheckShops.AttentionKind).Select(entry => entry.Key),
    ];

    /// <summary>A shop that still has a token that does not expire, and that is not taken any more.</summary>
    private static async Task<ShopWorld> WithLegacyTokenAsync()
    {
        var shops = await StartAsync();
        await InstallAsync(shops, expiring: false);
        await shops.ChangeShopAsync(Tulips, new { refuses_legacy_tokens = true });
        return shops;
    }

    private static Task RefuseTokenAsync(ShopWorld shops, int code, object body, int times = 100) =>
        shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "token", kind = "status", code, body, times });
}
