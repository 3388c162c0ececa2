using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd;

/// <summary>A collector of OTLP over HTTP, which keeps of each span what makes it a part of a trace.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SemaphoreSlim arrived = new(0);

    private TraceCollector(WebApplication app) => this.app = app;

    /// <summary>By which the gateway finds it, and sends at once.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
    };

    public ConcurrentQueue<CollectedSpan> Spans { get; } = [];

    /// <summary>Bodies as text: protobuf keeps texts as they are.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    public static async Task<TraceCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new TraceCollector(app);
        app.MapPost("/v1/traces", collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>Waits for a span. One caller at a time.</summary>
    public async Task<CollectedSpan> FindAsync(Func<CollectedSpan, bool> isIt, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Spans.FirstOrDefault(isIt) is { } found) return found;
            await arrived.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        arrived.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans (trace.proto).
        foreach (var resource in Fields(body.ToArray(), 1))
        foreach (var scope in Fields(resource, 2))
        foreach (var span in Fields(scope, 2))
        {
            Spans.Enqueue(new(
                Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single()),
                Encoding.Latin1.GetString(span)));
        }

        arrived.Release();
    }

    private static string Hex(byte[] span, int field) =>
        Convert.ToHexStringLower(Fields(span, field).SingleOrDefault() ?? []);

    /// <summary>The values of a field whose values say how long they are.</summary>
    private static List<byte[]> Fields(byte[] message, int wanted)
    {
        List<byte[]> found = [];
        for (var at = 0; at < message.Length;)
        {
            var (field, kind) = ((int)(Number(message, ref at, out var tag) >> 3), (int)(tag & 7));
            var length = kind switch { 1 => 8, 2 => (int)Number(message, ref at, out _), 5 => 4, _ => 0 };
            if (kind == 0) Number(message, ref at, out _);
            if (kind == 2 && field == wanted) found.Add(message[at..(at + length)]);
            at += length;
        }

        return found;
    }

    private static ulong Number(byte[] message, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}

/// <param name="Text">The span as it came, its texts among the bytes.</param>
internal sealed record CollectedSpan(string TraceId, string SpanId, string ParentSpanId, string Name, string Text);
