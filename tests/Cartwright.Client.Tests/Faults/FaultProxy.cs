using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Client.Tests.Faults;

/// <summary>What happens to one request between client and gateway.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection ends before the request is read.</summary>
    Refuse,

    /// <summary>The request is read, and goes nowhere.</summary>
    DropBefore,

    /// <summary>The gateway does it, and the reply is lost.</summary>
    DropAfter,

    /// <summary>The gateway does it, and half of the reply comes.</summary>
    Truncate,

    /// <summary>The request waits longer than the client does, and reaches the gateway then.</summary>
    DelayBefore,

    /// <summary>The gateway does it, and the reply waits longer than the client does.</summary>
    DelayAfter,

    /// <summary>The gateway gets it twice, one after the other; the second reply comes.</summary>
    Twice,

    /// <summary>The gateway gets it twice at once; the first reply comes.</summary>
    TwiceAtOnce,

    /// <summary>Something in between answers 500, 502, 503 or 504 in its own words; the gateway hears nothing.</summary>
    StatusBefore,

    /// <summary>The gateway does it, and something in between answers 500, 502, 503 or 504.</summary>
    StatusAfter,

    /// <summary>The request is read, and nobody answers.</summary>
    HalfOpen,
}

/// <summary>
/// Stands between clients and the gateway, on a port of its own, and spoils requests as each run's seed says. The first
/// part of a request's path names its run.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly Fault[] Kinds = [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    private readonly WebApplication app;
    private readonly HttpClient http;
    private readonly Uri gateway;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, Run> runs = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> passed = [];
    private readonly CancellationTokenSource stopping = new();

    private FaultProxy(WebApplication app, HttpClient http, Uri gateway, TimeProvider clock) =>
        (this.app, this.http, this.gateway, this.clock) = (app, http, gateway, clock);

    internal static async Task<FaultProxy> StartAsync(HttpClient http, Uri gateway, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new FaultProxy(builder.Build(), http, gateway, clock);
        proxy.app.MapPost("/{run}/v1/query", (HttpContext context, string run) =>
        {
            var passing = proxy.PassAsync(context, run);
            proxy.passed.Add(passing);
            return passing;
        });
        await proxy.app.StartAsync();
        return proxy;
    }

    /// <summary>Where a run's client sends its requests.</summary>
    /// <param name="name">The run.</param>
    /// <param name="random">Draws its faults.</param>
    /// <param name="probability">How likely each request is spoiled, 0 to 1.</param>
    internal Uri For(string name, Random random, double probability)
    {
        runs[name] = new(random, probability);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new($"{address.First()}/{name}/v1/query");
    }

    /// <summary>
    /// When every request that came has been answered or has been delivered: until then, one that the line holds back may
    /// still begin a submission.
    /// </summary>
    internal async Task QuietAsync() =>
        await Task.WhenAll(passed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>What was done to a run's requests, in order.</summary>
    internal IReadOnlyList<string> TraceOf(string name) => [.. runs[name].Trace];

    /// <summary>
    /// Whether the gateway got a copy of a read or a submission that the client knows nothing of: it takes a total for
    /// told that the client was not.
    /// </summary>
    internal bool HasStrayCopies(string name) => runs[name].HasStrayCopies;

    private async Task PassAsync(HttpContext context, string run)
    {
        var (fault, status) = runs[run].Draw(context.Request.Headers["Idempotency-Key"].FirstOrDefault());
        if (fault == Fault.Refuse)
        {
            context.Abort();
            return;
        }

        using var read = new MemoryStream();
        await context.Request.Body.CopyToAsync(read, context.RequestAborted);
        var body = read.ToArray();
        if (fault is Fault.Twice or Fault.TwiceAtOnce or Fault.DelayBefore &&
            (body.AsSpan().IndexOf("getCart("u8) >= 0 || body.AsSpan().IndexOf("submitCart("u8) >= 0))
        {
            runs[run].HasStrayCopies = true;
        }
        switch (fault)
        {
            case Fault.DropBefore:
                context.Abort();
                break;
            case Fault.HalfOpen:
                await LeftAsync(context);
                break;
            case Fault.StatusBefore:
                await SayAsync(context, status);
                break;
            case Fault.DelayBefore:
                await Task.Delay(TimeSpan.FromSeconds(90), clock, stopping.Token);
                await DropAsync(context, body);
                break;
            case Fault.DropAfter:
                await DropAsync(context, body);
                break;
            case Fault.StatusAfter:
                (await SendAsync(context, body)).Dispose();
                await SayAsync(context, status);
                break;
            case Fault.DelayAfter:
                (await SendAsync(context, body)).Dispose();
                await LeftAsync(context);
                break;
            case Fault.Twice:
                (await SendAsync(context, body)).Dispose();
                await AnswerAsync(context, await SendAsync(context, body), isTruncated: false);
                break;
            case Fault.TwiceAtOnce:
                var other = SendAsync(context, body);
                try
                {
                    await AnswerAsync(context, await SendAsync(context, body), isTruncated: false);
                }
                finally
                {
                    // The client may have left: what the gateway still does of the other is waited for all the same.
                    (await other).Dispose();
                }

                break;
            default:
                await AnswerAsync(context, await SendAsync(context, body), fault == Fault.Truncate);
                break;
        }
    }

    private async Task DropAsync(HttpContext context, byte[] body)
    {
        (await SendAsync(context, body)).Dispose();
        context.Abort();
    }

    /// <summary>The client may have left: what was sent reaches the gateway all the same.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var name in (string[])["Authorization", "Rye-Shopper-IP", "Idempotency-Key", "Accept"])
        {
            if (context.Request.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping.Token);
    }

    private async Task AnswerAsync(HttpContext context, HttpResponseMessage reply, bool isTruncated)
    {
        using (reply)
        {
            context.Response.StatusCode = (int)reply.StatusCode;
            context.Response.ContentType = reply.Content.Headers.ContentType?.ToString();
            var source = await reply.Content.ReadAsStreamAsync(stopping.Token);
            if (reply.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                await StreamAsync(context, source, isTruncated);
                return;
            }

            using var all = new MemoryStream();
            await source.CopyToAsync(all, stopping.Token);
            var whole = all.ToArray();
            context.Response.ContentLength = whole.Length;
            var sent = isTruncated ? whole.AsMemory(0, whole.Length / 2) : whole;
            await context.Response.Body.WriteAsync(sent, context.RequestAborted);
            if (isTruncated)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
            }
        }
    }

    private static async Task StreamAsync(HttpContext context, Stream source, bool isTruncated)
    {
        var buffer = new byte[512];
        int count;
        while ((count = await source.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (!isTruncated) continue;
            context.Abort();
            return;
        }
    }

    private static async Task SayAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status == 500 ? "text/plain" : "text/html";
        await context.Response.WriteAsync(status == 500 ? "oops" : "<html><h1>Bad gateway</h1></html>");
    }

    private async Task LeftAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping.Token);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(left.SetResult);
        await left.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private sealed class Run(Random random, double probability)
    {
        private static readonly int[] Statuses = [500, 502, 503, 504];
        private readonly Lock gate = new();
        private int count;

        internal ConcurrentQueue<string> Trace { get; } = [];

        internal bool HasStrayCopies { get; set; }

        internal (Fault Fault, int Status) Draw(string? key)
        {
            lock (gate)
            {
                var isStruck = random.NextDouble() < probability;
                var kind = Kinds[random.Next(Kinds.Length)];
                var status = Statuses[random.Next(Statuses.Length)];
                var fault = isStruck ? kind : Fault.None;
                Trace.Enqueue($"{++count}. {fault}{(key is null ? "" : $" of a submission with {key}")}");
                return (fault, status);
            }
        }
    }
}
