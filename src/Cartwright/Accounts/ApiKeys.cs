using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Journal;

namespace Cartwright.Accounts;

/// <summary>
/// API keys: shown once, kept as hashes. A key has 256 random bits, so a plain SHA-256 is enough; a revoked key stops
/// working on every node within five seconds.
/// </summary>
public sealed class ApiKeys(IJournal journal, IIdSource ids, TimeProvider clock)
{
    public const string DefaultAccount = "account_default";
    private const int CachedMax = 10_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (Account? Account, DateTimeOffset Until)> cache =
        new(StringComparer.Ordinal);

    /// <summary>Makes a key, and the account when it is not there yet.</summary>
    /// <param name="billing">How a new account pays; an account that is there keeps its way.</param>
    public async Task<CreatedKey> CreateAsync(
        string accountId, Billing billing, string label, CancellationToken cancellationToken)
    {
        var key = "cw_" + Base64Url(RandomNumberGenerator.GetBytes(32));
        var keyId = ids.Next("key");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        while (true)
        {
            var recorded = await journal.ReadAsync(accountId, 0, cancellationToken);
            var append = new JournalAppend();
            List<AccountEvent> changes = [];
            if (recorded.Count == 0)
            {
                changes.Add(new AccountEvent.Opened(billing));
                append.Upsert("accounts", [("account_id", accountId)],
                    [("billing", billing.ToString()), ("created_at", now)]);
            }

            changes.Add(new AccountEvent.KeyCreated(keyId, Hash(key), label));
            append.Events(accountId, recorded.Count, AccountEventJson.Codec.Encode(changes));
            append.Upsert("api_keys", [("key_hash", Hash(key))],
                [("key_id", keyId), ("account_id", accountId), ("label", label), ("created_at", now)]);
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                return new(keyId, accountId, new Secret(key));
            }
        }
    }

    public async Task<IReadOnlyList<ListedKey>> ListAsync(CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select k.key_id, k.account_id, a.billing, k.label, k.created_at, k.revoked_at from api_keys k "
            + "join accounts a on a.account_id = k.account_id order by k.created_at, k.key_id limit 10000",
            row => new ListedKey(
                row.GetString(0),
                row.GetString(1),
                Enum.Parse<Billing>(row.GetString(2)),
                row.GetString(3),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5))),
            null,
            cancellationToken);

    /// <summary>False when there is no such key; true when it is revoked, now or before.</summary>
    public async Task<bool> RevokeAsync(string keyId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await journal.QueryAsync(
                "select key_hash, account_id, label, created_at, revoked_at from api_keys where key_id = @key_id",
                row => (
                    Hash: row.GetString(0),
                    AccountId: row.GetString(1),
                    Label: row.GetString(2),
                    CreatedAt: row.GetInt64(3),
                    IsRevoked: !row.IsDBNull(4)),
                [("key_id", keyId)],
                cancellationToken);
            if (rows.Count == 0 || rows[0].IsRevoked)
            {
                return rows.Count > 0;
            }

            var recorded = await journal.ReadAsync(rows[0].AccountId, 0, cancellationToken);
            var append = new JournalAppend()
                .Events(rows[0].AccountId, recorded.Count,
                    AccountEventJson.Codec.Encode(new AccountEvent.KeyRevoked(keyId, rows[0].Hash)))
                .Upsert("api_keys", [("key_hash", rows[0].Hash)],
                [
                    ("key_id", keyId),
                    ("account_id", rows[0].AccountId),
                    ("label", rows[0].Label),
                    ("created_at", rows[0].CreatedAt),
                    ("revoked_at", clock.GetUtcNow().ToUnixTimeMilliseconds()),
                ]);
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                cache.TryRemove(rows[0].Hash, out _);
                return true;
            }
        }
    }

    /// <summary>
    /// The account behind an <c>Authorization: Basic</c> value: the key itself, or base64 of <c>key:</c> as the Basic
    /// scheme has it. Null when no such key is valid.
    /// </summary>
    public async ValueTask<Account?> AuthenticateAsync(string basicValue, CancellationToken cancellationToken)
    {
        if (basicValue.Length is 0 or > 500)
        {
            return null;
        }

        return await FindAsync(Hash(KeyIn(basicValue)), cancellationToken);
    }

    private async ValueTask<Account?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(hash, out var cached) && cached.Until > now)
        {
            return cached.Account;
        }

        var rows = await journal.QueryAsync(
            "select a.account_id, a.billing from api_keys k join accounts a on a.account_id = k.account_id "
            + "where k.key_hash = @hash and k.revoked_at is null",
            row => new Account(row.GetString(0), Enum.Parse<Billing>(row.GetString(1))),
            [("hash", hash)],
            cancellationToken);
        var account = rows.Count > 0 ? rows[0] : null;
        if (cache.Count >= CachedMax)
        {
            cache.Clear();
        }

        cache[hash] = (account, now + CachedFor);
        return account;
    }

    private static string KeyIn(string basicValue)
    {
        if (basicValue.StartsWith("cw_", StringComparison.Ordinal))
        {
            return basicValue;
        }

        Span<byte> decoded = stackalloc byte[400];
        if (!Convert.TryFromBase64String(basicValue, decoded, out var length))
        {
            return basicValue;
        }

        var pair = Encoding.UTF8.GetString(decoded[..length]);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? pair : pair[..colon];
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}

/// <param name="Key">The key itself: this is the only time it is known.</param>
public sealed record CreatedKey(string KeyId, string AccountId, Secret Key);

public sealed record ListedKey(
    string KeyId,
    string AccountId,
    Billing Billing,
    string Label,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt);
