using System.Collections.Concurrent;
using System.Data.Common;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Storage;

namespace Cartwright.Webhooks;

/// <summary>
/// The endpoints of accounts. What an append needs of them is kept for five seconds: a change on this node is seen at
/// once, on another one within that time. A delivery itself always reads its endpoint afresh.
/// </summary>
public sealed class WebhookEndpoints(IJournal journal, SecretSealer sealer, TimeProvider clock)
{
    public const string Columns = "e.endpoint_id, e.account_id, e.url, e.types, e.state, e.secret_sealed, "
        + "e.old_secret_sealed, e.old_secret_until, e.created_at";

    private const int CachedMax = 10_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (IReadOnlyList<Listening> Active, DateTimeOffset Until)> cache =
        new(StringComparer.Ordinal);

    /// <summary>An endpoint that deliveries are queued for, without its secrets.</summary>
    public sealed record Listening(string EndpointId, IReadOnlyList<string>? Types)
    {
        public bool Wants(string type) => Types is null || Types.Contains(type, StringComparer.Ordinal);
    }

    public async ValueTask<IReadOnlyList<Listening>> ActiveOfAsync(
        string accountId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(accountId, out var cached) && cached.Until > now)
        {
            return cached.Active;
        }

        IReadOnlyList<Listening> active;
        try
        {
            active = await journal.QueryAsync(
                "select endpoint_id, types from webhook_endpoints where account_id = @account and state = @state "
                + "order by endpoint_id",
                row => new Listening(row.GetString(0), TypesIn(row, 1)),
                [("account", accountId), ("state", EndpointState.Active.ToString())],
                cancellationToken);
        }
        catch (JournalUnavailableException) when (cached.Active is not null)
        {
            // An outcome that waits to be written down is worth more than what changed in the last seconds.
            return cached.Active;
        }

        if (cache.Count >= CachedMax)
        {
            cache.Clear();
        }

        cache[accountId] = (active, now + CachedFor);
        return active;
    }

    public async Task<WebhookEndpoint?> FindAsync(string endpointId, CancellationToken cancellationToken)
    {
        var rows = await journal.QueryAsync(
            $"select {Columns} from webhook_endpoints e where e.endpoint_id = @id",
            row => Read(row, 0), [("id", endpointId)], cancellationToken);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Those of an account, or of all, that are not removed.</summary>
    public async Task<IReadOnlyList<ListedEndpoint>> ListAsync(
        string? accountId, CancellationToken cancellationToken) => await journal.QueryAsync(
            $"select {Columns}, h.failing_since from webhook_endpoints e "
            + "left join webhook_health h on h.endpoint_id = e.endpoint_id "
            + "where e.state <> @removed and (@account = '' or e.account_id = @account) "
            + "order by e.endpoint_id limit 1000",
            row => new ListedEndpoint(Read(row, 0), row.IsDBNull(9) ? null : Time(row, 9)),
            [("removed", EndpointState.Removed.ToString()), ("account", accountId ?? "")],
            cancellationToken);

    /// <summary>Changes an endpoint and says so on its account's stream, which fences out a second change.</summary>
    /// <param name="decide">What happens to it as it stands, and how it stands then; null for nothing.</param>
    /// <returns>The endpoint as it stands now; null when there is none.</returns>
    public async Task<WebhookEndpoint?> ChangeAsync(
        string endpointId,
        Func<WebhookEndpoint, EndpointChange?> decide,
        Action<JournalAppend>? also,
        CancellationToken cancellationToken)
    {
        while (await FindAsync(endpointId, cancellationToken) is { } known)
        {
            // The version first: a row that changes after it makes the append a conflict.
            var version = (await journal.ReadAsync(known.AccountId, 0, cancellationToken)).Count;
            var endpoint = await FindAsync(endpointId, cancellationToken) ?? known;
            if (endpoint.State == EndpointState.Removed || decide(endpoint) is not { } change)
            {
                return endpoint;
            }

            var next = change.Next;
            var append = new JournalAppend();
            Write(append, version, next, change.Event);
            also?.Invoke(append);
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                Forget(next.AccountId);
                return next;
            }
        }

        return null;
    }

    /// <param name="change">Makes the event, of the secret as it is sealed.</param>
    internal void Write(
        JournalAppend append, long version, WebhookEndpoint next, Func<string, AccountEvent> change)
    {
        var sealedSecret = sealer.Seal(next.Secret);
        append.Events(next.AccountId, version, AccountEventJson.Codec.Encode(change(sealedSecret)));
        append.Upsert("webhook_endpoints", [("endpoint_id", next.Id)],
        [
            ("account_id", next.AccountId),
            ("url", next.Url.AbsoluteUri),
            ("types", next.Types is { } types ? string.Join(',', types) : null),
            ("state", next.State.ToString()),
            ("secret_sealed", sealedSecret),
            ("old_secret_sealed", next.OldSecret is { } old ? sealer.Seal(old.Secret) : null),
            ("old_secret_until", next.OldSecret?.Until),
            ("created_at", next.CreatedAt),
        ]);
    }

    internal void Forget(string accountId) => cache.TryRemove(accountId, out _);

    internal WebhookEndpoint Read(DbDataReader row, int at) => new(
        row.GetString(at),
        row.GetString(at + 1),
        new Uri(row.GetString(at + 2)),
        TypesIn(row, at + 3),
        Enum.Parse<EndpointState>(row.GetString(at + 4)),
        sealer.Open(row.GetString(at + 5)),
        row.IsDBNull(at + 6) ? null : new(sealer.Open(row.GetString(at + 6)), Time(row, at + 7)),
        Time(row, at + 8));

    private static string[]? TypesIn(DbDataReader row, int at) =>
        row.IsDBNull(at) ? null : row.GetString(at).Split(',');

    private static DateTimeOffset Time(DbDataReader row, int at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));
}

/// <param name="Event">Made of the endpoint's secret as it is sealed.</param>
public sealed record EndpointChange(Func<string, AccountEvent> Event, WebhookEndpoint Next);

public sealed record ListedEndpoint(WebhookEndpoint Endpoint, DateTimeOffset? FailingSince);
