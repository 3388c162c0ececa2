using Cartwright.Lookup;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cartwright.Telemetry;

/// <summary>
/// Sends traces to a collector by OTLP where one is named, by the protocol's own variables: the endpoint, and beside it
/// OTEL_EXPORTER_OTLP_PROTOCOL, _HEADERS and _TIMEOUT. (opentelemetry.io, "OTLP Exporter Configuration".)
/// </summary>
public static class TraceExport
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddTraceExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[EndpointSetting] is { Length: > 0 } endpoint)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw new OptionsValidationException(
                    EndpointSetting, typeof(Uri),
                    [$"Set {EndpointSetting} to your collector's http or https address, or leave it out."]);
            }

            // Only our own source: those of HTTP calls hold addresses, and addresses hold session ids.
            services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("cartwright").AddEnvironmentVariableDetector())
                .WithTracing(traces => traces.AddSource(LookupTelemetry.SourceName).AddOtlpExporter());
        }

        return services;
    }
}
