using System.Globalization;
using System.Text.Json;
using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

public enum HeardOutcome
{
    Done,

    /// <summary>It was heard before, or changes nothing.</summary>
    Ignored,
    NotSigned,
    Malformed,
    NotConfigured,
}

/// <summary>What Shopify tells of a webhook in its headers.</summary>
public sealed record ShopifyWebhook(string Topic, string Shop, string Id, string Signature, string TriggeredAt);

/// <summary>
/// Hears Shopify's webhooks: an uninstallation wipes the shop's tokens, changed scopes are kept. One that was told
/// before the shop was connected again changes nothing, however late it comes.
/// </summary>
public sealed partial class HearShopify(
    ShopDirectory directory,
    IShopperRecords records,
    IJournal journal,
    IOptions<ShopOptions> options,
    TimeProvider clock,
    ILogger<HearShopify> logger)
{
    /// <summary>Shopify says 48 hours, and tells it when it comes to it.</summary>
    private static readonly TimeSpan RedactAfterMin = TimeSpan.FromHours(42);
    private static readonly TimeSpan RedactAfterMax = TimeSpan.FromHours(54);

    private const string ScopesUpdate = "app/scopes_update";

    private static readonly string[] Topics =
        ["app/uninstalled", ScopesUpdate, "shop/redact", "customers/redact", "customers/data_request"];

    public const string Path = "/v1/hooks/shopify";
    public const int BodyBytesMax = 256 * 1024;
    private const int IdCharactersMax = 200;
    private const int EmailCharactersMax = 254;
    private const int DomainCharactersMax = 254;
    private const int NumberCharactersMax = 40;

    public async Task<HeardOutcome> HandleAsync(
        ShopifyWebhook webhook, byte[] body, CancellationToken cancellationToken)
    {
        var secrets = new[] { options.Value.ClientSecret, options.Value.PreviousClientSecret };
        if (options.Value.App is null)
        {
            return HeardOutcome.NotConfigured;
        }

        if (!secrets.Any(secret => secret is not null && ShopifySignatures.IsWebhook(body, webhook.Signature, secret)))
        {
            LogRefused();
            return HeardOutcome.NotSigned;
        }

        if (!ShopDomain.TryParse(webhook.Shop, out var shop)
            || webhook.Id is not { Length: > 0 and <= IdCharactersMax })
        {
            return HeardOutcome.Malformed;
        }

        if (Topics.Contains(webhook.Topic) && !IsOf(body, webhook.Topic, shop))
        {
            return HeardOutcome.Malformed;
        }

        if (await WasHeardAsync(webhook.Id, cancellationToken))
        {
            return HeardOutcome.Ignored;
        }

        var now = clock.GetUtcNow();
        var toldAt = DateTimeOffset.TryParse(
            webhook.TriggeredAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : now;
        return webhook.Topic switch
        {
            "shop/redact" => await EraseShopAsync(shop, webhook, toldAt, cancellationToken),
            "customers/redact" or "customers/data_request" => await HearCustomerAsync(
                shop, webhook, body, cancellationToken),
            "app/uninstalled" => await ChangeAsync(
                shop, webhook,
                // An app beside the gateway may have connected the shop again by itself.
                standing => options.Value.Sessions != SessionStorage.Own
                    && ShopDecisions.IsGivenSince(standing, toldAt)
                        ? null
                        : ShopDecisions.Uninstall(standing, toldAt, now),
                cancellationToken),
            ScopesUpdate => ScopesIn(body) is not { } scopes
                ? HeardOutcome.Malformed
                : await ChangeAsync(
                    shop, webhook,
                    standing => ShopDecisions.ChangeScopes(
                        standing, scopes, options.Value.WantedScopes, toldAt, now),
                    cancellationToken, CheckNewConnection.Of(shop)),
            _ => HeardOutcome.Ignored,
        };
    }

    /// <summary>
    /// Told some 48 hours after the app was removed. A shop that was connected again since, or has got a token since,
    /// keeps what it has: a removed app gets none.
    /// </summary>
    private async Task<HeardOutcome> EraseShopAsync(
        ShopDomain domain, ShopifyWebhook webhook, DateTimeOffset toldAt, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(domain, cancellationToken) is { Status: not ShopStatus.Uninstalled } shop
            && (shop.ConnectedAt > toldAt - RedactAfterMax
                || ShopDecisions.IsGivenSince(shop, toldAt - RedactAfterMin)))
        {
            return HeardOutcome.Ignored;
        }

        await records.EraseShopAsync(domain, cancellationToken);
        await ChangeAsync(
            domain, webhook, standing => ShopDecisions.Uninstall(standing, toldAt, clock.GetUtcNow()),
            cancellationToken);
        return await RememberAsync(domain, webhook, cancellationToken);
    }

    private async Task<HeardOutcome> HearCustomerAsync(
        ShopDomain domain, ShopifyWebhook webhook, byte[] body, CancellationToken cancellationToken)
    {
        if (CustomerIn(body) is not { } customer)
        {
            return HeardOutcome.Malformed;
        }

        await (webhook.Topic == "customers/redact"
            ? records.EraseCustomerAsync(domain, customer, cancellationToken)
            : records.RequestAsync(domain, customer, cancellationToken));
        return await RememberAsync(domain, webhook, cancellationToken);
    }

    /// <summary>What it asks for is done, and may be done again without harm until this is written.</summary>
    private async Task<HeardOutcome> RememberAsync(
        ShopDomain domain, ShopifyWebhook webhook, CancellationToken cancellationToken)
    {
        await journal.AppendAsync(
            new JournalAppend().Upsert(
                "shop_webhooks", [("webhook_id", webhook.Id)], [("heard_at", clock.GetUtcNow())]),
            cancellationToken);
        LogHeard(webhook.Topic, domain.Value, isChanged: true);
        return HeardOutcome.Done;
    }

    private async Task<HeardOutcome> ChangeAsync(
        ShopDomain domain, ShopifyWebhook webhook, Func<Shop, ShopChange?> decide, CancellationToken cancellationToken,
        Action<JournalAppend>? also = null)
    {
        var isChanged = false;
        await directory.ChangeAsync(
            domain,
            shop =>
            {
                var change = decide(shop);
                isChanged = change is not null;
                return change;
            },
            append =>
            {
                append.Upsert("shop_webhooks", [("webhook_id", webhook.Id)], [("heard_at", clock.GetUtcNow())]);
                also?.Invoke(append);
            },
            cancellationToken);
        LogHeard(webhook.Topic, domain.Value, isChanged);
        return isChanged ? HeardOutcome.Done : HeardOutcome.Ignored;
    }

    private async Task<bool> WasHeardAsync(string id, CancellationToken cancellationToken) =>
        (await journal.QueryAsync(
            "select webhook_id from shop_webhooks where webhook_id = @id", row => row.GetString(0), [("id", id)],
            cancellationToken)).Count > 0;

    /// <summary>
    /// Only the body is signed, and with the secret that also signs what every merchant sees: callbacks, the app proxy's
    /// requests, session tokens. None of those is JSON; and what is names the shop that it is of, except for scopes.
    /// </summary>
    private static bool IsOf(byte[] body, string topic, ShopDomain shop)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && (TextIn(json.RootElement, "myshopify_domain", DomainCharactersMax)
                    ?? TextIn(json.RootElement, "shop_domain", DomainCharactersMax)) is var named
                && (named is null ? topic == ScopesUpdate : named == shop.Value);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ShopScopes? ScopesIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("current", out var current)
                    ? current.ValueKind == JsonValueKind.Array
                        ? ShopScopes.Of(current.EnumerateArray().Select(one => one.ToString()))
                        : ShopScopes.Parse(current.ToString())
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ShopifyCustomer? CustomerIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("customer", out var customer)
                && customer.ValueKind == JsonValueKind.Object
                    ? new(
                        TextIn(customer, "id", NumberCharactersMax), TextIn(customer, "email", EmailCharactersMax),
                        TextIn(customer, "phone", NumberCharactersMax))
                    {
                        Orders =
                        [
                            .. OrdersIn(json.RootElement, "orders_to_redact"),
                            .. OrdersIn(json.RootElement, "orders_requested"),
                        ],
                    }
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> OrdersIn(JsonElement root, string name) =>
        root.TryGetProperty(name, out var orders) && orders.ValueKind == JsonValueKind.Array
            ? orders.EnumerateArray().Select(order => TextOf(order, NumberCharactersMax)).OfType<string>()
            : [];

    private static string? TextIn(JsonElement customer, string name, int charactersMax) =>
        customer.TryGetProperty(name, out var value) ? TextOf(value, charactersMax) : null;

    /// <summary>Ids are numbers there, and text elsewhere.</summary>
    private static string? TextOf(JsonElement value, int charactersMax) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && value.ToString() is { Length: > 0 } text && text.Length <= charactersMax ? text : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook to Shopify's address was not signed as it must be.")]
    private partial void LogRefused();

    [LoggerMessage(Level = LogLevel.Information, Message = "Shopify tells {Topic} of {Shop}; changed: {IsChanged}.")]
    private partial void LogHeard(string topic, string shop, bool isChanged);
}
