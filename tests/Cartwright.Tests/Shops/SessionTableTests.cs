using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Data.Sqlite;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Shops;

/// <summary>The session table of an app that stands beside the gateway is read and written in place.</summary>
public sealed class SessionTableTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"sessions-{Guid.NewGuid():n}.db");

    [Theory]
    [InlineData("ShopifySqlite", "shopify_sessions", "integer", 1)]
    [InlineData("Prisma", "Session", "datetime", 1000)]
    public async Task Session_of_an_existing_app_is_used_renewed_in_place_and_never_overwritten(
        string kind, string table, string timeType, long unitsPerSecond)
    {
        await using var database = new SqliteConnection($"Data Source={file}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync(database, $"""
            create table "{table}" ("id" text primary key, "shop" text not null, "state" text not null,
              "isOnline" boolean not null, "scope" text, "expires" {timeType}, "onlineAccessInfo" text,
              "accessToken" text not null, "refreshToken" text, "refreshTokenExpires" {timeType})
            """);
        await using var shops = await StartAsync(
            $"--Shops:Sessions={kind}", $"--Shops:SessionsConnectionString=Data Source={file}",
            $"--Shops:Account={Account}");
        await shops.ConnectAsync(Tulips);
        var first = await ReadAsync(database, table);
        first.Expires.ShouldBeInRange(SecondsAhead(3500) * unitsPerSecond, SecondsAhead(3700) * unitsPerSecond);
        first.RefreshExpires.ShouldBeInRange(
            SecondsAhead(7_770_000) * unitsPerSecond, SecondsAhead(7_780_000) * unitsPerSecond);

        await shops.AtShopAsync(Tulips, "expire");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");

        var renewed = await ReadAsync(database, table);
        renewed.AccessToken.ShouldNotBe(first.AccessToken);
        renewed.RefreshToken.ShouldNotBe(first.RefreshToken);
        (await shops.ShopAsync(Tulips)).AccessToken!.Reveal().ShouldBe(renewed.AccessToken);

        // The app renews it by itself.
        var shop = await shops.ShopAsync(Tulips);
        await RunAsync(database, $"""update "{table}" set "accessToken" = 'shpat_theirs', "refreshToken" = 'shprt_theirs'""");
        var late = await shops.Directory.ChangeAsync(
            shop.Domain, standing => ShopDecisions.Refresh(standing, shop.Session!, shop.Session!, shop.StatusSince),
            null, CancellationToken.None);
        late!.Session!.AccessToken.Reveal().ShouldBe("shpat_theirs");
        (await ReadAsync(database, table)).RefreshToken.ShouldBe("shprt_theirs");
    }

    [Fact]
    public async Task App_whose_table_can_not_be_read_is_told_as_unavailable()
    {
        await using var shops = await StartAsync(
            "--Shops:Sessions=ShopifySqlite", $"--Shops:SessionsConnectionString=Data Source={file}",
            $"--Shops:Account={Account}");

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("SERVICE_UNAVAILABLE");
    }

    private static long SecondsAhead(long seconds) => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;

    private static async Task RunAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(string AccessToken, string RefreshToken, long Expires, long RefreshExpires)> ReadAsync(
        SqliteConnection database, string table)
    {
        await using var command = database.CreateCommand();
        command.CommandText =
            $"""select "accessToken", "refreshToken", "expires", "refreshTokenExpires" from "{table}" """;
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        (await row.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        return (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(file);
    }
}
