using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Access;

/// <param name="Origins">Where the widget may stand, such as <c>https://tulips.example</c>.</param>
public sealed record WidgetKey(string Key, ShopDomain Shop, IReadOnlyList<string> Origins, DateTimeOffset CreatedAt);

/// <summary>
/// The keys that storefronts carry in their pages. A key is no secret: it names a shop, and a browser's Origin must be
/// one of those the merchant named. What a shopper may see is decided by what they show of their order.
/// </summary>
public sealed class WidgetKeys(IJournal journal, TimeProvider clock)
{
    public const string OriginWanted = "an origin, such as https://tulips.example, without a path";
    private const string Prefix = "cw_widget_";
    private const int OriginsMax = 20;
    private const int KeysMax = 1_000;
    private static readonly IdnMapping Ascii = new() { UseStd3AsciiRules = true };

    /// <exception cref="ArgumentException">An origin is none.</exception>
    public async Task<WidgetKey> CreateAsync(
        ShopDomain shop, IReadOnlyList<string> origins, CancellationToken cancellationToken)
    {
        string[] plain = [.. origins.Select(OriginOf).Distinct(StringComparer.Ordinal)];
        if (plain.Length is 0 or > OriginsMax)
        {
            throw new ArgumentException($"Name 1 to {OriginsMax} origins.", nameof(origins));
        }

        var key = new WidgetKey(
            Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), shop, plain, clock.GetUtcNow());
        await journal.AppendAsync(
            new JournalAppend().Upsert(
                "chat_widgets", [("widget_key", key.Key)],
                [("shop", shop.Value), ("origins", string.Join(' ', plain)), ("created_at", key.CreatedAt)]),
            cancellationToken);
        return key;
    }

    public async ValueTask<WidgetKey?> FindAsync(string key, CancellationToken cancellationToken) =>
        await ReadAsync("widget_key = @value", key, cancellationToken) is [var found] ? found : null;

    public Task<IReadOnlyList<WidgetKey>> ListAsync(ShopDomain shop, CancellationToken cancellationToken) =>
        ReadAsync("shop = @value", shop.Value, cancellationToken);

    public async Task<bool> RevokeAsync(string key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is null)
        {
            return false;
        }

        await journal.AppendAsync(
            new JournalAppend().Delete("chat_widgets", [("widget_key", key)]), cancellationToken);
        return true;
    }

    private async Task<IReadOnlyList<WidgetKey>> ReadAsync(
        string where, string value, CancellationToken cancellationToken) => await journal.QueryAsync(
            $"select widget_key, shop, origins, created_at from chat_widgets where {where} "
            + $"order by created_at limit {KeysMax}",
            row => new WidgetKey(
                row.GetString(0), ShopDomain.Parse(row.GetString(1)), row.GetString(2).Split(' '),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
            [("value", value)], cancellationToken);

    private static string OriginOf(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || AsBrowsersWrite(url) is not { } origin
            || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
        {
            throw new ArgumentException($"'{text}' is no origin: name {OriginWanted} (http is for the loopback only).");
        }

        return url.AbsolutePath == "/" && (url.UserInfo + url.Query + url.Fragment).Length == 0
            ? origin
            : throw new ArgumentException($"'{text}' is more than an origin: write {origin}");
    }

    /// <summary>
    /// Scheme, host and a port that is not the usual one (RFC 6454), in ASCII whatever the host's letters are. Null for a
    /// host that has no such form.
    /// </summary>
    private static string? AsBrowsersWrite(Uri url)
    {
        try
        {
            var host = url.HostNameType == UriHostNameType.Dns
                ? Ascii.GetAscii(url.Host.ToLowerInvariant()).ToLowerInvariant()
                : url.Host;
            return host.Length == 0 ? null : $"{url.Scheme}://{host}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
