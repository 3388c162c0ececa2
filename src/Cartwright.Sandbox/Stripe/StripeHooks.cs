using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Cartwright.Sandbox.Stripe;

/// <summary>Where the processor sends its webhooks, and the secret that signs them.</summary>
internal sealed record HookTarget(Uri Url, string Secret);

/// <summary>
/// Tells an address of what happened to payments and refunds, signed as Stripe signs. Each event is sent once: who
/// misses it must be able to go on without.
/// </summary>
internal sealed class StripeHooks(SandboxIds ids, TimeProvider time) : BackgroundService
{
    private const int WaitingMax = 10_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    private readonly Channel<(HookTarget Target, byte[] Body)> _waiting =
        Channel.CreateBounded<(HookTarget, byte[])>(
            new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Null while nobody wants to be told.</summary>
    public HookTarget? Target { get; set; }

    /// <summary>Call it with the payment's lock held, so that it tells what it was told of.</summary>
    public void Changed(PaymentIntent payment)
    {
        var type = payment.Status switch
        {
            PaymentIntentStatus.RequiresPaymentMethod => "payment_intent.payment_failed",
            PaymentIntentStatus.RequiresConfirmation => null,
            PaymentIntentStatus.RequiresAction => "payment_intent.requires_action",
            PaymentIntentStatus.RequiresCapture => "payment_intent.amount_capturable_updated",
            PaymentIntentStatus.Canceled => "payment_intent.canceled",
            PaymentIntentStatus.Succeeded => "payment_intent.succeeded",
        };
        if (type is not null)
            Tell(type, json => StripeJson.Write(json, payment, baseUrl: null));
    }

    public void Changed(StripeRefund refund) =>
        Tell("refund.updated", json => StripeJson.Write(json, refund, time.GetUtcNow().ToUnixTimeSeconds()));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        client.Timeout = Timeout;
        await foreach (var (target, body) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
                {
                    Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
                };
                request.Headers.TryAddWithoutValidation("Stripe-Signature", Sign(body, target.Secret));
                using var answer = await client.SendAsync(request, stoppingToken);
            }
            catch (Exception fault) when (fault is HttpRequestException
                || (fault is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                // It is sent once.
            }
        }
    }

    private void Tell(string type, Action<Utf8JsonWriter> writeObject)
    {
        if (Target is not { } target)
            return;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, ids.Mint("evt_"));
            json.WriteString("object"u8, "event"u8);
            json.WriteString("type"u8, type);
            json.WriteNumber("created"u8, time.GetUtcNow().ToUnixTimeSeconds());
            json.WriteBoolean("livemode"u8, false);
            json.WriteStartObject("data"u8);
            json.WritePropertyName("object"u8);
            writeObject(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        _waiting.Writer.TryWrite((target, buffer.WrittenSpan.ToArray()));
    }

    private string Sign(byte[] body, string secret)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{at}."), .. body];
        return $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
