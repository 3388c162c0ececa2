using System.ComponentModel.DataAnnotations;

namespace Cartwright.Webhooks;

/// <summary>Section <c>Webhooks</c> of the configuration.</summary>
public sealed class WebhookOptions
{
    /// <summary>For one attempt, from connecting to the answer's status.</summary>
    [Range(1, 60)]
    public int AttemptTimeoutSeconds { get; set; } = 10;

    /// <summary>Deliveries to one endpoint at a time, on one node.</summary>
    [Range(1, 64)]
    public int InFlightPerEndpointMax { get; set; } = 4;

    [Range(1, 20)]
    public int EndpointsPerAccountMax { get; set; } = 10;

    /// <summary>How long a delivery that has ended stays in the log.</summary>
    [Range(4, 365)]
    public int LogDaysMax { get; set; } = 30;
}
