using System.ComponentModel.DataAnnotations;

namespace Cartwright.Orders;

/// <summary>Section <c>Orders</c> of the configuration.</summary>
public sealed class OrderOptions
{
    /// <summary>How long after placement the merchant is first asked for a shipment.</summary>
    [Range(0, 86_400)]
    public double FirstTrackingSeconds { get; set; } = 60;

    /// <summary>How long cancelOrder and returnOrder wait for the merchant before they answer that it goes on.</summary>
    [Range(0, 60)]
    public double AnswerSecondsMax { get; set; } = 10;

    /// <summary>How often the processor is asked whether a shopper has passed the bank's challenge.</summary>
    [Range(0.1, 600)]
    public double ChallengePollSeconds { get; set; } = 2;
}
