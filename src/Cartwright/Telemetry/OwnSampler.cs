using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Cartwright.Telemetry;

/// <summary>
/// Decides which traces are sent. Where one begins here it is by chance: neither the flag nor the ids of a caller's
/// traceparent have a say, or a caller could make every request of theirs cost the operator a trace. The steps of an
/// order follow what was decided with its submission.
/// </summary>
internal sealed class OwnSampler(double share) : Sampler
{
    private readonly Random random = new();

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind == ActivityKind.Consumer
            ? samplingParameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            : Next() < share);

    private double Next()
    {
        lock (random) return random.NextDouble();
    }
}
