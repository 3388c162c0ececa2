using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Shopify;

/// <summary>Tells the app of an uninstallation and of changed scopes, signed as Shopify signs, in turn.</summary>
internal sealed class ShopHooks(FaultBook faults, SandboxIds ids, TimeProvider time, string secret) : BackgroundService
{
    private const int WaitingMax = 10_000;
    private const int HugeBytes = 16 << 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Channel<Message> _waiting = Channel.CreateBounded<Message>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest });

    private sealed record Message(
        Uri Url, string Shop, string Topic, string Id, DateTimeOffset TriggeredAt, byte[] Body);

    public void Uninstalled(ShopDesk desk) => Tell(desk, "app/uninstalled", json =>
    {
        json.WriteStartObject();
        json.WriteString("name"u8, desk.Shop.Title);
        json.WriteString("domain"u8, desk.Shop.Domain);
        json.WriteString("myshopify_domain"u8, desk.Shop.Domain);
        json.WriteEndObject();
    });

    public void ScopesChanged(ShopDesk desk, ImmutableArray<string> previous, ImmutableArray<string> current) =>
        Tell(desk, "app/scopes_update", json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, $"gid://shopify/AppInstallation/{desk.Shop.Domain}");
            WriteList(json, "previous", previous);
            WriteList(json, "current", current);
            json.WriteString("updated_at"u8, Written(time.GetUtcNow()));
            json.WriteEndObject();
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        client.Timeout = Timeout;
        await foreach (var message in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            var struck = faults.Draw($"shop:{message.Shop}", "webhook");
            if (struck.SecondsOf(FaultKind.Delay, unless: 1) is { } delay)
                await Task.Delay(delay, time, stoppingToken);
            for (var sent = 0; sent < TimesOf(struck); sent++)
                await SendAsync(client, message, struck, stoppingToken);
        }
    }

    /// <summary>What loses the request is not sent; what loses the answer is sent again, as Shopify repeats.</summary>
    private static int TimesOf(FaultSet struck)
    {
        if (struck.Has(FaultKind.RefuseConnection) || struck.Has(FaultKind.DropBefore)
            || struck.Has(FaultKind.SilentBefore) || struck.Has(FaultKind.Status) || struck.Has(FaultKind.Redirect))
            return 0;
        return struck.Has(FaultKind.WebhookTwice) || struck.Has(FaultKind.DropAfter)
            || struck.Has(FaultKind.SilentAfter) || struck.Has(FaultKind.StatusAfter)
            || struck.Has(FaultKind.SlowDrip) ? 2 : 1;
    }

    private async Task SendAsync(
        HttpClient client, Message message, FaultSet struck, CancellationToken cancellationToken)
    {
        var body = message.Body;
        if (struck.Has(FaultKind.NotJson))
            body = "<!doctype html><title>Just a moment</title>"u8.ToArray();
        if (struck.Has(FaultKind.Huge))
            body = [.. body, .. Enumerable.Repeat((byte)' ', HugeBytes)];
        var signature = ShopifySignatures.OfWebhook(body, secret);
        // The signature is of the whole: what is cut off no longer fits it.
        if (struck.Has(FaultKind.Truncated))
            body = body[..(body.Length / 2)];
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, message.Url)
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
            };
            request.Headers.Add("X-Shopify-Hmac-Sha256", signature);
            request.Headers.Add("X-Shopify-Webhook-Id", message.Id);
            request.Headers.Add("X-Shopify-Topic", message.Topic);
            request.Headers.Add("X-Shopify-Shop-Domain", message.Shop);
            request.Headers.Add("X-Shopify-Triggered-At", Written(message.TriggeredAt));
            using var answer = await client.SendAsync(request, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Who misses it must be able to go on without.
        }
    }

    private void Tell(ShopDesk desk, string topic, Action<Utf8JsonWriter> write)
    {
        if (desk.State.Hook is not { } url)
            return;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        _waiting.Writer.TryWrite(new(
            url, desk.Shop.Domain, topic, ids.Mint("hook-"), time.GetUtcNow(), buffer.WrittenSpan.ToArray()));
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static string Written(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
