using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Tests.Slices;
using Microsoft.Data.Sqlite;
using static Cartwright.Tests.Slices.ShopConnectionTests;
using static Cartwright.Tests.Slices.ShopRenewalTests;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Shops;

/// <summary>What an existing app does to its own session is seen by the gateway that stands beside it.</summary>
public sealed class AppBesideTests : IAsyncLifetime
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"sessions-{Guid.NewGuid():n}.db");
    private SqliteConnection app = null!;

    public async ValueTask InitializeAsync()
    {
        app = new SqliteConnection($"Data Source={file};Pooling=false");
        await app.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync("""
            create table "shopify_sessions" ("id" text primary key, "shop" text not null, "state" text not null,
              "isOnline" boolean not null, "scope" text, "expires" integer, "onlineAccessInfo" text,
              "accessToken" text not null, "refreshToken" text, "refreshTokenExpires" integer)
            """);
    }

    [Fact]
    public async Task Uninstallation_told_before_the_app_connected_again_removes_none_of_its_tokens()
    {
        await using var shops = await BesideAsync();
        await shops.ConnectAsync(Tulips);
        var told = TimeProvider.System.GetUtcNow().AddSeconds(1);
        await RunAsync($"""
            update "shopify_sessions" set "accessToken" = 'shpat_again', "expires" = {told.ToUnixTimeSeconds() + 3700}
            """);

        await TellAsync(shops, "app/uninstalled", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-1", told);

        (await CountAsync()).ShouldBe(1);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        // One that was told after it is heard.
        await TellAsync(
            shops, "app/uninstalled", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-2", told.AddMinutes(5));
        (await CountAsync()).ShouldBe(0);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Uninstalled");
    }

    [Fact]
    public async Task Uninstallation_told_before_a_token_came_that_never_ends_removes_nothing_and_a_later_one_does()
    {
        await using var shops = await BesideAsync();
        await shops.ConnectAsync(Tulips);
        var told = TimeProvider.System.GetUtcNow();
        await RunAsync("""
            update "shopify_sessions" set "accessToken" = 'shpat_again', "expires" = null, "refreshToken" = null
            """);

        await TellAsync(shops, "app/uninstalled", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-1", told);

        (await CountAsync()).ShouldBe(1);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        await TellAsync(
            shops, "app/uninstalled", OfTulips, Sign(OfTulips, "sandbox-app-secret"), "w-2", told.AddMinutes(5));
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Uninstalled");
    }

    [Fact]
    public async Task Shop_that_the_app_has_reconnected_has_its_known_order_looked_up_and_needs_nobody()
    {
        await using var shops = await BesideAsync();
        await shops.ConnectAsync(Tulips);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        await shops.AtShopAsync(Tulips, "revoke");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await AttentionAsync(shops)).ShouldBe([Tulips]);
        using var given = await shops.World.Outside.PostAsJsonAsync(
            new Uri(shops.World.SandboxAddress, $"sandbox/shops/{Tulips}/install"), new { },
            TestContext.Current.CancellationToken);
        var pair = (await given.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;

        await RunAsync($"""
            update "shopify_sessions"
            set "accessToken" = '{pair["access_token"]}', "refreshToken" = '{pair["refresh_token"]}'
            """);

        var view = await shops.ViewWhenAsync(Tulips, view => view["check"] is not null);
        view["status"]!.GetValue<string>().ShouldBe("Connected");
        view["check"]!.ToJsonString().ShouldContain("Order #1001 was found.");
        (await AttentionAsync(shops)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Shop_without_a_session_that_is_frozen_is_asked_once()
    {
        await using var shops = await BesideAsync();
        await shops.ConnectAsync(Tulips);
        await RunAsync("""delete from "shopify_sessions" """);
        await shops.ChangeShopAsync(Tulips, new { frozen = true });
        var before = (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();

        for (var lookup = 0; lookup < 3; lookup++)
        {
            (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        }

        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe("Frozen");
        (await shops.TestAsync(Tulips, "#1001"))["attempts"]!.AsArray().ShouldBeEmpty();
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(before);
    }

    [Fact]
    public async Task Scopes_that_the_app_has_gained_are_the_shops()
    {
        await using var shops = await BesideAsync();
        await shops.ConnectAsync(Tulips);
        (await shops.ShopAsync(Tulips)).Scopes.Has("read_all_orders").ShouldBeFalse();

        await RunAsync("""update "shopify_sessions" set "scope" = 'read_orders,read_all_orders'""");

        (await shops.ShopAsync(Tulips)).Scopes.Has("read_all_orders").ShouldBeTrue();
    }

    [Fact]
    public async Task Token_in_the_apps_table_is_renewed_before_it_ends_without_a_lookup()
    {
        await using var shops = await BesideAsync();
        await shops.ChangeShopAsync(Tulips, new { access_token_seconds = 200 });
        await shops.ConnectAsync(Tulips);
        var first = (await shops.ViewAsync(Tulips))["tokenExpiresAt"]!.GetValue<DateTimeOffset>();
        await shops.ChangeShopAsync(Tulips, new { access_token_seconds = 3600 });

        await shops.ViewWhenAsync(
            Tulips, view => view["tokenExpiresAt"]!.GetValue<DateTimeOffset>() > first.AddMinutes(30));

        (await shops.BooksAsync(Tulips))["unauthorized"]!.GetValue<long>().ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        File.Delete(file);
    }

    private Task<ShopWorld> BesideAsync() => StartAsync(
        "--Shops:Sessions=ShopifySqlite", $"--Shops:SessionsConnectionString=Data Source={file}",
        $"--Shops:Account={Account}");

    private async Task RunAsync(string sql)
    {
        await using var command = app.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> CountAsync()
    {
        await using var command = app.CreateCommand();
        command.CommandText = """select count(*) from "shopify_sessions" """;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
