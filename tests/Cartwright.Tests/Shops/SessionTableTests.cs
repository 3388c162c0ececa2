using System.Data.Common;
using System.Globalization;
using Cartwright.Postgres;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Data.Sqlite;
using Npgsql;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Shops;

/// <summary>The session table of an app that stands beside the gateway is read and written in place.</summary>
public sealed class SessionTableTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"sessions-{Guid.NewGuid():n}.db");

    [Theory]
    [InlineData("ShopifySqlite", "shopify_sessions", "integer", "integer")]
    [InlineData("Prisma", "Session", "datetime", "datetime")]
    public async Task Session_of_an_existing_app_on_sqlite_is_used_renewed_in_place_and_never_overwritten(
        string kind, string table, string expiresType, string refreshExpiresType)
    {
        var unitsPerSecond = kind == "Prisma" ? 1000 : 1;
        await using var database = new SqliteConnection($"Data Source={file}");
        await StandBesideAsync(database, kind, table, expiresType, refreshExpiresType, unitsPerSecond, unitsPerSecond);
    }

    [Theory]
    [InlineData("ShopifyPostgres", "shopify_sessions", "integer", "bigint")]
    [InlineData("Prisma", "Session", "timestamp(3)", "timestamp(3)")]
    public async Task Session_of_an_existing_app_on_postgresql_is_used_renewed_in_place_and_never_overwritten(
        string kind, string table, string expiresType, string refreshExpiresType)
    {
        var server = await SharedPostgres.ServerAsync();
        var connectionString = await server.NewDatabaseAsync();
        await using (var database = new NpgsqlConnection(connectionString))
        {
            await StandBesideAsync(
                database, kind, table, expiresType, refreshExpiresType, 1, kind == "Prisma" ? 1 : 1000);
        }

        await server.DropAsync(connectionString);
    }

    private static async Task StandBesideAsync(
        DbConnection database, string kind, string table, string expiresType, string refreshExpiresType,
        long unitsPerSecond, long refreshUnitsPerSecond)
    {
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync(database, $"""
            create table "{table}" ("id" text primary key, "shop" text not null, "state" text not null,
              "isOnline" boolean not null, "scope" text, "expires" {expiresType}, "onlineAccessInfo" text,
              "accessToken" text not null, "refreshToken" text, "refreshTokenExpires" {refreshExpiresType})
            """);
        await using var shops = await StartAsync(
            $"--Shops:Sessions={kind}", $"--Shops:SessionsConnectionString={database.ConnectionString}",
            $"--Shops:Account={Account}");
        // The app has begun a connection that gave no token yet.
        await RunAsync(database, $"""
            insert into "{table}" ("id", "shop", "state", "isOnline", "accessToken")
              values ('offline_{Tulips}', '{Tulips}', 'begun', false, '')
            """);
        await shops.ConnectAsync(Tulips);
        var first = await ReadAsync(database, table);
        first.Expires.ShouldBeInRange(SecondsAhead(3500) * unitsPerSecond, SecondsAhead(3700) * unitsPerSecond);
        first.RefreshExpires.ShouldBeInRange(
            SecondsAhead(7_770_000) * refreshUnitsPerSecond, SecondsAhead(7_780_000) * refreshUnitsPerSecond);

        await shops.AtShopAsync(Tulips, "expire");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");

        var renewed = await ReadAsync(database, table);
        renewed.AccessToken.ShouldNotBe(first.AccessToken);
        renewed.RefreshToken.ShouldNotBe(first.RefreshToken);
        var shop = await shops.ShopAsync(Tulips);
        shop.AccessToken!.Reveal().ShouldBe(renewed.AccessToken);
        shop.Session!.ExpiresAt!.Value.ToUnixTimeSeconds().ShouldBe(renewed.Expires / unitsPerSecond);
        shop.Session.RefreshExpiresAt!.Value.ToUnixTimeSeconds().ShouldBe(renewed.RefreshExpires / refreshUnitsPerSecond);

        // The app renews it by itself.
        await RunAsync(database, $"""update "{table}" set "accessToken" = 'shpat_theirs', "refreshToken" = 'shprt_theirs'""");
        var late = await shops.Directory.ChangeAsync(
            shop.Domain, standing => ShopDecisions.Refresh(standing, shop.Session!, shop.Session!, shop.StatusSince),
            null, CancellationToken.None);
        late!.Session!.AccessToken.Reveal().ShouldBe("shpat_theirs");
        (await ReadAsync(database, table)).RefreshToken.ShouldBe("shprt_theirs");

        // What the app renewed is dead, and stays so: the shop is not asked again.
        await shops.AtShopAsync(Tulips, "expire");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        var refused = (await shops.BooksAsync(Tulips))["refreshes_refused"]!.GetValue<long>();
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        (await shops.BooksAsync(Tulips))["refreshes_refused"]!.GetValue<long>().ShouldBe(refused);
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

    private static async Task RunAsync(DbConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(string AccessToken, string RefreshToken, long Expires, long RefreshExpires)> ReadAsync(
        DbConnection database, string table)
    {
        await using var command = database.CreateCommand();
        command.CommandText =
            $"""select "accessToken", "refreshToken", "expires", "refreshTokenExpires" from "{table}" """;
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        (await row.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        return (row.GetString(0), row.GetString(1), NumberOf(row.GetValue(2)), NumberOf(row.GetValue(3)));
    }

    /// <summary>A timestamp in seconds, any other time as its column has it.</summary>
    private static long NumberOf(object time) => time is DateTime timestamp
        ? new DateTimeOffset(DateTime.SpecifyKind(timestamp, DateTimeKind.Utc)).ToUnixTimeSeconds()
        : Convert.ToInt64(time, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(file);
    }
}
