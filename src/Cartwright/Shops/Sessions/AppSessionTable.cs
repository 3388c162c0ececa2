using System.Data.Common;
using System.Globalization;

namespace Cartwright.Shops.Sessions;

/// <summary>How a table of sessions writes a time.</summary>
internal enum SessionTime
{
    Seconds,
    Milliseconds,

    /// <summary>A database's own type for times, in UTC.</summary>
    Timestamp,

    /// <summary>Prisma on SQLite writes milliseconds, and text in ISO 8601 with some of its drivers.</summary>
    MillisecondsOrText,
}

/// <summary>One of the schemas that Shopify's own libraries make. All name their columns alike.</summary>
internal sealed record SessionSchema(string Table, SessionTime Expires, SessionTime RefreshExpires)
{
    public static readonly SessionSchema PrismaOnPostgres = new(
        "\"Session\"", SessionTime.Timestamp, SessionTime.Timestamp);

    public static readonly SessionSchema PrismaOnSqlite = new(
        "\"Session\"", SessionTime.MillisecondsOrText, SessionTime.MillisecondsOrText);

    public static readonly SessionSchema ShopifyPostgres = new(
        "shopify_sessions", SessionTime.Seconds, SessionTime.Milliseconds);

    public static readonly SessionSchema ShopifySqlite = new(
        "shopify_sessions", SessionTime.Seconds, SessionTime.Seconds);
}

/// <summary>
/// Reads and writes the session table of an existing app in place. A write names the tokens it replaces, so that what
/// the app has renewed a moment ago is never written over. Elsewhere than the caller, since a call to SQLite holds its
/// thread, and the app may hold the file.
/// </summary>
internal sealed class AppSessionTable(DbDataSource database, SessionSchema schema) : ISessionTable, IAsyncDisposable
{
    public Task<ShopSession?> FindAsync(ShopDomain shop, CancellationToken cancellationToken) =>
        Task.Run(() => ReadAsync(shop, cancellationToken), cancellationToken);

    private async Task<ShopSession?> ReadAsync(ShopDomain shop, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select \"accessToken\", \"expires\", \"refreshToken\", \"refreshTokenExpires\", \"scope\" "
            + $"from {schema.Table} where \"id\" = @id");
        Add(command, "id", IdOf(shop));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || row.IsDBNull(0) || row.GetString(0).Length == 0)
        {
            return null;
        }

        return new(
            new(row.GetString(0)),
            TimeOf(row, 1, schema.Expires),
            row.IsDBNull(2) || row.GetString(2).Length == 0 ? null : new(row.GetString(2)),
            TimeOf(row, 3, schema.RefreshExpires),
            ShopScopes.Parse(row.IsDBNull(4) ? null : row.GetString(4)));
    }

    public Task<bool> ReplaceAsync(
        ShopDomain shop, ShopSession? read, ShopSession next, CancellationToken cancellationToken) =>
        Task.Run(() => WriteAsync(shop, read, next, cancellationToken), cancellationToken);

    public Task<bool> RemoveAsync(ShopDomain shop, ShopSession read, CancellationToken cancellationToken) =>
        Task.Run(() => DeleteAsync(shop, read, cancellationToken), cancellationToken);

    private async Task<bool> WriteAsync(
        ShopDomain shop, ShopSession? read, ShopSession next, CancellationToken cancellationToken)
    {
        var sql = read is null
            ? $"insert into {schema.Table} (\"id\", \"shop\", \"state\", \"isOnline\", \"scope\", \"expires\", "
                + "\"accessToken\", \"refreshToken\", \"refreshTokenExpires\") "
                + "values (@id, @shop, '', @online, @scope, @expires, @access, @refresh, @refreshExpires) "
                // A row without a token is there before the merchant has connected.
                + "on conflict (\"id\") do update set \"scope\" = excluded.\"scope\", "
                + "\"expires\" = excluded.\"expires\", \"accessToken\" = excluded.\"accessToken\", "
                + "\"refreshToken\" = excluded.\"refreshToken\", "
                + "\"refreshTokenExpires\" = excluded.\"refreshTokenExpires\" "
                + $"where coalesce({schema.Table}.\"accessToken\", '') = ''"
            : $"update {schema.Table} set \"scope\" = @scope, \"expires\" = @expires, \"accessToken\" = @access, "
                + "\"refreshToken\" = @refresh, \"refreshTokenExpires\" = @refreshExpires "
                + "where \"id\" = @id and \"accessToken\" = @readAccess "
                + "and coalesce(\"refreshToken\", '') = @readRefresh";
        await using var command = database.CreateCommand(sql);
        Add(command, "id", IdOf(shop));
        Add(command, "scope", next.Scopes.ToString());
        Add(command, "expires", ValueOf(next.ExpiresAt, schema.Expires));
        Add(command, "access", next.AccessToken.Reveal());
        Add(command, "refresh", next.RefreshToken?.Reveal());
        Add(command, "refreshExpires", ValueOf(next.RefreshExpiresAt, schema.RefreshExpires));
        if (read is null)
        {
            Add(command, "shop", shop.Value);
            Add(command, "online", false);
        }
        else
        {
            Add(command, "readAccess", read.AccessToken.Reveal());
            Add(command, "readRefresh", read.RefreshToken?.Reveal() ?? "");
        }

        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private async Task<bool> DeleteAsync(ShopDomain shop, ShopSession read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"delete from {schema.Table} where \"id\" = @id and \"accessToken\" = @readAccess");
        Add(command, "id", IdOf(shop));
        Add(command, "readAccess", read.AccessToken.Reveal());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static string IdOf(ShopDomain shop) => $"offline_{shop.Value}";

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    private static DateTimeOffset? TimeOf(DbDataReader row, int at, SessionTime unit) => row.IsDBNull(at)
        ? null
        : unit switch
        {
            SessionTime.Seconds => DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(at)),
            SessionTime.Milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at)),
            SessionTime.Timestamp => new(DateTime.SpecifyKind(row.GetDateTime(at), DateTimeKind.Utc)),
            SessionTime.MillisecondsOrText => row.GetValue(at) is long milliseconds
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : DateTimeOffset.Parse(row.GetString(at), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        };

    private static object? ValueOf(DateTimeOffset? time, SessionTime unit) => time is not { } at
        ? null
        : unit switch
        {
            SessionTime.Seconds => at.ToUnixTimeSeconds(),
            SessionTime.Milliseconds or SessionTime.MillisecondsOrText => at.ToUnixTimeMilliseconds(),
            // A timestamp without time zone takes no value that says it is UTC.
            SessionTime.Timestamp => DateTime.SpecifyKind(at.UtcDateTime, DateTimeKind.Unspecified),
        };
}
