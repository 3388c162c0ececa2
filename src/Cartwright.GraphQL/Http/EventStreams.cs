using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.GraphQL;

/// <summary>
/// Answers requests as server-sent events, one request per connection (the "distinct connections mode" of the GraphQL
/// over SSE protocol): a <c>next</c> for each response, then a <c>complete</c>. What the engine refuses is a
/// <c>next</c> too, since a browser's EventSource shows nothing of an answer with another status.
/// </summary>
internal sealed class EventStreams
{
    private const int RetryAfterSeconds = 10;

    /// <summary>How long a source has to end once it was cancelled, before it is left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly GraphQLEngine _engine;
    private readonly GraphQLHttpOptions _options;
    private int _open;

    public EventStreams(GraphQLEngine engine, GraphQLHttpOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SubscriptionsMax, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SubscriptionSecondsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HeartbeatSeconds, 1);
        (_engine, _options) = (engine, options);
    }

    /// <summary>Answers the whole stream; or says why it does not begin.</summary>
    public async Task<GraphQLRefusal?> ServeAsync(HttpContext http, GraphQLRequest request, GraphQLContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= _options.SubscriptionsMax)
                return await ServeOneAsync(http, request, context);
            http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return new(503, GraphQLErrorCodes.SubscriptionsExhausted,
                $"{_options.SubscriptionsMax} streams are open already. Try again in {RetryAfterSeconds} s.");
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<GraphQLRefusal?> ServeOneAsync(
        HttpContext http, GraphQLRequest request, GraphQLContext context)
    {
        var stopping = http.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        using var life = new CancellationTokenSource(
            TimeSpan.FromSeconds(_options.SubscriptionSecondsMax), _engine.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.Token, stopping);
        try
        {
            var answer = await _engine.SubscribeAsync(request, context.Derive(stop.Token));
            using var once = (answer as GraphQLAnswer.Once)?.Response;
            if (once is { Outcome: GraphQLOutcome.QueriesOnly })
            {
                http.Response.Headers.Allow = "POST";
                return new(405, GraphQLErrorCodes.MethodNotAllowed, "Send this operation by POST.");
            }
            if (_options.AfterExecution is not null) await _options.AfterExecution(http, context);
            await StartAsync(http, stop.Token);
            if (once is not null) await NextAsync(http, once, stop.Token);
            else if (answer is GraphQLAnswer.Stream stream)
                await PumpAsync(http, context, stream.Responses, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stream's end is told below, to a client that is still there.
        }
        if (http.RequestAborted.IsCancellationRequested) return null;
        if (!http.Response.HasStarted) await StartAsync(http, http.RequestAborted);
        await WriteAsync(http, "event: complete\ndata: \n\n"u8.ToArray(), http.RequestAborted);
        return null;
    }

    private static Task StartAsync(HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = 200;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        // Tells proxies that follow nginx to pass on each event as it comes.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return HeartbeatAsync(http, cancellationToken);
    }

    private async Task PumpAsync(
        HttpContext http, GraphQLContext context, IAsyncEnumerable<GraphQLResponse> responses, CancellationToken stop)
    {
        using var heart = new PeriodicTimer(TimeSpan.FromSeconds(_options.HeartbeatSeconds), _engine.Clock);
        var beat = heart.WaitForNextTickAsync(stop).AsTask();
        var events = responses.GetAsyncEnumerator(stop);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                // The beat ends as cancelled when the stream must stop, so no other signal is needed.
                await Task.WhenAny(next, beat);
                if (next.IsCompleted)
                {
                    if (!await next) return;
                    using (var response = events.Current)
                    {
                        if (!await IsStillAllowedAsync(http, context)) return;
                        await NextAsync(http, response, stop);
                    }
                    next = events.MoveNextAsync().AsTask();
                }
                else if (await beat)
                {
                    if (!await IsStillAllowedAsync(http, context)) return;
                    await HeartbeatAsync(http, stop);
                    beat = heart.WaitForNextTickAsync(stop).AsTask();
                }
            }
        }
        finally
        {
            await LetGoAsync(events, next);
        }
    }

    private async ValueTask<bool> IsStillAllowedAsync(HttpContext http, GraphQLContext context) =>
        _options.IsStillAllowed is not { } isStillAllowed || await isStillAllowed(http, context);

    /// <summary>Disposes of the source; one that doesn't heed its token is left behind, and disposed of later.</summary>
    private async Task LetGoAsync(IAsyncEnumerator<GraphQLResponse> events, Task<bool> next)
    {
        await ((Task)next).WaitAsync(Grace, _engine.Clock, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var disposing = DisposeAsync(events, next);
        if (next.IsCompleted) await disposing;
    }

    private async Task DisposeAsync(IAsyncEnumerator<GraphQLResponse> events, Task<bool> next)
    {
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (next.IsCompletedSuccessfully && await next) events.Current.Dispose();
            await events.DisposeAsync();
        }
        catch (Exception e)
        {
            // Nobody waits for what a source says on its way out, but the host must know.
            _engine.Fail(e).Dispose();
        }
    }

    private async Task NextAsync(HttpContext http, GraphQLResponse response, CancellationToken cancellationToken)
    {
        if (_options.OnErrorCode is { } onErrorCode)
            foreach (var code in response.ErrorCodes) onErrorCode(http, code);
        Write(http, "event: next\n"u8);
        var rest = response.Json;
        // Only what a host writes raw can hold a line break. Lines are joined again by the client.
        for (var at = 0; at >= 0;)
        {
            at = rest.Span.IndexOfAny("\r\n"u8);
            Write(http, "data: "u8);
            Write(http, at < 0 ? rest.Span : rest.Span[..at]);
            Write(http, "\n"u8);
            if (at >= 0) rest = rest[(at + 1)..];
        }
        await WriteAsync(http, "\n"u8.ToArray(), cancellationToken);
    }

    private static Task HeartbeatAsync(HttpContext http, CancellationToken cancellationToken) =>
        WriteAsync(http, ":\n\n"u8.ToArray(), cancellationToken);

    private static void Write(HttpContext http, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(http.Response.BodyWriter.GetSpan(Math.Max(1, bytes.Length)));
        http.Response.BodyWriter.Advance(bytes.Length);
    }

    /// <summary>Writes and flushes: what is written is on its way when this returns.</summary>
    private static async Task WriteAsync(HttpContext http, byte[] bytes, CancellationToken cancellationToken) =>
        await http.Response.BodyWriter.WriteAsync(bytes, cancellationToken);
}
