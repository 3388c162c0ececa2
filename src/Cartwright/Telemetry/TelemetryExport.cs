using System.Globalization;
using Cartwright.Lookup;
using Cartwright.Orders;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cartwright.Telemetry;

/// <summary>
/// Sends traces, and what <see cref="MetricsPage"/> shows, to a collector by OTLP where one is named, by the protocol's
/// own variables: the endpoint, and beside it OTEL_EXPORTER_OTLP_PROTOCOL, _HEADERS, _TIMEOUT and
/// OTEL_METRIC_EXPORT_INTERVAL. (opentelemetry.io, "OTLP Exporter Configuration".)
/// </summary>
public static class TelemetryExport
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>How much of what could be traced is: 0 is nothing, 1 everything.</summary>
    public const string ShareSetting = "Traces:Share";

    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[EndpointSetting] is { Length: > 0 } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw new OptionsValidationException(
                    EndpointSetting, typeof(Uri),
                    [$"Set {EndpointSetting} to your collector's http or https address, or leave it out."]);
            }

            services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("cartwright").AddEnvironmentVariableDetector())
                .WithMetrics(metrics => metrics.AddOtlpExporter())
                // Only our own sources: those of HTTP calls hold addresses, and addresses hold session ids.
                .WithTracing(traces => traces
                    .SetSampler(new OwnSampler(Share(configuration)))
                    .AddSource(LookupTelemetry.SourceName, OrderTrace.SourceName)
                    .AddOtlpExporter());
        }

        return services;
    }

    private static double Share(IConfiguration configuration)
    {
        if (configuration[ShareSetting] is not { Length: > 0 } text) return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
            && share is >= 0 and <= 1
            ? share
            : throw new OptionsValidationException(
                ShareSetting, typeof(double), [$"Set {ShareSetting} to a number from 0 to 1."]);
    }
}
