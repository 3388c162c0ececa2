using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartwright.Client;

/// <summary>What a stream of the gateway gives.</summary>
internal abstract record StreamStep<T>
{
    private StreamStep() { }

    internal sealed record Told(T Value) : StreamStep<T>;

    /// <summary>
    /// The stream is over as the gateway wanted it, or broke off: look for what was missed. The last step.
    /// </summary>
    /// <param name="RetryAfter">How long to wait before it is opened again; null when the gateway does not say.</param>
    internal sealed record Over(TimeSpan? RetryAfter = null) : StreamStep<T>;

    /// <summary>The gateway does not serve such a stream. The last step.</summary>
    internal sealed record Unserved : StreamStep<T>;
}

/// <summary>
/// Reads a subscription as server-sent events. Never throws for what may go wrong on the way: the stream is then over,
/// and the caller asks what it has missed.
/// </summary>
internal sealed class GatewayStream(HttpClient http, CartwrightClientOptions options, TimeProvider clock)
{
    /// <summary>The gateway sends a comment every 15 s; a stream that is silent for three of them is dead.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    internal async IAsyncEnumerable<StreamStep<T>> OpenAsync<T>(
        Document document,
        WireVariables variables,
        JsonTypeInfo<T> type,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(TimeSpan.FromSeconds(options.CallTimeoutSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        using var response = await SendAsync(document, variables, either.Token, cancellationToken);
        if (response is null)
        {
            yield return new StreamStep<T>.Over();
            yield break;
        }
        if (!IsStream(response))
        {
            yield return IsPassing(response)
                ? new StreamStep<T>.Over(GatewayTransport.RetryAfterOf(response, clock))
                : new StreamStep<T>.Unserved();
            yield break;
        }

        await using var body = new WatchedStream(
            await response.Content.ReadAsStreamAsync(cancellationToken),
            () => silence.CancelAfter(SilenceMax),
            options.ReplyBytesMax);
        await using var items = SseParser.Create(body).EnumerateAsync(either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(items, cancellationToken) is { EventType: "next" } item)
        {
            body.Begin();
            var step = Read(item.Data, document.Field, type);
            yield return step;
            if (step is not StreamStep<T>.Told) yield break;
        }
        yield return new StreamStep<T>.Over();
    }

    /// <summary>Null when no answer came.</summary>
    private async Task<HttpResponseMessage?> SendAsync(
        Document document, WireVariables variables, CancellationToken limited, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint)
        {
            Content = JsonContent.Create(
                new WireRequest(document.Text, variables), WireJson.Default.WireRequest, new("application/json")),
        };
        request.Headers.Authorization = new("Basic", options.ApiKey);
        request.Headers.Add("Rye-Shopper-IP", options.ShopperIp);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
        }
        catch (Exception failure) when (IsBreak(failure, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>Null when there is no more.</summary>
    private static async Task<SseItem<string>?> NextAsync(
        IAsyncEnumerator<SseItem<string>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync() ? items.Current : null;
        }
        catch (Exception failure) when (IsBreak(failure, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>What was refused is over: a look will be told the same in words.</summary>
    private static StreamStep<T> Read<T>(string data, string field, JsonTypeInfo<T> type)
    {
        try
        {
            using var body = JsonDocument.Parse(data);
            return GatewayTransport.Read(body.RootElement, field, type) switch
            {
                Reply<T>.Answered { Value: var value } => new StreamStep<T>.Told(value),
                // A gateway without the field: it won't have it a minute later either.
                Reply<T>.Refused refused when refused.Errors.Any(error => error.Code == "GRAPHQL_VALIDATION_FAILED") =>
                    new StreamStep<T>.Unserved(),
                Reply<T>.Refused or Reply<T>.Unknown => new StreamStep<T>.Over(),
                _ => throw new UnreachableException(),
            };
        }
        catch (JsonException)
        {
            return new StreamStep<T>.Over();
        }
    }

    private static bool IsBreak(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException ||
        (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static bool IsStream(HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    /// <summary>
    /// Whether it may be served a little later: the gateway is full, starting, or behind a proxy that waits.
    /// </summary>
    private static bool IsPassing(HttpResponseMessage response) =>
        (int)response.StatusCode is 429 or >= 500;

    /// <summary>
    /// Says of each piece that arrives, comments among them, that the other side is alive. A single event that is too
    /// long breaks it off.
    /// </summary>
    private sealed class WatchedStream(Stream inner, Action arrived, long eventBytesMax) : Stream
    {
        private long count;

        /// <summary>An event has come whole.</summary>
        internal void Begin() => count = 0;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            arrived();
            var read = await inner.ReadAsync(buffer, cancellationToken);
            count += read;
            return count <= eventBytesMax ? read : throw new IOException("An event of the stream is too long.");
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
