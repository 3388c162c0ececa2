using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd;

/// <summary>
/// A collector of OTLP over HTTP, which keeps of each span what makes it a part of a trace, and of each metric the
/// name.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SemaphoreSlim arrived = new(0);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> metrics = new(StringComparer.Ordinal);

    private readonly Action<string>? watch;

    private OtlpCollector(WebApplication app, Action<string>? watch) => (this.app, this.watch) = (app, watch);

    /// <summary>By which the gateway finds it, and sends at once.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "50",
    };

    public ConcurrentQueue<CollectedSpan> Spans { get; } = [];

    /// <summary>Bodies as text: protobuf keeps texts as they are.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    /// <param name="watch">Is given what comes, as text, and nothing is kept.</param>
    public static async Task<OtlpCollector> StartAsync(Action<string>? watch = null)
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new OtlpCollector(app, watch);
        app.MapPost("/v1/traces", collector.TakeTracesAsync);
        app.MapPost("/v1/metrics", collector.TakeMetricsAsync);
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

    /// <summary>Completes when a metric of this name has come.</summary>
    public Task MetricAsync(string name, CancellationToken cancellationToken) =>
        Metric(name).Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        arrived.Dispose();
    }

    private async Task TakeMetricsAsync(HttpContext context)
    {
        // ExportMetricsServiceRequest.resource_metrics, ResourceMetrics.scope_metrics, ScopeMetrics.metrics,
        // Metric.name (metrics.proto).
        foreach (var resource in Fields(await BodyAsync(context), 1))
        foreach (var scope in Fields(resource, 2))
        foreach (var metric in Fields(scope, 2))
        {
            Metric(Encoding.UTF8.GetString(Fields(metric, 1).Single())).TrySetResult();
        }
    }

    private TaskCompletionSource Metric(string name) =>
        metrics.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task<byte[]> BodyAsync(HttpContext context)
    {
        context.Request.Headers.ContentEncoding.Count.ShouldBe(0, "Nothing is to be seen in what is compressed.");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var text = Encoding.Latin1.GetString(body.ToArray());
        if (watch is null)
        {
            Bodies.Enqueue(text);
            return body.ToArray();
        }

        watch(text);
        return [];
    }

    private async Task TakeTracesAsync(HttpContext context)
    {
        // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans (trace.proto).
        foreach (var resource in Fields(await BodyAsync(context), 1))
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
