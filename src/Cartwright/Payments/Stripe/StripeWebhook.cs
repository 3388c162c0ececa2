using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Api;
using Cartwright.Orders.Placement;
using Microsoft.Extensions.Options;

namespace Cartwright.Payments.Stripe;

/// <summary>
/// Hears Stripe's webhooks. They are never needed and never believed: one that is signed makes the order's own worker
/// ask the processor now instead of a little later. (docs.stripe.com/webhooks: the signature is HMAC-SHA256 of the
/// time, a full stop and the raw body.)
/// </summary>
public sealed partial class StripeWebhook(
    HurryOrder hurry, IOptions<StripeOptions> options, TimeProvider clock, ILogger<StripeWebhook> logger)
{
    public const string Path = "/v1/hooks/stripe";
    private const string SignatureHeader = "Stripe-Signature";
    private const int BodyBytesMax = 256 * 1024;
    private const int SeenMax = 10_000;
    private const int SignaturesMax = 10;
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private readonly Lock sync = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> oldestSeen = new();

    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        if (options.Value.WebhookSecret is not { } secret)
        {
            return Refuse(404, "Set Payments:Stripe:WebhookSecret to hear the processor's webhooks here.");
        }

        if (await BoundedBody.ReadAsync(http, BodyBytesMax) is not { } body)
        {
            return Refuse(413, $"A webhook has at most {BodyBytesMax} bytes.");
        }

        if (!IsSigned(http.Request.Headers[SignatureHeader].ToString(), body, secret))
        {
            LogRefused();
            return Refuse(
                400, "The signature is missing, wrong or older than 5 minutes: sign with the endpoint's secret.");
        }

        if (Read(body) is not { } told)
        {
            return Refuse(400, "Send one event as JSON, with its id and type.");
        }

        if (told.OrderId is { } orderId && !WasSeen(told.EventId))
        {
            var isHurried = await hurry.HandleAsync(orderId, http.RequestAborted);
            LogHeard(told.Type, isHurried);
            // Only now: what failed halfway is sent again, and must be heard then.
            Remember(told.EventId);
        }

        return Results.Ok();
    }

    /// <summary>
    /// <c>t=1700000000,v1=hex[,v1=hex…]</c>: several while the secret is changed, and other schemes beside.
    /// </summary>
    private bool IsSigned(string header, byte[] body, Secret secret)
    {
        string? time = null;
        List<string> signatures = [];
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                time = part[2..];
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal) && signatures.Count < SignaturesMax)
            {
                signatures.Add(part[3..]);
            }
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > (decimal)AgeMax.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. body];
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), signed)));
        return signatures.Any(signature =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));
    }

    /// <summary>Null when it is no event. The order's id is null when the event is of no interest.</summary>
    private static (string EventId, string Type, string? OrderId)? Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (TextOf(json.RootElement, "id") is not { } id || TextOf(json.RootElement, "type") is not { } type)
            {
                return null;
            }

            var isOfInterest = type.StartsWith("payment_intent.", StringComparison.Ordinal)
                || type is "charge.refunded" or "refund.updated" or "charge.refund.updated";
            var order = isOfInterest && Of(json.RootElement, "data") is { } data && Of(data, "object") is { } changed
                && Of(changed, "metadata") is { } metadata ? TextOf(metadata, "order_id") : null;
            return (id, type, order);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Of(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;

    private static string? TextOf(JsonElement parent, string name) =>
        Of(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private bool WasSeen(string eventId)
    {
        lock (sync)
        {
            return seen.Contains(eventId);
        }
    }

    private void Remember(string eventId)
    {
        lock (sync)
        {
            if (!seen.Add(eventId))
            {
                return;
            }

            oldestSeen.Enqueue(eventId);
            if (oldestSeen.Count > SeenMax)
            {
                seen.Remove(oldestSeen.Dequeue());
            }
        }
    }

    private static IResult Refuse(int status, string message) =>
        Results.Json(new { error = new { message } }, statusCode: status);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "A webhook to the processor's address was not signed as it must be.")]
    private partial void LogRefused();

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "The processor tells of {Type}; an order is hurried: {IsHurried}.")]
    private partial void LogHeard(string type, bool isHurried);
}

public static class StripeWebhookRoute
{
    public static void MapStripeWebhook(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(StripeWebhook.Path, (HttpContext http, StripeWebhook webhook) => webhook.HandleAsync(http));
}
