using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Merchants.Ucp;

/// <summary>What a call to a merchant came to. Only the first two say anything about what the merchant did.</summary>
internal abstract record UcpReply<T>
{
    private UcpReply() { }

    public sealed record Answer(T Value, TimeSpan? MaxAge) : UcpReply<T>;

    /// <summary>A 4xx that means what it says.</summary>
    /// <param name="Code">The merchant's own code, in the form of the table; null when it gave none.</param>
    /// <param name="IsExplicit">The body is JSON or empty: the merchant said it, not something in front of it.</param>
    public sealed record Refusal(int Status, string? Code, bool IsExplicit) : UcpReply<T>;

    /// <summary>Nothing is known of what the merchant did.</summary>
    public sealed record Failure(string Why) : UcpReply<T>;
}

internal sealed record UcpRequest(HttpMethod Method, Uri Address, string Version)
{
    public ReadOnlyMemory<byte> Body { get; init; }
    public string? IdempotencyKey { get; init; }
}

/// <summary>
/// One HTTP call, bounded in time and size. The one place where a fault of the wire becomes a result.
/// </summary>
internal sealed class UcpTransport(HttpClient client, IOptions<UcpOptions> options, TimeProvider clock)
{
    public const string ClientName = "ucp";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly UcpOptions options = options.Value;

    /// <summary>The one exception that leaves here is the caller's own cancellation.</summary>
    public async Task<UcpReply<T>> SendAsync<T>(
        UcpRequest request, JsonTypeInfo<T> shape, UcpDeadline deadline, CancellationToken cancellationToken)
        where T : class
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var message = Write(request);
            using var response = await client.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            return await ReadAsync(response, shape, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new UcpReply<T>.Failure($"The store did not answer within {deadline.Seconds} s.");
        }
        catch (HttpRequestException fault) when (fault.InnerException is OutboundRefusedException refused)
        {
            return new UcpReply<T>.Failure(refused.Message);
        }
        catch (HttpRequestException fault)
        {
            return new UcpReply<T>.Failure($"The connection to the store failed ({fault.HttpRequestError}).");
        }
        catch (IOException)
        {
            return new UcpReply<T>.Failure("The connection to the store broke before its reply was complete.");
        }
    }

    public UcpDeadline StartDeadline(int seconds) => new(seconds, clock);

    private HttpRequestMessage Write(UcpRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Address)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        var profile = options.AgentProfileUrl.Replace("{version}", request.Version, StringComparison.Ordinal);
        message.Headers.TryAddWithoutValidation("UCP-Agent", $"profile=\"{profile}\"");
        message.Headers.TryAddWithoutValidation("Request-Id", Guid.NewGuid().ToString());
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (request.IdempotencyKey is { } key) message.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        // Merchants of this version turn a request away that lacks the header; the value says what is the case.
        if (request.Version == UcpVersions.First)
            message.Headers.TryAddWithoutValidation("Request-Signature", "unsigned");
        if (!request.Body.IsEmpty)
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = Json } };
        return message;
    }

    private async Task<UcpReply<T>> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> shape, CancellationToken cancellationToken) where T : class
    {
        var status = (int)response.StatusCode;
        if (status is < 200 or >= 500 or (>= 300 and < 400) or 408 or 425 or 429)
            return new UcpReply<T>.Failure($"The store answered HTTP {status}.");

        var buffer = new ArrayBufferWriter<byte>(SizeHint(response.Content.Headers.ContentLength));
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            var count = await stream.ReadAsync(buffer.GetMemory(4096), cancellationToken);
            if (count == 0) break;
            buffer.Advance(count);
            if (buffer.WrittenCount > options.ReplyBytesMax)
                return new UcpReply<T>.Failure($"The store's reply is over {options.ReplyBytesMax} bytes.");
        }

        return status < 300
            ? Parse(buffer.WrittenSpan, shape) is { } value
                ? new UcpReply<T>.Answer(value, response.Headers.CacheControl?.MaxAge)
                : new UcpReply<T>.Failure("The store's reply can't be read.")
            : Refuse<T>(status, buffer.WrittenSpan);
    }

    private int SizeHint(long? contentLength) =>
        (int)Math.Clamp(contentLength ?? 4096, 256, options.ReplyBytesMax) + 1;

    private static T? Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> shape) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, shape);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UcpReply<T> Refuse<T>(int status, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return new UcpReply<T>.Refusal(status, null, IsExplicit: true);
        if (Parse(body, UcpJson.Default.UcpFault) is not { } fault)
            return new UcpReply<T>.Refusal(status, null, IsExplicit: false);
        var code = fault.Code is { ValueKind: JsonValueKind.String } given
            ? given.GetString()
            : fault.Messages.Each().FirstOrDefault(message => message.Type == "error")?.Code;
        return new UcpReply<T>.Refusal(status, code is null ? null : UcpMapping.Normalize(code), IsExplicit: true);
    }
}

/// <summary>A time limit for one call or for the few that belong together.</summary>
internal sealed class UcpDeadline(int seconds, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource source = new(TimeSpan.FromSeconds(seconds), clock);

    public int Seconds => seconds;

    public CancellationToken Token => source.Token;

    public void Dispose() => source.Dispose();
}

internal static class UcpLists
{
    /// <summary>The elements that are there: a merchant may leave a list out, or put null in it.</summary>
    public static IEnumerable<T> Each<T>(this List<T>? list) where T : class =>
        list is null ? [] : list.Where(element => element is not null);
}
