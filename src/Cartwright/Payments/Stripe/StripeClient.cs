using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Payments.Stripe;

/// <summary>What came of one call: a value, an error in Stripe's words, or nothing to rely on.</summary>
internal abstract record StripeReply<T>
{
    private StripeReply() { }

    /// <param name="IsReplay">The stored answer to an earlier call with this key: it may be out of date.</param>
    public sealed record Value(T Read, bool IsReplay) : StripeReply<T>;

    public sealed record Error(int Status, StripeError What) : StripeReply<T>;

    public sealed record Unknown(string Why) : StripeReply<T>;
}

/// <summary>
/// Sends one request and reads one reply. This is the one place where a timeout, a connection failure, a 5xx, a 429,
/// a redirect or a reply that can't be read becomes Unknown.
/// </summary>
internal sealed partial class StripeClient(
    IHttpClientFactory factory, IOptions<StripeOptions> options, TimeProvider clock, ILogger<StripeClient> logger)
{
    public const string Name = "stripe";

    /// <summary>Pinned, so that an account's upgrade does not change the shapes that are read here.</summary>
    private const string ApiVersion = "2024-06-20";

    private const int ReplyBytesMax = 4 * 1024 * 1024;

    public Task<StripeReply<T>> PostAsync<T>(
        string path, string key, IEnumerable<KeyValuePair<string, string>> form, JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Idempotency-Key", key);
        return SendAsync(request, type, cancellationToken);
    }

    public Task<StripeReply<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancellationToken);

    private async Task<StripeReply<T>> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var _ = request;
        var path = request.RequestUri!.OriginalString.Split('?')[0];
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.SecretKey.Reveal());
        request.Headers.Add("Stripe-Version", ApiVersion);
        using var deadline = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        StripeReply<T> reply;
        try
        {
            using var client = factory.CreateClient(Name);
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            reply = await ReadAsync(response, type, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reply = new StripeReply<T>.Unknown($"no answer within {options.Value.TimeoutSeconds} s");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            reply = new StripeReply<T>.Unknown($"the connection failed ({problem.GetType().Name})");
        }

        if (reply is StripeReply<T>.Unknown unknown)
        {
            LogUnknown(logger, request.Method.Method, path, unknown.Why);
        }

        return reply;
    }

    private static async Task<StripeReply<T>> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is < 200 or (>= 300 and < 400) or 429 or >= 500)
        {
            // A 429 is sent before the idempotency layer, so nothing was done, yet nothing is refused for good either:
            // the same key is to be sent again later. (docs.stripe.com/error-low-level)
            return new StripeReply<T>.Unknown($"HTTP {status}");
        }

        if (await BoundedReply.ReadAsync(response.Content, ReplyBytesMax, cancellationToken) is not { } body)
        {
            return new StripeReply<T>.Unknown($"HTTP {status} with more than {ReplyBytesMax} bytes");
        }

        try
        {
            if (status < 300)
            {
                var isReplay = response.Headers.TryGetValues("Idempotent-Replayed", out var values)
                    && values.Contains("true");
                return JsonSerializer.Deserialize(body.Span, type) is { } read
                    ? new StripeReply<T>.Value(read, isReplay)
                    : new StripeReply<T>.Unknown($"HTTP {status} with an empty body");
            }

            return JsonSerializer.Deserialize(body.Span, StripeJson.Default.StripeErrorBody) is { Error: { } error }
                ? new StripeReply<T>.Error(status, error)
                : new StripeReply<T>.Unknown($"HTTP {status} without an error");
        }
        catch (JsonException)
        {
            return new StripeReply<T>.Unknown($"HTTP {status} that can't be read");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stripe's answer to {Method} {Resource} is unknown: {Why}")]
    private static partial void LogUnknown(ILogger logger, string method, string resource, string why);
}
