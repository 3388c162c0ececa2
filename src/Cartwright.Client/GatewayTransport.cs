using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartwright.Client;

/// <summary>Sends one document and reads the answer. Nothing here repeats a call.</summary>
internal sealed class GatewayTransport(HttpClient http, CartwrightClientOptions options, TimeProvider clock)
{
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>
    /// Errors after which the call may have been carried out, unless they say that it may be repeated.
    /// </summary>
    private static readonly string[] Undecided =
        ["SUBMISSION_TIMED_OUT", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"];

    internal async Task<Reply<T>> SendAsync<T>(
        Document document,
        WireVariables variables,
        JsonTypeInfo<T> type,
        string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.CallTimeoutSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint)
        {
            Content = JsonContent.Create(
                new WireRequest(document.Text, variables), WireJson.Default.WireRequest, Json),
        };
        request.Headers.Authorization = new("Basic", options.ApiKey);
        request.Headers.Add("Rye-Shopper-IP", options.ShopperIp);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        try
        {
            using var response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            // More than that is no answer of the gateway.
            await response.Content.LoadIntoBufferAsync(options.ReplyBytesMax, either.Token);
            using var body = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(either.Token), default, either.Token);
            return Read(body.RootElement, document.Field, type) switch
            {
                Reply<T>.Refused { Retryable: not true } refused when (int)response.StatusCode >= 500 =>
                    new Reply<T>.Unknown(
                        $"{(int)response.StatusCode} {refused.Errors[0].Code}. {refused.Errors[0].Message}"),
                Reply<T>.Refused refused => refused with { RetryAfter = RetryAfterOf(response, clock) },
                var reply => reply,
            };
        }
        // Also when the HttpClient's own time limit is the shorter one.
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reply<T>.Unknown($"No answer came within {options.CallTimeoutSeconds} s.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            return new Reply<T>.Unknown(failure.Message);
        }
    }

    /// <summary>Null where the header is missing or its time is over; an hour at most.</summary>
    internal static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider clock)
    {
        var wait = response.Headers.RetryAfter is { } said ? said.Delta ?? said.Date - clock.GetUtcNow() : null;
        return wait is { } asked && asked > TimeSpan.Zero ? asked < RetryAfterMax ? asked : RetryAfterMax : null;
    }

    internal static Reply<T> Read<T>(JsonElement body, string field, JsonTypeInfo<T> type)
    {
        if (body.ValueKind != JsonValueKind.Object) return new Reply<T>.Unknown("The answer is not an object.");
        var retryable = Retryable(body);
        if (body.TryGetProperty("errors", out var errors) && errors is { ValueKind: JsonValueKind.Array } &&
            errors.GetArrayLength() > 0)
        {
            GatewayError[] read = [.. errors.EnumerateArray().Select(ReadError)];
            return retryable is null && read.FirstOrDefault(error => Undecided.Contains(error.Code)) is { } undecided
                ? new Reply<T>.Unknown($"{undecided.Code}. {undecided.Message}")
                : new Reply<T>.Refused(read, retryable);
        }
        if (!body.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object ||
            !data.TryGetProperty(field, out var answer))
        {
            return new Reply<T>.Unknown("The answer has neither data nor errors.");
        }
        return answer.Deserialize(type) is { } value
            ? new Reply<T>.Answered(value is Submission sent ? (T)(object)WithFailures(sent, body) : value, retryable)
            : new Reply<T>.Refused([new("NOT_FOUND", "The gateway knows nothing by this id: check it.")], false);
    }

    /// <summary>The data has no place for what is retryable: the extensions have.</summary>
    private static Submission WithFailures(Submission submission, JsonElement body) =>
        body.TryGetProperty("extensions", out var extensions) && extensions.ValueKind == JsonValueKind.Object &&
        extensions.TryGetProperty("stores", out var stores)
            ? submission with { Failures = stores.Deserialize(WireJson.Default.IReadOnlyListStoreFailure) ?? [] }
            : submission;

    private static bool? Retryable(JsonElement body) =>
        body.TryGetProperty("extensions", out var extensions) && extensions.ValueKind == JsonValueKind.Object &&
        extensions.TryGetProperty("retryable", out var retryable)
            ? retryable.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.Array or
                JsonValueKind.String or JsonValueKind.Number => null,
            }
            : null;

    private static GatewayError ReadError(JsonElement error)
    {
        var code = error.ValueKind == JsonValueKind.Object &&
            error.TryGetProperty("extensions", out var extensions) && extensions.ValueKind == JsonValueKind.Object &&
            extensions.TryGetProperty("code", out var found) && found.ValueKind == JsonValueKind.String
                ? found.GetString()
                : null;
        var message = error.ValueKind == JsonValueKind.Object &&
            error.TryGetProperty("message", out var words) && words.ValueKind == JsonValueKind.String
                ? words.GetString()
                : null;
        return new(code ?? "", message ?? "The gateway gave no reason.");
    }
}
