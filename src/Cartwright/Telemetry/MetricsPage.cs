using OpenTelemetry.Metrics;

namespace Cartwright.Telemetry;

/// <summary><c>GET /metrics</c>: the gateway's meters and how long its outbound calls take, for Prometheus.</summary>
public static class MetricsPage
{
    public static IServiceCollection AddMetricsPage(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(GatewayCounters.MeterName)
            .AddMeter("System.Net.Http")
            // The rest of that meter counts connections by address.
            .AddView(instrument => instrument.Meter.Name == "System.Net.Http"
                && instrument.Name != "http.client.request.duration" ? MetricStreamConfiguration.Drop : null)
            .AddView("http.client.request.duration", new MetricStreamConfiguration
            {
                // No address: how many merchants there are must not decide how long the page is.
                TagKeys = ["http.request.method", "http.response.status_code", "error.type"],
            })
            .AddPrometheusExporter());
        return services;
    }

    public static void MapMetricsPage(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint("/metrics");
}
