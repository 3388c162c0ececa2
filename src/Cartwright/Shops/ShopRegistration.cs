using System.Text.RegularExpressions;
using Cartwright.Journal;
using Cartwright.Lookup;
using Cartwright.Outbound;
using Cartwright.Shops.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cartwright.Shops;

public static partial class ShopRegistration
{
    public static IServiceCollection AddShops(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(ShopOptions.Section);
        services.AddSettings<ShopOptions>(ShopOptions.Section)
            .Configure(options =>
            {
                options.ClientSecret = SecretIn(section[nameof(ShopOptions.ClientSecret)]);
                options.PreviousClientSecret = SecretIn(section[nameof(ShopOptions.PreviousClientSecret)]);
            })
            .Validate(
                options => options.ClientId is { Length: > 0 } == options.ClientSecret is not null,
                "Set both Shops:ClientId and Shops:ClientSecret to the credentials of your Shopify app, or neither.")
            .Validate(
                options => IsBase(options.BaseAddress),
                "Set Shops:BaseAddress to an https URL that holds {shop} and ends with a slash, or leave it out for "
                    + "Shopify itself (http is for the loopback only, since tokens are sent there).")
            .Validate(
                options => options.PublicAddress is null or { IsAbsoluteUri: true, Scheme: "https" or "http" },
                "Set Shops:PublicAddress to the address at which browsers reach this gateway.")
            .Validate(
                options => options.ApiVersion == "unstable" || ApiVersions().IsMatch(options.ApiVersion),
                "Set Shops:ApiVersion to a version of Shopify's Admin API, such as 2026-10.")
            .Validate(
                options => options.Sessions == SessionStorage.Own
                    || options.SessionsConnectionString is { Length: > 0 },
                "Set Shops:SessionsConnectionString to the database of the app whose sessions are used.");

        services.AddOutboundHttpClient(ShopifyAdmin.ClientName);
        return services
            .AddSingleton<ShopifyAdmin>()
            .AddSingleton(provider => new ShopDirectory(
                provider.GetRequiredService<IJournal>(),
                provider.GetRequiredService<Storage.SecretSealer>(),
                provider.GetService<ISessionTable>(),
                provider.GetRequiredService<IOptions<ShopOptions>>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ShopDirectory>>()))
            .AddSessionTable(section)
            .AddSingleton<AppAlarm>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<RefreshShop>(provider, new Random()))
            .AddSingleton<CheckConnection>()
            .AddSingleton<ConnectShop>()
            .AddSingleton<HearShopify>()
            .AddSingleton<AppProxy>()
            .AddSingleton<SessionTokens>()
            .AddSingleton<ShopAccess>()
            .AddSingleton<CheckShops>()
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<CheckShops>())
            .AddHostedService(provider => provider.GetRequiredService<CheckShops>())
            .AddSingleton<IWorkHandler, RefreshAhead>()
            .AddSingleton<IWorkHandler, CheckNewConnection>();
    }

    private static IServiceCollection AddSessionTable(this IServiceCollection services, IConfigurationSection section)
    {
        var text = section[nameof(ShopOptions.SessionsConnectionString)];
        if (!Enum.TryParse<SessionStorage>(section[nameof(ShopOptions.Sessions)], ignoreCase: true, out var kind)
            || kind == SessionStorage.Own || string.IsNullOrEmpty(text))
        {
            return services;
        }

        return services.AddSingleton<ISessionTable>(_ => kind switch
        {
            SessionStorage.Prisma when IsSqlite(text) =>
                new AppSessionTable(Sqlite(text), SessionSchema.PrismaOnSqlite),
            SessionStorage.Prisma => new AppSessionTable(Postgres(text), SessionSchema.PrismaOnPostgres),
            SessionStorage.ShopifyPostgres => new AppSessionTable(Postgres(text), SessionSchema.ShopifyPostgres),
            SessionStorage.ShopifySqlite => new AppSessionTable(Sqlite(text), SessionSchema.ShopifySqlite),
            SessionStorage.Own => throw new System.Diagnostics.UnreachableException(),
        });
    }

    [GeneratedRegex("^20[0-9]{2}-(01|04|07|10)$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex ApiVersions();

    private static bool IsSqlite(string connection) =>
        connection.Contains("Data Source", StringComparison.OrdinalIgnoreCase)
        || connection.StartsWith("Filename", StringComparison.OrdinalIgnoreCase);

    private static System.Data.Common.DbDataSource Sqlite(string connection) =>
        SqliteFactory.Instance.CreateDataSource(connection);

    private static NpgsqlDataSource Postgres(string connection) => NpgsqlDataSource.Create(connection);

    private static Secret? SecretIn(string? text) => text is { Length: > 0 } ? new(text) : null;

    private static bool IsBase(string address) =>
        address.Contains(ShopOptions.Placeholder, StringComparison.Ordinal) && address.EndsWith('/')
        && Uri.TryCreate(
            address.Replace(ShopOptions.Placeholder, "a.myshopify.com", StringComparison.Ordinal), UriKind.Absolute,
            out var url)
        && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback));
}
