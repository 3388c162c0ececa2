using System.Collections.Concurrent;
using System.Data.Common;
using Cartwright.Journal;
using Cartwright.Storage;

namespace Cartwright.Merchants;

/// <summary>The merchants this gateway may buy from. A change is seen by every node within five seconds.</summary>
public sealed class MerchantDirectory(
    IJournal journal,
    SecretSealer sealer,
    IEnumerable<IMerchantConnector> connectors,
    IEnumerable<IMerchantCatalogue> catalogues,
    TimeProvider clock)
{
    private const int CachedMax = 10_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(5);

    private const string Columns = "domain, url, marketplace, protocol, payment_handler, payment_token_sealed";

    private readonly ConcurrentDictionary<string, (Merchant? Merchant, DateTimeOffset Until)> cache =
        new(StringComparer.Ordinal);

    public IMerchantConnector ConnectorOf(Merchant merchant) =>
        connectors.FirstOrDefault(connector => connector.Protocol == merchant.Protocol)
        ?? throw new InvalidOperationException($"No connector speaks '{merchant.Protocol}' ({merchant.Domain}).");

    public IMerchantCatalogue CatalogueOf(Merchant merchant) =>
        catalogues.FirstOrDefault(catalogue => catalogue.Protocol == merchant.Protocol)
        ?? throw new InvalidOperationException($"No catalogue speaks '{merchant.Protocol}' ({merchant.Domain}).");

    /// <summary>Null when no merchant is registered under this domain.</summary>
    public async ValueTask<Merchant?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(domain, out var cached) && cached.Until > now)
        {
            return cached.Merchant;
        }

        var rows = await journal.QueryAsync(
            $"select {Columns} from merchants where domain = @domain", Read, [("domain", domain)], cancellationToken);
        var merchant = rows.Count > 0 ? rows[0] : null;
        if (cache.Count >= CachedMax)
        {
            cache.Clear();
        }

        cache[domain] = (merchant, now + CachedFor);
        return merchant;
    }

    public async Task<IReadOnlyList<Merchant>> ListAsync(CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            $"select {Columns} from merchants order by domain limit 1000", Read, null, cancellationToken);

    /// <summary>The merchant whose page this is: by its domain, or by the address it was registered with.</summary>
    public async Task<Merchant?> FindByPageAsync(Uri page, CancellationToken cancellationToken)
    {
        if (await FindAsync(page.IdnHost, cancellationToken) is { } byDomain)
        {
            return byDomain;
        }

        var all = await ListAsync(cancellationToken);
        return all.FirstOrDefault(merchant =>
            page.AbsoluteUri.StartsWith(merchant.Url.AbsoluteUri.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase)
            || page.AbsoluteUri.TrimEnd('/') == merchant.Url.AbsoluteUri.TrimEnd('/'));
    }

    /// <summary>Registers a merchant, or changes its registration.</summary>
    public async Task AddAsync(Merchant merchant, CancellationToken cancellationToken)
    {
        var stream = $"merchant_{merchant.Domain}";
        AppendResult result;
        do
        {
            var recorded = await journal.ReadAsync(stream, 0, cancellationToken);
            var token = merchant.PaymentToken is { } secret ? sealer.Seal(secret) : null;
            var change = new MerchantEvent.Registered(
                merchant.Url, merchant.Marketplace, merchant.Protocol, merchant.PaymentHandler, token);
            var append = new JournalAppend()
                .Events(stream, recorded.Count, MerchantEventJson.Codec.Encode(change))
                .Upsert("merchants", [("domain", merchant.Domain)],
                [
                    ("url", merchant.Url.AbsoluteUri),
                    ("marketplace", merchant.Marketplace.ToString()),
                    ("protocol", merchant.Protocol),
                    ("payment_handler", merchant.PaymentHandler),
                    ("payment_token_sealed", token),
                    ("changed_at", clock.GetUtcNow().ToUnixTimeMilliseconds()),
                ]);
            result = await journal.AppendAsync(append, cancellationToken);
        }
        while (result is AppendResult.Conflict);

        cache.TryRemove(merchant.Domain, out _);
    }

    private Merchant Read(DbDataReader row) => new(
        row.GetString(0),
        new Uri(row.GetString(1)),
        Enum.Parse<Marketplace>(row.GetString(2)),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.IsDBNull(5) ? null : sealer.Open(row.GetString(5)));
}
