using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Cartwright.Journal;
using Cartwright.Shops.Sessions;
using Cartwright.Storage;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

/// <summary>
/// The shops and their sessions. Every change is one append: an event on the shop's stream, which fences out whoever
/// decided on an older state, and both places a token is kept in. Reading is always afresh, since another request, node
/// or app may have renewed a token a moment ago.
/// </summary>
public sealed partial class ShopDirectory(
    IJournal journal,
    SecretSealer sealer,
    ISessionTable? sessions,
    IOptions<ShopOptions> options,
    TimeProvider clock,
    ILogger<ShopDirectory> logger)
{
    private const string Columns =
        "s.shop, s.account_id, s.status, s.reason, s.detail, s.status_since, s.scopes, s.access_token_sealed, "
        + "s.connected_at, s.probed_at, k.name, s.check_at, s.check_works, s.check_outcome, s.version, "
        + "t.access_token_sealed, t.expires_at, t.refresh_token_sealed, t.refresh_expires_at, t.scopes, "
        + "s.scopes_told_at";

    private const string Tables = "shops s left join shop_sessions t on t.session_id = 'offline_' || s.shop "
        + "left join shop_known_orders k on k.shop = s.shop";

    private const int KeptMax = 10_000;
    private const int PageMax = 1_000;
    private readonly ConcurrentDictionary<ShopDomain, Shop> kept = new();
    private readonly JoinedReads<(ShopDomain Domain, long Version), bool> isAsKnown = new(async known =>
        (await journal.ReadAsync(StreamOf(known.Domain), known.Version, CancellationToken.None)).Count == 0);

    public static string StreamOf(ShopDomain domain) => $"shop_{domain.Value}";

    /// <summary>Null when no account has named the shop and nobody has connected it.</summary>
    public async ValueTask<Shop?> FindAsync(ShopDomain domain, CancellationToken cancellationToken)
    {
        var shop = await ReadAsync(domain, cancellationToken);
        return sessions is null ? shop : await BesideAsync(domain, shop, sessions, cancellationToken);
    }

    /// <summary>
    /// The shop as it stands. Reading a whole row and opening its tokens takes much longer than seeing that nothing
    /// happened since, so what was read lately is kept: every change of a shop or a session is an event.
    /// </summary>
    private async ValueTask<Shop?> ReadAsync(ShopDomain domain, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue(domain, out var known)
            && await isAsKnown.ReadAsync((domain, known.Version), cancellationToken))
        {
            return known;
        }

        var rows = await journal.QueryAsync(
            $"select {Columns} from {Tables} where s.shop = @shop", Read, [("shop", domain.Value)], cancellationToken);
        if (rows is not [var shop])
        {
            return null;
        }

        if (sessions is null && shop.Session is null)
        {
            // Its session may be there, sealed with keys that are not: once they are, it must be seen.
            kept.TryRemove(domain, out _);
            return shop;
        }

        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        return kept[domain] = shop;
    }

    /// <param name="accountId">Whose; null for those of all.</param>
    public async Task<IReadOnlyList<Shop>> ListAsync(string? accountId, CancellationToken cancellationToken)
    {
        List<Shop> all = [];
        IReadOnlyList<Shop> page;
        do
        {
            page = await journal.QueryAsync(
                $"select {Columns} from {Tables} where (@account = '' or s.account_id = @account) and s.shop > @after "
                + $"order by s.shop limit {PageMax}",
                Read,
                [("account", accountId ?? ""), ("after", all.Count == 0 ? "" : all[^1].Domain.Value)],
                cancellationToken);
            foreach (var shop in page)
            {
                all.Add(sessions is null
                    ? shop
                    : await BesideAsync(shop.Domain, shop, sessions, cancellationToken) ?? shop);
            }
        }
        while (page.Count == PageMax);

        return all;
    }

    /// <summary>Names a shop as an account's; a shop that is there keeps its account.</summary>
    public async Task<Shop> RegisterAsync(ShopDomain domain, string accountId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(domain, cancellationToken) is { } known)
            {
                return known;
            }

            var shop = Shop.New(domain, accountId, clock.GetUtcNow());
            await TryWriteAsync(shop, new(shop, new ShopEvent.Registered(accountId)), null, cancellationToken);
        }
    }

    /// <summary>Changes a shop as it stands, again when somebody else was faster.</summary>
    /// <param name="decide">What happens to it; null for nothing.</param>
    /// <returns>The shop as it stands now; null when there is none.</returns>
    public async Task<Shop?> ChangeAsync(
        ShopDomain domain,
        Func<Shop, ShopChange?> decide,
        Action<JournalAppend>? also,
        CancellationToken cancellationToken)
    {
        while (await FindAsync(domain, cancellationToken) is { } shop)
        {
            if (decide(shop) is not { } change)
            {
                return shop;
            }

            if (await TryWriteAsync(shop, change, also, cancellationToken) is { } written)
            {
                return written;
            }
        }

        return null;
    }

    /// <summary>Lets exactly one caller try a degraded shop once more within the interval, on any node.</summary>
    public async Task<bool> TryProbeAsync(Shop shop, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!ShopDecisions.MayProbe(shop, options.Value.ProbeInterval, now) || shop.Reason is not { } reason)
        {
            return false;
        }

        var next = shop with { ProbedAt = now };
        var change = new ShopChange(next, new ShopEvent.Degraded(reason, shop.Detail ?? ""));
        return await TryWriteAsync(shop, change, null, cancellationToken) is not null;
    }

    /// <summary>Remembers an order that was found; nobody waits for it, and losing it loses nothing.</summary>
    public async Task RememberOrderAsync(ShopDomain shop, string order, CancellationToken cancellationToken)
    {
        await journal.AppendAsync(
            new JournalAppend().Upsert("shop_known_orders", [("shop", shop.Value)], [("name", order)]),
            cancellationToken);
        // The one part of a shop that changes without its version.
        kept.TryRemove(shop, out _);
    }

    /// <summary>Null when somebody else has written since the shop was read.</summary>
    private async Task<Shop?> TryWriteAsync(
        Shop read, ShopChange change, Action<JournalAppend>? also, CancellationToken cancellationToken)
    {
        if (sessions is not null && !await WriteBesideAsync(read, change.Next, sessions, cancellationToken))
        {
            return null;
        }

        var next = change.Next with { Version = read.Version + 1 };
        var append = new JournalAppend()
            .Events(StreamOf(read.Domain), read.Version, ShopEventJson.Codec.Encode(change.Event))
            .Upsert("shops", [("shop", read.Domain.Value)], [.. Values(next)]);
        (string, object?)[] key = [("session_id", $"offline_{read.Domain.Value}")];
        if (sessions is null && next.Session is { } session)
        {
            append.Upsert("shop_sessions", key, [.. Values(next, session)]);
        }
        else if (read.Session is not null)
        {
            append.Delete("shop_sessions", key);
        }

        if (next.Session is { ExpiresAt: { } end, RefreshToken: not null } && options.Value.RefreshAheadSeconds > 0)
        {
            append.Enqueue(RefreshAhead.QueueName, read.Domain.Value, end - options.Value.RefreshAhead);
        }

        // The shop as it was read may not know of it: an order is remembered without a new version.
        if (next.KnownOrder is null && (read.KnownOrder is not null || next.Status == ShopStatus.Uninstalled))
        {
            append.Delete("shop_known_orders", [("shop", read.Domain.Value)]);
        }

        if (next.Status is ShopStatus.Connected or ShopStatus.Uninstalled && next.Status != read.Status)
        {
            append.Settle(CheckShops.AttentionKind, read.Domain.Value);
        }

        also?.Invoke(append);
        return await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed ? next : null;
    }

    /// <summary>
    /// The session that another app keeps is the truth of its tokens; one that the other app has renewed or made anew
    /// brings a shop back that was degraded or removed here.
    /// </summary>
    private async ValueTask<Shop?> BesideAsync(
        ShopDomain domain, Shop? shop, ISessionTable table, CancellationToken cancellationToken)
    {
        var session = await table.FindAsync(domain, cancellationToken);
        if (shop is null)
        {
            if (session is null)
            {
                return null;
            }

            var now = clock.GetUtcNow();
            var change = ShopDecisions.Connect(
                Shop.New(domain, options.Value.Account, now), session, "existing_app", now);
            return await TryWriteAsync(
                    change.Next with { Version = 0, Session = session }, change, CheckNewConnection.Of(domain),
                    cancellationToken)
                ?? await FindAsync(domain, cancellationToken);
        }

        // The other app may have been allowed more since.
        shop = shop with
        {
            Session = session,
            Scopes = session is null || session.Scopes == ShopScopes.None ? shop.Scopes : session.Scopes,
        };
        return ShopDecisions.IsConnectedElsewhere(shop)
            ? await TryWriteAsync(
                shop, ShopDecisions.Connect(shop, session!, "existing_app", clock.GetUtcNow()), CheckNewConnection.Of(domain),
                cancellationToken)
                ?? await FindAsync(domain, cancellationToken)
            : shop;
    }

    /// <summary>False when the other app has changed the session since it was read.</summary>
    private static async Task<bool> WriteBesideAsync(
        Shop read, Shop next, ISessionTable table, CancellationToken cancellationToken)
    {
        if (next.Session == read.Session)
        {
            return true;
        }

        if (next.Session is null)
        {
            return read.Session is null || await table.RemoveAsync(read.Domain, read.Session, cancellationToken);
        }

        return await table.ReplaceAsync(read.Domain, read.Session, next.Session, cancellationToken);
    }

    private List<(string Column, object? Value)> Values(Shop shop) =>
    [
        ("account_id", shop.AccountId),
        ("status", shop.Status.ToString()),
        ("reason", shop.Reason?.ToString()),
        ("detail", shop.Detail),
        ("status_since", shop.StatusSince),
        ("scopes", shop.Scopes.ToString()),
        ("access_token_sealed", Seal(shop.AccessToken)),
        ("connected_at", shop.ConnectedAt),
        ("scopes_told_at", shop.ScopesToldAt),
        ("probed_at", shop.ProbedAt),
        ("check_at", shop.Check?.At),
        ("check_works", shop.Check is { } check ? check.IsWorking ? 1 : 0 : null),
        ("check_outcome", shop.Check?.Outcome),
        ("version", shop.Version),
    ];

    private List<(string Column, object? Value)> Values(Shop shop, ShopSession session) =>
    [
        ("shop", shop.Domain.Value),
        ("access_token_sealed", Seal(session.AccessToken)),
        ("expires_at", session.ExpiresAt),
        ("refresh_token_sealed", Seal(session.RefreshToken)),
        ("refresh_expires_at", session.RefreshExpiresAt),
        ("scopes", session.Scopes.ToString()),
        ("version", shop.Version),
    ];

    private Shop Read(DbDataReader row) => new(
        ShopDomain.Parse(row.GetString(0)),
        row.GetString(1),
        Enum.Parse<ShopStatus>(row.GetString(2)),
        row.IsDBNull(3) ? null : Enum.Parse<DegradedReason>(row.GetString(3)),
        row.IsDBNull(4) ? null : row.GetString(4),
        Time(row, 5)!.Value,
        ShopScopes.Parse(row.GetString(6)),
        Open(row, 7),
        Open(row, 15) is not { } access
            ? null
            : new(access, Time(row, 16), Open(row, 17), Time(row, 18),
                ShopScopes.Parse(row.GetString(19))),
        Time(row, 8),
        Time(row, 9),
        row.IsDBNull(10) ? null : row.GetString(10),
        row.IsDBNull(11) ? null : new(Time(row, 11)!.Value, row.GetInt64(12) == 1, row.GetString(13)),
        row.GetInt64(14))
    {
        ScopesToldAt = Time(row, 20),
    };

    /// <summary>
    /// Null when the keys that it was sealed with are lost: then only connecting anew helps, which must stay possible.
    /// </summary>
    private Secret? OpenOrNull(string text, string shop)
    {
        try
        {
            return sealer.Open(text);
        }
        catch (CryptographicException)
        {
            LogLocked(shop);
            return null;
        }
    }

    private string? Seal(Secret? secret) => secret is null ? null : sealer.Seal(secret);

    private Secret? Open(DbDataReader row, int at) => row.IsDBNull(at) ? null : OpenOrNull(row.GetString(at), row.GetString(0));

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The tokens of {Shop} were sealed with keys that are not here: bring the keys back, or let its "
            + "merchant reconnect.")]
    private partial void LogLocked(string shop);

    private static DateTimeOffset? Time(DbDataReader row, int at) =>
        row.IsDBNull(at) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));
}
